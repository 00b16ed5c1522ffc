"""What a condition says about the environment, and which statements end a block early."""

from __future__ import annotations

import re

from tree_sitter import Node

from asrs_lint.extract.csharp.tree import callee, operator_of, unwrapped
from asrs_lint.extract.csharp.unit import Unit

_NAMED = re.compile(r"(?i)(?:^|\.|_)(?:is_?dev(?:elopment)?|IsAttached)$")
_COMPARED = re.compile(r"\"Development\"|\bEnvironments?(?:Name)?\.Development\b")
_LEAVING = frozenset(("return_statement", "throw_statement", "continue_statement", "break_statement"))


def development(unit: Unit, node: Node | None, depth: int = 20) -> tuple[bool, bool]:
    """Whether the environment is surely Development where the condition holds, and where it does not."""
    if node is None or depth == 0:
        return False, False
    node = unwrapped(node)
    if node.type == "prefix_unary_expression" and unit.head(node, 1) == "!" and node.named_children:
        holds, fails = development(unit, node.named_children[0], depth - 1)
        return fails, holds
    if node.type == "binary_expression":
        return _binary(unit, node, depth)
    if node.type == "invocation_expression":
        return _environment_call(unit, node), False
    if node.type in ("identifier", "member_access_expression"):
        return bool(_NAMED.search(unit.tail(node, 80))), False
    return False, False


def _environment_call(unit: Unit, node: Node) -> bool:
    called = callee(node)
    name = unit.text(called.name) if called else ""
    if name == "IsDevelopment":
        return True
    return name in ("IsEnvironment", "Equals") and bool(_COMPARED.search(unit.head(node, 300)))


def _binary(unit: Unit, node: Node, depth: int) -> tuple[bool, bool]:
    left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
    operator = operator_of(node)
    if operator in ("==", "!="):
        same = bool(_COMPARED.search(unit.head(node, 300)))
        return (same, False) if operator == "==" else (False, same)
    a, b = development(unit, left, depth - 1), development(unit, right, depth - 1)
    if operator == "&&":
        return a[0] or b[0], a[1] and b[1]
    if operator == "||":
        return a[0] and b[0], a[1] or b[1]
    return False, False


def leaves(node: Node | None) -> str | None:
    """The kind of statement by which a branch surely ends its block (return, throw, continue, break)."""
    while node is not None and node.type == "block":
        inner = [c for c in node.named_children if c.type != "comment"]
        node = inner[-1] if inner else None
    return node.type if node is not None and node.type in _LEAVING else None


def checks_argument(unit: Unit, node: Node | None) -> bool:
    """Whether a condition only looks for null or empty: no choice between ways of running."""
    text = unit.head(node, 300) if node is not None else ""
    return bool(re.search(r"==\s*null|is\s+null|IsNullOr|!=\s*null|is\s+not\s+null", text))
