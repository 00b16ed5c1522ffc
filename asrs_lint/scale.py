"""The two scales of a finding: how much it matters, and how sure we are of it."""

from __future__ import annotations

from enum import IntEnum


class Severity(IntEnum):
    INFO = 0
    WARNING = 1
    ERROR = 2

    def __str__(self) -> str:
        return self.name.lower()


class Confidence(IntEnum):
    LOW = 0
    MEDIUM = 1
    HIGH = 2

    def __str__(self) -> str:
        return self.name.lower()


def severity_of(name: str) -> Severity:
    """The severity of this name, in whatever case. Raises KeyError."""
    return Severity[name.upper()]
