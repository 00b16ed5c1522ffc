"""Go: github.com/philippseith/signalr, whose client reconnects when it is given a connector (client.md A4)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from msgspec.structs import replace

from asrs_lint.extract.outline.clients import clients
from asrs_lint.extract.outline.dialect import Builder, Dialect
from asrs_lint.extract.outline.functions import functions
from asrs_lint.extract.outline.nesting import Nesting
from asrs_lint.extract.outline.scanner import Manner, Scan, outline
from asrs_lint.extract.outline.shape import Argument, Invocation, Kind, Region
from asrs_lint.facts.base import Fact
from asrs_lint.facts.client import PolicyKind, Reconnect
from asrs_lint.source import Document

_LIBRARY = "github.com/philippseith/signalr"
_IMPORT = re.compile(r"(?:^|[\s(])(?:(\w+)\s+)?\"github\.com/philippseith/signalr\"", re.MULTILINE)
_KEYWORDS = frozenset(
    {
        "if",
        "for",
        "switch",
        "select",
        "return",
        "func",
        "go",
        "defer",
        "range",
        "case",
        "else",
        "interface",
        "struct",
        "import",
        "const",
        "var",
        "type",
        "map",
        "chan",
    }
)
_LONGEST_HEAD = 200  # tokens between a keyword and its brace
_CONTROL = {"for": Kind.LOOP, "if": Kind.BRANCH, "switch": Kind.BRANCH, "select": Kind.BRANCH}
_RECEIVER = re.compile(r"^func\s*\(\s*(\w+)\s+\*?\w+", re.MULTILINE)
_FAILED = re.compile(r"\berr\w*\s*!=\s*nil\b")


def extract(document: Document) -> Iterable[Fact]:
    shape = outline(document, _GO)
    shape.selves = frozenset(_RECEIVER.findall(shape.code))
    shape.bindings = [replace(b, target=shape.own(b.target)) if b.target else b for b in shape.bindings]
    nesting = Nesting(shape)
    yield from functions(nesting)
    yield from clients(nesting, _DIALECT)


def _regions(scan: Scan) -> Iterator[Region]:
    for number, text in enumerate(scan.tokens.texts):
        if text == "func":
            yield from _function(scan, number)
        elif text in _CONTROL:
            yield from _block(scan, number, _CONTROL[text])
        elif text == "else" and scan.text(number + 1) == "{":
            yield from _block(scan, number, Kind.BRANCH)
        elif text == "type" and scan.text(number + 2) == "struct":
            closing = scan.partner(number + 3)
            if closing is not None:
                yield Region(Kind.TYPE, scan.start(number), scan.end(closing), scan.text(number + 1))


def _function(scan: Scan, number: int) -> Iterator[Region]:
    """`func name(…) …{`, `func (r *T) name(…) …{` or a literal `func(…) …{`."""
    at = number + 1
    owner = None
    received = scan.partner(at) if scan.text(at) == "(" else None
    if received is not None and scan.is_word(received + 1) and scan.text(received + 2) in ("(", "["):
        owner = next((scan.text(n) for n in range(received - 1, at, -1) if scan.is_word(n)), None)
        at = received + 1
    named = scan.is_word(at)
    opening = at + 1 if named else at
    body = _body(scan, opening)
    closing = scan.partner(body) if body is not None else None
    if closing is None or body is None:
        return
    if named:
        scan.declared.add(at)
    name = scan.text(at) if named else None
    kind = Kind.FUNCTION if named else Kind.LAMBDA
    exported = name is not None and name[:1].isupper()
    yield Region(
        kind, scan.start(number), scan.end(closing), name, _parameters(scan, opening), None, exported, (), owner
    )


def _parameters(scan: Scan, opening: int) -> tuple[str, ...]:
    closing = scan.partner(opening)
    if closing is None:
        return ()
    firsts = (n for n in range(opening + 1, closing) if scan.text(n - 1) in ("(", ",") and scan.is_word(n))
    return tuple(scan.text(n) for n in firsts)


def _body(scan: Scan, opening: int) -> int | None:
    """The `{` of the body, behind parameters and results (`interface{}` and `struct{}` are types)."""
    closing = scan.partner(opening) if scan.text(opening) in ("(", "[") else None
    at = (closing if closing is not None else opening) + 1
    return next((n for n in _results(scan, at) if scan.text(n) == "{"), None)


def _results(scan: Scan, at: int) -> Iterator[int]:
    """The tokens of the results of a function and the one behind them, without what stands in brackets."""
    for _ in range(_LONGEST_HEAD):
        text = scan.text(at)
        yield at
        if text in ("", "{", ";", ",", ")", "}", "="):
            return
        if text in ("interface", "struct") and scan.text(at + 1) == "{":
            at += 1
        at = (scan.partner(at) or at) + 1


def _block(scan: Scan, number: int, kind: Kind) -> Iterator[Region]:
    """From the keyword to the end of its braces: the statement in an `if`'s head counts as before it."""
    at = number + 1
    while scan.text(at) not in ("{", "") and at - number < _LONGEST_HEAD:
        at = (scan.partner(at) or at) + 1 if scan.text(at) in ("(", "[") else at + 1
    closing = scan.partner(at) if scan.text(at) == "{" else None
    if closing is None:
        return
    condition = scan.source(number + 1, at - 1)[:200] if at > number + 1 else None
    if kind is Kind.BRANCH and condition and _FAILED.search(condition):
        kind = Kind.FAILURE
    yield Region(kind, scan.start(at), scan.end(closing), condition=None if kind is Kind.LOOP else condition)


_GO = Manner("go", True, _KEYWORDS, _regions)


def _library(code: str) -> str | None:
    return _LIBRARY if _LIBRARY in code and _IMPORT.search(code) else None


def _starts_builder(nesting: Nesting, call: Invocation) -> bool:
    found = _IMPORT.search(nesting.outline.code)
    alias = found[1] if found and found[1] not in (None, "import") else "signalr"
    return call.name == "NewClient" and nesting.outline.receiver(call) == alias


def _options(nesting: Nesting, builder: Builder) -> dict[str, Invocation]:
    """The options that are calls in the argument list of NewClient."""
    root = builder.root
    within = (c for c in nesting.outline.calls if root.start < c.start and c.end < root.end)
    return {c.name: c for c in within}


def _reconnect(nesting: Nesting, builder: Builder) -> Reconnect | None:
    """A connector or an HTTP connection is built anew with exponential back-off, which gives up after its longest time
    unless WithBackoff brings another; options that are made elsewhere cannot be seen."""
    options = _options(nesting, builder)
    option = options.get("WithConnector") or options.get("WithHttpConnection")
    if option:
        span = nesting.outline.span(option.start, option.end)
        if "WithBackoff" in options:
            return Reconnect(PolicyKind.POLICY, span)
        return Reconnect(PolicyKind.DEFAULT, span, infinite=False)
    if "WithConnection" in options:
        return None
    spread = any(a.text.endswith("...") for a in builder.root.arguments)
    return Reconnect(PolicyKind.UNKNOWN, nesting.outline.span(*builder.root.interval)) if spread else None


def _locate(nesting: Nesting, builder: Builder) -> Argument | None:
    """The second argument of WithHttpConnection or of NewHTTPConnection in the connector: the first is the context."""
    options = _options(nesting, builder)
    made = options.get("WithHttpConnection") or options.get("NewHTTPConnection")
    return made.arguments[1] if made and len(made.arguments) > 1 else None


_DIALECT = Dialect(
    library=_library,
    starts_builder=_starts_builder,
    reconnect=_reconnect,
    events={"ObserveStateChanged": "state", "WaitForState": "state"},
    address={},
    logging=frozenset(),
    skips=re.compile(r"(?!)"),
    finishes=frozenset(),
    starts=frozenset({"Start"}),
    stops=frozenset({"Stop"}),
    locate=_locate,
    log_option=re.compile(r"\bsignalr\.Logger\s*\("),
)
