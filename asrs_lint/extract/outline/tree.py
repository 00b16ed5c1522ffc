"""Outlines from tree-sitter trees (Java, Kotlin, Swift). A language says which of its nodes mean what."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from msgspec import Struct
from tree_sitter import Node

from asrs_lint.extract.outline.shape import Argument, Binding, Invocation, Kind, Outline, Region, neutral
from asrs_lint.parse.syntax import Syntax, parse, walk
from asrs_lint.source import Document


class Grammar(Struct, frozen=True):
    """`kinds` are nodes that are regions as they stand; `regions` yields the others (a try body, an arm of an `if`).
    `call` and `binding` read one node; a call may name a node to be skipped because it is part of it."""

    language: str
    kinds: Mapping[str, Kind]
    describe: Callable[[Reading, Node, Kind], Region]
    regions: Callable[[Reading, Node], Iterable[Region]]
    calls: frozenset[str]
    call: Callable[[Reading, Node], Invocation | None]
    bindings: frozenset[str]
    binding: Callable[[Reading, Node], Iterable[Binding]]


class Reading:
    """One document being read: the tree, and offsets in characters."""

    def __init__(self, syntax: Syntax) -> None:
        self.syntax = syntax
        self.skipped: set[int] = set()  # nodes that were read as a part of another
        self.awaited: set[int] = set()  # nodes under an `await`; asking a node for its parent walks from the root

    def start(self, node: Node) -> int:
        return self.syntax.character(node.start_byte)

    def end(self, node: Node) -> int:
        return self.syntax.character(node.end_byte)

    def text(self, node: Node | None) -> str:
        return self.syntax.text(node) if node else ""

    def region(self, kind: Kind, node: Node, name: str | None = None, condition: str | None = None) -> Region:
        return Region(kind, self.start(node), self.end(node), name, condition=condition)

    def argument(self, node: Node, name: str | None = None) -> Argument:
        return Argument(self.text(node), self.start(node), self.end(node), name)

    def binding(self, target: Node | None, value: Node, exported: bool = False) -> Binding:
        return Binding(neutral(self.text(target)) if target else None, self.start(value), self.end(value), exported)


def outline(document: Document, grammar: Grammar) -> Outline:
    reading = Reading(parse(document, grammar.language))
    shape = Outline(document, grammar.language, "")
    comments: list[tuple[int, int]] = []
    for node in walk(reading.syntax.root):
        if not node.is_named:
            continue
        if "comment" in node.type:
            comments.append((reading.start(node), reading.end(node)))
            continue
        _read(reading, grammar, node, shape)
    shape.code = blanked(document.text, comments)
    return shape


def _read(reading: Reading, grammar: Grammar, node: Node, shape: Outline) -> None:
    kind = grammar.kinds.get(node.type)
    if kind and node.id not in reading.skipped:
        shape.regions.append(grammar.describe(reading, node, kind))
    shape.regions.extend(grammar.regions(reading, node))
    if node.type in grammar.calls and node.id not in reading.skipped:
        call = grammar.call(reading, node)
        if call:
            shape.calls.append(call)
    if node.type in grammar.bindings:
        shape.bindings.extend(grammar.binding(reading, node))


def blanked(text: str, holes: Iterable[tuple[int, int]]) -> str:
    """The text with these intervals as spaces; line ends stay."""
    parts: list[str] = []
    at = 0
    for start, end in sorted(holes):
        if start < at:
            continue
        parts.append(text[at:start])
        parts.append("".join(c if c in "\r\n" else " " for c in text[start:end]))
        at = end
    return "".join([*parts, text[at:]])


def children(node: Node, *types: str) -> list[Node]:
    return [c for c in node.named_children if c.type in types]


def first(node: Node, *types: str) -> Node | None:
    return next(iter(children(node, *types)), None)


def dot(reading: Reading, node: Node, fallback: int) -> int:
    """Where the dot of a member access stands."""
    found = next((c for c in node.children if c.type in (".", "?.")), None)
    return reading.start(found) if found else fallback
