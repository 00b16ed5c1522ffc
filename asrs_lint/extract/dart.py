"""Dart and Flutter: signalr_netcore, signalr_core and their forks (client.md A4)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from asrs_lint.extract.outline.clients import clients
from asrs_lint.extract.outline.dialect import Builder, Dialect, conditional
from asrs_lint.extract.outline.functions import functions
from asrs_lint.extract.outline.nesting import Nesting
from asrs_lint.extract.outline.policies import is_list, milliseconds, refuses
from asrs_lint.extract.outline.scanner import Manner, Scan, outline
from asrs_lint.extract.outline.shape import Kind, Region
from asrs_lint.facts.base import Fact
from asrs_lint.facts.client import PolicyKind, Reconnect
from asrs_lint.source import Document

_IMPORT = re.compile(r"import\s+['\"]package:(signalr_netcore|signalr_core|signalr_pure|signalr_client)/")
_KEYWORDS = frozenset(
    {"if", "for", "while", "switch", "catch", "return", "await", "assert", "super", "throw", "in", "else", "case",
     "new", "yield", "async", "is", "as", "do", "try", "on"}
)  # fmt: skip
_CONTROL = {"for": Kind.LOOP, "while": Kind.LOOP, "if": Kind.BRANCH, "switch": Kind.BRANCH, "catch": Kind.FAILURE}
_BLOCKS = {"do": Kind.LOOP, "else": Kind.BRANCH, "try": Kind.TRY}
_TYPES = frozenset({"class", "mixin", "extension", "enum"})
_SUPERTYPES = frozenset({"extends", "implements", "with", "on"})


def extract(document: Document) -> Iterable[Fact]:
    nesting = Nesting(outline(document, _DART))
    yield from functions(nesting)
    yield from clients(nesting, _DIALECT)


def _regions(scan: Scan) -> Iterator[Region]:
    for number, text in enumerate(scan.tokens.texts):
        if text == "{" and scan.partner(number) is not None:
            yield from _braces(scan, number)
        elif text == "=>":
            yield from _arrow(scan, number)
        elif text in _CONTROL and scan.text(number + 1) == "(":
            yield from _bare_arm(scan, number)


def _braces(scan: Scan, number: int) -> Iterator[Region]:
    closing = scan.partner(number)
    assert closing is not None
    end = scan.end(closing)
    before = _before_modifiers(scan, number - 1)
    word = scan.text(before)
    if word == ")":
        yield from _after_brackets(scan, number, before, end)
    elif word in _BLOCKS:
        yield Region(_BLOCKS[word], scan.start(number), end)
    elif scan.text(before - 1) == "on":
        yield Region(Kind.FAILURE, scan.start(number), end)
    elif scan.text(before - 1) == "get" and scan.is_word(before):
        yield Region(Kind.FUNCTION, scan.start(before), end, word, exported=not word.startswith("_"))
    else:
        yield from _type(scan, number, end)


def _before_modifiers(scan: Scan, number: int) -> int:
    while scan.text(number) in ("async", "*", "sync"):
        number -= 1
    return number


def _after_brackets(scan: Scan, number: int, closing: int, end: int) -> Iterator[Region]:
    opening = scan.partner(closing)
    if opening is None:
        return
    name = opening - 1
    if scan.text(name) in _CONTROL:
        condition = scan.source(opening, closing)[:200] if scan.text(name) == "if" else None
        yield Region(_CONTROL[scan.text(name)], scan.start(number), end, condition=condition)
    else:
        yield _function(scan, opening, end)


def _function(scan: Scan, opening: int, end: int) -> Region:
    """A method (`Future<void> start() …`), a named closure (`final start = () …`) or a lambda."""
    parameters = scan.words_within(opening)
    name = opening - 1
    if scan.is_word(name) and scan.text(name) not in _KEYWORDS:
        scan.declared.add(name)
        text = scan.text(name)
        return Region(Kind.FUNCTION, scan.start(name), end, text, parameters, exported=not text.startswith("_"))
    if scan.text(name) == "=" and scan.is_word(name - 1):
        return Region(Kind.FUNCTION, scan.start(opening), end, scan.text(name - 1), parameters)
    return Region(Kind.LAMBDA, scan.start(opening), end, None, parameters)


def _arrow(scan: Scan, number: int) -> Iterator[Region]:
    """`() => f()`; the arms of a switch expression look alike and have no brackets before the arrow."""
    if number + 1 == len(scan.tokens):
        return
    closing = _before_modifiers(scan, number - 1)
    opening = scan.partner(closing) if scan.text(closing) == ")" else None
    if opening is not None:
        yield _function(scan, opening, scan.end(max(number, scan.expression_end(number + 1))))
    elif scan.text(closing - 1) == "get":
        name = scan.text(closing)
        yield Region(Kind.FUNCTION, scan.start(closing), scan.end(scan.expression_end(number + 1)), name)


def _bare_arm(scan: Scan, number: int) -> Iterator[Region]:
    """`if (x) start();` without braces."""
    closing = scan.partner(number + 1)
    if closing is None or closing + 1 >= len(scan.tokens) or scan.text(closing + 1) in ("{", ";"):
        return
    condition = scan.source(number + 1, closing)[:200] if scan.text(number) == "if" else None
    if scan.text(number) in ("if", "for", "while"):
        last = scan.expression_end(closing + 1)
        yield Region(_CONTROL[scan.text(number)], scan.start(closing + 1), scan.end(last), condition=condition)


def _type(scan: Scan, number: int, end: int) -> Iterator[Region]:
    """A class and what it extends, implements or mixes in."""
    head = number - 1
    while head >= 0 and scan.text(head) not in (";", "{", "}", ")") and number - head < 60:
        if scan.text(head) in _TYPES and scan.is_word(head + 1):
            words = [scan.text(n) for n in range(head + 2, number) if scan.is_word(n)]
            bases = tuple(w for w in words if w not in _SUPERTYPES)
            yield Region(Kind.TYPE, scan.start(head), end, scan.text(head + 1), bases=bases)
            return
        head -= 1


_DART = Manner("dart", False, _KEYWORDS, _regions)


def _library(code: str) -> str | None:
    found = _IMPORT.search(code)
    return found[1] if found else None


def _reconnect(nesting: Nesting, builder: Builder) -> Reconnect | None:
    call = builder.link("withAutomaticReconnect")
    if call is None:
        return None
    span = nesting.outline.span(call.link, call.end)
    under = conditional(nesting, call, builder.root)
    if not call.arguments:
        return Reconnect(PolicyKind.DEFAULT, span, infinite=False, conditional=under)
    text = call.arguments[0].text
    bound = nesting.outline.value_of(text) if re.fullmatch(r"[\w.]+", text) else None
    text = nesting.outline.slice(bound.start, bound.end) if bound else text
    if is_list(text):
        return Reconnect(PolicyKind.DELAYS, span, milliseconds(text), False, under)
    refused = refuses(nesting, text, re.compile(r"\bnull\b"))
    if refused is not None or call.arguments[0].name == "reconnectPolicy":
        return Reconnect(PolicyKind.POLICY, span, infinite=None if refused is None else not refused, conditional=under)
    return Reconnect(PolicyKind.UNKNOWN, span, conditional=under)


_DIALECT = Dialect(
    library=_library,
    starts_builder=lambda nesting, call: call.name == "HubConnectionBuilder",
    reconnect=_reconnect,
    events={
        "onclose": "close",
        "onClose": "close",
        "onreconnecting": "reconnecting",
        "onreconnected": "reconnected",
    },
    address={"withUrl": "url"},
    logging=frozenset({"configureLogging"}),
    skips=re.compile(r"\bskipNegotiation\s*:\s*true\b"),
    log_option=re.compile(r"\blogging\s*:"),
)
