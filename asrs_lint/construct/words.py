"""Constructs of code and of any other text, without a grammar."""

from __future__ import annotations

from collections.abc import Sequence

from asrs_lint.construct.braces import Bracket, Brackets, names_around
from asrs_lint.construct.indentation import Indentation
from asrs_lint.construct.place import Construct
from asrs_lint.construct.tokens import CLOSERS, HASHED, OPENERS, SLASHED, significant, tokens
from asrs_lint.parse.html import scripts
from asrs_lint.source import Document, Span

_HASHED = frozenset("py yaml yml sh bash zsh ps1 psm1 azcli env toml properties txt".split())
_PAGES = frozenset("html htm vue svelte cshtml razor ejs hbs php jsp jspx aspx ascx master astro".split())
_DECLARATIVE = frozenset("tf tfvars bicep".split())  # a block counts by its head, not by what it holds
_INITIALIZING = frozenset("cs razor cshtml".split())  # braces behind a parenthesis hold properties of a new object
_FARTHEST = 300  # characters before and behind a word that are looked at for its expression
_LONGEST_LINE = 20_000  # characters of a line that are told


class Words:
    """Constructs of one document, asked for in ascending order. A lone word is widened to its expression or line."""

    def __init__(self, document: Document) -> None:
        self._document = document
        path = document.path.lower()
        self._suffix = suffix = "env" if _is_environment(path) else path.rpartition(".")[2]
        self._comments = HASHED if suffix in _HASHED else SLASHED
        closing = {")"} if suffix not in _INITIALIZING else set[str]()
        self._bodies = frozenset({"=>", *closing})
        razor = suffix in ("razor", "cshtml")
        self._scripts = [s.body for s in scripts(document, razor)] if suffix in _PAGES else []
        self._base = 0
        self._brackets = Brackets(document)
        self._indentation = Indentation(document, suffix)

    def __call__(self, span: Span) -> Construct:
        found = self._tokens(span)
        if self._comments == HASHED:
            found = found if len(found) > 1 else self._tokens(self._line(span))
            return Construct(self._significant(found), self._indentation.at(span.start))
        opened = self._around(span)
        if len(found) == 1:
            found = self._expression(
                found[0], opened[-1].statement if opened[-1].mark in ("", "{") else opened[-1].head
            )
        return Construct(self._significant(found), tuple(names_around(self._document, opened)))

    def _around(self, span: Span) -> Sequence[Bracket]:
        """The brackets around a place: in a page those of its script alone."""
        base = next((body.start for body in self._scripts if body.covers(span)), 0)
        if base != self._base:
            self._base, self._brackets = base, Brackets(self._document, base)
        return self._brackets.at(span.start)

    def _tokens(self, span: Span) -> list[Span]:
        return tokens(self._document, span.start, span.end, self._comments)

    def _significant(self, found: Sequence[Span]) -> list[Span]:
        if self._suffix in _DECLARATIVE:
            head = next((n for n, token in enumerate(found) if self._document.slice(token) == "{"), len(found))
            return list(found[:head])
        return significant(self._document, found, self._bodies)

    def _line(self, span: Span) -> Span:
        text = self._document.text
        start, end = text.rfind("\n", 0, span.start) + 1, text.find("\n", span.end)
        end = len(text) if end < 0 else end
        return Span(span.path, max(start, span.start - _LONGEST_LINE), min(end, span.end + _LONGEST_LINE))

    def _expression(self, word: Span, start: int) -> list[Span]:
        """The tokens of the expression around a word, in the statement that begins at `start`."""
        start = max(start, word.start - _FARTHEST)
        text = self._document.text
        end = text.find(";", word.end, word.end + _FARTHEST)
        every = tokens(self._document, start, min(word.end + _FARTHEST, len(text)) if end < 0 else end, self._comments)
        texts = [self._document.slice(token) for token in every]
        at = next((n for n, token in enumerate(every) if token.covers(word)), None)
        if at is None:
            return [word]
        first, last = _widened(texts, at, at)
        return every[first : last + 1]


def _widened(texts: Sequence[str], first: int, last: int) -> tuple[int, int]:
    """The expression that holds some tokens: the item of a list, or the whole call for a lone word in one."""
    first, last = _left(texts, first, ",;}"), _right(texts, last, ",;{")
    if first < last:
        return first, last
    first, last = _left(texts, first, ";}"), _right(texts, last, ";{")
    bracketed = texts[first - 1 : first] in (["("], ["["]) and last + 1 < len(texts)
    return _widened(texts, first - 1, last + 1) if bracketed else (first, last)


def _left(texts: Sequence[str], at: int, stops: str) -> int:
    """The first token of the expression that holds the one at `at`. A word behind a parenthesis begins one: if (a) b"""
    depth = 0
    for n in range(at - 1, -1, -1):
        begins = texts[n] in OPENERS or texts[n] in stops or (texts[n] == ")" and texts[n + 1][0].isalnum())
        if depth == 0 and begins:
            return n + 1
        depth += (texts[n] in CLOSERS) - (texts[n] in OPENERS)
    return 0


def _right(texts: Sequence[str], at: int, stops: str) -> int:
    """The last token of the expression that holds the one at `at`."""
    depth = 0
    for n in range(at + 1, len(texts)):
        if depth == 0 and (texts[n] in CLOSERS or texts[n] in stops):
            return n - 1
        depth += (texts[n] in OPENERS) - (texts[n] in CLOSERS)
    return len(texts) - 1


def _is_environment(path: str) -> bool:
    name = path.rpartition("/")[2]
    return name.startswith(".env") or "dockerfile" in name
