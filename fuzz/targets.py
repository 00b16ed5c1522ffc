"""What is fuzzed: a function for each parser, reader and extractor, which raises when a promise is broken."""

from __future__ import annotations

import contextlib
import dataclasses
import tempfile
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path

from asrs_lint.config_file import read_config
from asrs_lint.config_layers import ConfigError
from asrs_lint.dotnet.connection_string import parse_connection_string
from asrs_lint.dotnet.xdt import transform
from asrs_lint.dotnet.xpath import UnknownPath, XmlNode, condition, select
from asrs_lint.extract.registry import READERS, extractor
from asrs_lint.parse.bicep import declarations
from asrs_lint.parse.command_line import words
from asrs_lint.parse.hcl import parse_hcl
from asrs_lint.parse.html import scripts
from asrs_lint.parse.json import parse_json
from asrs_lint.parse.template import blank_directives, blank_razor
from asrs_lint.parse.xml import XmlError, parse_xml
from asrs_lint.parse.yaml import parse_yaml
from asrs_lint.rewriting import rewritten
from asrs_lint.source import Document, Span
from asrs_lint.suppress.comments import entries_in

Target = Callable[[bytes], None]

# A name for which each extractor is asked, and the fixtures that are its seeds.
_FILES = {
    "csharp": "Program.cs", "razor": "Chat.razor", "script": "chat.ts", "markup": "index.html", "python": "app.py",
    "java": "Chat.java", "kotlin": "Chat.kt", "swift": "Chat.swift", "dart": "chat.dart", "go": "main.go",
    "fsharp": "Program.fs", "packages": "package.json", "appsettings": "appsettings.json",
    "launch_settings": "launchSettings.json", "functions_json": "host.json", "environment": "compose.yaml",
    "project": "Chat.csproj", "web_config": "web.config", "arm": "azuredeploy.json", "bicep": "main.bicep",
    "terraform": "main.tf", "pulumi": "index.ts", "service_operator": "signalr.yaml", "commands": "deploy.sh",
    "aspire": "Program.cs", "secrets": "notes.md",
}  # fmt: skip


class Broken(AssertionError):
    """A promise that does not hold."""


def _document(path: str, data: bytes) -> Document:
    document = Document.decode(path, data)
    if "\ufffd" not in document.text and document.encoded(document.text) != data:
        raise Broken("a file does not come back as it was read")
    return document


def _check(value: object, document: Document) -> None:
    """Every span in a fact or a tree lies within its document."""
    for span in _spans(value):
        if span.path == document.path and not 0 <= span.start <= span.end <= len(document.text):
            raise Broken(f"{span} in {len(document.text)} characters")


def _spans(value: object) -> Iterator[Span]:
    pending, seen = [value], set[int]()
    while pending:
        here = pending.pop()
        if isinstance(here, Span):
            yield here
        elif dataclasses.is_dataclass(here) and not isinstance(here, (type, Document)):
            if id(here) not in seen:
                seen.add(id(here))
                pending.extend(getattr(here, field.name) for field in dataclasses.fields(here))
        elif isinstance(here, Mapping):
            pending.extend((*here.keys(), *here.values()))
        elif isinstance(here, (tuple, list, set, frozenset)):
            pending.extend(here)


def _parser(path: str, parse: Callable[[Document], object], data: bytes) -> None:
    document = _document(path, data)
    _check(parse(document), document)
    if rewritten(document.text, ()) != document.text:
        raise Broken("no edit changes the text")


def _xml(document: Document) -> object:
    try:
        return parse_xml(document)
    except XmlError:
        return None


def _xdt(data: bytes) -> None:
    """The first line that is `=====` parts the configuration from its transform."""
    base, _, changes = data.partition(b"=====\n")
    try:
        old = parse_xml(Document.decode("web.config", base))
        new = parse_xml(Document.decode("web.Release.config", changes))
    except XmlError:
        return
    transform(old, new)


def _xpath(data: bytes) -> None:
    base = parse_xml(Document("web.config", '<a><b c="1"><d/></b><b c="2"/></a>'))
    root = XmlNode.of_element(base)
    node = XmlNode(dataclasses.replace(base, tag="#document", attributes=(), children=()), [], [root])
    text = data.decode("utf-8", "replace")
    for ask in (lambda: select(node, text, [root]), lambda: condition(node, root.children, text)):
        with contextlib.suppress(UnknownPath):
            ask()


def _template(data: bytes) -> None:
    text = data.decode("utf-8", "replace")
    for blank in (blank_directives, blank_razor):
        if len(blank(text)) != len(text):
            raise Broken("blanking moves what follows")


def _command_line(data: bytes) -> None:
    document = _document("deploy.sh", data)
    for start in range(0, len(document.text), max(1, len(document.text) // 8)):
        _check(words(document, start), document)


def _connection_string(data: bytes) -> None:
    repr(parse_connection_string(data.decode("utf-8", "replace")))


def _suppression(data: bytes) -> None:
    document = _document("Program.cs", data)
    _check(entries_in({document.path: document}, [document.path]), document)


def _configuration(data: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "asrs-lint.toml")
        file.write_bytes(data)
        with contextlib.suppress(ConfigError):
            read_config(file, ())


def _extracted(module: str, path: str, data: bytes) -> None:
    document = _document(path, data)
    _check(list(extractor(module)(document)), document)


TARGETS: dict[str, tuple[str, Target]] = {
    "json": ("appsettings.json", partial(_parser, "appsettings.json", parse_json)),
    "xml": ("web.config", partial(_parser, "web.config", _xml)),
    "yaml": ("compose.yaml", partial(_parser, "compose.yaml", parse_yaml)),
    "html": ("index.html", partial(_parser, "index.html", scripts)),
    "bicep-parser": ("main.bicep", partial(_parser, "main.bicep", declarations)),
    "hcl": ("main.tf", partial(_parser, "main.tf", parse_hcl)),
    "xdt": ("web.config", _xdt),
    "xpath": ("", _xpath),
    "template": ("deploy.yaml", _template),
    "command_line": ("deploy.sh", _command_line),
    "connection_string": (".env", _connection_string),
    "suppression": ("Program.cs", _suppression),
    "configuration": ("asrs-lint.toml", _configuration),
    **{
        module: (_FILES[module], partial(_extracted, module, _FILES[module]))
        for module in dict.fromkeys(reader.module for reader in READERS)
    },
}
