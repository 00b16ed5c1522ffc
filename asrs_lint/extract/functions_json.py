"""Azure Functions in JSON: host.json, local.settings.json and function.json (client.md C3)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath

from asrs_lint.extract.appsettings import first_line, leaf_value, settings_facts, unreadable
from asrs_lint.extract.setting_keys import split_key
from asrs_lint.facts.base import Fact
from asrs_lint.facts.configuration import Setting, SettingsFile, Source
from asrs_lint.facts.functions import BindingKind, FunctionBinding
from asrs_lint.parse.json import JsonArray, JsonNode, JsonObject, JsonScalar, parse_json
from asrs_lint.source import Document, Located

_KINDS = {kind.value.casefold(): kind for kind in BindingKind}
# suffix of scriptFile → language and programming model of functions described by function.json
_LANGUAGES = {
    ".py": ("python", "v1"),
    ".js": ("javascript", "v3"),
    ".cjs": ("javascript", "v3"),
    ".mjs": ("javascript", "v3"),
    ".ts": ("javascript", "v3"),
    ".dll": ("csharp", "in-process"),
    ".csx": ("csharp", "in-process"),
    ".fsx": ("fsharp", "in-process"),
    ".jar": ("java", "java"),
    ".ps1": ("powershell", "v1"),
}


def extract(document: Document) -> Iterator[Fact]:
    """Settings and SettingsObjects of host.json, Settings of local.settings.json, FunctionBindings of function.json."""
    name = PurePosixPath(document.path).name.lower()
    if name == "host.json":
        yield from settings_facts(document, Source.HOST, wanted=lambda keys: True)
    elif name == "function.json":
        yield from _bindings(document)
    elif name == "local.settings.json":
        yield from _local_settings(document, Source.LOCAL)
    elif "local.settings" in name:  # a sample to be copied: what it says is not loaded
        yield from _local_settings(document, Source.JSON)


def _local_settings(document: Document, source: Source) -> Iterator[Fact]:
    """All Values, as environment variables, and ConnectionStrings: any of them can be the `connection` of a binding."""
    parsed = parse_json(document)
    yield SettingsFile(first_line(document), source, None)
    yield from unreadable(parsed, document)
    for section in parsed.root.members if isinstance(parsed.root, JsonObject) else ():
        prefix = {"values": (), "connectionstrings": (section.key,), "host": (section.key,)}.get(section.key.lower())
        for member in section.value.members if isinstance(section.value, JsonObject) and prefix is not None else ():
            if leaf := leaf_value(member.value):
                keys = (*(prefix or ()), *(split_key(member.key) if not prefix else (member.key,)))
                yield Setting(member.span, source, keys, leaf[1], leaf[0], member.key_span, member.value.span)


def _bindings(document: Document) -> Iterator[Fact]:
    parsed = parse_json(document)
    root = parsed.root
    bindings = root.get("bindings") if isinstance(root, JsonObject) else None
    if not isinstance(root, JsonObject) or not isinstance(bindings, JsonArray):
        return
    entries = [item for item in bindings.items if isinstance(item, JsonObject)]
    http = next((e for e in entries if (e.text("type") or "").casefold() == "httptrigger"), None)
    language, model = _language(root, entries)
    found = False
    for entry in entries:
        kind = _KINDS.get((entry.text("type") or "").casefold())
        if kind:
            found = True
            yield FunctionBinding(
                entry.span,
                kind,
                language,
                model,
                function=PurePosixPath(document.path).parent.name or None,
                hub=_located(entry.get("hubName")),
                connection=_located(entry.get("connectionStringSetting") or entry.get("connection")),
                user_id=_located(entry.get("userId")),
                category=entry.text("category"),
                event=entry.text("event"),
                route=http.text("route") if http else None,
                methods=_methods(http),
                auth=(http.text("authLevel") or "function").lower() if http else None,
            )
    if found:
        yield from unreadable(parsed, document)


def _methods(http: JsonObject | None) -> tuple[str, ...]:
    """The methods of the HTTP trigger in lower case; none written means all."""
    methods = http.get("methods") if http else None
    items = methods.items if isinstance(methods, JsonArray) else ()
    return tuple(item.value.lower() for item in items if isinstance(item, JsonScalar))


def _language(root: JsonObject, entries: list[JsonObject]) -> tuple[str, str]:
    """By the script's suffix; without one by the names that the templates of PowerShell use, else JavaScript, whose
    index.js is the file that the host looks for."""
    known = _LANGUAGES.get(PurePosixPath(root.text("scriptFile") or "").suffix.lower())
    if known:
        return known
    names = {entry.text("name") for entry in entries}
    return ("powershell", "v1") if names & {"Request", "Response"} else ("javascript", "v3")


def _located(node: JsonNode | None) -> Located[str] | None:
    return Located(node.value, node.span) if isinstance(node, JsonScalar) and node.kind == "string" else None
