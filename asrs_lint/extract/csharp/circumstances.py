"""Under what circumstances the parts of a statement or an expression run."""

from __future__ import annotations

import re

from tree_sitter import Node

from asrs_lint.extract.csharp.conditions import checks_argument, development, leaves
from asrs_lint.extract.csharp.descent import Descent, Next, Visitor
from asrs_lint.extract.csharp.scopes import Program, Scope, Site, Trail
from asrs_lint.extract.csharp.tree import ALTERNATIVE, CONDITION, CONSEQUENCE, LEFT, RIGHT, brief, operator_of
from asrs_lint.extract.csharp.unit import Unit
from asrs_lint.facts.code import Context

_LOOPS = ("while_statement", "do_statement", "for_statement")
_STATEMENTS = ("expression_statement", "local_declaration_statement")  # of no meaning in themselves
_CHOOSING = ("&&", "||", "??")
_WAIT = re.compile(r"(?:await\s+)?(?:[\w.]+\.)?(?:Task\.Delay|Thread\.Sleep)\(")


class Circumstances:
    """The visitors of what runs sometimes, repeatedly, later or after a failure: each tells the scope of every part."""

    def __init__(self, unit: Unit, program: Program, descent: Descent) -> None:
        self.unit = unit
        self.program = program
        self._add, self._all = descent.add, descent.all
        self._waiting = unit.mentions("Task.Delay(", "Thread.Sleep(")

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

    def _conditional(self, here: Trail, scope: Scope) -> Next:
        return self._all(here, scope.plus(Context.CONDITIONAL))

    def _if(self, here: Trail, scope: Scope) -> Next:
        condition = here[1].child_by_field_id(CONDITION)
        consequence, alternative = here[1].child_by_field_id(CONSEQUENCE), here[1].child_by_field_id(ALTERNATIVE)
        holds, fails = self._branches(condition, scope)
        following: Next = []
        for part, inner in ((condition, scope), (consequence, holds), (alternative, fails)):
            if part is not None:
                self._add(following, here, (part,), inner)
        return following

    def _branches(self, condition: Node | None, scope: Scope) -> tuple[Scope, Scope]:
        holds, fails = development(self.unit, condition)
        text = brief(self.unit, condition) if condition is not None else ""
        failed = Context.FAILURE if "IsFaulted" in text and not text.startswith("!") else Context.PLAIN
        return _under(scope, text, holds, failed), _under(scope, f"!({text})", fails)

    def _binary(self, here: Trail, scope: Scope) -> Next | None:
        operator = operator_of(here[1])
        if operator not in _CHOOSING:
            return None
        left, right = here[1].child_by_field_id(LEFT), here[1].child_by_field_id(RIGHT)
        if left is None or right is None:
            return None
        holds, fails = self._branches(left, scope)
        following: Next = []
        self._add(following, here, (left,), scope)
        self._add(following, here, (right,), holds if operator == "&&" else fails)
        return following

    def _loop(self, here: Trail, scope: Scope) -> Next:
        self.program.loops.append(Site(here[1], scope))
        condition = here[1].child_by_field_id(CONDITION)
        text = brief(self.unit, condition) if condition is not None else ""
        inner = scope.plus(Context.LOOP)
        if text not in ("", "true"):
            inner = inner._replace(condition=_joined(scope.condition, text))
        return self._all(here, inner)

    def _foreach(self, here: Trail, scope: Scope) -> None:
        if any(c.type == "await" for c in here[1].children):  # an endless stream, as a rule
            self.program.loops.append(Site(here[1], scope))

    def _try(self, here: Trail, scope: Scope) -> Next:
        parts = here[1].named_children
        caught = any(part.type == "catch_clause" for part in parts)
        inner = {"catch_clause": scope.plus(Context.FAILURE)}
        if caught:
            inner["block"] = scope.plus(Context.HANDLED)
        following: Next = []
        for part in parts:
            self._add(following, here, (part,), inner.get(part.type, scope))
        return following

    def _sequence(self, here: Trail, scope: Scope) -> Next:
        """Statements one after another: a wait or an early return counts for all that follow it."""
        if here[0] == "switch_section":
            scope = scope.plus(Context.CONDITIONAL)
        following: Next = []
        for child in here[1].named_children:
            kind = child.type
            if kind in _STATEMENTS:
                self._add(following, (kind, child, here), child.named_children, scope)
            else:
                self._add(following, here, (child,), scope)
            if kind == "global_statement" and child.named_child_count:
                child = child.named_children[0]
                kind = child.type
            if kind == "if_statement":
                scope = self._after_if(child, scope)
            elif self._waiting and kind == "expression_statement" and _WAIT.match(self.unit.head(child, 60)):
                scope = scope.plus(Context.TIMER)
        return following

    def _after_if(self, statement: Node, scope: Scope) -> Scope:
        left = leaves(statement.child_by_field_id(CONSEQUENCE))
        if left is None or statement.child_by_field_id(ALTERNATIVE) is not None:
            return scope
        condition = statement.child_by_field_id(CONDITION)
        _, fails = self._branches(condition, scope)
        if left == "throw_statement" or checks_argument(self.unit, condition):
            conditional = scope.context & Context.CONDITIONAL
            return fails._replace(context=fails.context & ~Context.CONDITIONAL | conditional)
        return fails


def _under(scope: Scope, text: str, development_only: bool, extra: Context = Context.PLAIN) -> Scope:
    context = scope.context | Context.CONDITIONAL | extra
    if development_only:
        context |= Context.DEVELOPMENT
    return Scope(scope.owner, scope.frame, context, _joined(scope.condition, text))


def _joined(outer: str | None, inner: str) -> str:
    return f"{outer} && {inner}"[:240] if outer else inner
