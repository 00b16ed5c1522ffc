"""Builders, handlers, starts and stops of an outline as facts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice

from asrs_lint.extract.outline.dialect import Builder, Dialect
from asrs_lint.extract.outline.functions import owner_of
from asrs_lint.extract.outline.nesting import Nesting, Situation, referenced
from asrs_lint.extract.outline.shape import Argument, Binding, Invocation, Kind, neutral
from asrs_lint.facts.base import Fact
from asrs_lint.facts.client import ClientBuilt, ConnectionStarted, ConnectionStopped, Escape, Flavour, HandlerAdded
from asrs_lint.facts.code import Context
from asrs_lint.source import Located, Span

_HUBBISH = re.compile(r"hub|conn|signalr|client|socket", re.IGNORECASE)
_STATE = re.compile(r"state|status|connected|connection", re.IGNORECASE)
_SCOPED = frozenset({"apply", "run", "also", "let", "with"})  # Kotlin: the object is `this` or `it` inside the lambda
_WAITS = frozenset(
    {"input", "sleep", "join", "wait", "readLine", "readln", "run_forever", "await", "delay", "Sleep", "Wait"}
)
_CHAIN_LIMIT = 60  # calls followed along one builder
_BUILDER_LIMIT = 40  # builders read in one file: more is not written by people


def clients(nesting: Nesting, dialect: Dialect) -> Iterable[Fact]:
    outline = nesting.outline
    library = dialect.library(outline.code)
    if outline.declares("HubConnectionBuilder", "HubConnection", "HttpHubConnectionBuilder"):
        return
    symbols: dict[str, str] = {}
    if library:
        roots = (c for c in outline.calls if dialect.starts_builder(nesting, c))
        for root in islice(roots, _BUILDER_LIMIT):
            builder = builder_from(nesting, root)
            built = _built(nesting, dialect, builder, library)
            local = bound(nesting, _finish(dialect, builder) or root)
            if built.symbol and local and local.target:
                symbols |= {local.target: built.symbol, built.symbol: built.symbol}
            yield built
    yield from _uses(nesting, dialect, symbols)


def builder_from(nesting: Nesting, root: Invocation) -> Builder:
    """Follow the chain, and the variable that keeps the unfinished builder."""
    links = _chain(nesting, root)
    binding = bound(nesting, root)
    if binding and binding.target and not any(c.name in ("build", "Build") for c in links):
        function = nesting.situation(root).function
        for call in nesting.outline.calls:
            on_variable = nesting.outline.receiver(call) == binding.target and call.start > root.end
            if on_variable and nesting.situation(call).function == function:
                links += [call, *_chain(nesting, call)]
    return Builder(root, tuple(links))


def _chain(nesting: Nesting, first: Invocation) -> list[Invocation]:
    links: list[Invocation] = []
    ends = [first]
    while ends and len(links) < _CHAIN_LIMIT:
        following = nesting.continued(ends.pop())
        links += following
        ends += following
    return sorted(links, key=lambda c: c.link)


def bound(nesting: Nesting, call: Invocation) -> Binding | None:
    """What the value of this expression is given to: the tightest assignment around it, with no call in between."""
    around = [b for b in nesting.outline.bindings if b.start <= call.start and call.end <= b.end]
    binding = min(around, key=lambda b: b.end - b.start, default=None)
    if binding is None:
        return None
    holder = nesting.holder(call.interval)
    region = nesting.regions[holder] if holder >= 0 else None
    if region and region.kind is Kind.LAMBDA and binding.start <= region.start and region.end <= binding.end:
        given = nesting.call_given(region.start, region.end)
        return binding if given and given[0].name in ("lazy", "apply") else None
    return None if passed_to(nesting, call, binding) else binding


def passed_to(nesting: Nesting, call: Invocation, within: Binding | None = None) -> Invocation | None:
    """The call that takes this expression (or the chain it begins) as an argument."""
    for other, argument in nesting.calls_given_from(call.start):
        inside = within is None or (within.start <= other.start and other.end <= within.end)
        if inside and other.interval != call.interval and call.end <= argument.end:
            return other
    return None


def _built(nesting: Nesting, dialect: Dialect, builder: Builder, library: str) -> ClientBuilt:
    outline, root = nesting.outline, builder.root
    finish = _finish(dialect, builder)
    binding = bound(nesting, finish or root)
    local = binding.target if binding else None
    symbol = outline.kept_as(local) if local else None
    situation = nesting.situation(root)
    address = dialect.locate(nesting, builder) if dialect.locate else _address(dialect, builder)
    last = max((c.end for c in builder.calls if c.end >= root.end and c.start == root.start), default=root.end)
    return ClientBuilt(
        outline.span(root.start, last),
        outline.language,
        Flavour.CORE,
        library=library,
        symbol=symbol,
        function=situation.function,
        owner=situation.owner,
        url=outline.literal(address.start, address.end) if address else None,
        url_text=_source(nesting, address) if address else None,
        reconnect=dialect.reconnect(nesting, builder),
        logging=_logging(nesting, dialect, builder),
        skip_negotiation=_skips(nesting, dialect, builder),
        build=outline.span(finish.link, finish.end) if finish else None,
        escapes=_escapes(nesting, dialect, builder, finish, binding),
        short_lived=local is not None and _short_lived(nesting, dialect, local, situation),
    )


def _finish(dialect: Dialect, builder: Builder) -> Invocation | None:
    return next((c for c in builder.links if c.name in dialect.finishes), None)


def _address(dialect: Dialect, builder: Builder) -> Argument | None:
    for call in builder.calls:
        name = dialect.address.get(call.name)
        if name is not None and call.arguments:
            named = next((a for a in call.arguments if a.name == name), None)
            return named or next((a for a in call.arguments if a.name is None), None)
    return None


def _source(nesting: Nesting, address: Argument) -> str:
    """The source of an address; a name that one string of the file is given to tells that string."""
    bound = nesting.outline.value_of(address.text) if re.fullmatch(r"\w+", address.text) else None
    value = nesting.outline.slice(bound.start, bound.end).strip() if bound else ""
    return (value if re.match(r"\w{0,2}[\"'`]", value) else address.text)[:200]


def _logging(nesting: Nesting, dialect: Dialect, builder: Builder) -> Located[str] | None:
    for call in builder.calls:
        if call.name in dialect.logging:
            text = ", ".join(a.text for a in call.arguments)[:200]
            return Located(text, nesting.outline.span(call.link, call.end))
    return _option(nesting, builder, dialect.log_option) if dialect.log_option else None


def _option(nesting: Nesting, builder: Builder, pattern: re.Pattern[str]) -> Located[str] | None:
    found = pattern.search(nesting.outline.code, builder.root.start, max(c.end for c in builder.calls))
    return Located(found[0], nesting.outline.span(found.start(), found.end())) if found else None


def _skips(nesting: Nesting, dialect: Dialect, builder: Builder) -> Span | None:
    """In the builder itself, or on an options object that is made elsewhere in this file and given to it by name."""
    written = _option(nesting, builder, dialect.skips)
    if written:
        return written.span
    for argument in (a for call in builder.calls for a in call.arguments if re.fullmatch(r"\w+", a.text)):
        assigned = re.search(rf"\b{argument.text}\s*\.\s*skipNegotiation\s*=\s*true\b", nesting.outline.code)
        if assigned:
            return nesting.outline.span(assigned.start(), assigned.end())
        value = nesting.outline.value_of(argument.text)
        found = dialect.skips.search(nesting.outline.code, value.start, value.end) if value else None
        if found:
            return nesting.outline.span(found.start(), found.end())
    return None


def _escapes(
    nesting: Nesting, dialect: Dialect, builder: Builder, finish: Invocation | None, binding: Binding | None
) -> Escape:
    escapes = Escape.NONE
    symbol = binding.target if binding else None
    if binding and (binding.target is None or _returned(nesting, binding)):
        escapes |= Escape.RETURNED
    if binding and binding.exported:
        escapes |= Escape.EXPORTED
    unfinished = finish is None and bool(dialect.finishes)
    variable = bound(nesting, builder.root)
    if unfinished or (variable and variable.target and variable.target != symbol and _given(nesting, variable.target)):
        escapes |= Escape.PASSED
    return escapes


def _returned(nesting: Nesting, binding: Binding) -> bool:
    function = _function_around(nesting, (binding.start, binding.end))
    return any(
        b.target is None
        and neutral(nesting.outline.slice(b.start, b.end)) == binding.target
        and _function_around(nesting, (b.start, b.end)) == function
        for b in nesting.outline.bindings
    )


def _function_around(nesting: Nesting, interval: tuple[int, int]) -> int:
    around = nesting.outwards(nesting.holder(interval))
    return next((n for n in around if nesting.regions[n].kind is Kind.FUNCTION), -1)


def _given(nesting: Nesting, name: str) -> bool:
    return any(neutral(a.text) == name for call in nesting.outline.calls for a in call.arguments)


def _short_lived(nesting: Nesting, dialect: Dialect, symbol: str, built: Situation) -> bool:
    """Started and then stopped straight in one function that neither loops nor waits for anything in between."""
    near = [c for c in nesting.outline.calls if _straight(nesting, c, built.function)]
    mine = [c for c in near if nesting.outline.receiver(c) == symbol]
    start = min((c.start for c in mine if c.name in dialect.starts), default=None)
    stop = max((c.start for c in mine if c.name in dialect.stops), default=-1)
    if start is None or stop < start:
        return False
    return not any(start < c.start < stop and (c.name in _WAITS or _loops(nesting, c)) for c in near)


def _straight(nesting: Nesting, call: Invocation, function: str | None) -> bool:
    situation = nesting.situation(call)
    straight = all(nesting.regions[n].kind is Kind.FUNCTION for n, _ in situation.functions)
    return straight and situation.function == function and not situation.context & Context.FAILURE


def _loops(nesting: Nesting, call: Invocation) -> bool:
    return bool(nesting.situation(call).context & Context.LOOP)


def _uses(nesting: Nesting, dialect: Dialect, symbols: dict[str, str]) -> Iterator[Fact]:
    for call in nesting.outline.calls:
        event = dialect.events.get(call.name)
        if event is None and call.name not in dialect.starts | dialect.stops:
            continue
        receiver = receiver_of(nesting, call)
        if receiver is None or not (receiver in symbols or _HUBBISH.search(receiver)):
            continue
        receiver = symbols.get(receiver, receiver)
        situation = nesting.situation(call)
        span = nesting.outline.span(call.start, call.end)
        if event:
            yield _handler(nesting, call, event, receiver, situation)
        elif call.name in dialect.stops:
            yield ConnectionStopped(span, receiver, situation.function, situation.owner)
        else:
            guarded = situation.condition if situation.condition and _STATE.search(situation.condition) else None
            yield ConnectionStarted(
                span, receiver, situation.function, situation.owner, situation.context, Flavour.CORE, guarded
            )


def receiver_of(nesting: Nesting, call: Invocation) -> str | None:
    """The connection a call is made on: also the one a builder chain just made, and Kotlin's `c.apply { start() }`."""
    receiver = nesting.outline.receiver(call)
    if receiver and "(" in receiver:
        root = nesting.first_call(call)
        binding = bound(nesting, root) if root else None
        return binding.target if binding and binding.target else receiver
    return (
        receiver
        if receiver and receiver != "it" and not _parameter(nesting, call, receiver)
        else _scope(nesting, call) or receiver
    )


def _parameter(nesting: Nesting, call: Invocation, name: str) -> bool:
    holder = nesting.holder(call.interval)
    return holder >= 0 and nesting.regions[holder].kind is Kind.LAMBDA and name in nesting.regions[holder].parameters


def _scope(nesting: Nesting, call: Invocation) -> str | None:
    for number in nesting.outwards(nesting.holder(call.interval)):
        region = nesting.regions[number]
        if region.kind is Kind.FUNCTION:
            return None
        given = nesting.call_given(region.start, region.end) if region.kind is Kind.LAMBDA else None
        if given and given[0].name in _SCOPED:
            around = given[0]
            return neutral(around.arguments[0].text) if around.name == "with" else nesting.outline.receiver(around)
    return None


def _handler(nesting: Nesting, call: Invocation, event: str, receiver: str, situation: Situation) -> HandlerAdded:
    target, body = None, None
    for argument in call.arguments:
        body = body or _function_in(nesting, argument)
        target = target or (None if body else referenced(argument))
    span = nesting.outline.span(call.start, call.end)
    return HandlerAdded(span, event, receiver, target, body, situation.function, situation.owner)


def _function_in(nesting: Nesting, argument: Argument) -> Span | None:
    inside = (
        r
        for r in nesting.regions
        if r.kind in (Kind.LAMBDA, Kind.FUNCTION) and argument.start <= r.start and r.end <= argument.end
    )
    found = next(inside, None)
    return nesting.outline.span(found.start, found.end) if found else None


def delegate_handlers(
    nesting: Nesting, protocol: str, events: dict[str, str], receiver: str | None
) -> Iterable[HandlerAdded]:
    """Handlers that are methods of a type that takes part in a protocol (moozzyk's HubConnectionDelegate)."""
    for number, region in enumerate(nesting.regions):
        if region.kind is not Kind.FUNCTION or region.name not in events:
            continue
        around = [
            nesting.regions[n]
            for n in nesting.outwards(nesting.parents[number])
            if nesting.regions[n].kind is Kind.TYPE
        ]
        if around and protocol in around[0].bases:
            span = nesting.outline.span(region.start, region.end)
            owner = owner_of(nesting, number)
            yield HandlerAdded(span, events[region.name], receiver, region.name, span, None, owner)
