"""Starts, stops and handlers of connections, and whether a connection lives within one function only."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tree_sitter import Node

from asrs_lint.extract.csharp.connections import Connections
from asrs_lint.extract.csharp.scopes import Program, Site
from asrs_lint.extract.csharp.tree import LEFT, RIGHT, arguments, receiver_text, unwrapped
from asrs_lint.extract.csharp.unit import Unit
from asrs_lint.facts.base import Fact
from asrs_lint.facts.client import ConnectionStarted, ConnectionStopped, Flavour, HandlerAdded
from asrs_lint.facts.code import Context

_EVENTS = {
    "Closed": "close",
    "Reconnecting": "reconnecting",
    "Reconnected": "reconnected",
    "Error": "error",
    "StateChanged": "state",
    "ConnectionSlow": "slow",
}
_STOPS = ("StopAsync", "DisposeAsync", "Stop", "Dispose")
_WAITS = ("ReadKey", "ReadLine", "Read", "WaitOne", "WaitAny", "WaitAll", "WaitForShutdown", "WaitForShutdownAsync")
_ENDLESS = re.compile(r"Infinite|^-1$|MaxValue|\bFromMilliseconds\(\s*-1")
_STATE = re.compile(r"(?i)state|connected")
_NETWORK = re.compile(r"NetworkAccess|IsAvailable|IsNetwork|HasInternet")
_SENDS = re.compile(r"^(?:Invoke|Send|Stream)\w*$")


def lifetime(unit: Unit, program: Program, connections: Connections) -> Iterator[Fact]:
    yield from _handlers(unit, program, connections)
    yield from _starts(unit, program, connections)
    yield from _stops(unit, program, connections)


def _handlers(unit: Unit, program: Program, connections: Connections) -> Iterator[HandlerAdded]:
    for site in program.assignments:
        if not any(c.type == "+=" for c in site.node.children):
            continue
        left, right = site.node.child_by_field_id(LEFT), site.node.child_by_field_id(RIGHT)
        whole = receiver_text(unit, left)
        receiver, _, name = (whole or "").rpartition(".")
        if right is None or name not in _EVENTS or not connections.is_connection(receiver or None):
            continue
        target, body = _handler(unit, right)
        known = connections.known_as(receiver, site.scope)
        scope = site.scope
        yield HandlerAdded(
            unit.span(site.node),
            _EVENTS[name],
            known,
            target,
            unit.span(body) if body is not None else None,
            scope.function,
            scope.owner,
        )


def _handler(unit: Unit, node: Node) -> tuple[str | None, Node | None]:
    """The method a handler names, or the function written in place; also inside `new Func<…>(…)`."""
    node = unwrapped(node)
    if node.type in ("lambda_expression", "anonymous_method_expression"):
        return None, node
    given = arguments(node)
    if node.type == "object_creation_expression" and given:
        return _handler(unit, given[0].value)
    if node.type in ("identifier", "member_access_expression"):
        return unit.text(node).rsplit(".", 1)[-1], None
    return None, None


def _starts(unit: Unit, program: Program, connections: Connections) -> Iterator[ConnectionStarted]:
    aspnet = "Start" in program.calls and connections.flavour is Flavour.ASPNET
    names = ("StartAsync", "Start") if aspnet else ("StartAsync",)
    for site in program.called(*names):
        receiver = connections.known_as(receiver_text(unit, site.receiver), site.scope)
        if not connections.is_connection(receiver):
            continue
        scope = site.scope
        condition = scope.whole_condition
        guarded = condition if condition and (_STATE.search(condition) or _NETWORK.search(condition)) else None
        flavour = connections.flavour
        yield ConnectionStarted(
            unit.span(site.node), receiver, scope.function, scope.owner, scope.whole_context, flavour, guarded
        )


def _stops(unit: Unit, program: Program, connections: Connections) -> Iterator[ConnectionStopped]:
    for site in program.called(*_STOPS):
        receiver = connections.known_as(receiver_text(unit, site.receiver), site.scope)
        if connections.is_connection(receiver):
            yield ConnectionStopped(unit.span(site.node), receiver, site.scope.function, site.scope.owner)
    for site in program.disposed:
        if connections.is_connection(site.name):
            yield ConnectionStopped(unit.span(site.node), site.name, site.scope.function, site.scope.owner)


def short_lived(
    unit: Unit, program: Program, connections: Connections, site: Site, symbol: str | None, local: bool
) -> bool:
    """Started and stopped in one function, and nothing waits in between for as long as somebody likes."""
    if symbol is None:
        return False
    start = next((s for s in program.called("StartAsync", "Start") if _on(unit, connections, s, symbol, site)), None)
    if start is None:
        return False
    end = _end(unit, program, connections, start, symbol, site)
    if end is None:
        return local and _one_shot(unit, program, connections, start, symbol, site)
    return not _waits(unit, program, start, end)


def _on(unit: Unit, connections: Connections, found: Site, symbol: str, site: Site) -> bool:
    same = found.scope.frame is not None and found.scope.frame is site.scope.frame
    return same and connections.known_as(receiver_text(unit, found.receiver), found.scope) == symbol


def _end(unit: Unit, program: Program, connections: Connections, start: Site, symbol: str, site: Site) -> int | None:
    """Where the connection surely ends in its function: a stop behind the start, or the end of a `using`."""
    for found in program.disposed:
        if found.name == symbol and found.scope.frame is site.scope.frame:
            return site.scope.frame.node.end_byte if site.scope.frame is not None else None
    for stop in program.called(*_STOPS):
        if not _on(unit, connections, stop, symbol, site) or stop.node.start_byte < start.node.start_byte:
            continue
        condition = stop.scope.condition or ""
        chosen = stop.scope.context & Context.CONDITIONAL and "null" not in condition and not _STATE.search(condition)
        if not chosen and not stop.scope.context & Context.FAILURE:
            return stop.node.start_byte
    return None


def _one_shot(unit: Unit, program: Program, connections: Connections, start: Site, symbol: str, site: Site) -> bool:
    """A local that is never stopped: it sends, listens to nothing or awaits its one answer, and the function ends."""
    frame = site.scope.frame
    if frame is None or _waits(unit, program, start, frame.node.end_byte):
        return False
    on_symbol = [s for sites in program.calls.values() for s in sites if _on(unit, connections, s, symbol, site)]
    if not any(_SENDS.match(s.name) for s in on_symbol):
        return False
    return not any(s.name == "On" for s in on_symbol) or _awaits_answer(unit, program, start)


def _waits(unit: Unit, program: Program, start: Site, end: int) -> bool:
    begin = start.node.start_byte
    for site in program.called(*_WAITS, "Delay", "Sleep", "Wait", "WaitAsync", "RunAsync", "Run"):
        if begin < site.node.start_byte < end and _endless(unit, site):
            return True
    if any(begin < loop.node.start_byte < end for loop in program.loops):
        return True
    return any(
        begin < found.node.start_byte < end and unit.text(found.node)[:200].rstrip().endswith(".Task")
        for found in program.awaits
    ) and not _awaits_answer(unit, program, start)


def _endless(unit: Unit, site: Site) -> bool:
    given = arguments(site.node)
    receiver = unit.text(site.receiver)[-80:] if site.receiver is not None else ""
    if site.name in ("Delay", "Sleep"):
        return bool(given) and bool(_ENDLESS.search(unit.text(given[0].value)))
    if site.name in ("Wait", "WaitAsync"):
        return bool(re.search(r"(?i)event|reset|handle|semaphore|signal\b|exit|quit|shutdown", receiver))
    if site.name in ("Run", "RunAsync"):
        return bool(re.search(r"(?i)\b(?:app|host|application)$", receiver))
    return site.name not in ("Read",) or receiver.endswith("Console")


def _awaits_answer(unit: Unit, program: Program, start: Site) -> bool:
    """Whether a task is awaited that a handler of the connection completes: one answer, then it is over."""
    if not any(unit.text(found.node)[:200].rstrip().endswith(".Task") for found in program.awaits):
        return False
    for site in program.called("SetResult", "TrySetResult"):
        frame = site.scope.frame
        if frame is not None and frame.callback == "On" and frame.within(start.scope.frame):
            return True
    return False
