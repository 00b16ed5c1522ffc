"""What the nodes of tree-sitter-java mean for an outline."""

from __future__ import annotations

from collections.abc import Iterable

from tree_sitter import Node

from asrs_lint.extract.outline.shape import Argument, Binding, Invocation, Kind, Region
from asrs_lint.extract.outline.tree import Grammar, Reading, children, dot, first

_KINDS = {
    "class_declaration": Kind.TYPE,
    "interface_declaration": Kind.TYPE,
    "enum_declaration": Kind.TYPE,
    "record_declaration": Kind.TYPE,
    "method_declaration": Kind.FUNCTION,
    "constructor_declaration": Kind.FUNCTION,
    "lambda_expression": Kind.LAMBDA,
    "while_statement": Kind.LOOP,
    "for_statement": Kind.LOOP,
    "enhanced_for_statement": Kind.LOOP,
    "do_statement": Kind.LOOP,
    "catch_clause": Kind.FAILURE,
    "switch_expression": Kind.BRANCH,
}


def _describe(reading: Reading, node: Node, kind: Kind) -> Region:
    name = node.child_by_field_name("name")
    modifiers = reading.text(first(node, "modifiers"))
    return Region(
        kind,
        reading.start(node),
        reading.end(node),
        reading.text(name) or None,
        _parameters(reading, node),
        exported="public" in modifiers and kind is Kind.FUNCTION,
        bases=_bases(reading, node) if kind is Kind.TYPE else (),
        retries="@Retryable" in modifiers or "@Retry" in modifiers,
    )


def _parameters(reading: Reading, node: Node) -> tuple[str, ...]:
    listed = node.child_by_field_name("parameters")
    if listed is None:
        return ()
    if listed.type == "identifier":
        return (reading.text(listed),)
    named = [p.child_by_field_name("name") or p for p in listed.named_children]
    return tuple(reading.text(n) for n in named if n.type == "identifier")


def _bases(reading: Reading, node: Node) -> tuple[str, ...]:
    lists = children(node, "superclass", "super_interfaces")
    return tuple(word for part in lists for word in reading.text(part).replace(",", " ").split()[1:])


def _regions(reading: Reading, node: Node) -> Iterable[Region]:
    if node.type == "try_statement" and first(node, "catch_clause"):
        body = node.child_by_field_name("body")
        if body:
            yield reading.region(Kind.TRY, body)
    elif node.type in ("if_statement", "ternary_expression"):
        condition = reading.text(node.child_by_field_name("condition"))
        for arm in ("consequence", "alternative"):
            part = node.child_by_field_name(arm)
            if part:
                yield reading.region(Kind.BRANCH, part, condition=condition[:200])
    elif node.type == "object_creation_expression":
        yield from _anonymous(reading, node)


def _anonymous(reading: Reading, node: Node) -> Iterable[Region]:
    """`new TimerTask() { public void run() { … } }` stands for the function in it."""
    body = first(node, "class_body")
    if body is None:
        return
    yield reading.region(Kind.LAMBDA, node)
    for method in children(body, "method_declaration"):
        reading.skipped.add(method.id)


def _call(reading: Reading, node: Node) -> Invocation | None:
    created = node.type == "object_creation_expression"
    name = node.child_by_field_name("type" if created else "name")
    if name is None:
        return None
    target = None if created else node.child_by_field_name("object")
    link = reading.end(target) if target else reading.start(node if created else name)
    return Invocation(
        reading.text(name),
        reading.start(node),
        reading.end(node),
        dot(reading, node, link) if target else link,
        arguments(reading, node),
        (reading.start(target), reading.end(target)) if target else None,
    )


def arguments(reading: Reading, node: Node) -> tuple[Argument, ...]:
    listed = node.child_by_field_name("arguments")
    given = [a for a in listed.named_children if "comment" not in a.type] if listed else []
    return tuple(reading.argument(a) for a in given)


def _binding(reading: Reading, node: Node) -> Iterable[Binding]:
    if node.type == "return_statement":
        if node.named_children:
            yield reading.binding(None, node.named_children[0])
        return
    assigned = node.type == "assignment_expression"
    target = node.child_by_field_name("left" if assigned else "name")
    value = node.child_by_field_name("right" if assigned else "value")
    if target and value:
        declaration = node.parent if node.type == "variable_declarator" else None
        modifiers = reading.text(first(declaration, "modifiers")) if declaration else ""
        yield reading.binding(target, value, "public" in modifiers or "static" in modifiers)


JAVA = Grammar(
    "java",
    _KINDS,
    _describe,
    _regions,
    frozenset({"method_invocation", "object_creation_expression"}),
    _call,
    frozenset({"variable_declarator", "assignment_expression", "return_statement"}),
    _binding,
)
