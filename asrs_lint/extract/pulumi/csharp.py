"""Pulumi in C#: `new SignalR("name", new SignalRArgs { … })`."""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node

from asrs_lint.extract.pulumi.declared import declared, tool_of
from asrs_lint.facts.base import Fact
from asrs_lint.parse.syntax import Syntax, parse, walk
from asrs_lint.parse.term import Entry, Items, Scalar, Table, Term
from asrs_lint.source import Document

MAX_DEPTH = 60
_CREATIONS = ("object_creation_expression", "implicit_object_creation_expression")
_ARRAYS = ("implicit_array_creation_expression", "array_creation_expression")


def extract(document: Document) -> Iterator[Fact]:
    syntax = parse(document, "csharp")
    for node in walk(syntax.root):
        kind = node.child_by_field_name("type") if node.type == "object_creation_expression" else None
        tool = tool_of(syntax.text(kind), document) if kind is not None else None
        if tool is not None:
            found = declared(document, tool, syntax.span(node), _arguments(syntax, node))
            yield from () if found is None else (found,)


def _arguments(syntax: Syntax, creation: Node) -> Term | None:
    """The second argument, or the one named `args`."""
    listed = creation.child_by_field_name("arguments")
    given = [c for c in listed.named_children if c.type == "argument"] if listed is not None else []
    named = next((a for a in given if syntax.text(a).startswith("args:")), None)
    chosen = named or (given[1] if len(given) > 1 else None)
    value = chosen.named_children[-1] if chosen is not None and chosen.named_children else None
    return _term(syntax, value, 0) if value is not None else None


def _term(syntax: Syntax, node: Node, depth: int) -> Term:
    if depth > MAX_DEPTH:
        return Scalar("", syntax.span(node))
    if node.type in _CREATIONS + _ARRAYS:
        listed = next((c for c in node.named_children if c.type == "initializer_expression"), None)
        if listed is None:
            return Table((), syntax.span(node)) if node.type in _CREATIONS else Scalar("", syntax.span(node))
        return _initializer(syntax, listed, depth, node.type in _CREATIONS)
    if node.type == "initializer_expression":
        return _initializer(syntax, node, depth, False)
    if node.type == "collection_expression":
        return _collection(syntax, node, depth)
    return _scalar(syntax, node)


def _initializer(syntax: Syntax, node: Node, depth: int, empty_is_table: bool) -> Term:
    held = [c for c in node.named_children if c.type != "comment"]
    if all(c.type == "assignment_expression" for c in held) and (held or empty_is_table):
        return Table(tuple(e for c in held for e in _entry(syntax, c, depth)), syntax.span(node))
    return Items(tuple(_term(syntax, c, depth + 1) for c in held), syntax.span(node))


def _entry(syntax: Syntax, node: Node, depth: int) -> Iterator[Entry]:
    left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
    if left is not None and right is not None:
        yield Entry(syntax.text(left), _term(syntax, right, depth + 1), syntax.span(node))


def _collection(syntax: Syntax, node: Node, depth: int) -> Items:
    items: list[Term] = []
    opaque: str | None = None
    for element in node.named_children:
        inner = element.named_child(0) if element.type == "collection_element" else None
        value = inner.named_child(0) if inner is not None and inner.type == "expression_element" else None
        if value is not None:
            items.append(_term(syntax, value, depth + 1))
        elif inner is not None:
            opaque = "a spread"
    return Items(tuple(items), syntax.span(node), opaque)


def _scalar(syntax: Syntax, node: Node) -> Scalar:
    text = syntax.text(node)
    literal: str | None = None
    if node.type == "string_literal":
        literal = text[1:-1]
    elif node.type == "verbatim_string_literal":
        literal = text[2:-1]
    elif node.type in ("boolean_literal", "integer_literal", "null_literal"):
        literal = text
    return Scalar(text, syntax.span(node), literal)
