"""Fingerprints: by what a finding of one run is known again in the next, whatever moved meanwhile.

A fingerprint is made of the rule, the path, the construct (see `construct`) and a count among equals. Lines and
columns, layout and comments are not part of it, and no access key is.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import sha256

from asrs_lint.construct import Reader, reader_of
from asrs_lint.construct.place import Piece
from asrs_lint.redaction import MASK, hidden_ranges
from asrs_lint.source import Document, Span

_LENGTH = 16  # hexadecimal digits


class Fingerprints:
    """The fingerprints of one run. `secrets` are the places of keys. Ask for them in the order of spans: equals are
    counted. Each document is parsed at most once, and only when something was found in it."""

    def __init__(self, documents: Mapping[str, Document], secrets: Iterable[Span] = ()) -> None:
        self._documents = documents
        self._readers: dict[str, Reader] = {}
        self._secrets: dict[str, list[Span]] = {}
        self._seen: Counter[tuple[str, ...]] = Counter()
        for secret in sorted(secrets):
            self._secrets.setdefault(secret.path, []).append(secret)

    def of(self, rule: str, span: Span) -> str:
        """The fingerprint of a finding. Of a file that is gone or was not parsed, only the rule and the path count."""
        key = (rule, span.path, *self._told(span))
        self._seen[key] += 1
        written = "\0".join((*key, str(self._seen[key])))
        return sha256(written.encode("utf-8", "replace")).hexdigest()[:_LENGTH]

    def _told(self, span: Span) -> tuple[str, str]:
        try:
            document = self._documents[span.path]
        except KeyError:
            return "", ""
        if span.path not in self._readers:
            self._readers[span.path] = reader_of(document)
        construct = self._readers[span.path](span)
        within = "\1".join(self._text(document, [piece]) for piece in construct.within)
        return within, self._text(document, construct.pieces)

    def _text(self, document: Document, pieces: Sequence[Piece]) -> str:
        """The text of neighbouring pieces, however lines end, with `***` for each key."""
        places = [piece for piece in pieces if isinstance(piece, Span)]
        start, end = min((p.start for p in places), default=0), max((p.end for p in places), default=0)
        known = [(max(s.start, start) - start, s.end - start) for s in self._secrets_in(document.path, start, end)]
        hidden = [(a + start, b + start) for a, b in hidden_ranges(document.text[start:end], known)]
        texts = (p if isinstance(p, str) else _masked(document.text, p.start, p.end, hidden) for p in pieces)
        return "\1".join(texts).replace("\r\n", "\n")

    def _secrets_in(self, path: str, start: int, end: int) -> Iterator[Span]:
        secrets = self._secrets.get(path, [])
        at = max(0, bisect_left(secrets, start, key=lambda secret: secret.start) - 1)
        while at < len(secrets) and secrets[at].start < end:
            if secrets[at].end > start:
                yield secrets[at]
            at += 1


def _masked(text: str, start: int, end: int, hidden: Iterable[tuple[int, int]]) -> str:
    """A part of a text. A key that reaches over several parts is told in the first only."""
    parts, at = [], start
    for first, behind in hidden:
        if first < end and behind > at:
            parts += [text[at:first], MASK] if first >= at else []
            at = min(behind, end)
    return "".join((*parts, text[at:end]))
