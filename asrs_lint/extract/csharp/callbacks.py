"""When a function that is handed over is run: by retry libraries, timers, continuations, or later by somebody else."""

from __future__ import annotations

import re

from tree_sitter import Node

from asrs_lint.extract.csharp.scopes import TRANSIENT, Scope
from asrs_lint.extract.csharp.tree import callee, type_name
from asrs_lint.extract.csharp.unit import Unit
from asrs_lint.facts.code import Context

# Names under which something is stored and run later, outside the try and the loop around the registration.
_REGISTRATIONS = re.compile(
    r"^(?:On|Register|Subscribe|Map\w*|Add\w*|Configure\w*|Use\w*|Create|BeginInvokeOnMainThread)$"
)
_RETRY_NAME = re.compile(r"(?i)retr(?:y|ies)")
_RETRY_RECEIVER = re.compile(r"(?i)polic|pipeline|retr(?:y|ies)|resilien|strateg|polly")
_EXECUTE = re.compile(r"^(?:Execute(?:AndCapture|Outcome)?|Do|Run|Invoke)(?:Async)?$")
_TIMERS = frozenset(("Timer", "DispatcherTimer", "StartTimer", "PeriodicTimer", "Schedule", "AddOrUpdate"))
# Events that come again and again, and at which connections are looked after.
_TIMER_EVENTS = frozenset(
    "Elapsed Tick ConnectivityChanged NetworkAvailabilityChanged NetworkAddressChanged PowerModeChanged Resumed".split()
)


def callback_context(unit: Unit, taker: Node | None, scope: Scope) -> tuple[str | None, Context]:
    """For a function that is handed over: the method that takes it, and how its enclosing function runs it."""
    if taker is not None and taker.type == "assignment_expression":
        left = taker.child_by_field_name("left")
        event = unit.tail(left, 80).rsplit(".", 1)[-1] if left is not None else ""
        timer = Context.TIMER | Context.LOOP if event in _TIMER_EVENTS else Context.PLAIN
        return None, scope.context & ~TRANSIENT | timer
    return _handed(unit, taker, scope.context) if taker is not None else (None, scope.context & ~Context.AWAITED)


def _handed(unit: Unit, taker: Node, context: Context) -> tuple[str | None, Context]:
    if taker.type == "object_creation_expression":
        name = type_name(unit, taker.child_by_field_name("type"))
        return name, _created(name, context)
    called = callee(taker) if taker.type == "invocation_expression" else None
    if called is None:
        return None, context
    name = unit.text(called.name)
    before = unit.tail(called.receiver, 300) if called.receiver is not None else ""
    return name, _taken(name, before, unit.tail(taker, 200), context)


def _created(name: str | None, context: Context) -> Context:
    if name in _TIMERS:
        return context & ~TRANSIENT | Context.TIMER | Context.LOOP
    return context & ~Context.AWAITED


def _taken(name: str, before: str, tail: str, context: Context) -> Context:
    if _RETRY_NAME.search(name) or (_EXECUTE.match(name) and _RETRY_RECEIVER.search(before)):
        return context | Context.LOOP | Context.HANDLED
    if name in _TIMERS or (name == "Subscribe" and re.search(r"\b(?:Interval|Timer)\(", before)):
        return context & ~TRANSIENT | Context.TIMER | Context.LOOP
    if name == "ContinueWith":
        extra = Context.TIMER if "Delay(" in before else Context.PLAIN
        return context | extra | (Context.FAILURE if re.search(r"OnlyOn(?:Faulted|Canceled)", tail) else Context.PLAIN)
    return context & ~TRANSIENT if _REGISTRATIONS.match(name) else context & ~Context.AWAITED
