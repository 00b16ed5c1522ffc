"""No output shows an access key: what stands in the place of a key is `***`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from asrs_lint.source import Document, Span

MASK = "***"
# A value behind a word for a key, however it is quoted or assigned. Placeholders are masked with the rest.
_ASSIGNED = re.compile(
    r"(?i)access_?-?key(?:name)?[\"'\]]{0,3}\s{0,8}(?:=>|[=:])\s{0,8}[\"']?(?P<key>[^\s;\"'<>&,]{4,})"
)
# 32 bytes or more in base64 that nothing introduces: what a lone key looks like.
_LONE = re.compile(r"(?<![A-Za-z0-9+/])(?P<key>[A-Za-z0-9+/]{43}=|[A-Za-z0-9+/]{86}==)(?![A-Za-z0-9+/=])")


@dataclass(frozen=True, slots=True)
class MaskedLine:
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
        (max(span.start - start, 0), min(span.end - start, len(text)))
        for span in secrets
        if span.path == document.path and span.start < start + len(text) and span.end > start
    ]
    hidden = hidden_ranges(text, known)
    return MaskedLine(_without(text, hidden), hidden)


def hidden_ranges(text: str, known: Iterable[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """The ranges of a text to hide, in order, overlapping ones joined. `known` are those of keys that were found."""
    found = [match.span("key") for pattern in (_ASSIGNED, _LONE) for match in pattern.finditer(text)]
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
