"""Under what circumstances a call is made: what the syntax around it tells, function by function outwards."""

from __future__ import annotations

import re

from msgspec import Struct
from tree_sitter import Node

from asrs_lint.extract.script.naming import is_callback, name_of
from asrs_lint.extract.script.tree import FUNCTIONS, Script, arguments, same
from asrs_lint.facts.code import Context

_RETRY = re.compile(r"retry|retries|backoff|repeat(?!ed)")
_DELAY = re.compile(
    r"^\s*(?:\w[\w\s,{}]*=\s*)?await\s+(?:new\s+Promise\b[\s\S]*?setTimeout|[\w.$]*(?:sleep|delay|wait|pause|timeout)\w*\s*\()",
    re.I,
)
_DELAYED = re.compile(r"setTimeout|\b(?:sleep|delay|wait|timer)\w*\s*\(", re.IGNORECASE)
_TIMEOUTS = frozenset({"setTimeout", "$timeout", "requestIdleCallback", "setImmediate"})
_INTERVALS = frozenset({"setInterval", "$interval"})
_WAKE_EVENTS = frozenset({"online", "visibilitychange", "focus", "pageshow", "resume", "change", "appStateChange"})
_DEVELOPMENT = re.compile(r"NODE_ENV\W+(?:'|\")development|import\.meta\.env\.DEV\b")
_LOOPS = frozenset({"while_statement", "do_statement", "for_statement"})
# Nodes that may tell something of what stands in them.
_SPEAKING = _LOOPS | {
    "catch_clause",
    "try_statement",
    "statement_block",
    "program",
    "member_expression",
    "await_expression",
    "if_statement",
    "ternary_expression",
    "binary_expression",
    "switch_case",
}
_FAILURE_KEYS = frozenset({"error", "fail", "failure", "onError", "onFailure", "onerror"})
_INHERITED = Context.LOOP | Context.FAILURE | Context.TIMER | Context.CONDITIONAL | Context.DEVELOPMENT


class Circumstance(Struct, frozen=True):
    context: Context = Context.PLAIN
    condition: str | None = None

    def inside(self, outer: Circumstance) -> Circumstance:
        """This circumstance of a call in a function, seen from outside of that function."""
        return Circumstance(self.context | outer.context & _INHERITED, self.condition or outer.condition)


class Circumstances:
    """Answers for one script; what holds for a function is worked out once."""

    def __init__(self, script: Script) -> None:
        self._script = script
        self._functions: dict[int, tuple[Circumstance, Node | None]] = {}
        self._nodes: dict[int, tuple[Circumstance, Node | None]] = {}

    def chain(self, node: Node) -> list[tuple[Node | None, Circumstance]]:
        """Each function around a node, up to the innermost named one (None: the top level), and the circumstances
        of the node as seen from that function."""
        here, function = self._local(node)
        found = [(function, here)]
        while function is not None and len(found) < 40 and name_of(self._script, function) is None:
            outer, function = self._of_function(function)
            here = here.inside(outer)
            found.append((function, here))
        return found

    def of(self, node: Node) -> Circumstance:
        """The circumstances of a node as seen from the innermost named function."""
        return self.chain(node)[-1][1]

    def _of_function(self, function: Node) -> tuple[Circumstance, Node | None]:
        known = self._functions.get(function.id)
        if known is None:
            local, outer = self._local(function)
            added = as_argument(self._script, function)
            known = Circumstance(local.context | added, local.condition), outer
            self._functions[function.id] = known
        return known

    def _local(self, node: Node) -> tuple[Circumstance, Node | None]:
        """What the syntax between a node and the function around it tells, and that function. Worked out once a node,
        for what is around it too: trees can be deep."""
        path: list[tuple[Node, Node]] = []
        child, known = node, self._nodes.get(node.id)
        while known is None:
            outer = self._script.parent(child)
            if outer is None or outer.type in FUNCTIONS:
                known = self._nodes[child.id] = Circumstance(), outer
                break
            path.append((outer, child))
            child, known = outer, self._nodes.get(outer.id)
        for outer, inner in reversed(path):
            if outer.type in _SPEAKING:
                known = self._within(outer, inner, known[0]), known[1]
            self._nodes[inner.id] = known
        return known

    def _within(self, outer: Node, child: Node, around: Circumstance) -> Circumstance:
        added, test = self._step(outer, child)
        if test is not None:
            added |= Context.DEVELOPMENT if _DEVELOPMENT.search(test) else Context.CONDITIONAL
        elif added is Context.PLAIN:
            return around
        return Circumstance(around.context | added, test or around.condition)

    def _step(self, outer: Node, child: Node) -> tuple[Context, str | None]:
        """What one node around tells about its child."""
        kind = outer.type
        if kind in _LOOPS and same(outer.child_by_field_name("body"), child):
            return Context.LOOP, None
        if kind == "catch_clause":
            return Context.FAILURE, None
        if kind == "try_statement":
            handled = (
                same(outer.child_by_field_name("body"), child) and outer.child_by_field_name("handler") is not None
            )
            return (Context.HANDLED if handled else Context.PLAIN), None
        if kind in ("statement_block", "program"):
            return self._earlier(outer, child), None
        if kind == "member_expression":
            return self._chained(outer, child), None
        if kind == "await_expression":
            return Context.AWAITED, None
        return Context.PLAIN, self._condition(outer, child)

    def _condition(self, outer: Node, child: Node) -> str | None:
        if outer.type in ("if_statement", "ternary_expression"):
            test = outer.child_by_field_name("condition")
            if test is None or same(test, child):
                return None
            text = self._script.source(test).strip()
            text = text[1:-1] if text.startswith("(") and text.endswith(")") else text
            return f"!({text})" if same(outer.child_by_field_name("alternative"), child) else text
        if outer.type == "binary_expression" and same(outer.child_by_field_name("right"), child):
            operator = outer.child_by_field_name("operator")
            left = outer.child_by_field_name("left")
            if operator is not None and left is not None and operator.type in ("&&", "||", "??"):
                return self._script.source(left) if operator.type == "&&" else f"!({self._script.source(left)})"
        if outer.type == "switch_case" and not same(outer.child_by_field_name("value"), child):
            return self._script.source(outer, 60).split(":", 1)[0]
        return None

    def _earlier(self, block: Node, child: Node) -> Context:
        """A delay awaited in one of the few statements before."""
        sibling = child.prev_named_sibling
        for _ in range(6):
            if sibling is None:
                break
            if sibling.type in ("expression_statement", "lexical_declaration") and _DELAY.match(
                self._script.source(sibling, 200)
            ):
                return Context.TIMER
            sibling = sibling.prev_named_sibling
        return Context.PLAIN

    def _chained(self, member: Node, child: Node) -> Context:
        """`x.then(…)`, `.catch(…)`, `.pipe(retry())` behind a promise or observable."""
        if not same(member.child_by_field_name("object"), child):
            return Context.PLAIN
        call = self._script.parent(member)
        if call is None or call.type != "call_expression" or not same(call.child_by_field_name("function"), member):
            return Context.PLAIN
        name, _ = self._script.callee(call)
        if name in ("catch", "fail"):
            return Context.HANDLED | Context.AWAITED
        if name in ("then", "finally", "done", "always"):
            handled = name == "then" and len(arguments(call)) > 1
            return Context.AWAITED | Context.HANDLED if handled else Context.AWAITED
        if name == "pipe" and any(_RETRY.search(self._script.source(a, 400).lower()) for a in arguments(call)):
            return Context.LOOP
        return Context.PLAIN


def as_argument(script: Script, node: Node) -> Context:
    """What being given to a call makes of a function: a timer's callback, the handler of a rejection …"""
    if is_callback(script, node):
        member = node if node.type == "method_definition" else script.parent(node)
        key = member.child_by_field_name("key") or member.child_by_field_name("name") if member is not None else None
        failing = key is not None and script.source(key).strip("'\"") in _FAILURE_KEYS
        return Context.FAILURE if failing else Context.PLAIN
    listed = script.parent(node)
    call = script.parent(listed) if listed is not None and listed.type == "arguments" else None
    if call is None or call.type != "call_expression":
        return Context.PLAIN
    given = arguments(call)
    position = next((n for n, argument in enumerate(given[:6]) if same(argument, node)), 9)
    return _callback_context(script, call, given, position)


def _callback_context(script: Script, call: Node, given: list[Node], position: int) -> Context:
    name, before = script.callee(call)
    if name is None:
        return Context.PLAIN
    if name in _TIMEOUTS and position == 0:
        return Context.TIMER
    if name in _INTERVALS and position == 0:
        return Context.TIMER | Context.LOOP
    if (name in ("catch", "fail", "catchError") and position == 0) or (name in ("then", "subscribe") and position == 1):
        return Context.FAILURE
    if name in ("addEventListener", "addListener", "on"):
        return Context.TIMER if listens_to_waking(script, given) else Context.PLAIN
    if name in ("then", "subscribe") and before is not None:
        return _delayed(script, before)
    return Context.LOOP if _RETRY.search(name.lower()) else Context.PLAIN


def listens_to_waking(script: Script, given: list[Node]) -> bool:
    """Whether a listener is for events that tell of a device or page that woke up: `online`, `visibilitychange` …"""
    return bool(given) and script.literal(given[0]) in _WAKE_EVENTS


def _delayed(script: Script, before: Node) -> Context:
    """`delay(500).then(f)`, `timer(500).subscribe(f)`, `interval(500).subscribe(f)`."""
    text = script.source(before, 200)
    if re.match(r"(?:rxjs\.)?interval\s*\(", text):
        return Context.TIMER | Context.LOOP
    return (
        Context.TIMER
        if before.type in ("call_expression", "new_expression") and _DELAYED.search(text)
        else Context.PLAIN
    )
