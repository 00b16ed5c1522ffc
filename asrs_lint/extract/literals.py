"""Which of many literal words stand in some bytes.

With the extra `[fast]` all are looked for in one pass, by Hyperscan; without it one after the other, which is the same.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hyperscan import Database, Scratch

Stands = Callable[[bytes], bool]  # whether a word stands there
Search = Callable[[bytes], Stands]


def search_for(words: Sequence[bytes], any_case: bool = False) -> Search:
    """A search for these words, which are lower-cased where `any_case`, whatever the case of the bytes."""
    return in_one_pass(words, any_case) or (one_by_one_in_any_case if any_case else one_by_one)


def none(word: bytes) -> bool:
    """What stands in bytes that hold none of the words, if that is known."""
    return False


def one_by_one(data: bytes) -> Stands:
    return lambda word: word in data


def one_by_one_in_any_case(data: bytes) -> Stands:
    """Python's regular expressions that ignore case are about ten times slower."""
    return one_by_one(data.lower())


def in_one_pass(words: Sequence[bytes], any_case: bool) -> Search | None:
    """Hyperscan's search; None where it is not installed or cannot run on this processor."""
    try:
        import hyperscan
    except ImportError:
        return None
    flags = hyperscan.HS_FLAG_SINGLEMATCH | (hyperscan.HS_FLAG_CASELESS if any_case else 0)
    database = hyperscan.Database()
    try:
        database.compile(expressions=words, ids=range(len(words)), flags=flags, literal=True)
    except hyperscan.error:
        return None
    return _Scan(database, words)


class _Scan:
    """A search in one pass, for any number of threads: each has its own room to work in."""

    def __init__(self, database: Database, words: Sequence[bytes]) -> None:
        self._database = database
        self._words = words
        self._own = threading.local()

    def __call__(self, data: bytes) -> Stands:
        seen: set[bytes] = set()

        def matched(number: int, start: int, end: int, flags: int, context: object) -> None:
            seen.add(self._words[number])

        self._database.scan(data, match_event_handler=matched, scratch=self._scratch())
        return seen.__contains__ if seen else none

    def _scratch(self) -> Scratch:
        found: Scratch | None = getattr(self._own, "scratch", None)
        if found is None:
            found = self._own.scratch = self._database.scratch.clone()
        return found
