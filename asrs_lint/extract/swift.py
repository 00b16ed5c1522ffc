"""Swift: the official client and moozzyk/SignalR-Client-Swift; both are imported as SignalRClient (client.md A4)."""

from __future__ import annotations

import re
from collections.abc import Iterable

from tree_sitter import Node

from asrs_lint.extract.outline.clients import clients, delegate_handlers
from asrs_lint.extract.outline.dialect import Builder, Dialect, conditional
from asrs_lint.extract.outline.functions import functions
from asrs_lint.extract.outline.nesting import Nesting
from asrs_lint.extract.outline.policies import milliseconds, refuses
from asrs_lint.extract.outline.shape import Argument, Binding, Invocation, Kind, Region
from asrs_lint.extract.outline.tree import Grammar, Reading, children, first, outline
from asrs_lint.facts.base import Fact
from asrs_lint.facts.client import ClientBuilt, PolicyKind, Reconnect
from asrs_lint.source import Document

_IMPORT = re.compile(r"\bimport\s+(?:SwiftSignalRClient|SignalRClient)\b")
_MOOZZYK = re.compile(
    r"HubConnectionBuilder\s*\(\s*url\s*:|withAutoReconnect|HubConnectionDelegate|withHttpConnectionOptions|import\s+SwiftSignalRClient"
)
_DELEGATE = {
    "connectionDidClose": "close",
    "connectionDidFailToOpen": "error",
    "connectionWillReconnect": "reconnecting",
    "connectionDidReconnect": "reconnected",
}
_KINDS = {
    "class_declaration": Kind.TYPE,
    "protocol_declaration": Kind.TYPE,
    "function_declaration": Kind.FUNCTION,
    "init_declaration": Kind.FUNCTION,
    "deinit_declaration": Kind.FUNCTION,
    "lambda_literal": Kind.LAMBDA,
    "while_statement": Kind.LOOP,
    "for_statement": Kind.LOOP,
    "repeat_while_statement": Kind.LOOP,
    "catch_block": Kind.FAILURE,
    "switch_statement": Kind.BRANCH,
}
_UNNAMED = {"init_declaration": "init", "deinit_declaration": "deinit"}


def extract(document: Document) -> Iterable[Fact]:
    nesting = Nesting(outline(document, SWIFT))
    yield from functions(nesting)
    seen = list(clients(nesting, _DIALECT))
    yield from seen
    if not nesting.outline.declares("HubConnectionBuilder"):
        symbols = {f.symbol for f in seen if isinstance(f, ClientBuilt)}
        only = next(iter(symbols)) if len(symbols) == 1 else None
        yield from delegate_handlers(nesting, "HubConnectionDelegate", _DELEGATE, only)


def _describe(reading: Reading, node: Node, kind: Kind) -> Region:
    name = reading.text(node.child_by_field_name("name")) or _UNNAMED.get(node.type)
    bases = tuple(reading.text(b) for b in children(node, "inheritance_specifier"))
    modifiers = reading.text(first(node, "modifiers"))
    exported = "public" in modifiers or "open" in modifiers
    return Region(
        kind, reading.start(node), reading.end(node), name, _parameters(reading, node), exported=exported, bases=bases
    )


def _parameters(reading: Reading, node: Node) -> tuple[str, ...]:
    named = [p.child_by_field_name("name") for p in children(node, "parameter")]
    signature = first(node, "lambda_function_type")
    listed = first(signature, "lambda_function_type_parameters") if signature else None
    named += [p.child_by_field_name("name") for p in (children(listed, "lambda_parameter") if listed else ())]
    return tuple(reading.text(n) for n in named if n)


def _regions(reading: Reading, node: Node) -> Iterable[Region]:
    if node.type == "do_statement":
        caught = first(node, "catch_block")
        if caught:
            yield Region(Kind.TRY, reading.start(node), reading.start(caught))
    elif node.type == "await_expression":
        reading.awaited.update(c.id for c in node.named_children)
    elif node.type == "try_expression":
        if reading.text(node).startswith("try?"):
            yield reading.region(Kind.TRY, node)
    elif node.type in ("if_statement", "guard_statement"):
        condition = " ".join(reading.text(c) for c in node.children_by_field_name("condition"))
        for arm in children(node, "statements", "if_statement"):
            yield reading.region(Kind.BRANCH, arm, condition=condition[:200])


def _call(reading: Reading, node: Node) -> Invocation | None:
    suffix = first(node, "call_suffix")
    callee = node.named_children[0] if node.named_children else None
    if suffix is None or callee is None:
        return None
    target = callee.child_by_field_name("target") if callee.type == "navigation_expression" else None
    link = callee.child_by_field_name("suffix") if target else None
    name = link.child_by_field_name("suffix") if link else callee
    if name is None or name.type != "simple_identifier":
        return None
    return Invocation(
        reading.text(name),
        reading.start(node),
        reading.end(node),
        reading.start(link or node),
        _arguments(reading, suffix),
        (reading.start(target), reading.end(target)) if target else None,
        awaited=node.id in reading.awaited,
    )


def _arguments(reading: Reading, suffix: Node) -> tuple[Argument, ...]:
    listed = first(suffix, "value_arguments")
    found: list[Argument] = []
    for given in children(listed, "value_argument") if listed else ():
        label = given.child_by_field_name("name")
        found.append(reading.argument(given.child_by_field_name("value") or given, reading.text(label) or None))
    return (*found, *(reading.argument(literal) for literal in children(suffix, "lambda_literal")))


def _binding(reading: Reading, node: Node) -> Iterable[Binding]:
    if node.type == "control_transfer_statement":
        value = node.child_by_field_name("result")
        if value and reading.text(node).startswith("return"):
            yield reading.binding(None, value)
        return
    assigned = node.type == "assignment"
    target = node.child_by_field_name("target" if assigned else "name")
    value = node.child_by_field_name("result" if assigned else "value")
    if target and value:
        modifiers = "" if assigned else reading.text(first(node, "modifiers"))
        yield reading.binding(target, value, "public" in modifiers or "static" in modifiers)


SWIFT = Grammar(
    "swift",
    _KINDS,
    _describe,
    _regions,
    frozenset({"call_expression"}),
    _call,
    frozenset({"property_declaration", "assignment", "control_transfer_statement"}),
    _binding,
)


def _library(code: str) -> str | None:
    if not _IMPORT.search(code):
        return None
    return "moozzyk/SignalR-Client-Swift" if _MOOZZYK.search(code) else "dotnet/signalr-client-swift"


def _reconnect(nesting: Nesting, builder: Builder) -> Reconnect | None:
    call = builder.link("withAutomaticReconnect", "withAutoReconnect")
    if call is None:
        return None
    span = nesting.outline.span(call.link, call.end)
    under = conditional(nesting, call, builder.root)
    if not call.arguments:
        return Reconnect(PolicyKind.DEFAULT, span, infinite=False, conditional=under)
    argument = call.arguments[0]
    delays = milliseconds(argument.text, 1000)
    if delays is not None:
        return Reconnect(PolicyKind.DELAYS, span, delays, False, under)
    return Reconnect(PolicyKind.POLICY, span, infinite=_infinite(nesting, argument.text), conditional=under)


def _infinite(nesting: Nesting, text: str) -> bool | None:
    if text.startswith("InfiniteReconnectPolicy"):
        return True
    if text.startswith(("DefaultReconnectPolicy", "DefaultRetryPolicy")):
        return False
    refused = refuses(nesting, text, re.compile(r"\bnil\b|\.never\b"))
    return None if refused is None else not refused


_DIALECT = Dialect(
    library=_library,
    starts_builder=lambda nesting, call: call.name == "HubConnectionBuilder" and call.receiver is None,
    reconnect=_reconnect,
    events={"onClosed": "close", "onReconnecting": "reconnecting", "onReconnected": "reconnected"},
    address={"HubConnectionBuilder": "url", "withUrl": "url"},
    logging=frozenset({"withLogLevel", "withLogHandler", "withLogging"}),
    skips=re.compile(r"\bskipNegotiation\s*[:=]\s*true\b"),
)
