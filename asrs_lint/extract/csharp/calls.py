"""Calls, creations and assignments as the walk meets them: under what circumstances, and in which functions."""

from __future__ import annotations

from tree_sitter import Node

from asrs_lint.extract.csharp.callbacks import callback_context
from asrs_lint.extract.csharp.descent import Descent, Next, Visitor
from asrs_lint.extract.csharp.scopes import Program, Scope, Site, Trail
from asrs_lint.extract.csharp.tree import (
    NAME,
    RIGHT,
    TYPE,
    argument_list,
    brief,
    callee,
    member,
    receiver_text,
    type_name,
)
from asrs_lint.extract.csharp.unit import Unit
from asrs_lint.facts.code import Call, Context

_PLAIN = Context.PLAIN
_ACCESS = "member_access_expression"
_NAMES = ("identifier", _ACCESS)
# Arguments by which a call is linked with others: names of connections, names of events, flags. The texts of all others
# would be a third of what is known of calls.
_LITERALS = ("string_literal", "boolean_literal")
_TELLING = frozenset((*_NAMES, *_LITERALS, "conditional_access_expression", "postfix_unary_expression"))
_LONGEST = 40  # bytes of a literal that tells
_CHAINED = ("invocation_expression", "parenthesized_expression", "postfix_unary_expression")
_WAITS = ("Wait", "Result", "GetAwaiter", "ContinueWith")


class Calls:
    """The visitors of what calls something, or hands a function over to be called."""

    def __init__(self, unit: Unit, program: Program, descent: Descent) -> None:
        self.unit = unit
        self.program = program
        self._add, self._text = descent.add, unit.syntax.text
        self._groups: list[tuple[Node, Scope, Node]] = []  # names handed over that may be functions of this file

    def visitors(self) -> dict[str, Visitor]:
        return {
            "invocation_expression": self._invocation,
            "object_creation_expression": self._creation,
            "implicit_object_creation_expression": self._creation,
            "assignment_expression": self._assignment,
        }

    def resolve_groups(self) -> None:
        known = {frame.name for frame in self.program.frames if frame.name}
        for node, scope, taker in self._groups:
            receiver, _, name = self.unit.text(node).rpartition(".")
            if name in known and receiver in ("", "this"):
                context = callback_context(self.unit, taker, scope)[1]
                self._record(name, None, (), node, scope._replace(context=context))

    def _invocation(self, here: Trail, scope: Scope) -> Next | None:
        _, node, above = here
        parts = node.named_children
        plain = len(parts) == 2  # no comments or errors between function and arguments
        called = member(parts[0]) if plain else callee(node)
        if called is None:
            return None
        name = self._text(called.name)
        if name == "nameof":
            return None
        inner = scope.plus(self.unit.region(node)).plus(self._awaited(above))
        site = Site(node, inner, name, called.receiver, called.name, called.type_arguments)
        self.program.calls.setdefault(name, []).append(site)
        following: Next = []
        if plain:
            self._before(following, here, parts[0], called.receiver, scope)
        texts = self._arguments(following, here, parts[1] if plain else argument_list(node), scope, inner)
        self._record(name, receiver_text(self.unit, called.receiver), texts, node, inner)
        return following if plain else None

    def _creation(self, here: Trail, scope: Scope) -> Next:
        _, node, above = here
        inner = scope.plus(self.unit.region(node))
        name = type_name(self.unit, node.child_by_field_id(TYPE)) or self._target_type(above) or ""
        self.program.creations.setdefault(name, []).append(Site(node, inner, name))
        listed = argument_list(node)
        given: Next = []
        texts = self._arguments(given, here, listed, scope, inner)
        if name:
            self._record(name, "new", texts, node, inner)
        following: Next = []
        for part in node.named_children:
            if part == listed:
                following += given
            else:
                self._add(following, here, (part,), scope)
        return following

    def _before(self, following: Next, here: Trail, function: Node, receiver: Node | None, scope: Scope) -> None:
        """What stands before the arguments of a call, where something may be called, too."""
        if receiver is None or function.type != _ACCESS or function.named_child_count > 2:
            self._add(following, here, (function,), scope)
        else:
            self._add(following, (_ACCESS, function, here), (receiver,), scope)

    def _arguments(
        self, following: Next, here: Trail, listed: Node | None, scope: Scope, inner: Scope
    ) -> tuple[str, ...]:
        """The texts of the arguments that may tell. What is handed over by name may be a function of this file."""
        if listed is None:
            return ()
        texts: list[str] = []
        around = ("argument_list", listed, here)
        for part in listed.named_children:
            kind, parts = part.type, part.named_children
            if kind == "argument":
                value = parts[-1] if parts else part
                kind_of_value = value.type
                texts.append(self._telling(value) if kind_of_value in _TELLING else "")
                if kind_of_value in _NAMES:
                    self._groups.append((value, inner, here[1]))
            self._add(following, (kind, part, around), parts, scope)
        return tuple(texts)

    def _telling(self, value: Node) -> str:
        long = value.end_byte - value.start_byte > _LONGEST and value.type in _LITERALS
        return "" if long else brief(self.unit, value)

    def _assignment(self, here: Trail, scope: Scope) -> None:
        node = here[1]
        self.program.assignments.append(Site(node, scope.plus(self.unit.region(node))))
        right = node.child_by_field_id(RIGHT)
        named = right is not None and right.type in _NAMES and any(c.type == "+=" for c in node.children)
        if named and right is not None and callback_context(self.unit, node, scope)[1] & Context.TIMER:
            self._groups.append((right, scope, node))

    def _record(self, name: str, receiver: str | None, arguments: tuple[str, ...], node: Node, scope: Scope) -> None:
        """In the function around it, and in those around that one as far as they are anonymous."""
        _, frame, context, _ = scope
        span = self.unit.syntax.span(node)
        while frame is not None:
            frame.calls.append(Call(name, receiver, arguments, span, context))
            if frame.name is not None:
                return
            if frame.base is not _PLAIN:
                context |= frame.base
            frame = frame.parent

    def _awaited(self, trail: Trail | None) -> Context:
        """Whether the call's end is waited for: `await x()`, `x().Wait()`, `await x().ConfigureAwait(false)`."""
        for _ in range(6):
            if trail is None:
                break
            kind, node, trail = trail
            if kind == "await_expression":
                return Context.AWAITED
            if kind == _ACCESS:
                name = node.child_by_field_id(NAME)
                if name is not None and self._text(name) in _WAITS:
                    return Context.AWAITED
            elif kind not in _CHAINED:
                break
        return _PLAIN

    def _target_type(self, trail: Trail | None) -> str | None:
        """The type of `new(…)`: that of the variable or property it initialises."""
        if trail is not None and trail[0] == "variable_declarator":
            trail = trail[2]
        if trail is None or trail[0] not in ("variable_declaration", "property_declaration"):
            return None
        return type_name(self.unit, trail[1].child_by_field_id(TYPE))
