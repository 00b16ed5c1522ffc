"""XML as frozen elements with places: lxml decides what is XML, one expat pass finds where everything stands.

lxml's own `sourceline` is wrong for tags over several lines, hence expat; expat sees only what lxml accepted and never
a document type with entities, so nothing is expanded or loaded.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from xml.parsers import expat

from asrs_lint.element import Attribute, Element
from asrs_lint.source import Document, Located, Span

MAX_DEPTH = 200
MAX_NODES = 200_000  # elements and attributes; real files have some hundreds


class XmlError(Exception):
    """The text is no XML that we read. `offset` is a character of the text, `reason` a sentence for people."""

    def __init__(self, offset: int, reason: str) -> None:
        super().__init__(reason)
        self.offset = offset
        self.reason = reason


def parse_xml(document: Document) -> Element:
    """The root element; names with a namespace are in Clark notation (`{uri}local`). Raises XmlError."""
    declared = document.text.find("<!ENTITY")
    if declared >= 0:
        raise XmlError(declared, "entities are not read")
    data = document.text.encode("utf-8", "replace")
    _accept(document, data)
    return _Reader(document, data).read()


def _accept(document: Document, data: bytes) -> None:
    from lxml import etree  # 30 ms to import: only where there is XML

    # The text is decoded already: `encoding` stands over the encoding that the XML declaration claims.
    parser = etree.XMLParser(
        encoding="utf-8", resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_pis=True
    )
    try:
        etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        line, column = error.position
        reason = _PLACE.sub("", str(error.msg))
        raise XmlError(document.offset(max(line, 1), max(column, 1)), reason) from error


# In a start tag that is well formed; possessive, so that nothing can backtrack.
_ATTRIBUTE = re.compile(r"""\s*+([^\s=/>"']++)\s*+=\s*+("[^"]*+"|'[^']*+')""")
_PLACE = re.compile(r", line \d+, column \d+$")
_NAME = re.compile(r"<[^\s/>]++")


@dataclass(slots=True)
class _Open:
    """An element whose end tag has not come yet."""

    tag: str
    attributes: tuple[Attribute, ...]
    tag_span: Span
    children: list[Element] = field(default_factory=list)
    text: list[str] = field(default_factory=list)


class _Reader:
    def __init__(self, document: Document, data: bytes) -> None:
        self._document = document
        self._data = data
        self._ascii = len(data) == len(document.text)
        self._nodes = 0
        self._known = (0, 0)  # a byte and the character it begins
        self._open: list[_Open] = []
        self._root: Element | None = None
        self._parser = expat.ParserCreate("utf-8", "}")

    def read(self) -> Element:
        parser = self._parser
        parser.ordered_attributes = True
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters
        try:
            parser.Parse(self._data, True)
        except expat.ExpatError as error:
            raise XmlError(self._offset(), expat.ErrorString(error.code) or "not well formed") from error
        if self._root is None:
            raise XmlError(0, "there is no element")
        return self._root

    def _offset(self) -> int:
        """The character where the current event begins. Events come in order: the count goes on from the last one."""
        byte = self._parser.CurrentByteIndex
        if self._ascii:
            return byte
        known, character = self._known
        if byte < known:
            known = character = 0
        character += len(self._data[known:byte].decode("utf-8", "replace"))
        self._known = (byte, character)
        return character

    def _start(self, tag: str, values: list[str]) -> None:
        start = self._offset()
        if len(self._open) >= MAX_DEPTH:
            raise XmlError(start, f"nested deeper than {MAX_DEPTH} levels")
        self._nodes += 1 + len(values) // 2
        if self._nodes > MAX_NODES:
            raise XmlError(start, f"more than {MAX_NODES} elements and attributes")
        attributes, end = self._attributes(start, values)
        self._open.append(_Open(_clark(tag), attributes, self._document.span(start, end)))

    def _attributes(self, start: int, values: list[str]) -> tuple[tuple[Attribute, ...], int]:
        """The attributes of the start tag at `start`, and where that tag ends."""
        text = self._document.text
        opening = _NAME.match(text, start)
        at = opening.end() if opening else start
        found = []
        pairs = iter(zip(values[::2], values[1::2], strict=True))
        while match := _ATTRIBUTE.match(text, at):
            at = match.end()
            if match[1] != "xmlns" and not match[1].startswith("xmlns:"):
                name, value = next(pairs, (match[1], match[2][1:-1]))
                inner = self._document.span(match.start(2) + 1, match.end(2) - 1)
                found.append(Attribute(_clark(name), Located(value, inner), self._document.span(match.start(1), at)))
        return tuple(found), text.index(">", at) + 1

    def _end(self, _tag: str) -> None:
        start = self._offset()
        here = self._open.pop()
        empty = self._document.text.startswith("/>", here.tag_span.end - 2)
        end = here.tag_span.end if empty else self._document.text.index(">", start) + 1
        span = self._document.span(here.tag_span.start, end)
        element = Element(here.tag, here.attributes, tuple(here.children), span, here.tag_span, "".join(here.text))
        if self._open:
            self._open[-1].children.append(element)
        else:
            self._root = element

    def _characters(self, text: str) -> None:
        if self._open and not self._open[-1].children:
            self._open[-1].text.append(text)


def _clark(name: str) -> str:
    return "{" + name if "}" in name else name
