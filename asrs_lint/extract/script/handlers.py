"""Handlers of a connection's events, its starts and its stops (facts/client.py)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tree_sitter import Node

from asrs_lint.extract.script.clients import Setting
from asrs_lint.extract.script.functions import function_named
from asrs_lint.extract.script.naming import functions_around, name_of, named_function
from asrs_lint.extract.script.tree import FUNCTIONS, Script, arguments, same, unwrapped
from asrs_lint.facts.client import ClientBuilt, ConnectionStarted, ConnectionStopped, Flavour, HandlerAdded
from asrs_lint.facts.code import Context
from asrs_lint.source import Span

_CORE_EVENTS = {"onclose": "close", "onreconnecting": "reconnecting", "onreconnected": "reconnected"}
_ASPNET_EVENTS = {
    "disconnected": "close",
    "reconnecting": "reconnecting",
    "reconnected": "reconnected",
    "error": "error",
    "stateChanged": "state",
    "connectionSlow": "slow",
}
_STATE = re.compile(r"\bstate\b|ConnectionState|connected|\bis_?started\b|\bstarted\b", re.IGNORECASE)
_LEAVES = frozenset({"return_statement", "throw_statement", "continue_statement"})
_LISTENERS = re.compile(r"^(?:on\w*|addEventListener|addListener|once|use\w*Effect|\$on|subscribe|beforeUnload)$")


def handlers(setting: Setting, aspnet: frozenset[str]) -> Iterator[tuple[HandlerAdded, Node | None]]:
    """Each handler with the function node written in place, when it is."""
    for call in setting.script.called({**_CORE_EVENTS, **_ASPNET_EVENTS}):
        name, before = setting.script.callee(call)
        if name is None or before is None:
            continue
        receiver = setting.symbols.receiver(before)
        event = _CORE_EVENTS.get(name) or (_ASPNET_EVENTS.get(name) if receiver in aspnet else None)
        given = arguments(call)
        if event is None or not given:
            continue
        yield _handler(setting, call, event, receiver, given[0])


def _handler(
    setting: Setting, call: Node, event: str, receiver: str | None, given: Node
) -> tuple[HandlerAdded, Node | None]:
    script = setting.script
    body = _written_in_place(given)
    named = function_named(script, given) if body is None else None
    function, owner = named_function(script, call)
    fact = HandlerAdded(
        _registration(script, call),
        event,
        receiver,
        named[0] if named else None,
        script.span(body) if body is not None else None,
        function,
        owner,
    )
    return fact, body


def _written_in_place(given: Node) -> Node | None:
    """The function of an argument, also inside a call around it (`debounce(() => …)`, `(function(){}).bind(this)`)."""
    here = unwrapped(given)
    if here is None or here.type in FUNCTIONS:
        return here
    if here.type != "call_expression":
        return None
    function = unwrapped(here.child_by_field_name("function"))
    bound = (
        unwrapped(function.child_by_field_name("object")) if function and function.type == "member_expression" else None
    )
    if bound is not None and bound.type in FUNCTIONS:
        return bound
    return next((a for a in arguments(here) if a.type in FUNCTIONS), None)


def _registration(script: Script, call: Node) -> Span:
    """`connection.onclose`, or the name alone when it stands behind another call."""
    function = call.child_by_field_name("function")
    assert function is not None
    before, last = function.child_by_field_name("object"), function.child_by_field_name("property")
    alone = before is not None and before.type == "call_expression" and last is not None
    return script.span(last if alone and last is not None else function)


def starts(setting: Setting, aspnet: frozenset[str], whole: bool) -> Iterator[tuple[ConnectionStarted, Node]]:
    """Each start of a connection. `whole`: every connection of the script is one of ASP.NET SignalR."""
    for call, receiver in _calls(setting, "start"):
        function, owner = named_function(setting.script, call)
        circumstance = setting.circumstances.of(call)
        flavour = Flavour.ASPNET if whole or receiver in aspnet else Flavour.CORE
        yield (
            ConnectionStarted(
                setting.script.span(call),
                receiver,
                function,
                owner,
                circumstance.context,
                flavour,
                guard(setting.script, call),
            ),
            call,
        )


def stops(setting: Setting) -> Iterator[tuple[ConnectionStopped, Node]]:
    for call, receiver in _calls(setting, "stop"):
        function, owner = named_function(setting.script, call)
        yield ConnectionStopped(setting.script.span(call), receiver, function, owner), call


def _calls(setting: Setting, method: str) -> Iterator[tuple[Node, str | None]]:
    """The calls of a method on what is known for a connection."""
    for call in setting.script.called((method,)):
        before = setting.script.callee(call)[1]
        if before is None:
            continue
        inner = unwrapped(before)
        built = inner is not None and inner.type == "call_expression" and setting.script.callee(inner)[0] == "build"
        receiver = None if built else setting.symbols.receiver(before)
        if built or setting.symbols.is_connection(receiver):
            yield call, receiver


def guard(script: Script, call: Node) -> str | None:
    """The state check that stands before a call: the `if` around it or one before it that leaves."""
    child = call
    for outer in script.ancestors(call):
        if outer.type in ("if_statement", "ternary_expression") and not same(
            outer.child_by_field_name("condition"), child
        ):
            test = outer.child_by_field_name("condition")
            if test is not None and _STATE.search(script.source(test)):
                return script.source(test).strip("() ")
        elif outer.type == "binary_expression" and same(outer.child_by_field_name("right"), child):
            left = outer.child_by_field_name("left")
            if left is not None and _STATE.search(script.source(left)):
                return script.source(left)
        elif outer.type == "statement_block":
            earlier = _left_before(script, child)
            if earlier is not None:
                return earlier
        elif outer.type in FUNCTIONS and name_of(script, outer) is not None:
            return None
        child = outer
    return None


def _left_before(script: Script, statement: Node) -> str | None:
    """The condition of `if (connected) return;` before a statement."""
    sibling = statement.prev_named_sibling
    for _ in range(8):
        if sibling is None:
            return None
        test, then = sibling.child_by_field_name("condition"), sibling.child_by_field_name("consequence")
        if sibling.type == "if_statement" and test is not None and then is not None:
            inner = then.named_children[-1] if then.type == "statement_block" and then.named_children else then
            if inner.type in _LEAVES and _STATE.search(script.source(test)):
                return f"!{script.source(test)}"
        sibling = sibling.prev_named_sibling
    return None


def is_short_lived(
    setting: Setting,
    client: ClientBuilt,
    started: list[tuple[ConnectionStarted, Node]],
    stopped: list[tuple[ConnectionStopped, Node]],
) -> bool:
    """Started and later stopped by the same function run, not by a handler, a cleanup or in case of failure."""
    if client.symbol is None:
        return False
    begun = [(f, n) for f, n in started if f.receiver == client.symbol and f.function == client.function]
    for fact, node in stopped:
        circumstance = setting.circumstances.of(node)
        if fact.receiver != client.symbol or fact.function != client.function:
            continue
        if circumstance.context & (Context.FAILURE | Context.CONDITIONAL) or _deferred(setting.script, node):
            continue
        if any(first.start_byte < node.start_byte for _, first in begun) and client.span.start < fact.span.start:
            return True
    return False


def _deferred(script: Script, node: Node) -> bool:
    """Whether a call stands in a function that is kept for later: returned, or given to a listener or an effect."""
    for function in functions_around(script, node):
        if name_of(script, function) is not None:
            return False
        holder = script.parent(function)
        if holder is None or holder.type in ("return_statement", "arrow_function", "assignment_expression"):
            return True
        call = script.parent(holder) if holder.type == "arguments" else None
        name = script.callee(call)[0] if call is not None else None
        if call is not None and call.type == "call_expression" and name and _LISTENERS.match(name):
            return True
    return False
