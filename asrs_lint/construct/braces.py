"""Which named blocks hold a place, in languages that write blocks in braces."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from asrs_lint.construct.tokens import CLOSERS, OPENERS, STRUCTURE
from asrs_lint.source import Document, Span

_TYPE = re.compile(r"\b(?:class|struct|record|interface|enum|object|protocol|extension|actor|mixin)\s+(?P<name>[\w$]+)")
_NAMESPACE = re.compile(r"\s*namespace\b")
_CALLED = re.compile(r"(?<![@.\w$])(?P<name>[\w$]+)\s*(?:<[^<>]*>)?\s*$")
_ASSIGNED = re.compile(r"(?<![\w$])(?P<name>[\w$]+)\s*[:=]\s*(?:async\s*)?(?:function\s*\*?\s*)?$")
_ARROW = re.compile(r"(?<![\w$])(?P<name>[\w$]+)\s*[:=]\s*(?:async\s+)?[\w$]+\s*=>\s*$")
_KEYED = re.compile(r"(?<![\w$-])(?P<name>[\w$-]+(?:\s+(?:\"[^\"\n]*\"|'[^'\n]*'))*)\s*[:=]?\s*$")
_NO_NAMES = frozenset(
    """
    if for foreach while switch catch using lock fixed when with do try else finally function func async return
    await new
    """.split()
)
_DEEPEST = 40  # brackets that are looked at for names; deeper ones were not written by a person
_MOST_CALLS = 20  # parentheses in front of a brace
_LONGEST_HEAD = 600  # characters in front of a brace that are looked at for a name


@dataclass(slots=True)
class Bracket:
    """A bracket that is not closed yet. `head` is where the text that leads to it begins, `calls` are the parentheses
    opened in it since its last statement began at `statement`."""

    mark: str
    head: int
    at: int
    outer_calls: tuple[int, ...]
    statement: int = 0
    calls: list[int] = field(default_factory=list)


class Brackets:
    """The brackets open at places of a document, asked for in ascending order: the text is read once. `base` is where
    the code begins."""

    def __init__(self, document: Document, base: int = 0) -> None:
        self._document = document
        self._open = [Bracket("", base, base, (), base)]
        self._marks = STRUCTURE.finditer(document.text, base)
        self._next = next(self._marks, None)

    def at(self, offset: int) -> Sequence[Bracket]:
        """The innermost ones, the outermost of them first."""
        while self._next is not None and self._next.start() < offset:
            self._pass(self._next)
            self._next = next(self._marks, None)
        return self._open[-_DEEPEST:]

    def _pass(self, match: re.Match[str]) -> None:
        mark, at, here = match["mark"], match.start(), self._open[-1]
        if mark is None:
            if match[0][0] in "/<" and not self._document.text[here.statement : at].strip():
                here.statement = match.end()  # a comment in front of a declaration is no part of it
            return
        if mark in OPENERS:
            self._open.append(Bracket(mark, here.statement, at, tuple(here.calls), at + 1))
            if mark == "(" and len(here.calls) < _MOST_CALLS:
                here.calls.append(at)
        elif mark in CLOSERS and len(self._open) > 1:
            self._open.pop()
        if mark in "};":
            self._open[-1].statement, self._open[-1].calls = match.end(), []


def names_around(document: Document, opened: Sequence[Bracket]) -> Iterator[Span]:
    """The names of the blocks among open brackets."""
    for block in opened:
        name = _name(document, block) if block.mark == "{" else None
        if name is not None:
            yield name


def _name(document: Document, block: Bracket) -> Span | None:
    text, start = document.text, max(block.head, block.at - _LONGEST_HEAD)
    if _NAMESPACE.match(text, start, block.at):  # with a file-scoped namespace, nothing is in it
        return None
    found = _TYPE.search(text, start, block.at)
    for call in block.outer_calls:
        if found is None and call >= start:
            named = _CALLED.search(text, start, call)
            found = named if named and named["name"] not in _NO_NAMES else _ASSIGNED.search(text, start, call)
    if found is None and not block.outer_calls:
        found = _ARROW.search(text, start, block.at) or _KEYED.search(text, start, block.at)
        found = None if found is None or found["name"] in _NO_NAMES else found
    return None if found is None else document.span(*found.span("name"))
