"""Automatic reconnect of a .NET client: delays that are written out, and policies (client.md A3)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tree_sitter import Node

from asrs_lint.extract.csharp.chains import Link
from asrs_lint.extract.csharp.scopes import Program, Site
from asrs_lint.extract.csharp.tree import arguments, callee, type_name, unwrapped
from asrs_lint.extract.csharp.unit import Unit
from asrs_lint.facts.client import PolicyKind, Reconnect, RetryPolicyDeclared

_UNITS = {
    "FromMilliseconds": 1.0,
    "FromSeconds": 1000.0,
    "FromMinutes": 60_000.0,
    "FromHours": 3_600_000.0,
    "FromDays": 86_400_000.0,
}
_ARRAYS = frozenset(("array_creation_expression", "implicit_array_creation_expression", "collection_expression"))
_DEPTH = 4


def reconnect(unit: Unit, program: Program, link: Link, conditional: bool) -> Reconnect:
    """What `WithAutomaticReconnect(…)` asks for."""
    span = unit.between(link.name_node, link.node)
    given = arguments(link.node)
    if not given:
        return Reconnect(PolicyKind.DEFAULT, span, None, False, conditional)
    kind, delays, infinite, policy = _policy(unit, program, given[0].value)
    return Reconnect(kind, span, delays, infinite, conditional, policy)


def registered_policy(unit: Unit, program: Program, site: Site, conditional: bool) -> Reconnect:
    """What `builder.Services.AddSingleton<IRetryPolicy>(…)` asks for."""
    span = unit.between(site.name_node or site.node, site.node)
    given = arguments(site.node)
    name = type_name(unit, site.type_arguments[-1]) if len(site.type_arguments) > 1 else None
    if name is None and given:
        _, _, _, name = _policy(unit, program, given[0].value)
    infinite = _infinite(unit, program, name) if name else None
    return Reconnect(PolicyKind.POLICY, span, None, infinite, conditional, name)


Seen = tuple[PolicyKind, tuple[int, ...] | None, bool | None, str | None]
_UNSEEN: Seen = (PolicyKind.UNKNOWN, None, None, None)


def _policy(unit: Unit, program: Program, node: Node, depth: int = _DEPTH) -> Seen:
    node = unwrapped(node)
    if node.type in _ARRAYS:
        return PolicyKind.DELAYS, _delays(unit, node), False, None
    if node.type == "object_creation_expression":
        name = type_name(unit, node.child_by_field_name("type"))
        return PolicyKind.POLICY, None, _infinite(unit, program, name) if name else None, name
    if node.type == "invocation_expression":
        return _computed(unit, node)
    if node.type in ("identifier", "member_access_expression") and depth:
        value = _value_of(unit, program, unit.text(node).rsplit(".", 1)[-1])
        return _policy(unit, program, value, depth - 1) if value is not None else _UNSEEN
    return _UNSEEN


def _computed(unit: Unit, node: Node) -> Seen:
    text = unit.text(node)[:300]
    if re.match(r"Array\.Empty<TimeSpan>\(", text):
        return PolicyKind.DELAYS, (), False, None
    if re.search(r"\.(?:ToArray|Select)\(|Backoff", text):
        return PolicyKind.DELAYS, None, None, None
    return _UNSEEN


def _value_of(unit: Unit, program: Program, name: str) -> Node | None:
    """What a name was first given in this file: by its declaration, a property's initialiser or an assignment."""
    for site in program.declarators:
        if site.name == name and len(site.node.named_children) > 1:
            return site.node.named_children[-1]
    for site in program.properties:
        if site.name == name and (value := site.node.child_by_field_name("value")) is not None:
            return value.named_children[0] if value.type == "arrow_expression_clause" else value
    for site in program.assignments:
        left = site.node.child_by_field_name("left")
        if left is not None and unit.text(left).rsplit(".", 1)[-1] == name:
            return site.node.child_by_field_name("right")
    return None


def _delays(unit: Unit, node: Node) -> tuple[int, ...] | None:
    """The delays of an array literal in milliseconds; None when one of them is not written out."""
    values = _elements(node)
    if values is None:
        return None
    if not values and node.type == "array_creation_expression" and "{" not in unit.text(node):
        return () if re.search(r"\[\s*0\s*\]", unit.text(node)) else None
    delays = [milliseconds(unit, value) for value in values]
    return tuple(d for d in delays if d is not None) if None not in delays else None


def _elements(node: Node) -> list[Node] | None:
    if node.type != "collection_expression":
        listed = next((c for c in node.named_children if c.type == "initializer_expression"), None)
        return [c for c in listed.named_children if c.type != "comment"] if listed is not None else []
    found = []
    for element in (c for c in node.named_children if c.type != "comment"):
        inner = element.named_children[0] if element.named_children else element
        if inner.type == "spread_element" or not inner.named_children:
            return None
        found.append(inner.named_children[0])
    return found


def milliseconds(unit: Unit, node: Node) -> int | None:
    """The length of a TimeSpan that is written out."""
    node = unwrapped(node)
    if node.type == "member_access_expression":
        return 0 if unit.text(node).endswith("TimeSpan.Zero") else None
    called = callee(node) if node.type == "invocation_expression" else None
    given = arguments(node)
    if called is not None and len(given) == 1:
        factor = _UNITS.get(unit.text(called.name))
        value = _number(unit.text(given[0].value))
        return None if factor is None or value is None else int(value * factor)
    if node.type in ("object_creation_expression", "implicit_object_creation_expression"):
        values = [_number(unit.text(a.value)) for a in given]
        parts = [v for v in values if v is not None]
        if len(parts) == len(values) == 3:
            return int(((parts[0] * 60 + parts[1]) * 60 + parts[2]) * 1000)
    return None


def _number(text: str) -> float | None:
    text = text.strip().rstrip("dDfFmMlL").replace("_", "")
    return float(text) if re.fullmatch(r"\d{1,9}(?:\.\d{1,9})?", text) else None


def _infinite(unit: Unit, program: Program, name: str) -> bool | None:
    """Whether a policy class of this file never gives up; None when it is not here."""
    return next((f for found, f in _policies(unit, program) if found == name), None)


def _policies(unit: Unit, program: Program) -> Iterator[tuple[str, bool]]:
    for site in program.methods:
        if site.name != "NextRetryDelay" or site.scope.owner is None:
            continue
        body = re.sub(r"//[^\n]*|/\*.*?\*/|\"[^\"\n]*\"", "", unit.text(site.node), flags=re.DOTALL)
        compared = re.sub(r"(?:[!=]=|\bis(?:\s+not)?)\s*null", "", body)
        yield site.scope.owner, not re.search(r"\bnull\b|\bdefault\b(?!\s*:)", compared)


def retry_policies(unit: Unit, program: Program) -> Iterator[RetryPolicyDeclared]:
    """The classes of this file that decide about reconnecting."""
    names = {site.name: site for site in program.classes}
    for name, infinite in _policies(unit, program):
        if name in names:
            yield RetryPolicyDeclared(unit.span(names[name].node), name, infinite)
