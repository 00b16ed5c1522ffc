"""XML as frozen elements with places: lxml decides what is XML, one expat pass finds where everything stands.

lxml's own `sourceline` is wrong for tags over several lines, hence expat; expat sees only what lxml accepted and never
a document type with entities, so nothing is expanded or loaded.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from xml.parsers import expat

from lxml import etree

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
    return parse_nodes(document).element()


def parse_nodes(document: Document) -> Node:
    """The root, for who reads many elements and few places. Raises XmlError."""
    declared = document.text.find("<!ENTITY")
    if declared >= 0:
        raise XmlError(declared, "entities are not read")
    data = document.text.encode("utf-8", "replace")
    _accept(document, data)
    return _Reader(document, data).read()


def _accept(document: Document, data: bytes) -> None:
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


class Node:
    """An element as expat tells of it. `texts` are the parts of what stands before its first child, `close` is where
    its end tag begins, or an empty element itself; all other places are worked out when somebody asks for them."""

    __slots__ = ("_document", "_start", "_values", "children", "close", "tag", "texts")

    def __init__(self, document: Document, tag: str, values: Mapping[str, str], start: int) -> None:
        self.children: list[Node] = []
        self.texts: list[str] = []
        self._document = document
        self.tag = tag
        self._values = values
        self._start = self.close = start

    @property
    def name(self) -> str:
        """Without the namespace."""
        return self.tag.rpartition("}")[2]

    @property
    def text(self) -> str:
        return "".join(self.texts)

    def get(self, name: str) -> str | None:
        """The value of an attribute that has no namespace."""
        return self._values.get(name)

    def groups(self) -> Iterator[Node]:
        """The elements that hold others, in document order: this one, and those below it."""
        stack = [self]
        while stack:
            here = stack.pop()
            yield here
            stack += [child for child in reversed(here.children) if child.children]

    def element(self) -> Element:
        attributes, end = self._attributes()
        children = tuple(child.element() for child in self.children)
        tag_span = self._document.span(self._start, end)
        return Element(_clark(self.tag), attributes, children, self._span(end), tag_span, self.text)

    def _span(self, tag_end: int) -> Span:
        text = self._document.text
        empty = text.startswith("/>", tag_end - 2)
        return self._document.span(self._start, tag_end if empty else text.index(">", self.close) + 1)

    def _attributes(self) -> tuple[tuple[Attribute, ...], int]:
        """Those of the start tag, and where that tag ends."""
        path, text = self._document.path, self._document.text
        opening = _NAME.match(text, self._start)
        at = opening.end() if opening else self._start
        found = []
        pairs = iter(self._values.items())
        while match := _ATTRIBUTE.match(text, at):
            at = match.end()
            written = match[1]
            if written != "xmlns" and not written.startswith("xmlns:"):
                name, value = next(pairs, (written, match[2][1:-1]))
                located = Located(value, Span(path, match.start(2) + 1, at - 1))
                found.append(Attribute(_clark(name), located, Span(path, match.start(1), at)))
        return tuple(found), text.index(">", at) + 1


class _Reader:
    def __init__(self, document: Document, data: bytes) -> None:
        self._document = document
        self._data = data
        self._ascii = len(data) == len(document.text)
        self._nodes = 0
        self._known = (0, 0)  # a byte and the character it begins
        self._root: Node | None = None
        self._open: list[Node] = []
        self._parser = expat.ParserCreate("utf-8", "}")

    def read(self) -> Node:
        parser = self._parser
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

    def _start(self, tag: str, values: dict[str, str]) -> None:
        around, start = self._open, self._offset()
        node = Node(self._document, tag, values, start)
        if len(around) >= MAX_DEPTH:
            raise XmlError(start, f"nested deeper than {MAX_DEPTH} levels")
        self._nodes += 1 + len(values)
        if self._nodes > MAX_NODES:
            raise XmlError(start, f"more than {MAX_NODES} elements and attributes")
        if around:
            around[-1].children.append(node)
        else:
            self._root = node
        around.append(node)

    def _end(self, _tag: str) -> None:
        self._open.pop().close = self._offset()

    def _characters(self, text: str) -> None:
        if self._open and not self._open[-1].children:
            self._open[-1].texts.append(text)


def _clark(name: str) -> str:
    return "{" + name if "}" in name else name
