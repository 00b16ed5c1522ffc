"""Under what circumstances the parts of a statement or an expression run."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from tree_sitter import Node

from asrs_lint.extract.csharp.conditions import checks_argument, development, leaves
from asrs_lint.extract.csharp.scopes import Program, Scope, Site
from asrs_lint.extract.csharp.tree import brief
from asrs_lint.extract.csharp.unit import Unit
from asrs_lint.facts.code import Context

Next = list[tuple[Node, Scope]]
Visitor = Callable[[Node, Scope], Next | None]

_LOOPS = ("while_statement", "do_statement", "for_statement")
_WAIT = re.compile(r"(?:await\s+)?(?:[\w.]+\.)?(?:Task\.Delay|Thread\.Sleep)\(")


class Circumstances:
    """The visitors of what runs sometimes, repeatedly, later or after a failure: each tells the scope of every part."""

    def __init__(self, unit: Unit, program: Program) -> None:
        self.unit = unit
        self.program = program

    def visitors(self) -> dict[str, Visitor]:
        return {
            **dict.fromkeys(_LOOPS, self._loop),
            **dict.fromkeys(("block", "compilation_unit", "switch_section"), self._sequence),
            "if_statement": self._if,
            "conditional_expression": self._if,
            "binary_expression": self._binary,
            "switch_expression_arm": self._conditional,
            "try_statement": self._try,
            "foreach_statement": self._foreach,
        }

    def _conditional(self, node: Node, scope: Scope) -> Next:
        inner = scope.plus(Context.CONDITIONAL)
        return [(child, inner) for child in node.named_children]

    def _if(self, node: Node, scope: Scope) -> Next:
        condition = node.child_by_field_name("condition")
        consequence, alternative = node.child_by_field_name("consequence"), node.child_by_field_name("alternative")
        holds, fails = self._branches(condition, scope)
        parts = ((condition, scope), (consequence, holds), (alternative, fails))
        return [(part, inner) for part, inner in parts if part is not None]

    def _branches(self, condition: Node | None, scope: Scope) -> tuple[Scope, Scope]:
        holds, fails = development(self.unit, condition)
        text = brief(self.unit, condition) if condition is not None else ""
        failed = Context.FAILURE if "IsFaulted" in text and not text.startswith("!") else Context.PLAIN
        return _under(scope, text, holds, failed), _under(scope, f"!({text})", fails)

    def _binary(self, node: Node, scope: Scope) -> Next | None:
        operator = next((c.type for c in node.children if not c.is_named), "")
        left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
        if operator not in ("&&", "||", "??") or left is None or right is None:
            return None
        holds, fails = self._branches(left, scope)
        return [(left, scope), (right, holds if operator == "&&" else fails)]

    def _loop(self, node: Node, scope: Scope) -> Next:
        self.program.loops.append(Site(node, scope))
        condition = node.child_by_field_name("condition")
        text = brief(self.unit, condition) if condition is not None else ""
        inner = scope.plus(Context.LOOP)
        if text not in ("", "true"):
            inner = replace(inner, condition=_joined(scope.condition, text))
        return [(child, inner) for child in node.named_children]

    def _foreach(self, node: Node, scope: Scope) -> None:
        if any(c.type == "await" for c in node.children):  # an endless stream, as a rule
            self.program.loops.append(Site(node, scope))

    def _try(self, node: Node, scope: Scope) -> Next:
        caught = any(c.type == "catch_clause" for c in node.named_children)
        following: Next = []
        for child in node.named_children:
            inner = scope
            if child.type == "block" and caught:
                inner = scope.plus(Context.HANDLED)
            elif child.type == "catch_clause":
                inner = scope.plus(Context.FAILURE)
            following.append((child, inner))
        return following

    def _sequence(self, node: Node, scope: Scope) -> Next:
        """Statements one after another: a wait or an early return counts for all that follow it."""
        if node.type == "switch_section":
            scope = scope.plus(Context.CONDITIONAL)
        following: Next = []
        for child in node.named_children:
            following.append((child, scope))
            statement = child.named_children[0] if child.type == "global_statement" and child.named_children else child
            if statement.type == "if_statement":
                scope = self._after_if(statement, scope)
            elif statement.type == "expression_statement" and self._waits(statement):
                scope = scope.plus(Context.TIMER)
        return following

    def _waits(self, statement: Node) -> bool:
        return bool(_WAIT.match(self.unit.head(statement, 60)))

    def _after_if(self, statement: Node, scope: Scope) -> Scope:
        left = leaves(statement.child_by_field_name("consequence"))
        if left is None or statement.child_by_field_name("alternative") is not None:
            return scope
        condition = statement.child_by_field_name("condition")
        _, fails = self._branches(condition, scope)
        if left == "throw_statement" or checks_argument(self.unit, condition):
            conditional = scope.context & Context.CONDITIONAL
            return replace(fails, context=fails.context & ~Context.CONDITIONAL | conditional)
        return fails


def _under(scope: Scope, text: str, development_only: bool, extra: Context = Context.PLAIN) -> Scope:
    context = scope.context | Context.CONDITIONAL | extra
    if development_only:
        context |= Context.DEVELOPMENT
    return replace(scope, context=context, condition=_joined(scope.condition, text))


def _joined(outer: str | None, inner: str) -> str:
    return f"{outer} && {inner}"[:240] if outer else inner
