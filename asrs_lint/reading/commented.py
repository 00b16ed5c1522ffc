"""The comments of the files in which `asrs-lint:` stands."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from asrs_lint.facts.base import Unreadable
from asrs_lint.reading.extraction import Found, Work


def add_comments(found: Found, paths: Iterable[str], read: Callable[[Work], Found]) -> None:
    """Add them to what was found. That a file cannot be read is told once, by its own reader if that failed, too."""
    told = {fact.path for fact in found.facts if isinstance(fact, Unreadable)}
    more = read(dict.fromkeys(paths, ("comments",)))
    found.failures.extend(more.failures)
    found.facts.extend(fact for fact in more.facts if not isinstance(fact, Unreadable) or fact.path not in told)
