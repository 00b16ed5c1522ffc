"""Connections of ASP.NET Core SignalR as JavaScript and TypeScript build them (facts.client.ClientBuilt)."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct
from tree_sitter import Node

from asrs_lint.extract.script.builders import Chain, chains
from asrs_lint.extract.script.circumstance import Circumstances
from asrs_lint.extract.script.functions import exported_names, is_exported_declaration
from asrs_lint.extract.script.imports import CORE, Imports
from asrs_lint.extract.script.naming import functions_around, name_of, named_function
from asrs_lint.extract.script.options import options_of, url_of
from asrs_lint.extract.script.policies import reconnect
from asrs_lint.extract.script.symbols import Symbols
from asrs_lint.extract.script.tree import FUNCTIONS, Script, arguments, same
from asrs_lint.extract.script.values import Values
from asrs_lint.facts.client import ClientBuilt, Escape, Flavour, Reconnect
from asrs_lint.facts.code import Context
from asrs_lint.source import Located, Span


class Setting(Struct, frozen=True):
    """All that is known of one script while its clients are read."""

    script: Script
    imports: Imports
    symbols: Symbols
    values: Values
    circumstances: Circumstances


def clients(setting: Setting) -> Iterator[ClientBuilt]:
    """One fact a builder expression. Makes the names of the connections known to `symbols`."""
    found = list(chains(setting.script, setting.imports, setting.symbols))
    names = [_symbol(setting, chain) for chain in found]
    setting.symbols.connect(name for name in names if name)
    for chain, name in zip(found, names, strict=True):
        yield _client(setting, chain, name)


def _symbol(setting: Setting, chain: Chain) -> str | None:
    """The name that keeps the connection; for a factory that returns it at once, what its first caller keeps it in."""
    if chain.outcome is None:
        return None
    name = setting.symbols.result(chain.outcome)
    factory = _factory(setting.script, chain.outcome, name)
    kept = _kept_by_callers(setting, factory) if factory else []
    if name is not None:
        for other in kept:
            setting.symbols.alias(other, name)
    return name or (kept[0] if kept else None)


def _factory(script: Script, outcome: Node, symbol: str | None) -> str | None:
    """The name of the function that returns the connection it builds."""
    function = next(functions_around(script, outcome), None)
    if function is None or not _is_returned(script, outcome, function, symbol):
        return None
    return name_of(script, function)


def _is_returned(script: Script, outcome: Node, function: Node, symbol: str | None) -> bool:
    if same(function.child_by_field_name("body"), outcome):
        return True
    stack = [function.child_by_field_name("body")]
    while stack:
        node = stack.pop()
        if node is None or node.type in FUNCTIONS:
            continue
        if node.type == "return_statement" and _gives(script, node, outcome, symbol):
            return True
        stack.extend(node.named_children)
    return False


def _gives(script: Script, statement: Node, outcome: Node, symbol: str | None) -> bool:
    """Whether a return gives the connection, alone or in an object."""
    value = next((c for c in statement.named_children if c.type != "comment"), None)
    if value is None or same(value, outcome):
        return value is not None
    parts = value.named_children if value.type in ("object", "array") else [value]
    for part in parts[:20]:
        given = part.child_by_field_name("value") if part.type == "pair" else part
        path = script.source(given) if given is not None and given.type.endswith("identifier") else script.dotted(given)
        if path and symbol and path.removeprefix("this.").removesuffix(".current") == symbol:
            return True
    return False


def _kept_by_callers(setting: Setting, factory: str) -> list[str]:
    kept = []
    for call in setting.script.called((factory,)):
        name = setting.symbols.result(call)
        if name and name != factory:
            kept.append(name)
    return kept


def _client(setting: Setting, chain: Chain, symbol: str | None) -> ClientBuilt:
    script = setting.script
    function, owner = named_function(script, chain.start)
    end = chain.outcome or next(reversed(chain.calls.values()), chain.start)
    location = chain.calls.get("withUrl")
    given = arguments(location) if location is not None else []
    url, url_text = url_of(script, setting.values, given[0] if given else None)
    options = options_of(script, setting.values, given[1] if len(given) > 1 else None)
    escapes = _escapes(setting, chain, symbol)
    if options.opaque:
        escapes |= Escape.OPTIONS
    if chain.computed:
        escapes |= Escape.COMPUTED
    return ClientBuilt(
        _extent(setting, chain, end),
        "javascript",
        Flavour.CORE,
        library=library(setting),
        symbol=setting.symbols.canonical(symbol) if symbol else None,
        function=function,
        owner=owner,
        url=url,
        url_text=url_text,
        reconnect=_reconnect(setting, chain),
        stateful="withStatefulReconnect" in chain.calls,
        logging=_logging(script, chain) or options.logging,
        skip_negotiation=options.skip_negotiation,
        build=_method(setting, chain.calls.get("build")),
        escapes=escapes,
    )


def library(setting: Setting) -> str | None:
    """The package a script imports; else the one an address in the script names."""
    told = setting.imports.library
    return told if told in CORE else None


def _extent(setting: Setting, chain: Chain, end: Node) -> Span:
    """The chain when it is in one piece, else the construction alone."""
    start = setting.script.span(chain.start)
    whole = setting.script.span(end)
    return Span(start.path, start.start, whole.end) if whole.covers(start) else start


def _method(setting: Setting, call: Node | None) -> Span | None:
    """A call in a chain from its dot to its closing parenthesis."""
    function = call.child_by_field_name("function") if call is not None else None
    if call is None or function is None:
        return None
    dot = next((child for child in function.children if child.type in (".", "optional_chain")), None)
    if dot is None:
        return None
    start, end = setting.script.span(dot).end - 1, setting.script.span(call).end
    return setting.script.document.span(start, end)


def _reconnect(setting: Setting, chain: Chain) -> Reconnect | None:
    call = chain.calls.get("withAutomaticReconnect")
    span = _method(setting, call)
    if call is None or span is None:
        return None
    start, here = setting.circumstances.of(chain.start), setting.circumstances.of(call)
    conditional = bool(here.context & ~start.context & Context.CONDITIONAL) or here.condition != start.condition
    return reconnect(setting.script, setting.values, call, span, conditional)


def _logging(script: Script, chain: Chain) -> Located[str] | None:
    call = chain.calls.get("configureLogging")
    given = arguments(call) if call is not None else []
    return Located(script.source(given[0]), script.span(given[0])) if given else None


def _escapes(setting: Setting, chain: Chain, symbol: str | None) -> Escape:
    script = setting.script
    found = Escape.PASSED if chain.passed else Escape.NONE
    if chain.returned:
        found |= Escape.RETURNED
    if chain.outcome is not None:
        function = next(functions_around(script, chain.outcome), None)
        if function is not None and _is_returned(script, chain.outcome, function, symbol):
            found |= Escape.RETURNED
    if _is_exported(script, chain.outcome or chain.start, symbol):
        found |= Escape.EXPORTED
    return found


def _is_exported(script: Script, node: Node, symbol: str | None) -> bool:
    """Whether the name that keeps the connection is exported, or a field declared public or static."""
    if symbol is not None and symbol in exported_names(script):
        return True
    if is_exported_declaration(script, node) and next(functions_around(script, node), None) is None:
        return True
    for declared in script.declared.get(symbol or "", ()):
        words = script.source(declared, 40).split()
        if declared.type == "variable_declarator":
            if is_exported_declaration(script, declared) and next(functions_around(script, declared), None) is None:
                return True
        elif {"public", "static"} & set(words[:3]):
            return True
    return False
