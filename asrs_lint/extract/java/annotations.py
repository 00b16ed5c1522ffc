"""Java annotations as plain records."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct
from tree_sitter import Node

from asrs_lint.extract.outline.shape import string_value
from asrs_lint.extract.outline.tree import children, first
from asrs_lint.parse.syntax import Syntax, walk
from asrs_lint.source import Located, Span

_CONSTANT = r"\b{}\s*=\s*\"([^\"\\\r\n]*)\""


class Annotation(Struct, frozen=True):
    """`values` are the elements; the only unnamed one is called `value`."""

    name: str
    values: dict[str, Node]
    span: Span


class Parameter(Struct, frozen=True):
    name: str
    type: str
    annotations: tuple[Annotation, ...]
    span: Span


class Method(Struct, frozen=True):
    """`outer` are the annotations of the class around it."""

    name: str
    node: Node
    annotations: tuple[Annotation, ...]
    parameters: tuple[Parameter, ...]
    outer: tuple[Annotation, ...]

    def annotation(self, *names: str) -> Annotation | None:
        return next((a for a in self.annotations if a.name in names), None)


def methods(syntax: Syntax) -> Iterator[Method]:
    for node in walk(syntax.root):
        if node.type != "method_declaration":
            continue
        around = node.parent.parent if node.parent else None
        listed = node.child_by_field_name("parameters")
        yield Method(
            _field(syntax, node, "name"),
            node,
            annotated(syntax, node),
            tuple(_parameter(syntax, p) for p in (children(listed, "formal_parameter") if listed else ())),
            annotated(syntax, around) if around else (),
        )


def annotated(syntax: Syntax, node: Node) -> tuple[Annotation, ...]:
    modifiers = first(node, "modifiers")
    found = children(modifiers, "annotation", "marker_annotation") if modifiers else ()
    return tuple(_annotation(syntax, a) for a in found)


def _annotation(syntax: Syntax, node: Node) -> Annotation:
    listed = node.child_by_field_name("arguments")
    values: dict[str, Node] = {}
    for element in listed.named_children if listed else ():
        if element.type == "element_value_pair":
            key, value = element.child_by_field_name("key"), element.child_by_field_name("value")
            if key and value:
                values[syntax.text(key)] = value
        elif "comment" not in element.type:
            values["value"] = element
    return Annotation(_field(syntax, node, "name").rpartition(".")[2], values, syntax.span(node))


def _parameter(syntax: Syntax, node: Node) -> Parameter:
    return Parameter(
        _field(syntax, node, "name"), _field(syntax, node, "type"), annotated(syntax, node), syntax.span(node)
    )


def _field(syntax: Syntax, node: Node, name: str) -> str:
    found = node.child_by_field_name(name)
    return syntax.text(found) if found else ""


def text_of(syntax: Syntax, annotation: Annotation, *names: str) -> Located[str] | None:
    """The string an element is given, also through a constant of the same file."""
    node = next((annotation.values[n] for n in names if n in annotation.values), None)
    if node is None:
        return None
    if node.type == "element_value_array_initializer" and node.named_children:
        node = node.named_children[0]
    text = syntax.text(node)
    value = string_value(text)
    if value is None and re.fullmatch(r"[\w.]+", text):
        constants = re.findall(_CONSTANT.format(text.rpartition(".")[2]), syntax.document.text)
        value = constants[0] if len(constants) == 1 else None
    return Located(value, syntax.span(node)) if value is not None else None
