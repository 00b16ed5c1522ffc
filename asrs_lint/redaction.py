"""No output shows an access key: what stands in the place of a key is `***`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from msgspec import Struct

from asrs_lint.source import Document, Span

MASK = "***"
# How JSON, XML, HTML and URLs may write `+`, `/`, `=` and quotes; how string literals are joined.
_WRITTEN = r"%2[bf]|\\{1,4}u002[bf]|\\{1,4}/|&\#4[37];|&\#x2[bf];|&(?:plus|sol);"
_EQUALS = r"=>|[=:]|%3[ad]|\\{1,4}u003[ad]|&\#61;|&\#x3d;|&equals;"
_QUOTE = r"\\{0,3}[\"']|\\{1,4}u002[27]|&(?:quot|apos);|&\#3[49];|%2[27]"
_JOIN = rf"(?:{_QUOTE})\s{{0,80}}[+.&]?\s{{0,80}}[@$fr]{{0,2}}(?:{_QUOTE})"
# A value behind a word for a key, however it is quoted or assigned. Placeholders are masked with the rest.
_ASSIGNED = re.compile(
    rf"""(?i)(?:access|account)_?-?key(?:name)?(?:{_QUOTE}|\]){{0,3}}[ \t]{{0,8}}(?:{_EQUALS})[ \t]{{0,8}}
    (?:{_JOIN}|{_QUOTE})?(?P<key>(?:{_WRITTEN}|{_EQUALS}|(?!%3b|%2[27]|\\)[^\s;"'<>&,]|{_JOIN}(?=[\w+/=]))"""
    """{4,})""",
    re.VERBOSE,
)
# Secrets of Microsoft Entra are told from what code assigns by their digits.
_SECRET = re.compile(
    rf"""(?i)client_?-?secret(?:{_QUOTE}|\]){{0,3}}[ \t]{{0,8}}(?:{_EQUALS})[ \t]{{0,8}}(?:{_JOIN}|{_QUOTE})?
    (?P<key>(?=[^\s;"'<>&,()]{{0,60}}[0-9])(?:{_WRITTEN}|{_EQUALS}|(?!%3b|%2[27]|\\)[^\s;"'<>&,()]){{16,}})""",
    re.VERBOSE,
)
# 32 bytes or more in base64 that nothing introduces: what a lone key looks like, or several with nothing between them.
_LONE = re.compile(
    rf"""(?i)(?<![a-z0-9+])(?P<key>(?:(?:[a-z0-9+/]|{_WRITTEN}){{43}}(?:{_EQUALS})|[a-z0-9+/]{{86}}==){{1,9}})(?![a-z0-9+/=])""",
    re.VERBOSE,
)
_AROUND = 400
_PATTERNS = (_ASSIGNED, _SECRET, _LONE)


class MaskedLine(Struct, frozen=True):
    """A line of source without its keys. `column` maps a column of the real line to one of `text`."""

    text: str
    hidden: tuple[tuple[int, int], ...]

    def column(self, column: int) -> int:
        at = column - 1
        shift = 0
        for start, end in self.hidden:
            if end <= at:
                shift += (end - start) - len(MASK)
            elif start < at:
                return start - shift + len(MASK) + 1
        return column - shift


def mask(text: str) -> str:
    """A text for people, its keys replaced."""
    return _without(text, hidden_ranges(text, ()))


def mask_line(document: Document, line: int, secrets: Iterable[Span] = ()) -> MaskedLine:
    """A line of a document. `secrets` are the places of keys that were found."""
    text = document.line_text(line)
    start = document.offset(line, 1)
    known = [
        (span.start, span.end)
        for span in secrets
        if span.path == document.path and span.start < start + len(text) and span.end > start
    ]
    hidden = _ranges_between(document.text, start, start + len(text), known)
    return MaskedLine(_without(text, hidden), hidden)


def mask_between(text: str, start: int, end: int, known: Sequence[tuple[int, int]] = ()) -> str:
    """A part of a text, without those keys too that only what stands around it tells of. `known`: as for
    `hidden_ranges`, in the whole text."""
    near = [(max(s, start), min(e, end)) for s, e in known if s < end and e > start]
    return _without(text[start:end], _ranges_between(text, start, end, near))


def _ranges_between(text: str, start: int, end: int, known: Sequence[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """The ranges to hide between two places, counted from the first. What introduces a key, or its first half, may
    stand on a line above."""
    begin = max(start - _AROUND, 0)
    found = hidden_ranges(text[begin : end + _AROUND], [(s - begin, e - begin) for s, e in known])
    within = ((max(s + begin - start, 0), min(e + begin, end) - start) for s, e in found)
    return tuple((s, e) for s, e in within if s < e)


def hidden_ranges(text: str, known: Iterable[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """The ranges of a text to hide, in order, overlapping ones joined. `known` are those of keys that were found."""
    found = [match.span("key") for pattern in _PATTERNS for match in pattern.finditer(text)]
    joined: list[tuple[int, int]] = []
    for start, end in sorted([*known, *found]):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        elif end > start:
            joined.append((start, end))
    return tuple(joined)


def _without(text: str, ranges: Sequence[tuple[int, int]]) -> str:
    pieces = []
    at = 0
    for start, end in ranges:
        pieces += [text[at:start], MASK]
        at = end
    return "".join([*pieces, text[at:]])
