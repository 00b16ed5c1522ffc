"""Patterns as .gitignore files have them, in bounded time."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

_LONGEST_PATTERN = 1_000  # characters


@cache
def compiled(lines: tuple[str, ...]) -> GitIgnoreSpec:
    """Raises ValueError for a pattern that is none."""
    from pathspec import GitIgnoreSpec

    # Other engines, taken where they happen to be installed, refuse patterns that this one bounds.
    return GitIgnoreSpec.from_lines(lines, backend="simple")


def _is_costly(pattern: str) -> bool:
    """Whether to match it may cost more than the square of a path: each `*` may be tried at each character. One at the
    end of a folder's or file's name is not tried more than once."""
    parts = pattern.split("/")
    return (
        len(pattern) > _LONGEST_PATTERN
        or parts.count("**") > 2
        or any(len(re.findall(r"\*+(?!\*|$)", part)) > 2 for part in parts)
    )


def pattern_error(pattern: str) -> str | None:
    """Why a pattern is not to be used, None for a good one."""
    if _is_costly(pattern):
        return "it has too many * or characters to be matched quickly"
    try:
        compiled((pattern,))
    except ValueError as error:
        return str(error)
    return None


def matches(path: str, patterns: Sequence[str]) -> bool:
    """Whether a repository-relative path is meant by gitignore patterns."""
    return compiled(tuple(patterns)).match_file(path)
