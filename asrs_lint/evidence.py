"""How sure we are of something, and the places that show it."""

from __future__ import annotations

from msgspec import Struct

from asrs_lint.scale import Confidence
from asrs_lint.source import Span


class Note(Struct, frozen=True):
    """One link of a chain of evidence: a place and what it shows."""

    span: Span
    message: str


class Certainty(Struct, frozen=True):
    """A confidence and, when it is not high, its reason in words a person understands."""

    confidence: Confidence = Confidence.HIGH
    because: str = ""

    def weakened(self, other: Certainty) -> Certainty:
        """The weaker of the two: a chain is as sure as its weakest link."""
        return other if other.confidence < self.confidence else self


CERTAIN = Certainty()
