"""Connections of ASP.NET SignalR: `$.connection.hub`, `$.hubConnection(…)`, `$.connection("/raw")` (client.md A5)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tree_sitter import Node

from asrs_lint.extract.script.clients import Setting
from asrs_lint.extract.script.keeping import normal
from asrs_lint.extract.script.naming import named_function
from asrs_lint.extract.script.options import url_of
from asrs_lint.extract.script.tree import Script, arguments
from asrs_lint.extract.script.values import member
from asrs_lint.facts.client import ClientBuilt, ClientLogging, ConnectionStarted, Flavour
from asrs_lint.facts.code import Context
from asrs_lint.source import Located, Span

HUB = "$.connection.hub"
_SAYS_HUB = re.compile(r"hub\b")
_CREATORS = ("hubConnection", "connection")
_NO_JQUERY = frozenset({"signalr-no-jquery", "ms-signalr-client"})


def connections(setting: Setting) -> list[tuple[Node, str | None]]:
    """The calls that create a connection object, and what keeps it. Makes their names known to `symbols`."""
    found = [(call, setting.symbols.result(call)) for call in _creating(setting)]
    names = [name for _, name in found if name]
    if _hub_places(setting.script):
        names.append(HUB)
    setting.symbols.connect(names)
    return [(call, setting.symbols.canonical(name) if name else None) for call, name in found]


def _creating(setting: Setting) -> list[Node]:
    imported = (local for local, (source, _) in setting.imports.names.items() if source in _NO_JQUERY)
    return [call for call in setting.script.called((*_CREATORS, *imported)) if _creates(setting, call)]


def _creates(setting: Setting, call: Node) -> bool:
    name, before = setting.script.callee(call)
    path = setting.script.dotted(before) if before is not None else None
    if path in ("$", "jQuery", "window.$", "window.jQuery"):
        literal = setting.script.literal(arguments(call)[0]) if arguments(call) else None
        return name == "hubConnection" or (name == "connection" and literal is not None)
    if name is None:
        return False
    source, original = setting.imports.names.get(name, ("", ""))
    return source in _NO_JQUERY and original == "hubConnection"


def _hub_places(script: Script) -> list[Node]:
    """Where `$.connection.hub` itself is used."""
    if "connection" not in script.text or not _SAYS_HUB.search(script.text):
        return []
    found: list[Node] = []
    for call in script.all("call_expression"):
        found += [script.callee(call)[1] or call, *arguments(call)[:4]]
    for node in script.all("variable_declarator", "assignment_expression"):
        left = node.child_by_field_name("left")
        inner = left.child_by_field_name("object") if left is not None else None
        found += [
            n for n in (node.child_by_field_name("value"), node.child_by_field_name("right"), inner) if n is not None
        ]
    return sorted((n for n in found if _is_hub(script, n)), key=lambda n: n.start_byte)


def _is_hub(script: Script, node: Node) -> bool:
    path = script.dotted(node) if node.type == "member_expression" else None
    return path is not None and path.endswith("connection.hub") and normal(path) == HUB


def clients(
    setting: Setting, created: list[tuple[Node, str | None]], started: list[ConnectionStarted]
) -> Iterator[ClientBuilt]:
    for call, symbol in created:
        given = arguments(call)
        url, url_text = url_of(setting.script, setting.values, given[0] if given else None)
        yield _client(setting, setting.script.span(call), call, symbol, url, url_text, _logging(setting, symbol))
    places = _hub_places(setting.script)
    span = _started_at(places, started, setting) if places else None
    if span is not None:
        yield _hub(setting, places[0], span)


def _hub(setting: Setting, place: Node, span: Span) -> ClientBuilt:
    assigned = _assigned(setting, HUB, "url")
    url, url_text = url_of(setting.script, setting.values, assigned)
    return _client(setting, span, place, HUB, url, url_text, _logging(setting, HUB))


def _started_at(places: list[Node], started: list[ConnectionStarted], setting: Setting) -> Span | None:
    """The first start that is no restart; None where the script only configures a connection started elsewhere."""
    own = [s for s in started if s.flavour is Flavour.ASPNET and s.receiver == HUB]
    own = own or [s for s in started if s.flavour is Flavour.ASPNET]
    if not own:
        return None
    first = [s for s in own if not s.context & (Context.FAILURE | Context.TIMER)]
    chosen = (first or own)[0]
    if chosen.receiver == HUB:
        return chosen.span
    return setting.script.span(places[0])


def _client(
    setting: Setting,
    span: Span,
    node: Node,
    symbol: str | None,
    url: Located[str] | None,
    url_text: str | None,
    logging: Located[str] | None,
) -> ClientBuilt:
    function, owner = named_function(setting.script, node)
    library = next((s for s in setting.imports.sources if s in _NO_JQUERY), "signalr")
    return ClientBuilt(
        span,
        "javascript",
        Flavour.ASPNET,
        library=library,
        symbol=symbol,
        function=function,
        owner=owner,
        url=url,
        url_text=url_text,
        logging=logging,
    )


def _assigned(setting: Setting, symbol: str, name: str) -> Node | None:
    """The value given to a property of a connection."""
    for node in setting.script.all("assignment_expression"):
        left = node.child_by_field_name("left")
        last = left.child_by_field_name("property") if left is not None else None
        if left is None or last is None or setting.script.source(last) != name:
            continue
        if setting.symbols.receiver(left.child_by_field_name("object")) == symbol:
            return node.child_by_field_name("right")
    return None


def _logging(setting: Setting, symbol: str | None) -> Located[str] | None:
    value = _assigned(setting, symbol, "logging") if symbol else None
    if value is None or value.type != "true":
        return None
    return Located("true", setting.script.span(value))


def logging(setting: Setting, symbols: frozenset[str]) -> Iterator[ClientLogging]:
    """`$.connection.hub.logging = true`, `$.hubConnection(url, {logging: true})`."""
    for symbol in sorted(symbols):
        value = _assigned(setting, symbol, "logging")
        if value is not None and value.type == "true":
            yield ClientLogging(setting.script.span(value), f"{symbol}.logging")
    for call in _creating(setting):
        for argument in arguments(call)[1:3]:
            told = member(setting.script, argument, "logging") if argument.type == "object" else None
            if told is not None and told.type == "true":
                yield ClientLogging(setting.script.span(told), "hubConnection logging")


def is_used(script: Script) -> bool:
    """Whether a script speaks of `$.connection.hub` at all."""
    return bool(_hub_places(script))
