"""How well a file parses, to tell whether an edit has broken it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from asrs_lint.extract.registry import readers_of
from asrs_lint.parse.limits import TooComplex
from asrs_lint.reading.workers import apart
from asrs_lint.source import Document

_LANGUAGES = {
    "cs": "csharp", "js": "javascript", "jsx": "javascript", "mjs": "javascript", "cjs": "javascript",
    "ts": "typescript", "mts": "typescript", "cts": "typescript", "tsx": "tsx", "java": "java", "kt": "kotlin",
    "kts": "kotlin", "swift": "swift", "tf": "hcl", "tfvars": "hcl",
}  # fmt: skip
_PAGES = ("markup", "razor")
_XML = ("config", "csproj", "fsproj", "vbproj", "props", "targets", "xml")


def faults(document: Document) -> int:
    """The number of places where the parsers of a file's kind lose their way; 0 for a kind without a parser that tells:
    there, an edit shows its worth by what is read from it.

    A grammar is native code, and what an edit makes of a text has been through none: it works in a process of its own.
    """
    if not _has_grammar(document):
        return faults_here(document)
    return apart(lambda: faults_here(document), otherwise=len(document.text) + 1)


def _has_grammar(document: Document) -> bool:
    return _extension(document) in _LANGUAGES or any(reader.module in _PAGES for reader in readers_of(document.path))


def faults_here(document: Document) -> int:
    """As `faults`, for a process that may be lost."""
    extension = _extension(document)
    if extension in _LANGUAGES:
        return _errors(document, _LANGUAGES[extension])
    if extension in _XML:
        return _in_xml(document)
    reader = _READERS.get(extension)
    return reader(document) if reader else sum(_errors(document, *piece) for piece in _pieces(document))


def _extension(document: Document) -> str:
    return document.path.rpartition(".")[2].lower()


def _errors(document: Document, language: str, text: str | None = None) -> int:
    from asrs_lint.parse.syntax import parse, walk

    try:
        root = parse(document, language, text).root
    except TooComplex:
        return len(document.text) + 1  # more than any text that can be parsed has
    return sum(node.is_error or node.is_missing for node in walk(root)) if root.has_error else 0


def _pieces(document: Document) -> Iterator[tuple[str, str]]:
    """The languages within a page, each with the text of the page in which all else is blank."""
    modules = {reader.module for reader in readers_of(document.path)}
    if "markup" in modules:
        from asrs_lint.extract.markup import written_scripts

        yield from written_scripts(document)
    if "razor" in modules:
        from asrs_lint.extract.razor import code_of

        yield "csharp", code_of(document)


def _in_json(document: Document) -> int:
    from asrs_lint.parse.json import parse_json

    return len(parse_json(document).errors)


def _in_yaml(document: Document) -> int:
    from asrs_lint.parse.yaml import parse_yaml

    return len(parse_yaml(document).errors)


def _in_python(document: Document) -> int:
    from asrs_lint.parse.python import parse

    return int(parse(document) is None)


def _in_xml(document: Document) -> int:
    from asrs_lint.parse.xml import XmlError, parse_xml

    try:
        parse_xml(document)
    except XmlError:
        return 1
    return 0


_READERS: dict[str, Callable[[Document], int]] = {
    "json": _in_json, "jsonc": _in_json, "yaml": _in_yaml, "yml": _in_yaml, "py": _in_python,
}  # fmt: skip
