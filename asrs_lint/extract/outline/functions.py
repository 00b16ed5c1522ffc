"""Functions and their calls as facts, from an outline."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from asrs_lint.extract.outline.nesting import Nesting, callback_context, delays, referenced
from asrs_lint.extract.outline.shape import Invocation, Kind, Region, shortened
from asrs_lint.facts.code import Call, Context, Function

_TOP = -1


def functions(nesting: Nesting) -> Iterable[Function]:
    """Every function and lambda that is written, and the top level of the file when anything is called there."""
    calls = _calls(nesting)
    for number, region in enumerate(nesting.regions):
        if region.kind in (Kind.FUNCTION, Kind.LAMBDA):
            yield _function(nesting, number, region, tuple(calls.get(number, ())))
    if _TOP in calls:
        end = len(nesting.outline.document.text)
        yield Function(nesting.outline.span(0, end), "", None, (), tuple(calls[_TOP]))


def _function(nesting: Nesting, number: int, region: Region, calls: tuple[Call, ...]) -> Function:
    name = region.name if region.kind is Kind.FUNCTION else None
    span = nesting.outline.span(region.start, region.end)
    return Function(span, name, owner_of(nesting, number), region.parameters, calls, region.exported)


def owner_of(nesting: Nesting, number: int) -> str | None:
    for n in nesting.outwards(number):
        region = nesting.regions[n]
        if region.owner or region.kind is Kind.TYPE:
            return region.owner or region.name
    return None


def _calls(nesting: Nesting) -> dict[int, list[Call]]:
    found: dict[int, list[Call]] = {}
    waited: dict[int, set[int]] = {}  # function → the regions in which it has waited so far
    for call in sorted(nesting.outline.calls, key=lambda c: (c.link, c.start)):
        situation = nesting.situation(call)
        entries = situation.functions
        if not entries or nesting.regions[entries[-1][0]].kind is Kind.LAMBDA:
            entries = (*entries, (_TOP, situation.context))
        around = {_TOP, *nesting.outwards(nesting.holder(call.interval))} if waited else set()
        for number, context in entries:
            later = context | Context.TIMER if waited.get(number, set()) & around else context
            found.setdefault(number, []).extend(_seen(nesting, call, later))
        if delays(call):
            waited.setdefault(entries[0][0], set()).add(nesting.holder(call.interval))
    return found


def _seen(nesting: Nesting, call: Invocation, context: Context) -> Iterator[Call]:
    """The call itself, and the functions it is given by name to run later."""
    outline = nesting.outline
    span = outline.span(call.start, call.end)
    yield Call(call.name, outline.receiver(call), shortened(call.arguments), span, context)
    for number, argument in enumerate(call.arguments):
        added = callback_context(call, number)
        runs = added is not Context.PLAIN or argument.name == "target"
        if runs and (name := referenced(argument)):
            yield Call(name, None, (), outline.span(argument.start, argument.end), context | added)
