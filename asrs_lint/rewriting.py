"""Texts after edits."""

from __future__ import annotations

from collections.abc import Iterable

from asrs_lint.rule import Edit


class OverlappingEdits(ValueError):
    """Two edits touch the same characters: what they would make of them depends on their order."""


def edits_by_path(edits: Iterable[Edit]) -> dict[str, list[Edit]]:
    """The edits of each file, in the order they are given in."""
    grouped: dict[str, list[Edit]] = {}
    for edit in edits:
        grouped.setdefault(edit.span.path, []).append(edit)
    return grouped


def rewritten(text: str, edits: Iterable[Edit]) -> str:
    """A text after edits of one file, which stand in any order. Insertions at one place keep the order they are given
    in. Raises OverlappingEdits."""
    pieces: list[str] = []
    at = 0
    for edit in sorted(edits, key=lambda edit: (edit.span.start, edit.span.end)):
        if edit.span.start < at:
            raise OverlappingEdits(f"{edit.span.path}: edits overlap at character {edit.span.start}")
        pieces += (text[at : edit.span.start], edit.text)
        at = edit.span.end
    return "".join((*pieces, text[at:]))
