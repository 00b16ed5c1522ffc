"""Fluent chains: the calls that follow an expression, and what keeps the result."""

from __future__ import annotations

from enum import Enum, auto

from msgspec import Struct
from tree_sitter import Node

from asrs_lint.extract.csharp.scopes import Program, Site
from asrs_lint.extract.csharp.tree import callee, receiver_text, root
from asrs_lint.extract.csharp.unit import Unit

_TRANSPARENT = frozenset(
    ("parenthesized_expression", "await_expression", "cast_expression", "postfix_unary_expression", "as_expression")
)
_LENGTH = 300


class Link(Struct, frozen=True):
    """One call of a chain. `name_node` is the method's name, `node` the invocation up to its closing parenthesis."""

    name: str
    node: Node
    name_node: Node


class Kept(Enum):
    """What becomes of an expression's value."""

    LOCAL = auto()
    MEMBER = auto()  # assigned to a field, a property or a local: only the name is known
    RETURNED = auto()
    PASSED = auto()
    NOWHERE = auto()


class Binding(Struct, frozen=True):
    kept: Kept
    name: str | None
    node: Node


def chain(unit: Unit, node: Node) -> tuple[list[Link], Node]:
    """The calls made on an expression, in order, and the whole expression."""
    links: list[Link] = []
    for _ in range(_LENGTH):
        parent = node.parent
        if parent is None:
            break
        if parent.type in ("member_access_expression", "conditional_access_expression"):
            if parent.named_children[0] != node:
                break
        elif parent.type == "invocation_expression" and parent.child_by_field_name("function") == node:
            called = callee(parent)
            if called is not None:
                links.append(Link(unit.text(called.name), parent, called.name))
        elif parent.type not in _TRANSPARENT:
            break
        node = parent
    return links, node


def binding(unit: Unit, node: Node) -> Binding:
    """Where the value of an expression goes."""
    for _ in range(_LENGTH):
        parent = node.parent
        if parent is None:
            break
        if parent.type == "variable_declarator":
            name = parent.child_by_field_name("name")
            holder = parent.parent.parent if parent.parent is not None else None
            kept = Kept.MEMBER if holder is not None and holder.type == "field_declaration" else Kept.LOCAL
            return Binding(kept, unit.text(name) if name is not None else None, parent)
        if parent.type == "assignment_expression":
            return Binding(Kept.MEMBER, receiver_text(unit, parent.child_by_field_name("left")), parent)
        if parent.type == "property_declaration":
            name = parent.child_by_field_name("name")
            return Binding(Kept.MEMBER, unit.text(name) if name is not None else None, parent)
        if parent.type in ("return_statement", "arrow_expression_clause", "lambda_expression"):
            return Binding(Kept.RETURNED, None, parent)
        if parent.type == "argument":
            return Binding(Kept.PASSED, None, parent)
        if parent.type not in _TRANSPARENT and parent.type not in ("conditional_expression", "binary_expression"):
            break
        node = parent
    return Binding(Kept.NOWHERE, None, node)


def later_calls(unit: Unit, program: Program, name: str, near: Site, local: bool) -> list[tuple[Link, Site]]:
    """The calls on a variable of this name in the same function (local) or class, chained ones too, in order."""
    found = [
        (Link(site.name, site.node, site.name_node), site)
        for site in _by_root(unit, program).get(name, ())
        if site.name_node is not None and _same_place(site, near, local)
    ]
    return sorted(found, key=lambda pair: pair[0].name_node.start_byte)[:_LENGTH]


def _by_root(unit: Unit, program: Program) -> dict[str, list[Site]]:
    """The calls by the name their chain starts at."""
    if not program.by_root:
        for site in program.all_calls:
            start = root(site.receiver) if site.receiver is not None else None
            if start is not None and start.type == "identifier":
                program.by_root.setdefault(unit.text(start), []).append(site)
    return program.by_root


def _same_place(site: Site, near: Site, local: bool) -> bool:
    if not local:
        return site.scope.owner == near.scope.owner
    mine, other = site.scope.frame, near.scope.frame
    return mine is not None and other is not None and (mine.within(other) or other.within(mine))
