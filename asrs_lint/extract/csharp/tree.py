"""How calls, receivers and arguments stand in a C# tree."""

from __future__ import annotations

import re
from dataclasses import dataclass

from tree_sitter import Node

from asrs_lint.extract.csharp.unit import Unit

TEXT_LIMIT = 120
_SPACE = re.compile(r"\s+")
_WRAPPERS = frozenset(("parenthesized_expression", "postfix_unary_expression", "await_expression", "cast_expression"))


@dataclass(frozen=True, slots=True)
class Argument:
    name: str | None
    value: Node


@dataclass(frozen=True, slots=True)
class Callee:
    """What is called: `receiver` is the expression before the last dot, `name` the identifier node of the method."""

    receiver: Node | None
    name: Node
    type_arguments: tuple[Node, ...]


def callee(invocation: Node) -> Callee | None:
    function = invocation.child_by_field_name("function")
    return None if function is None else member(function)


def member(function: Node) -> Callee | None:
    """The parts of `name`, `name<T>`, `a.name`, `a?.name`; None for anything else that can be called."""
    receiver: Node | None = None
    for _ in range(4):
        if function.type == "member_access_expression":
            receiver = receiver or function.child_by_field_name("expression")
            inner = function.child_by_field_name("name")
        elif function.type == "conditional_access_expression":
            receiver = function.child_by_field_name("condition")
            inner = function.named_children[-1] if len(function.named_children) > 1 else None
        elif function.type == "member_binding_expression":
            inner = function.child_by_field_name("name")
        else:
            inner = function
        if inner is None or inner is function:
            break
        function = inner
    if function.type == "generic_name" and function.named_children:
        types = next((c for c in function.named_children if c.type == "type_argument_list"), None)
        return Callee(receiver, function.named_children[0], tuple(types.named_children) if types else ())
    return Callee(receiver, function, ()) if function.type == "identifier" else None


def arguments(node: Node) -> tuple[Argument, ...]:
    """The arguments of an invocation, a creation or a subscript."""
    listed = node.child_by_field_name("arguments") or node.child_by_field_name("subscript")
    if listed is None:
        listed = next((c for c in node.named_children if c.type == "argument_list"), None)
    return tuple(_argument(c) for c in listed.named_children if c.type == "argument") if listed else ()


def _argument(node: Node) -> Argument:
    name = node.child_by_field_name("name")
    value = node.named_children[-1] if node.named_children else node
    return Argument(name.text.decode() if name and name.text else None, value)


def argument(node: Node, position: int, *names: str) -> Node | None:
    """An argument by position, or by one of its names."""
    given = arguments(node)
    named = next((a.value for a in given if a.name in names), None)
    if named is not None:
        return named
    return given[position].value if position < len(given) and given[position].name is None else None


def unwrapped(node: Node) -> Node:
    """An expression without parentheses, `await`, `!` and casts around it."""
    while node.type in _WRAPPERS and node.named_children:
        node = node.named_children[-1]
    return node


def brief(unit: Unit, node: Node) -> str:
    """Source text on one line, cut at the limit facts allow."""
    return _SPACE.sub(" ", unit.head(node, TEXT_LIMIT * 2)).strip()[:TEXT_LIMIT]


def receiver_text(unit: Unit, node: Node | None) -> str | None:
    """A receiver without `this.`, `await`, `!`, `?` and blanks: the name under which an object is known."""
    if node is None:
        return None
    text = _SPACE.sub("", unit.tail(unwrapped(node), TEXT_LIMIT * 2))
    text = text.replace("?.", ".").replace("!.", ".").strip("!?")
    for prefix in ("this.", "base."):
        text = text.removeprefix(prefix)
    return (None if text in ("this", "base") else text[-TEXT_LIMIT:]) or None


def root(node: Node) -> Node:
    """The innermost object of a chain: `builder` in `builder.Logging.AddConsole().AddDebug`."""
    for _ in range(500):
        node = unwrapped(node)
        inner = node.child_by_field_name("function") if node.type == "invocation_expression" else None
        inner = inner or node.child_by_field_name("expression") or node.child_by_field_name("condition")
        if inner is None or node.type in ("object_creation_expression", "lambda_expression", "conditional_expression"):
            return node
        if inner.type == "this" and (name := node.child_by_field_name("name")):
            return name
        node = inner
    return node


def type_name(unit: Unit, node: Node | None) -> str | None:
    """The simple name of a type: `HubConnection` of `Client.HubConnection?`."""
    if node is None:
        return None
    text = unit.text(node).strip().rstrip("?")
    return text.split("<")[0].rsplit(".", 1)[-1].strip() or None


def attributes(unit: Unit, node: Node) -> list[tuple[str, Node]]:
    """The attributes of a declaration by simple name, without the suffix Attribute."""
    found = []
    for listed in (c for c in node.named_children if c.type == "attribute_list"):
        for attribute in (c for c in listed.named_children if c.type == "attribute"):
            name = type_name(unit, attribute.child_by_field_name("name"))
            if name:
                found.append((name.removesuffix("Attribute") or name, attribute))
    return found


def attribute_arguments(attribute: Node) -> tuple[Argument, ...]:
    listed = next((c for c in attribute.named_children if c.type == "attribute_argument_list"), None)
    return tuple(_argument(c) for c in listed.named_children if c.type == "attribute_argument") if listed else ()


def modifiers(unit: Unit, node: Node) -> frozenset[str]:
    return frozenset(unit.text(c) for c in node.named_children if c.type == "modifier")
