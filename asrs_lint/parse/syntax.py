"""tree-sitter trees with spans in characters. Grammars are imported when first needed."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from time import monotonic

from tree_sitter import Language, Node, Parser, Tree

from asrs_lint.parse.limits import TooComplex, refuse_crowd
from asrs_lint.signals import uninterrupted
from asrs_lint.source import Document, Span

# language → (module, function that returns the grammar)
_GRAMMARS = {
    "csharp": ("tree_sitter_c_sharp", "language"),
    "javascript": ("tree_sitter_javascript", "language"),
    "typescript": ("tree_sitter_typescript", "language_typescript"),
    "tsx": ("tree_sitter_typescript", "language_tsx"),
    "java": ("tree_sitter_java", "language"),
    "kotlin": ("tree_sitter_kotlin", "language"),
    "swift": ("tree_sitter_swift", "language"),
    "hcl": ("tree_sitter_hcl", "language"),
}

_WIDE = re.compile(r"[^\x00-\x7f]")
_SECONDS = 5.0  # of parsing one file
_STEPS, _BYTES_OF_STEP = 300, 20  # steps of a parse: so many, and one for so many bytes
_CHUNK = 1 << 20  # bytes handed to the parser at a time


@cache
def _parser(language: str) -> Parser:
    module, function = _GRAMMARS[language]
    return Parser(Language(getattr(import_module(module), function)()))


def field(language: str, name: str) -> int:
    """The number of a field of a grammar: a child is found by it three times as fast as by the name."""
    grammar = _parser(language).language
    number = grammar.field_id_for_name(name) if grammar is not None else None
    assert number is not None, name
    return number


class Syntax:
    """A parsed document. Nodes count bytes; `span` and `text` speak of characters."""

    def __init__(self, document: Document, tree: Tree, data: bytes, text: str) -> None:
        self.document = document
        self.tree = tree
        self._data = data
        self.plain = len(data) == len(text)  # every character is one byte, ASCII
        self._ascii = data.decode("ascii") if self.plain else ""
        self._ends, self._surplus = ([0], [0]) if self.plain else _wide_characters(text)

    @property
    def root(self) -> Node:
        return self.tree.root_node

    def span(self, node: Node) -> Span:
        if self.plain:
            return Span(self.document.path, node.start_byte, node.end_byte)
        return self.document.span(self.character(node.start_byte), self.character(node.end_byte))

    def character(self, byte: int) -> int:
        return byte - self._surplus[bisect_right(self._ends, byte) - 1]

    def text(self, node: Node, limit: int | None = None) -> str:
        """The source of a node, cut at `limit` characters: of UTF-8, none takes more than four bytes."""
        start, end = node.start_byte, node.end_byte
        if self.plain:
            return self._ascii[start : end if limit is None else min(end, start + limit)]
        if limit is None or end - start <= limit:
            return self._data[start:end].decode("utf-8", "replace")
        return self._data[start : min(end, start + 4 * limit)].decode("utf-8", "replace")[:limit]


def parse(document: Document, language: str, text: str | None = None) -> Syntax:
    """Parse a document, or another text of the same length in characters (directives blanked, markup blanked).
    Raises TooComplex."""
    parsed = document.text if text is None else text
    data = parsed.encode("utf-8", "replace")
    tree = _bounded(_parser(language), data)
    refuse_crowd(tree.root_node.descendant_count)
    return Syntax(document, tree, data, parsed)


def _bounded(parser: Parser, data: bytes) -> Tree:
    """Raises TooComplex when the parser loses itself: recovery from errors takes exponential time on some inputs of a
    few hundred bytes. Real files need one step per 60 bytes and a few milliseconds."""
    steps = 0
    limit, deadline = _STEPS + len(data) // _BYTES_OF_STEP, monotonic() + _SECONDS

    def progress(offset: int, has_error: bool) -> bool:
        nonlocal steps
        steps += 1
        return steps > limit or monotonic() > deadline

    try:
        with uninterrupted():  # what a callback raises does not come through the parser
            return parser.parse(lambda offset, point: data[offset : offset + _CHUNK], progress_callback=progress)
    except ValueError:  # cancelled
        parser.reset()
        raise TooComplex from None


def walk(node: Node) -> Iterator[Node]:
    """The node and everything under it in document order, without recursion (trees of hostile files are deep)."""
    cursor = node.walk()
    depth = 0
    while True:
        here = cursor.node
        assert here is not None
        yield here
        if cursor.goto_first_child():
            depth += 1
            continue
        while not cursor.goto_next_sibling():
            if depth == 0 or not cursor.goto_parent():
                return
            depth -= 1
        if depth == 0:
            return


def _wide_characters(text: str) -> tuple[list[int], list[int]]:
    """Where characters of several bytes end, in bytes, and how many bytes more than characters there are by then."""
    ends, surplus = [0], [0]
    for match in _WIDE.finditer(text):
        width = len(match[0].encode("utf-8", "replace"))
        ends.append(match.start() + surplus[-1] + width)
        surplus.append(surplus[-1] + width - 1)
    return ends, surplus
