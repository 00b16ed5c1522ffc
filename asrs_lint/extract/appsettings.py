"""appsettings*.json: every value that matters, and the objects into which a value could be put."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import PurePosixPath

from asrs_lint.extract.json_room import room_in, unit_of
from asrs_lint.extract.setting_keys import matters, names_service
from asrs_lint.facts.base import Fact, Unreadable
from asrs_lint.facts.configuration import Setting, SettingsFile, SettingsObject, Source
from asrs_lint.parse.json import JsonArray, JsonDocument, JsonNode, JsonObject, JsonScalar, parse_json
from asrs_lint.source import Document, Span

# What `AddJsonFile($"appsettings.{env.EnvironmentName}.json")` loads; the environment is kept as written.
_NAME = re.compile(r"appsettings(?:\.(?P<environment>.+))?\.json\Z", re.IGNORECASE)

# What `dotnet new` leaves out or in, in JSON that it makes of a template.
_CONDITION = re.compile(r"^[ \t]*//[ \t]*#if\b.*?^[ \t]*//[ \t]*#endif\b", re.MULTILINE | re.DOTALL)


def extract(document: Document) -> Iterator[Fact]:
    """Setting, SettingsObject and SettingsFile; Unreadable for what .NET would refuse, beside what could be read.

    A file whose name .NET does not load by itself (`appsettings-old.json`) has the source JSON.
    """
    name = _NAME.match(PurePosixPath(document.path).name)
    source = Source.APPSETTINGS if name else Source.JSON
    yield from settings_facts(document, source, name["environment"] if name else None)


def settings_facts(
    document: Document,
    source: Source,
    environment: str | None = None,
    wanted: Callable[[tuple[str, ...]], bool] = matters,
) -> Iterator[Fact]:
    """The facts of a JSON settings file; `wanted` tells by its keys whether a value or object belongs to them."""
    parsed = parse_json(document)
    yield SettingsFile(first_line(document), source, environment)
    yield from unreadable(parsed, document)
    unit = unit_of(document, parsed.root)
    for keys, node, span, key_span in _nodes(parsed.root):
        if isinstance(node, JsonObject) and (not keys or wanted(keys)):
            yield SettingsObject(node.span, source, keys, environment, room_in(document, node, unit))
        elif (leaf := leaf_value(node)) and (wanted(keys) or names_service(leaf[1])):
            yield Setting(span, source, keys, leaf[1], leaf[0], key_span, node.span, environment)


def unreadable(parsed: JsonDocument, document: Document) -> Iterator[Unreadable]:
    """The first error of a file: what follows it is often its echo. A template is no JSON yet from its first condition
    on."""
    condition = _CONDITION.search(document.text)
    for error in parsed.errors[:1]:
        if condition is None or error.span.start < condition.start():
            yield Unreadable(error.span, f"This JSON cannot be read: {error.reason}.")


def first_line(document: Document) -> Span:
    end = document.text.find("\n")
    return document.span(0, len(document.text[: end if end >= 0 else None].rstrip("\r\n")))


def leaf_value(node: JsonNode) -> tuple[str, str | None] | None:
    """Kind and value of a node that makes one key: a scalar, or an empty array (JsonConfigurationFileParser)."""
    if isinstance(node, JsonScalar):
        return node.kind, None if node.kind == "null" else node.value
    return ("array", None) if isinstance(node, JsonArray) and not node.items else None


def _nodes(root: JsonNode | None) -> Iterator[tuple[tuple[str, ...], JsonNode, Span, Span]]:
    """Every node with its keys, its place with its key, and the key's place; items of arrays are keyed by index."""
    stack: list[tuple[tuple[str, ...], JsonNode, Span, Span]] = [((), root, root.span, root.span)] if root else []
    while stack:
        keys, node, span, key_span = stack.pop()
        yield keys, node, span, key_span
        below: Iterable[tuple[tuple[str, ...], JsonNode, Span, Span]] = ()
        if isinstance(node, JsonObject):
            below = [((*keys, m.key), m.value, m.span, m.key_span) for m in node.members]
        elif isinstance(node, JsonArray):
            below = [((*keys, str(n)), item, item.span, item.span) for n, item in enumerate(node.items)]
        stack.extend(reversed(list(below)))
