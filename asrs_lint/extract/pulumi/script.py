"""Pulumi in TypeScript and JavaScript: `new signalrservice.SignalR("name", { … })`."""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node

from asrs_lint.extract.pulumi.declared import declared, tool_of
from asrs_lint.facts.base import Fact
from asrs_lint.parse.syntax import Syntax, parse, walk
from asrs_lint.parse.term import Entry, Items, Scalar, Table, Term
from asrs_lint.source import Document

MAX_DEPTH = 60
_WRAPPERS = ("as_expression", "satisfies_expression", "parenthesized_expression")


def extract(document: Document) -> Iterator[Fact]:
    syntax = parse(document, "javascript" if document.path.endswith("js") else "typescript")
    for node in walk(syntax.root):
        constructor = node.child_by_field_name("constructor") if node.type == "new_expression" else None
        tool = tool_of(syntax.text(constructor), document) if constructor is not None else None
        if tool is not None:
            found = declared(document, tool, syntax.span(node), _arguments(syntax, node))
            yield from () if found is None else (found,)


def _arguments(syntax: Syntax, creation: Node) -> Term | None:
    listed = creation.child_by_field_name("arguments")
    given = [c for c in listed.named_children if c.type != "comment"] if listed is not None else []
    return _term(syntax, given[1], 0) if len(given) > 1 else None


def _term(syntax: Syntax, node: Node, depth: int) -> Term:
    while node.type in _WRAPPERS and (inner := node.named_child(0)) is not None:
        node = inner
    if depth > MAX_DEPTH:
        return Scalar("", syntax.span(node))
    if node.type == "object":
        return _object(syntax, node, depth)
    if node.type == "array":
        held = [c for c in node.named_children if c.type != "comment"]
        items = tuple(_term(syntax, c, depth + 1) for c in held if c.type != "spread_element")
        return Items(items, syntax.span(node), None if len(items) == len(held) else "a spread")
    return _scalar(syntax, node)


def _object(syntax: Syntax, node: Node, depth: int) -> Table:
    entries: list[Entry] = []
    opaque: str | None = None
    for child in node.named_children:
        key, value = child.child_by_field_name("key"), child.child_by_field_name("value")
        if child.type == "pair" and key is not None and value is not None:
            name = syntax.text(key).strip("\"'")
            entries.append(Entry(name, _term(syntax, value, depth + 1), syntax.span(child)))
        elif child.type == "shorthand_property_identifier":
            entries.append(Entry(syntax.text(child), _scalar(syntax, child), syntax.span(child)))
        elif child.type != "comment":
            opaque = "a spread"
    return Table(tuple(entries), syntax.span(node), opaque)


def _scalar(syntax: Syntax, node: Node) -> Scalar:
    text = syntax.text(node)
    literal: str | None = None
    if node.type == "string" or (node.type == "template_string" and "${" not in text):
        literal = text[1:-1]
    elif node.type in ("true", "false", "null", "undefined", "number"):
        literal = "null" if node.type == "undefined" else text
    return Scalar(text, syntax.span(node), literal)
