"""How sure we are of something, and the places that show it."""

from __future__ import annotations

from dataclasses import dataclass

from asrs_lint.scale import Confidence
from asrs_lint.source import Span


@dataclass(frozen=True, slots=True)
class Note:
    """One link of a chain of evidence: a place and what it shows."""

    span: Span
    message: str


@dataclass(frozen=True, slots=True)
class Certainty:
    """A confidence and, when it is not high, its reason in words a person understands."""

    confidence: Confidence = Confidence.HIGH
    because: str = ""

    def weakened(self, other: Certainty) -> Certainty:
        """The weaker of the two: a chain is as sure as its weakest link."""
        return other if other.confidence < self.confidence else self


CERTAIN = Certainty()
