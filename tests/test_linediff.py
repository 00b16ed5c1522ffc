from __future__ import annotations

import random
from difflib import SequenceMatcher
from time import perf_counter

import pytest

from asrs_lint.linediff import changed_lines


@pytest.mark.parametrize(
    ("old", "new", "changed"),
    [
        ("a\nb\nc", "a\nb\nc", set()),
        ("a\nb\nc", "a\r\nb\r\nc", set()),
        ("a\nb\nc", "a\nx\nc", {2}),
        ("a\nb\nc", "a\nb\nx\nc", {3}),
        ("a\nb\nc\nd", "a\nd", {1, 2}),
        ("a\nb\nc", "b\nc", {1}),
        ("a\nb\nc", "a\nb", {2}),
        ("", "a\nb", {1, 2}),
        ("a", "", {1}),
        ("{\nx\n}\n{\ny\n}", "{\nx\n}\n{\nz\n}\n{\ny\n}", {5, 6, 7}),
        ("a\nb\nc\nd\ne", "e\nb\nc\nd\na", {1, 5}),
    ],
)
def test_lines_that_changed(old: str, new: str, changed: set[int]) -> None:
    assert changed_lines(old, new) == changed


@pytest.mark.parametrize("seed", range(60))
def test_the_other_lines_stand_in_the_old_text_in_the_same_order(seed: int) -> None:
    dice = random.Random(seed)
    words = "a b c d } { x y z".split()[: dice.randint(2, 9)]
    old = [dice.choice(words) for _ in range(dice.randint(1, 60))]
    new = [line for line in old if dice.random() > 0.1]
    for _ in range(dice.randint(0, 5)):
        new.insert(dice.randint(0, len(new)), dice.choice(words))
    changed = changed_lines("\n".join(old), "\n".join(new))
    kept = [line for number, line in enumerate(new, 1) if number not in changed]
    remaining = iter(old)
    assert all(line in remaining for line in kept)


@pytest.mark.parametrize("seed", range(20))
def test_where_lines_are_unique_nothing_else_counts_as_changed(seed: int) -> None:
    dice = random.Random(seed)
    old = [str(number) for number in range(200)]
    new = [f"{line} new" if dice.random() < 0.05 else line for line in old]
    opcodes = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    expected = {at + 1 for tag, _, _, first, end in opcodes if tag != "equal" for at in range(first, end)}
    assert changed_lines("\n".join(old), "\n".join(new)) == expected


def test_hostile_texts_take_no_quadratic_time() -> None:
    dice = random.Random(1)
    old, new = (["}{"[dice.random() < 0.5] for _ in range(200_000)] for _ in range(2))
    started = perf_counter()
    assert changed_lines("\n".join(old), "\n".join(new))
    assert perf_counter() - started < 20
