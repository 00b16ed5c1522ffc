"""XML configuration: web.config, app.config, transforms, what configSource pulls in, NLog.config and log4net.config."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from msgspec.structs import replace

from asrs_lint.element import Element
from asrs_lint.extract.setting_keys import matters, names_service, split_key
from asrs_lint.facts.base import Fact, Unreadable
from asrs_lint.facts.configuration import Setting, Source, XmlConfiguration
from asrs_lint.parse.xml import XmlError, parse_xml
from asrs_lint.source import Document, Span

_NAME = re.compile(r"(?:web|app)(?:\.(?P<transform>.+))?\.config\Z", re.IGNORECASE)
_XDT = "{http://schemas.microsoft.com/XML-Document-Transform}"
# Read as if they were not there: what Visual Studio once put on the root, and what NLog's templates put on its own.
_IGNORED_NAMESPACES = (
    "{http://schemas.microsoft.com/.NetConfiguration/v2.0}",
    "{http://www.nlog-project.org/schemas/NLog.xsd}",
)
# Roots of a configuration, of files that a configSource or file attribute can name, and of the loggers' own files.
_SECTIONS = frozenset(
    {"configuration", "system.diagnostics", "appSettings", "connectionStrings", "sharedListeners", "nlog", "log4net"}
)


def extract(document: Document) -> Iterator[Fact]:
    """XmlConfiguration and the Settings of appSettings, connectionStrings and aspNetCore/environmentVariables."""
    name = _NAME.match(PurePosixPath(document.path).name)
    try:
        root = _plain(parse_xml(document))
    except XmlError as error:
        if name:
            yield Unreadable(document.span(error.offset, error.offset), f"This XML cannot be read: {error.reason}.")
        return
    if root.tag not in _SECTIONS:
        return
    transform = _transform(document, root, name)
    yield XmlConfiguration(root.tag_span, root, transform, document.newline)
    for element in root.walk():
        yield from _settings(element)


def _plain(element: Element) -> Element:
    """The tree without the namespaces that .NET and NLog ignore."""
    children = tuple(_plain(child) for child in element.children)
    namespace = next((known for known in _IGNORED_NAMESPACES if element.tag.startswith(known)), "")
    if not namespace and all(new is old for new, old in zip(children, element.children, strict=True)):
        return element
    return replace(element, tag=element.tag.removeprefix(namespace), children=children)


def _transform(document: Document, root: Element, name: re.Match[str] | None) -> str | None:
    """The build configuration of a transform: the middle of its name, or of any name when its elements use XDT."""
    if name and name["transform"]:
        return name["transform"]
    uses = any(a.name.startswith(_XDT) for element in root.walk() for a in element.attributes)
    middle = PurePosixPath(document.path).name.split(".")[1:-1]
    return (".".join(middle) or PurePosixPath(document.path).stem) if uses else None


def _settings(element: Element) -> Iterator[Setting]:
    match element.tag:
        case "appSettings":
            yield from _entries(element, "add", "key", "value", ())
        case "connectionStrings":
            yield from _entries(element, "add", "name", "connectionString", ("ConnectionStrings",))
        case "environmentVariables":
            yield from _entries(element, "environmentVariable", "name", "value", None)


def _entries(section: Element, tag: str, key: str, value: str, prefix: tuple[str, ...] | None) -> Iterator[Setting]:
    """One Setting an entry; without a `prefix` the names are those of environment variables."""
    for entry in section.all(tag):
        name, content = entry.attribute(key), entry.attribute(value)
        if name is None:
            continue
        keys = split_key(name.value.value) if prefix is None else (*prefix, name.value.value)
        text = content.value.value if content else None
        place: Span = content.value.span if content else name.value.span
        if matters(keys) or names_service(text):
            kind = "string" if content else "null"
            yield Setting(entry.tag_span, Source.XML, keys, text, kind, name.value.span, place)
