"""The rows of a run, one a file, as columns that are quick to read."""

from __future__ import annotations

import os
from array import array
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain

from asrs_lint.cache.snapshot import FILE_LIMIT, Facts, Kept, Snapshot
from asrs_lint.extract.registry import READERS
from asrs_lint.extract.words import Word

Stat = tuple[int, int, int, int]  # size, time of modification, time of change (nanoseconds), inode
Look = tuple[int, tuple[int, ...]]  # words, numbers of readers
Row = tuple[Stat, Look | None, int]  # the last is the size of the text in bytes

_NO_TEXT = 255
_WORDS = range(sum(word.value for word in Word) + 1)


def fits(snapshot: Snapshot) -> bool:
    """Whether words and readers are those of this version, and no path leads out of the root."""
    words = all(word in _WORDS or word == _NO_TEXT for word in set(snapshot.words))
    readers = all(0 <= number < len(READERS) for numbers in snapshot.table for number in numbers)
    paths = b"\0%s\0" % snapshot.paths
    return words and readers and not any(way in paths for way in (b"\0/", b"\0../", b"/../"))


def paths_of(snapshot: Snapshot) -> list[str]:
    return os.fsdecode(snapshot.paths).split("\0") if snapshot.paths else []


def numbers_of(stats: Iterable[Stat]) -> array[int]:
    """Four numbers a file, one after the other."""
    return array("q", chain.from_iterable(stats))


def are_older(stats: array[int], moment: int) -> bool:
    """Whether no file was modified or changed at or after a moment."""
    return max(max(stats[1::4], default=0), max(stats[2::4], default=0)) < moment


def changed_rows(now: array[int], snapshot: Snapshot, moment: int) -> list[int]:
    """The rows of the files that are not known to be as they were: their numbers are others, or not older."""
    rows = enumerate(zip(_by_file(now), _by_file(array("q", snapshot.stats)), strict=True))
    return [row for row, (is_now, was) in rows if is_now != was or is_now[1] >= moment or is_now[2] >= moment]


def rows_of(snapshot: Snapshot) -> list[Row]:
    """Raises nothing: a row of no look is that of a file without text."""
    stats = _by_file(array("q", snapshot.stats))
    seen = set(zip(snapshot.words, snapshot.readers, strict=True))
    made = {(words, readers): _look(words, readers, snapshot) for words, readers in seen}
    looks = map(made.__getitem__, zip(snapshot.words, snapshot.readers, strict=True))
    return list(zip(stats, looks, array("q", snapshot.sizes), strict=True))


def look_of(snapshot: Snapshot, row: int) -> tuple[Look | None, int]:
    """What the look at one file showed, and the size of its text in bytes."""
    (size,) = array("q", snapshot.sizes[8 * row : 8 * row + 8])
    return _look(snapshot.words[row], snapshot.readers[row], snapshot), size


def snapshot_of(
    began: int,
    listing: bytes,
    rows: Mapping[str, Row],
    answers: Mapping[str, Mapping[str, bool]],
    outcome: tuple[str, bytes] | None,
) -> Snapshot:
    looks = [look or (_NO_TEXT, ()) for _, look, _ in rows.values()]
    table = {readers: number for number, readers in enumerate(dict.fromkeys(readers for _, readers in looks))}
    return Snapshot(
        began=began,
        listing=listing,
        paths=os.fsencode("\0".join(rows)),
        stats=numbers_of(stat for stat, _, _ in rows.values()).tobytes(),
        sizes=array("q", [size for _, _, size in rows.values()]).tobytes(),
        words=bytes(words for words, _ in looks),
        readers=bytes(table[readers] for _, readers in looks),
        table=list(table),
        answers={question: _column(rows, known) for question, known in answers.items()},
        outcome=outcome if outcome and len(outcome[1]) <= FILE_LIMIT else None,
    )


def numbered(rows: Iterable[str], facts: Mapping[str, Kept]) -> Facts:
    """Facts by the rows of their files, as many as one cache may hold."""
    found: Facts = {}
    left = FILE_LIMIT
    for row, path in enumerate(rows):
        if (kept := facts.get(path)) and kept.size <= left:
            left -= kept.size
            found[row] = kept
    return found


def _by_file(numbers: array[int]) -> Iterator[Stat]:
    each = iter(numbers)
    return zip(each, each, each, each, strict=True)


def _look(words: int, readers: int, snapshot: Snapshot) -> Look | None:
    return None if words == _NO_TEXT else (words, snapshot.table[readers])


def _column(rows: Mapping[str, Row], known: Mapping[str, bool]) -> bytes:
    """0 for a file of which nothing is known, 1 for no, 2 for yes."""
    return bytes(1 + known[path] if path in known else 0 for path in rows)
