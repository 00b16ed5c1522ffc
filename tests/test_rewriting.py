from __future__ import annotations

import pytest

from asrs_lint import Edit, Span
from asrs_lint.rewriting import OverlappingEdits, rewritten


def edit(start: int, end: int, text: str) -> Edit:
    return Edit(Span("a.txt", start, end), text)


def test_edits_in_any_order() -> None:
    assert rewritten("one two three", [edit(8, 13, "3"), edit(0, 3, "1"), edit(13, 13, "!")]) == "1 two 3!"


def test_insertions_at_one_place_keep_their_order() -> None:
    assert rewritten("ab", [edit(1, 1, "x"), edit(1, 1, "y")]) == "axyb"


def test_an_insertion_before_a_replacement() -> None:
    assert rewritten("ab", [edit(1, 2, "B"), edit(1, 1, "x")]) == "axB"


def test_overlapping_edits_are_refused() -> None:
    with pytest.raises(OverlappingEdits):
        rewritten("abc", [edit(0, 2, "x"), edit(1, 3, "y")])
