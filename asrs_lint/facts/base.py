"""What every fact is: something an extractor saw at a place. It says what stands there, never what it means."""

from __future__ import annotations

from msgspec import Struct

from asrs_lint.source import Span


class Fact(Struct, frozen=True):
    """Something seen in one file. `span` is the place a finding about it would point at."""

    span: Span

    @property
    def path(self) -> str:
        return self.span.path


class Unreadable(Fact, frozen=True):
    """A file or a part of it that could not be parsed; `reason` is a sentence for people."""

    reason: str
