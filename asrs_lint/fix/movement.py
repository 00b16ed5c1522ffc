"""Where a place of the old text is in the new one."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from asrs_lint.rewriting import edits_by_path
from asrs_lint.rule import Edit
from asrs_lint.source import Span


class Movement:
    """Maps spans over the edits of several files."""

    def __init__(self, edits: Iterable[Edit]) -> None:
        self._edits = edits_by_path(edits)

    @property
    def paths(self) -> Collection[str]:
        """The files that are edited."""
        return self._edits.keys()

    def of(self, span: Span) -> Span:
        """The span in the new text; what was replaced within it is part of it, what was inserted at its edges too."""
        edits = self._edits.get(span.path, ())
        start, end = span.start, span.end
        for edit in edits:
            grown = len(edit.text) - (edit.span.end - edit.span.start)
            if edit.span.end <= span.start and edit.span.start < span.start:
                start += grown
            elif edit.span.start < span.start:
                start -= span.start - edit.span.start
            if edit.span.end <= span.end:
                end += grown
            elif edit.span.start < span.end:
                end += edit.span.end - span.end + grown
        return Span(span.path, start, max(start, end))
