"""How calls, receivers and arguments stand in a C# tree."""

from __future__ import annotations

from functools import partial
from typing import NamedTuple

from tree_sitter import Node

from asrs_lint.extract.csharp.unit import Unit, simple_name
from asrs_lint.parse.syntax import field

_field = partial(field, "csharp")
ARGUMENTS, SUBSCRIPT = _field("arguments"), _field("subscript")
FUNCTION, EXPRESSION, CONDITION = _field("function"), _field("expression"), _field("condition")
NAME, TYPE, PARAMETERS, BODY = _field("name"), _field("type"), _field("parameters"), _field("body")
LEFT, OPERATOR, RIGHT = _field("left"), _field("operator"), _field("right")
CONSEQUENCE, ALTERNATIVE = _field("consequence"), _field("alternative")

TEXT_LIMIT = 120
_WRAPPERS = frozenset(("parenthesized_expression", "postfix_unary_expression", "await_expression", "cast_expression"))


class Argument(NamedTuple):
    name: str | None
    value: Node


class Callee(NamedTuple):
    """What is called: `receiver` is the expression before the last dot, `name` the identifier node of the method."""

    receiver: Node | None
    name: Node
    type_arguments: tuple[Node, ...]


def callee(invocation: Node) -> Callee | None:
    function = invocation.child_by_field_id(FUNCTION)
    return None if function is None else member(function)


def member(function: Node) -> Callee | None:
    """The parts of `name`, `name<T>`, `a.name`, `a?.name`; None for anything else that can be called."""
    receiver: Node | None = None
    for _ in range(4):
        kind = function.type
        if kind == "member_access_expression":
            receiver = receiver or function.child_by_field_id(EXPRESSION)
            inner = function.child_by_field_id(NAME)
        elif kind == "conditional_access_expression":
            receiver = function.child_by_field_id(CONDITION)
            inner = function.named_children[-1] if len(function.named_children) > 1 else None
        elif kind == "member_binding_expression":
            inner = function.child_by_field_id(NAME)
        else:
            break
        if inner is None:
            break
        function = inner
    kind = function.type
    if kind == "identifier":
        return Callee(receiver, function, ())
    named = function.named_children if kind == "generic_name" else ()
    if not named:
        return None
    types = next((c for c in named if c.type == "type_argument_list"), None)
    return Callee(receiver, named[0], tuple(types.named_children) if types else ())


def arguments(node: Node) -> tuple[Argument, ...]:
    """The arguments of an invocation, a creation or a subscript."""
    listed = argument_list(node)
    if listed is None or not listed.named_child_count:
        return ()
    return tuple([as_argument(c) for c in listed.named_children if c.type == "argument"])


def argument_list(node: Node) -> Node | None:
    listed = node.child_by_field_id(ARGUMENTS) or node.child_by_field_id(SUBSCRIPT)
    return listed or next((c for c in node.named_children if c.type == "argument_list"), None)


def as_argument(node: Node) -> Argument:
    named = node.named_children
    if node.child_count == 1 and named:  # nothing but the value, as a rule
        return Argument(None, named[0])
    name = node.child_by_field_id(NAME)
    return Argument(name.text.decode() if name and name.text else None, named[-1] if named else node)


def argument(node: Node, position: int, *names: str) -> Node | None:
    """An argument by position, or by one of its names."""
    given = arguments(node)
    named = next((a.value for a in given if a.name in names), None)
    if named is not None:
        return named
    return given[position].value if position < len(given) and given[position].name is None else None


def operator_of(binary: Node) -> str:
    """The operator of a binary expression; empty where an error swallowed it."""
    operator = binary.child_by_field_id(OPERATOR)
    return operator.type if operator is not None else ""


def unwrapped(node: Node) -> Node:
    """An expression without parentheses, `await`, `!` and casts around it."""
    while node.type in _WRAPPERS and node.named_children:
        node = node.named_children[-1]
    return node


def brief(unit: Unit, node: Node) -> str:
    """Source text on one line, cut at the limit facts allow."""
    text = unit.head(node, TEXT_LIMIT * 2)
    return text[:TEXT_LIMIT] if text.isidentifier() else " ".join(text.split())[:TEXT_LIMIT]


def receiver_text(unit: Unit, node: Node | None) -> str | None:
    """A receiver without `this.`, `await`, `!`, `?` and blanks: the name under which an object is known."""
    if node is None:
        return None
    text = unit.tail(unwrapped(node), TEXT_LIMIT * 2)
    if not text.isidentifier():
        text = "".join(text.split()).replace("?.", ".").replace("!.", ".").strip("!?")
        text = text.removeprefix("this.").removeprefix("base.")
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
    return simple_name(unit.text(node)) or None if node is not None else None


def attributes(unit: Unit, node: Node) -> list[tuple[str, Node]]:
    """The attributes of a declaration by simple name, without the suffix Attribute."""
    found = []
    for listed in (c for c in node.named_children if c.type == "attribute_list"):
        for attribute in (c for c in listed.named_children if c.type == "attribute"):
            name = type_name(unit, attribute.child_by_field_id(NAME))
            if name:
                found.append((name.removesuffix("Attribute") or name, attribute))
    return found


def attribute_arguments(attribute: Node) -> tuple[Argument, ...]:
    listed = next((c for c in attribute.named_children if c.type == "attribute_argument_list"), None)
    return tuple(as_argument(c) for c in listed.named_children if c.type == "attribute_argument") if listed else ()


def modifiers(unit: Unit, node: Node) -> frozenset[str]:
    return frozenset([unit.text(c) for c in node.named_children if c.type == "modifier"])
