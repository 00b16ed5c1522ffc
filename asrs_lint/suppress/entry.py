"""A suppression, wherever it is written."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from msgspec import Struct

from asrs_lint.config import selects
from asrs_lint.gitignore import matches
from asrs_lint.rule import RuleMeta
from asrs_lint.source import Located, Span


class Entry(Struct, frozen=True):
    """`kind` is comment or config. `path` is the file of a comment, the gitignore pattern of an entry of the
    configuration. `lines` are those it speaks for, None for all. `place` says where it stands, for people; `span` too,
    None outside the project. `own`: not inherited from a file that other projects may share."""

    kind: str
    path: str
    lines: Sequence[int] | None
    rules: tuple[Located[str], ...]
    reason: str
    until: str | None
    place: str
    span: Span | None
    names: Span | None = None
    removal: Span | None = None
    own: bool = True

    @property
    def last_day(self) -> date:
        """Of an entry without an end, or with one that is no date, the last day there is."""
        try:
            return date.fromisoformat(self.until) if self.until else date.max
        except ValueError:
            return date.max

    @property
    def is_comment(self) -> bool:
        return self.kind == "comment"

    def speaks_for(self, path: str, line: int) -> bool:
        if not self.is_comment:
            return matches(path, (self.path,))
        return path == self.path and (self.lines is None or line in self.lines)

    def names_rule(self, rule: RuleMeta) -> bool:
        return any(selects(name.value, rule) for name in self.rules)
