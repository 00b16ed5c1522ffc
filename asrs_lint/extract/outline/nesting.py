"""Which region holds which, and the circumstances (`Context`) that follow for each call."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from msgspec import Struct

from asrs_lint.extract.outline.shape import Argument, Invocation, Kind, Outline, Region
from asrs_lint.facts.code import Context

_DEPTH = 64  # regions looked at outwards from a call: deeper nesting is not written by people
_REFERENCE = re.compile(r"^(?:[\w.]+::|::|(?:this|self)\.)?([A-Za-z_$]\w*)$")
_WORDS = frozenset({"true", "false", "null", "nil", "None", "True", "False", "this", "self", "it"})

_PERIODIC = frozenset({"periodic", "scheduleAtFixedRate", "scheduleWithFixedDelay", "fixedRateTimer", "interval"})
_TIMERS = frozenset(
    {
        "Timer",
        "delayed",
        "postDelayed",
        "asyncAfter",
        "schedule",
        "scheduledTimer",
        "AfterFunc",
        "call_later",
        "call_at",
        "timer",
    }
)
_RETRIES = frozenset(
    {"retry", "retryWhen", "repeatWhen", "retryUntil", "repeat", "Retry", "RetryNotify", "retryIO", "retryAsync",
     "retry_call", "retrying", "execute_with_retry"}
)  # fmt: skip
_FAILURES = frozenset(
    {"catchError", "doOnError", "onErrorResumeNext", "onErrorComplete", "onErrorReturn", "onFailure", "recover"}
)
_AWAITS = frozenset(
    {"then", "blockingAwait", "subscribe", "await", "join", "block", "get", "whenComplete", "add_done_callback"}
)
_DELAYS = frozenset({"sleep", "delay", "Sleep", "delayed", "After", "blockingGet"})


class Situation(Struct, frozen=True):
    """Where a call stands: the functions around it (innermost first, ending with the named one or nothing), each with
    the context as seen from that function, and the nearest condition."""

    functions: tuple[tuple[int, Context], ...]
    condition: str | None
    owner: str | None
    function: str | None
    context: Context


class Nesting:
    """The containment of an outline, worked out in one sweep."""

    def __init__(self, outline: Outline) -> None:
        self.outline = outline
        self.regions: Sequence[Region] = sorted(outline.regions, key=lambda r: (r.start, -r.end))
        self.parents = list(_parents([(r.start, r.end) for r in self.regions]))
        self._first = {c.start: c for c in outline.calls if c.receiver is None}
        self._situations: dict[tuple[int, int], Situation] = {}
        self._continued: dict[tuple[int, int], list[Invocation]] = {}
        self._given: dict[tuple[int, int], tuple[Invocation, int]] = {}
        self._arguments: dict[int, list[tuple[Invocation, Argument]]] = {}
        for call in outline.calls:
            if call.receiver:
                self._continued.setdefault(call.receiver, []).append(call)
            for number, argument in enumerate(call.arguments):
                self._given[argument.start, argument.end] = (call, number)
                self._arguments.setdefault(argument.start, []).append((call, argument))
        self._holders = self._hold([c.interval for c in outline.calls])

    def _hold(self, intervals: list[tuple[int, int]]) -> dict[tuple[int, int], int]:
        """For each interval the number of the innermost region around it, -1 for none."""
        holders: dict[tuple[int, int], int] = {}
        stack: list[int] = []
        following = 0
        for start, end in sorted(intervals):
            while following < len(self.regions) and self.regions[following].start <= start:
                stack.append(following)
                following += 1
            while stack and self.regions[stack[-1]].end <= start:
                stack.pop()
            holder = next((n for n in reversed(stack[-_DEPTH:]) if self._holds(n, start, end)), -1)
            holders[start, end] = holder
        return holders

    def _holds(self, number: int, start: int, end: int) -> bool:
        region = self.regions[number]
        same = (region.start, region.end) == (start, end)  # `new TimerTask() { … }` is a call and the function in it
        return region.start <= start and end <= region.end and not (same and region.kind is Kind.LAMBDA)

    def holder(self, interval: tuple[int, int]) -> int:
        found = self._holders.get(interval)
        return self._hold([interval])[interval] if found is None else found

    def outwards(self, number: int) -> Iterator[int]:
        for _ in range(_DEPTH):
            if number < 0:
                return
            yield number
            number = self.parents[number]

    def continued(self, call: Invocation) -> list[Invocation]:
        """The calls made on the result of this one, in source order."""
        return sorted(self._continued.get(call.interval, []), key=lambda c: c.link)

    def call_given(self, start: int, end: int) -> tuple[Invocation, int] | None:
        """The call that has exactly this interval as an argument, and the argument's number."""
        return self._given.get((start, end))

    def calls_given_from(self, start: int) -> list[tuple[Invocation, Argument]]:
        """The calls that have an argument which begins here, with that argument."""
        return self._arguments.get(start, [])

    def first_call(self, call: Invocation) -> Invocation | None:
        """The bare call that begins the expression this call is made on."""
        return self._first.get(call.start)

    def situation(self, call: Invocation) -> Situation:
        found = self._situations.get(call.interval)
        if found is None:
            found = self._situations[call.interval] = self._situation(call)
        return found

    def _situation(self, call: Invocation) -> Situation:
        context, condition = self._own(call), None
        owner = function = None
        functions: list[tuple[int, Context]] = []
        closed = False  # the named function was left: only its type is still looked for
        inside = True  # no lambda was left yet: a try further out would not catch what the lambda does
        for number in self.outwards(self._holders[call.interval]):
            region = self.regions[number]
            if region.kind is Kind.TYPE:
                owner = owner or region.name
                if closed:
                    break
            if closed:
                continue
            if region.kind in (Kind.FUNCTION, Kind.LAMBDA):
                context |= Context.LOOP if region.retries else Context.PLAIN
                functions.append((number, context))
                owner = owner or region.owner
            if region.kind is Kind.FUNCTION:
                function, closed = region.name, True
            elif region.kind is Kind.LAMBDA:
                context |= self._deferred(region)
                inside = False
            elif region.kind is not Kind.TRY or inside:
                context |= _CIRCUMSTANCE.get(region.kind, Context.PLAIN)
                condition = condition or region.condition
        return Situation(tuple(functions), condition, owner, function, context)

    def _own(self, call: Invocation) -> Context:
        """What the chain behind the call tells: `.retry()`, `.catchError(…)`, `.blockingAwait()`."""
        context = Context.AWAITED if call.awaited else Context.PLAIN
        here: Invocation | None = call
        for _ in range(12):
            behind = self.continued(here) if here else []
            here = behind[0] if behind else None
            if here is None:
                break
            context |= _chained(here)
        return context

    def _deferred(self, region: Region) -> Context:
        given = self._given.get((region.start, region.end))
        return callback_context(given[0], given[1]) if given else Context.PLAIN


_CIRCUMSTANCE = {
    Kind.LOOP: Context.LOOP,
    Kind.TRY: Context.HANDLED,
    Kind.FAILURE: Context.FAILURE,
    Kind.BRANCH: Context.CONDITIONAL,
}


def _chained(call: Invocation) -> Context:
    if call.name in _RETRIES:
        return Context.LOOP | Context.HANDLED
    if call.name in _FAILURES:
        return Context.HANDLED
    if call.name not in _AWAITS:
        return Context.PLAIN
    failing = call.name in ("subscribe", "then") and any(callback_context(call, n) for n in range(len(call.arguments)))
    return Context.AWAITED | Context.HANDLED if failing else Context.AWAITED


def callback_context(call: Invocation, number: int) -> Context:
    """Under what circumstances a function given to this call as that argument runs."""
    argument = call.arguments[number]
    if call.name in _PERIODIC or (
        call.name == "scheduledTimer" and any(a.name == "repeats" and a.text == "true" for a in call.arguments)
    ):
        return Context.TIMER | Context.LOOP
    if call.name in _TIMERS:
        return Context.TIMER
    if call.name in _RETRIES:
        return Context.LOOP
    if call.name in _FAILURES or argument.name == "onError" or (call.name == "subscribe" and number == 1):
        return Context.FAILURE
    return Context.PLAIN


def referenced(argument: Argument) -> str | None:
    """The function an argument names: `retry`, `this::retry`, `self.retry`; None for anything else."""
    found = _REFERENCE.match(argument.text)
    return found[1] if found and found[1] not in _WORDS else None


def delays(call: Invocation) -> bool:
    """Whether the call waits, so that what follows it in its function comes later."""
    return call.name in _DELAYS


def _parents(intervals: Sequence[tuple[int, int]]) -> Iterator[int]:
    stack: list[int] = []
    for number, (start, end) in enumerate(intervals):
        while stack and (intervals[stack[-1]][1] < end or intervals[stack[-1]][1] <= start):
            stack.pop()
        yield stack[-1] if stack else -1
        stack.append(number)
