"""The entry of asrs-lint in a .pre-commit-config.yaml that is already there: inserted as text, in its own layout."""

from __future__ import annotations

from typing import Any

import yaml

from asrs_lint.adoption import template
from asrs_lint.source import Document

HOOK = "asrs-lint"
_LARGEST = 256 * 1024  # bytes


class NotUnderstood(ValueError):
    """The file has a shape that nothing is inserted into; the message says which."""


def with_hook(data: bytes) -> bytes | None:
    """The file with the entry behind its last one, every other byte as it was; None when the hook is there already.
    Raises NotUnderstood."""
    document = Document.decode(".pre-commit-config.yaml", data)
    if len(data) > _LARGEST or not document.encoding.startswith("utf") or "\ufffd" in document.text:
        raise NotUnderstood("it is too large, or not in UTF-8")
    before = _loaded(document.text)
    repos = before.get("repos") if isinstance(before, dict) else None
    if not isinstance(repos, list):
        raise NotUnderstood("it has no list of repos")
    if any(hook.get("id") == HOOK for repo in repos for hook in _hooks(repo)):
        return None
    text = _inserted(document)
    if not _adds_only_the_entry(document.text, text):
        raise NotUnderstood("its list of repos is not written as a plain block")
    bom = data[: len(data) - len(document.text.encode(document.encoding))]
    return bom + text.encode(document.encoding)


def _adds_only_the_entry(before: str, after: str) -> bool:
    """Compares what the parser sees; the values themselves could be aliases of aliases without end."""
    loaded = _loaded(after)
    if loaded["repos"][-1:] != _own():
        return False
    old, new = ([repr(event) for event in yaml.parse(text, yaml.SafeLoader)] for text in (before, after))
    same = next((n for n, (one, other) in enumerate(zip(old, new, strict=False)) if one != other), len(old))
    behind = len(old) - same
    return new[:same] == old[:same] and new[len(new) - behind :] == old[same:]


def _own() -> list[Any]:
    own: list[Any] = yaml.safe_load(template("pre-commit.yaml"))["repos"]
    return own


def _loaded(text: str) -> Any:
    try:
        return yaml.safe_load(text)
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        raise NotUnderstood("it is no YAML") from error


def _hooks(repo: Any) -> list[dict[str, Any]]:
    hooks = repo.get("hooks") if isinstance(repo, dict) else None
    return [hook for hook in hooks if isinstance(hook, dict)] if isinstance(hooks, list) else []


def _inserted(document: Document) -> str:
    root = yaml.compose(document.text, yaml.SafeLoader)
    pairs = root.value if isinstance(root, yaml.MappingNode) else []
    repos = next((value for key, value in pairs if key.value == "repos"), None)
    if not isinstance(repos, yaml.SequenceNode) or repos.flow_style or not repos.value:
        raise NotUnderstood("its list of repos is empty or written in one line")
    last = repos.value[-1]
    if not isinstance(last, yaml.MappingNode) or last.flow_style:
        raise NotUnderstood("its list of repos is not written as a plain block")
    at = _line_end(document.text, _end(last))
    newline = document.newline
    lines = _entry(repos.start_mark.column, last)
    before = "" if document.text[:at].endswith("\n") else newline
    after = newline if at < len(document.text) or document.text.endswith("\n") or before == "" else ""
    return document.text[:at] + before + newline.join(lines) + after + document.text[at:]


def _end(node: yaml.Node) -> int:
    """Where the last scalar in a node ends: the end of a block reaches over the comments behind it."""
    while isinstance(node, yaml.MappingNode | yaml.SequenceNode) and node.value and not node.flow_style:
        last = node.value[-1]
        node = last[1] if isinstance(last, tuple) else last
    return int(node.end_mark.index)


def _line_end(text: str, at: int) -> int:
    """The start of the line behind the one that ends at or holds `at`."""
    if at and text[at - 1] == "\n":
        return at
    end = text.find("\n", at)
    return len(text) if end < 0 else end + 1


def _entry(column: int, beside: yaml.MappingNode) -> list[str]:
    """The lines of the entry, indented as another one of the list."""
    inner = beside.start_mark.column
    dash = "-" + " " * (inner - column - 1)
    hooks = next((value for key, value in beside.value if key.value == "hooks"), None)
    plain = isinstance(hooks, yaml.SequenceNode) and not hooks.flow_style
    deeper = hooks.start_mark.column if plain and hooks is not None else inner + 2
    (repo,) = _own()
    (hook,) = repo["hooks"]
    settings = [f"{key}: {str(value).lower() if isinstance(value, bool) else value}" for key, value in hook.items()]
    return [
        f"{' ' * column}{dash}repo: {repo['repo']}",
        f"{' ' * inner}hooks:",
        f"{' ' * deeper}{dash}{settings[0]}",
        *(f"{' ' * (deeper + len(dash))}{setting}" for setting in settings[1:]),
    ]
