"""Terraform's language: blocks with places, values as terms."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from msgspec import Struct
from tree_sitter import Node

from asrs_lint.parse.syntax import Syntax, parse
from asrs_lint.parse.term import Entry, Items, Scalar, Table, Term
from asrs_lint.source import Document, Span

MAX_DEPTH = 60
Wanted = Callable[[str, tuple[str, ...]], bool]

_TRANSPARENT = {"jsonencode", "yamlencode", "tomap", "tolist", "toset"}


class Block(Struct, frozen=True):
    """`resource "type" "name" { … }`: `attributes` are its own, `blocks` those directly in it. `broken` when part of it
    could not be parsed."""

    kind: str
    labels: tuple[str, ...]
    attributes: Table
    blocks: tuple[Block, ...]
    span: Span
    broken: bool = False

    def all(self, kind: str) -> tuple[Block, ...]:
        return tuple(b for b in self.blocks if b.kind == kind)


def _everything(kind: str, labels: tuple[str, ...]) -> bool:
    return True


def parse_hcl(document: Document, wanted: Wanted = _everything) -> Block:
    """The file as one block without labels. `wanted` tells by kind and labels which of the outermost blocks to read."""
    syntax = parse(document, "hcl")
    body = next((c for c in syntax.root.children if c.type == "body"), None)
    return _Reader(syntax, wanted).body("", (), body or syntax.root, syntax.root, 0)


class _Reader:
    def __init__(self, syntax: Syntax, wanted: Wanted) -> None:
        self._syntax = syntax
        self._wanted = wanted

    def body(self, kind: str, labels: tuple[str, ...], body: Node | None, whole: Node, depth: int) -> Block:
        children = body.named_children if body is not None and depth < MAX_DEPTH else []
        attributes = tuple(e for c in children if c.type == "attribute" for e in self._attribute(c, depth))
        blocks = tuple(b for c in children if c.type == "block" for b in self._block(c, depth + 1))
        span = self._syntax.span(whole)
        return Block(kind, labels, Table(attributes, span), blocks, span, bool(body and body.has_error))

    def _block(self, node: Node, depth: int) -> Iterator[Block]:
        heads = [c for c in node.named_children if c.type in ("identifier", "string_lit")]
        names = [self._syntax.text(c).strip('"') for c in heads]
        kind, labels = names[0] if names else "", tuple(names[1:])
        if depth > 1 or self._wanted(kind, labels):
            body = next((c for c in node.named_children if c.type == "body"), None)
            yield self.body(kind, labels, body, node, depth)

    def _attribute(self, node: Node, depth: int) -> Iterator[Entry]:
        parts = node.named_children
        if parts and parts[-1].type == "expression":
            yield Entry(self._syntax.text(parts[0]), self._value(parts[-1], depth), self._syntax.span(node))

    def _value(self, node: Node, depth: int) -> Term:
        inner = node.named_child(0) if node.type == "expression" and node.named_child_count == 1 else None
        if inner is None or depth > MAX_DEPTH or node.has_error:
            return self._scalar(node)
        if inner.type == "collection_value":
            return self._collection(inner, depth)
        if inner.type == "function_call":
            return self._call(node, inner, depth)
        return self._scalar(node, self._literal(inner))

    def _collection(self, node: Node, depth: int) -> Term:
        held = node.named_child(0)
        if held is not None and held.type == "tuple":
            items = (self._value(c, depth + 1) for c in held.named_children if c.type == "expression")
            return Items(tuple(items), self._syntax.span(held))
        if held is not None and held.type == "object":
            elements = [c for c in held.named_children if c.type == "object_elem"]
            entries = tuple(e for c in elements for e in self._element(c, depth))
            opaque = None if len(entries) == len(elements) else "a computed key"
            return Table(entries, self._syntax.span(held), opaque)
        return self._scalar(node)

    def _element(self, node: Node, depth: int) -> Iterator[Entry]:
        key, value = node.child_by_field_name("key"), node.child_by_field_name("val")
        name = self._syntax.text(key).strip('"') if key is not None else ""
        if value is not None and name.replace("_", "").replace("-", "").isalnum():
            yield Entry(name, self._value(value, depth + 1), self._syntax.span(node))

    def _call(self, node: Node, call: Node, depth: int) -> Term:
        """Encoding functions and `concat` are looked through; others are computed."""
        name = call.named_child(0)
        given = next((c for c in call.named_children if c.type == "function_arguments"), None)
        arguments = [c for c in given.named_children if c.type == "expression"] if given is not None else []
        called = self._syntax.text(name) if name is not None else ""
        if len(arguments) == 1 and called in _TRANSPARENT:
            return self._value(arguments[0], depth + 1)
        if called == "concat":
            return self._concatenated(node, [self._value(argument, depth + 1) for argument in arguments])
        return self._scalar(node)

    def _concatenated(self, node: Node, lists: list[Term]) -> Term:
        known = [one for one in lists if isinstance(one, Items)]
        items = tuple(item for one in known for item in one.items)
        opaque = next((one.opaque for one in known if one.opaque), None)
        return Items(items, self._syntax.span(node), opaque if len(known) == len(lists) else "a list from elsewhere")

    def _literal(self, node: Node) -> str | None:
        text = self._syntax.text(node)
        if node.type == "literal_value" and text.startswith('"'):
            return text[1:-1]
        if node.type == "literal_value":
            return text
        plain = node.type == "template_expr" and text.startswith('"') and "${" not in text and "%{" not in text
        return text[1:-1] if plain else None

    def _scalar(self, node: Node, literal: str | None = None) -> Scalar:
        return Scalar(self._syntax.text(node), self._syntax.span(node), literal)
