"""SignalR clients in C#: builders and what they are given (client.md A3, A5, A6)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from tree_sitter import Node

from asrs_lint.extract.csharp.chains import Binding, Kept, Link, binding, chain, later_calls
from asrs_lint.extract.csharp.connections import ASPNET, CORE, Connections
from asrs_lint.extract.csharp.lifetime import short_lived
from asrs_lint.extract.csharp.policies import reconnect, registered_policy
from asrs_lint.extract.csharp.scopes import Program, Site
from asrs_lint.extract.csharp.tree import argument, arguments, callee, receiver_text, type_name, unwrapped
from asrs_lint.extract.csharp.unit import Unit
from asrs_lint.facts.client import ClientBuilt, Escape, Flavour, Reconnect
from asrs_lint.source import Located, Span

# Methods that are known to leave reconnecting alone.
_HARMLESS = frozenset(
    (
        "WithServerTimeout",
        "WithKeepAliveInterval",
        "AddMessagePackProtocol",
        "AddNewtonsoftJsonProtocol",
        "AddJsonProtocol",
        "WithJsonProtocol",
        "WithMessagePackProtocol",
        "WithTransport",
        "WithConsoleLogger",
        "WithAccessToken",
        "ConfigureAwait",
        "Configure",
        "AddLogging",
        "Build",
    )
)
_MANY = 200  # builders of one file that are looked at: no program has more
_LAYERED = frozenset(
    ("if_statement", "switch_section", "conditional_expression", "switch_expression_arm", "catch_clause", "else_clause")
)


@dataclass
class _Builder:
    """What has been seen of one builder."""

    unit: Unit
    program: Program
    site: Site
    url: Located[str] | None = None
    url_text: str | None = None
    reconnect: Reconnect | None = None
    stateful: bool = False
    logging: Located[str] | None = None
    skip: Span | None = None
    build: Link | None = None
    escapes: Escape = Escape.NONE
    calls: list[tuple[Link, Site | None]] = field(default_factory=list)

    def see(self, link: Link, site: Site | None) -> None:
        conditional = _conditional(link.node, self.site.node)
        if link.name == "WithAutomaticReconnect":
            self.reconnect = reconnect(self.unit, self.program, link, conditional)
        elif link.name in ("AddSingleton", "TryAddSingleton") and site is not None:
            if any("IRetryPolicy" in self.unit.text(t) for t in site.type_arguments):
                self.reconnect = registered_policy(self.unit, self.program, site, conditional)
        elif link.name == "WithUrl":
            self._url(link)
        elif link.name == "WithStatefulReconnect":
            self.stateful = True
        elif link.name == "ConfigureLogging":
            self.logging = self._level(link)
        elif link.name == "Build":
            self.build = self.build or link
        elif link.name not in _HARMLESS and not link.name.startswith(("Add", "TryAdd", "Replace")):
            self.escapes |= Escape.COMPUTED

    def _url(self, link: Link) -> None:
        given = argument(link.node, 0, "url")
        if given is not None:
            self.url, self.url_text = address(self.unit, self.program, given, self.site)
        self.skip = self._skip_negotiation(link) or self.skip

    def _skip_negotiation(self, link: Link) -> Span | None:
        given = [a.value for a in arguments(link.node)]
        elsewhere = any(v.type == "identifier" for v in given[1:])
        for site in self.program.assignments:
            inside = link.node.start_byte <= site.node.start_byte and site.node.end_byte <= link.node.end_byte
            left, right = site.node.child_by_field_name("left"), site.node.child_by_field_name("right")
            if left is None or right is None or not (inside or elsewhere):
                continue
            if self.unit.text(left).endswith("SkipNegotiation") and self.unit.text(right) == "true":
                return self.unit.span(site.node)
        return None

    def _level(self, link: Link) -> Located[str]:
        found = re.search(r"SetMinimumLevel\(\s*(?:\w+\.)*(\w+)\s*\)", self.unit.text(link.node)[-2000:])
        return Located(found.group(1) if found else "ConfigureLogging", self.unit.between(link.name_node, link.node))


def clients(unit: Unit, program: Program, connections: Connections) -> Iterator[ClientBuilt]:
    for site in program.created("HubConnectionBuilder")[:_MANY]:
        yield _core(unit, program, connections, site)
    created = program.created("HubConnection")[:_MANY]
    if created and (unit.uses(ASPNET) or unit.mentions(f"new {ASPNET}.HubConnection")):
        for site in created:
            yield _aspnet(unit, program, connections, site)


def _core(unit: Unit, program: Program, connections: Connections, site: Site) -> ClientBuilt:
    builder = _Builder(unit, program, site)
    bound = _gather(builder)
    symbol, escapes = connections.keep(bound, site)
    built = builder.build
    return ClientBuilt(
        unit.between(site.node, built.node) if built is not None and _encloses(built, site) else unit.span(site.node),
        "csharp",
        Flavour.CORE,
        CORE,
        symbol,
        site.scope.function,
        site.scope.owner,
        builder.url,
        builder.url_text,
        builder.reconnect,
        builder.stateful,
        builder.logging,
        builder.skip,
        _from_dot(unit, unit.span(built.name_node)) if built is not None else None,
        builder.escapes | escapes,
        None,
        short_lived(unit, program, connections, site, symbol, connections.is_local(bound, site)),
    )


def _encloses(built: Link, site: Site) -> bool:
    return built.node.start_byte <= site.node.start_byte < built.node.end_byte


def _from_dot(unit: Unit, name: Span) -> Span:
    """From the dot before a method's name to its end: where a call of the chain begins."""
    at = unit.document.text.rfind(".", max(0, name.start - 2000), name.start)
    return Span(name.path, at if at >= 0 else name.start, name.end)


def _gather(builder: _Builder) -> Binding:
    """Follow the chain, and the variable that keeps an unfinished builder; where the connection goes to."""
    unit, program, site = builder.unit, builder.program, builder.site
    links, top = chain(unit, site.node)
    for link in links:
        builder.see(link, program.by_node.get(link.node.id))
        if link.name == "Build":
            return binding(unit, link.node)
    bound = binding(unit, top)
    if bound.kept is Kept.RETURNED:
        builder.escapes |= Escape.RETURNED
    elif bound.kept is Kept.PASSED:
        builder.escapes |= Escape.PASSED
    elif bound.name is not None:
        return _of_variable(builder, bound, bound.name)
    return Binding(Kept.NOWHERE, None, top)


def _of_variable(builder: _Builder, bound: Binding, name: str) -> Binding:
    unit, program, site = builder.unit, builder.program, builder.site
    local = bound.kept is Kept.LOCAL or not _is_member(program, name)
    for link, called in later_calls(unit, program, name, site, local):
        if called.node.end_byte > site.node.start_byte:
            builder.see(link, called)
    if _is_passed(unit, program, name, site):
        builder.escapes |= Escape.PASSED
    if any(unit.text(c) == name for r in program.returns if _inside(r, site) for c in r.node.named_children):
        builder.escapes |= Escape.RETURNED
    return binding(unit, builder.build.node) if builder.build is not None else Binding(Kept.NOWHERE, None, bound.node)


def _is_member(program: Program, name: str) -> bool:
    fields = (s for s in program.declarators if s.name == name and s.scope.frame is None)
    return any(True for _ in fields) or any(p.name == name for p in program.properties)


def _inside(found: Site, site: Site) -> bool:
    return found.scope.frame is not None and found.scope.frame is site.scope.frame


def _is_passed(unit: Unit, program: Program, name: str, site: Site) -> bool:
    """Whether the builder is handed to a method that may add to it."""
    if not program.by_argument:
        for called in program.all_calls:
            for given in arguments(called.node):
                if given.value.type == "identifier":
                    program.by_argument.setdefault(unit.text(given.value), []).append(called)
    return any(_inside(called, site) for called in program.by_argument.get(name, ()))


def _conditional(node: Node, creation: Node) -> bool:
    """Whether a call is made under a condition under which the builder itself is not."""
    here: Node | None = node
    for _ in range(500):
        if here is None or (here.start_byte <= creation.start_byte and creation.end_byte <= here.end_byte):
            return False
        if here.type in _LAYERED:
            return True
        here = here.parent
    return False


def address(
    unit: Unit, program: Program, node: Node, site: Site, depth: int = 3
) -> tuple[Located[str] | None, str | None]:
    """The literal address of an expression, or its source text. A local is followed to what it was given."""
    node = unwrapped(node)
    literal = unit.located(node)
    if literal is not None:
        return literal, None
    text = re.sub(r"\s+", " ", unit.text(node)[:300])[:200]
    if node.type == "invocation_expression":
        called = callee(node)
        if (
            called is not None
            and unit.text(called.name) == "ToAbsoluteUri"
            and (given := argument(node, 0)) is not None
        ):
            return unit.located(given), text
    if node.type == "object_creation_expression" and type_name(unit, node.child_by_field_name("type")) == "Uri":
        given_all = arguments(node)
        return (unit.located(given_all[0].value) if len(given_all) == 1 else None), text
    if node.type == "identifier" and depth:
        value = _given(unit, program, unit.text(node), site)
        if value is not None:
            return address(unit, program, value, site, depth - 1)
    return None, text


def _given(unit: Unit, program: Program, name: str, site: Site) -> Node | None:
    """What a local of the same function was given when it was declared."""
    for found in program.declarators:
        near = (
            found.scope.frame is not None
            and site.scope.frame is not None
            and site.scope.frame.within(found.scope.frame)
        )
        if found.name == name and near and len(found.node.named_children) > 1:
            return found.node.named_children[-1]
    return None


def _aspnet(unit: Unit, program: Program, connections: Connections, site: Site) -> ClientBuilt:
    bound = binding(unit, site.node)
    symbol, escapes = connections.keep(bound, site)
    given = argument(site.node, 0, "url")
    url, url_text = address(unit, program, given, site) if given is not None else (None, None)
    logged = _trace_writer(unit, program, symbol) or _initial_trace_writer(unit, site.node)
    return ClientBuilt(
        unit.span(site.node),
        "csharp",
        Flavour.ASPNET,
        ASPNET,
        symbol,
        site.scope.function,
        site.scope.owner,
        url,
        url_text,
        logging=logged,
        escapes=escapes,
        short_lived=short_lived(unit, program, connections, site, symbol, connections.is_local(bound, site)),
    )


def _trace_writer(unit: Unit, program: Program, symbol: str | None) -> Located[str] | None:
    for site in program.assignments:
        left = receiver_text(unit, site.node.child_by_field_name("left"))
        if left == f"{symbol}.TraceWriter":
            return Located("TraceWriter", unit.span(site.node))
    return None


def _initial_trace_writer(unit: Unit, creation: Node) -> Located[str] | None:
    """`new HubConnection(url) { TraceWriter = Console.Out }`."""
    initializer = creation.child_by_field_name("initializer")
    for node in initializer.named_children if initializer is not None else ():
        left = node.child_by_field_name("left") if node.type == "assignment_expression" else None
        if left is not None and unit.text(left) == "TraceWriter":
            return Located("TraceWriter", unit.span(node))
    return None
