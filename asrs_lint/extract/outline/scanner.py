"""Outlines from tokens: calls, assignments and the pieces that Dart and Go share."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import pairwise

from msgspec import Struct

from asrs_lint.extract.outline.shape import Argument, Binding, Invocation, Outline, Region, neutral
from asrs_lint.extract.outline.tokens import Tokens, tokens
from asrs_lint.extract.outline.tree import blanked
from asrs_lint.source import Document

_DOTS = frozenset({".", "?.", "..", "?.."})
_CASCADES = frozenset({"..", "?.."})
_CLOSING = frozenset({")", "]", "}"})
_ASSIGNS = frozenset({"=", ":=", "??="})
_OPENING = frozenset({"(", "[", "{"})


class Manner(Struct, frozen=True):
    """How one language is scanned. `regions` finds functions, loops and the like and notes in the scan the names they
    declare (which are no calls); `keywords` are never called."""

    language: str
    line_ends: bool
    keywords: frozenset[str]
    regions: Callable[[Scan], Iterable[Region]]


class Scan:
    """One text as tokens."""

    def __init__(self, document: Document, manner: Manner) -> None:
        self.document = document
        self.manner = manner
        self.tokens: Tokens = tokens(document.text, manner.line_ends)
        self.text = self.tokens.text
        self.declared: set[int] = set()  # numbers of tokens that name a function where it is declared
        self.starts: dict[int, int] = {}  # last token of an expression → its first, as far as it was asked
        self.ends: dict[int, int] = {}  # first token of an expression → its last

    def is_word(self, number: int) -> bool:
        return self.tokens.kind(number) == "word"

    def partner(self, number: int) -> int | None:
        return self.tokens.partner.get(number)

    def start(self, number: int) -> int:
        return self.tokens.starts[number]

    def end(self, number: int) -> int:
        return self.tokens.ends[number]

    def source(self, first: int, last: int) -> str:
        return self.document.text[self.start(first) : self.end(last)]

    def expression_end(self, number: int) -> int:
        """The last token of the expression that begins here: before a comma, a statement's end or a closing bracket."""
        last = at = number
        passed: list[int] = []  # whatever begins here ends there, too: each token is passed once
        while at not in self.ends:
            text = self.text(at) if at < len(self.tokens.texts) else ";"
            if text in (",", ";") or text in _CLOSING:
                break
            passed.append(at)
            closing = self.partner(at) if text in _OPENING else at
            if closing is None:  # never closed: the rest of the file
                last = len(self.tokens.texts) - 1
                break
            last = closing
            at = closing + 1
        else:
            last = self.ends[at]
        self.ends.update(dict.fromkeys(passed, last))
        return last

    def words_within(self, opening: int) -> tuple[str, ...]:
        """The names of the parameters in these brackets: the last word before each comma or the end (Dart)."""
        closing = self.partner(opening)
        if closing is None:
            return ()
        names = [self._name_before(stop) for stop in self._stops(opening, closing)]
        return tuple(n for n in names if n)

    def _stops(self, opening: int, closing: int) -> Iterator[int]:
        number = opening + 1
        while number < closing:
            if self.text(number) == ",":
                yield number
            elif self.text(number) in ("(", "<"):
                number = self.partner(number) or number
            number += 1
        yield closing

    def _name_before(self, stop: int) -> str | None:
        number = stop - 1
        while number > 0 and self.text(number) in ("}", "]"):
            number -= 1
        return self.text(number) if self.is_word(number) else None


def outline(document: Document, manner: Manner) -> Outline:
    scan = Scan(document, manner)
    shape = Outline(document, manner.language, blanked(document.text, scan.tokens.comments))
    shape.regions.extend(manner.regions(scan))
    for number, (text, following) in enumerate(pairwise((*scan.tokens.texts, ""))):
        if following == "(" and text not in manner.keywords and scan.is_word(number):
            if number not in scan.declared:
                shape.calls.append(_call(scan, number))
        elif text in _ASSIGNS or text == "return":
            shape.bindings.extend(_binding(scan, number))
    return shape


def _call(scan: Scan, number: int) -> Invocation:
    opening = number + 1
    closing = scan.partner(opening)
    end = scan.end(closing if closing is not None else opening)
    receiver = _receiver(scan, number)
    first = receiver[0] if receiver else number
    return Invocation(
        scan.text(number),
        scan.start(first),
        end,
        scan.start(number - 1 if receiver else number),
        tuple(_arguments(scan, opening, closing)),
        (scan.start(receiver[0]), scan.end(receiver[1])) if receiver else None,
        scan.text(first - 1) == "await",
    )


def _receiver(scan: Scan, number: int) -> tuple[int, int] | None:
    """The tokens of what stands before the dot; for a section of a cascade, the object of the whole cascade."""
    dot = number - 1
    if scan.text(dot) not in _DOTS:
        return None
    last = dot - 1
    first = _expression_start(scan, last)
    while scan.text(dot) in _CASCADES and first > 0 and scan.text(first - 1) in _CASCADES:
        last = first - 2
        first = _expression_start(scan, last)
    return (first, last) if 0 <= first <= last else None


def _expression_start(scan: Scan, last: int) -> int:
    """Back over names, calls, subscripts and dots, up to a cascade's dots or anything else."""
    number = last
    passed: list[int] = []  # ends of the shorter expressions it goes on from: `a.b` in `a.b.c()`
    while number not in scan.starts:
        passed.append(number)
        first = _primary_start(scan, number)
        if scan.text(first - 1) not in (".", "?.") or first < 2:
            scan.starts[number] = first
            break
        number = first - 2
    for end in passed:
        scan.starts[end] = scan.starts[number]
    return scan.starts[number]


def _primary_start(scan: Scan, number: int) -> int:
    """Back over one name with the calls and subscripts on it."""
    while scan.text(number) == "!":
        number -= 1
    while scan.text(number) in _CLOSING:
        opening = scan.partner(number)
        if opening is None:
            return number
        number = opening
        if scan.is_word(number - 1) and scan.text(number - 1) not in scan.manner.keywords:
            return number - 1
        if scan.text(number - 1) not in (")", "]"):
            return number
        number -= 1
    return number


def _arguments(scan: Scan, opening: int, closing: int | None) -> Iterator[Argument]:
    number = opening + 1
    while closing is not None and number < closing:
        if scan.text(number) in (",", ";"):
            number += 1
            continue
        name = scan.text(number) if scan.is_word(number) and scan.text(number + 1) == ":" else None
        first = number + 2 if name else number
        last = max(first, min(scan.expression_end(first), closing - 1))
        if first < closing:
            yield Argument(scan.source(first, last), scan.start(first), scan.end(last), name)
        number = last + 1


def _binding(scan: Scan, number: int) -> Iterator[Binding]:
    value = number + 1
    if value >= len(scan.tokens) or scan.text(value) in (";", ")", "}"):
        return
    last = max(value, scan.expression_end(value))
    if scan.text(value) in ("await", "new", "const") and value < last:
        value += 1
    if scan.text(number) == "return":
        yield Binding(None, scan.start(value), scan.end(last))
        return
    target = number - 1
    while scan.text(target - 1) == "," and scan.is_word(target - 2):  # `client, err := …` is about the client
        target -= 2
    if scan.is_word(target):
        first = _expression_start(scan, target)
        yield Binding(neutral(scan.source(first, target)), scan.start(value), scan.end(last), _static(scan, first))


def _static(scan: Scan, first: int) -> bool:
    return any(scan.text(n) == "static" for n in range(max(0, first - 5), first) if scan.text(n) not in (";", "}"))
