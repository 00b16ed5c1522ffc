"""Which lines of a text are new: a patience diff, whose time grows with the size of the texts and not with its square.

Lines that stand once on either side are anchors (Bram Cohen's patience diff); between them the same is done again.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

_DEEPEST = 12  # rounds of looking for anchors between anchors
_SMALL = 4096  # pairs of lines that are worth comparing one by one


class _Region(NamedTuple):
    """Lines of the old text against lines of the new one, counted from 0, the ends exclusive."""

    old: int
    old_end: int
    new: int
    new_end: int

    @property
    def pairs(self) -> int:
        return (self.old_end - self.old) * (self.new_end - self.new)

    @property
    def is_empty(self) -> bool:
        return self.old == self.old_end and self.new == self.new_end


def changed_lines(old: str, new: str) -> frozenset[int]:
    """The lines of `new`, counted from 1, that `old` has not; where lines went away, those on both sides of the gap.

    Line ends do not count: a file is the same with CRLF.
    """
    before, after = _lines(old), _lines(new)
    changed: set[int] = set()
    for region in _differences(before, after):
        if region.new < region.new_end:
            changed.update(range(region.new + 1, region.new_end + 1))
        else:
            changed.update((region.new, region.new + 1))
    return frozenset(line for line in changed if 1 <= line <= len(after))


def _lines(text: str) -> list[str]:
    return [line.rstrip("\r") for line in text.split("\n")]


def _differences(old: Sequence[str], new: Sequence[str]) -> Iterator[_Region]:
    regions = [_Region(0, len(old), 0, len(new))]
    for _ in range(_DEEPEST):
        inner: list[_Region] = []
        for region in (_trimmed(old, new, region) for region in regions):
            parts = _between_anchors(old, new, region) if region.pairs else [region]
            if len(parts) > 1:
                inner.extend(parts)
            elif region.pairs and region.pairs <= _SMALL:
                yield from _compared(old, new, region)
            elif not region.is_empty:
                yield region
        regions = inner
    yield from (region for region in regions if not region.is_empty)


def _trimmed(old: Sequence[str], new: Sequence[str], region: _Region) -> _Region:
    """Without the lines that both sides begin and end with."""
    a, a_end, b, b_end = region
    while a < a_end and b < b_end and old[a] == new[b]:
        a, b = a + 1, b + 1
    while a < a_end and b < b_end and old[a_end - 1] == new[b_end - 1]:
        a_end, b_end = a_end - 1, b_end - 1
    return _Region(a, a_end, b, b_end)


def _between_anchors(old: Sequence[str], new: Sequence[str], region: _Region) -> list[_Region]:
    parts = []
    a, b = region.old, region.new
    for at_old, at_new in _anchors(old, new, region):
        parts.append(_Region(a, at_old, b, at_new))
        a, b = at_old + 1, at_new + 1
    return [*parts, _Region(a, region.old_end, b, region.new_end)]


def _anchors(old: Sequence[str], new: Sequence[str], region: _Region) -> list[tuple[int, int]]:
    """The longest run of lines, unique on both sides, that come in the same order on both."""
    counts_old = Counter(old[region.old : region.old_end])
    counts_new = Counter(new[region.new : region.new_end])
    place = {new[at]: at for at in range(region.new, region.new_end)}
    unique = [at for at in range(region.old, region.old_end) if counts_old[old[at]] == 1 == counts_new[old[at]]]
    return _longest_increasing([(at, place[old[at]]) for at in unique])


def _longest_increasing(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest subsequence whose second numbers rise, by patience sorting."""
    tops: list[int] = []  # second numbers on top of the piles
    on_top: list[int] = []  # indices into pairs
    below: list[int | None] = []
    for index, (_, second) in enumerate(pairs):
        pile = bisect_left(tops, second)
        below.append(on_top[pile - 1] if pile else None)
        tops[pile : pile + 1], on_top[pile : pile + 1] = [second], [index]
    found = []
    at = on_top[-1] if on_top else None
    while at is not None:
        found.append(pairs[at])
        at = below[at]
    return found[::-1]


def _compared(old: Sequence[str], new: Sequence[str], region: _Region) -> Iterator[_Region]:
    a, a_end, b, b_end = region
    matcher = SequenceMatcher(None, old[a:a_end], new[b:b_end], autojunk=False)
    for tag, i, i_end, j, j_end in matcher.get_opcodes():
        if tag != "equal":
            yield _Region(a + i, a + i_end, b + j, b + j_end)
