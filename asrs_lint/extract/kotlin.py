"""Kotlin: the Java client and SignalRKore (client.md A4)."""

from __future__ import annotations

import re
from collections.abc import Iterable

from tree_sitter import Node

from asrs_lint.extract.java import client as java_client
from asrs_lint.extract.outline.clients import clients
from asrs_lint.extract.outline.dialect import Builder, Dialect
from asrs_lint.extract.outline.functions import functions
from asrs_lint.extract.outline.nesting import Nesting
from asrs_lint.extract.outline.shape import Argument, Binding, Invocation, Kind, Region
from asrs_lint.extract.outline.tree import Grammar, Reading, children, dot, first, outline
from asrs_lint.facts.base import Fact
from asrs_lint.facts.client import PolicyKind, Reconnect
from asrs_lint.source import Document

_KORE = "eu.lepicekmichal.signalrkore"
_KORE_NAME = f"{_KORE}:signalrkore"
_ACTIVE = re.compile(r"\bautomaticReconnect\s*=\s*([^\n;]+)")

_KINDS = {
    "class_declaration": Kind.TYPE,
    "object_declaration": Kind.TYPE,
    "function_declaration": Kind.FUNCTION,
    "secondary_constructor": Kind.FUNCTION,
    "anonymous_initializer": Kind.FUNCTION,
    "lambda_literal": Kind.LAMBDA,
    "anonymous_function": Kind.LAMBDA,
    "while_statement": Kind.LOOP,
    "for_statement": Kind.LOOP,
    "do_while_statement": Kind.LOOP,
    "catch_block": Kind.FAILURE,
    "when_expression": Kind.BRANCH,
}


def extract(document: Document) -> Iterable[Fact]:
    nesting = Nesting(outline(document, KOTLIN))
    yield from functions(nesting)
    yield from clients(nesting, _KORE_DIALECT if _KORE in nesting.outline.code else java_client.DIALECT)


def _describe(reading: Reading, node: Node, kind: Kind) -> Region:
    name = reading.text(node.child_by_field_name("name")) or ("init" if node.type == "anonymous_initializer" else None)
    listed = first(node, "function_value_parameters", "lambda_parameters")
    exported = kind is Kind.FUNCTION and "private" not in reading.text(first(node, "modifiers"))
    return Region(kind, reading.start(node), reading.end(node), name, _parameters(reading, listed), exported=exported)


def _parameters(reading: Reading, listed: Node | None) -> tuple[str, ...]:
    declared = children(listed, "parameter", "variable_declaration") if listed else []
    return tuple(reading.text(first(p, "identifier")) for p in declared)


def _regions(reading: Reading, node: Node) -> Iterable[Region]:
    if node.type == "try_expression" and first(node, "catch_block"):
        body = first(node, "block")
        if body:
            yield reading.region(Kind.TRY, body)
    elif node.type == "if_expression":
        condition = node.child_by_field_name("condition")
        for arm in (c for c in node.named_children if condition is None or c.id != condition.id):
            yield reading.region(Kind.BRANCH, arm, condition=reading.text(condition)[:200])
    elif node.type == "object_literal":
        yield reading.region(Kind.LAMBDA, node)
        body = first(node, "class_body")
        reading.skipped.update(m.id for m in (children(body, "function_declaration") if body else ()))


def _call(reading: Reading, node: Node) -> Invocation | None:
    """`f(x)`, `f(x) { … }` (a call with a lambda behind it is one call) and `a.f { … }`."""
    callee = node.named_children[0] if node.named_children else None
    given = _arguments(reading, node)
    while callee and callee.type == "call_expression" and first(node, "annotated_lambda"):
        reading.skipped.add(callee.id)
        given = _arguments(reading, callee) + given
        callee = callee.named_children[0] if callee.named_children else None
    if callee is None or callee.type not in ("identifier", "navigation_expression"):
        return None
    parts = callee.named_children
    name = callee if callee.type == "identifier" else parts[-1]
    target = parts[0] if callee.type == "navigation_expression" and len(parts) > 1 else None
    return Invocation(
        reading.text(name),
        reading.start(node),
        reading.end(node),
        dot(reading, callee, reading.end(target)) if target else reading.start(node),
        given,
        (reading.start(target), reading.end(target)) if target else None,
    )


def _arguments(reading: Reading, node: Node) -> tuple[Argument, ...]:
    listed = first(node, "value_arguments")
    found = [_argument(reading, a) for a in (children(listed, "value_argument") if listed else ())]
    for trailing in children(node, "annotated_lambda"):
        literal = first(trailing, "lambda_literal")
        found += [reading.argument(literal)] if literal else []
    return tuple(found)


def _argument(reading: Reading, node: Node) -> Argument:
    value = node.named_children[-1] if node.named_children else node
    named = len(node.named_children) > 1 and any(c.type == "=" for c in node.children)
    return reading.argument(value, reading.text(node.named_children[0]) if named else None)


def _binding(reading: Reading, node: Node) -> Iterable[Binding]:
    if node.type in ("return_expression", "jump_expression"):
        if node.named_children and reading.text(node).startswith("return"):
            yield reading.binding(None, node.named_children[-1])
    elif node.type == "function_body":
        if node.named_children and reading.text(node).startswith("="):
            yield reading.binding(None, node.named_children[-1])
    elif node.type == "assignment":
        target, value = node.child_by_field_name("left"), node.child_by_field_name("right")
        if target and value:
            yield reading.binding(target, value)
    else:
        yield from _property(reading, node)


def _property(reading: Reading, node: Node) -> Iterable[Binding]:
    declared = first(node, "variable_declaration")
    name = first(declared, "identifier") if declared else None
    delegate = first(node, "property_delegate")
    value = delegate.named_children[0] if delegate and delegate.named_children else node.named_children[-1]
    has_value = delegate is not None or any(c.type == "=" for c in node.children)
    if name and has_value:
        around = node.parent.parent if node.parent else None
        static = around is not None and around.type in ("companion_object", "object_declaration")
        yield reading.binding(name, value, static and "private" not in reading.text(first(node, "modifiers")))


KOTLIN = Grammar(
    "kotlin",
    _KINDS,
    _describe,
    _regions,
    frozenset({"call_expression"}),
    _call,
    frozenset({"property_declaration", "assignment", "return_expression", "jump_expression", "function_body"}),
    _binding,
)


def _kore_reconnect(nesting: Nesting, builder: Builder) -> Reconnect | None:
    """`automaticReconnect = AutomaticReconnect.Active` (or a back-off) in the lambda of `create`."""
    found = _ACTIVE.search(nesting.outline.code, builder.root.start, builder.root.end)
    if found is None or "Inactive" in found[1]:
        return None
    kind = PolicyKind.DEFAULT if found[1].strip() == "AutomaticReconnect.Active" else PolicyKind.POLICY
    return Reconnect(kind, nesting.outline.span(found.start(), found.end()), infinite=None)


_KORE_DIALECT = Dialect(
    library=lambda code: _KORE_NAME,
    starts_builder=java_client.starts_builder,
    reconnect=_kore_reconnect,
    events={"onClosed": "close"},
    address={"create": "url"},
    logging=frozenset(),
    skips=re.compile(r"\bskipNegotiate\s*=\s*true\b"),
    finishes=frozenset(),
    log_option=re.compile(r"\blogger\s*=\s*[\w.]+"),
)
