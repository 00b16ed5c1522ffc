"""The look at all files, in several processes where they are many."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

from msgspec import Struct

from asrs_lint.cache import Cache
from asrs_lint.extract.words import Word
from asrs_lint.reading.glance import Glance, glance_of, look_at
from asrs_lint.reading.sources import Sources

if TYPE_CHECKING:
    from asrs_lint.cache.columns import Look

PAYS_FOR_PROCESSES = 4_000  # files, at some 50 µs each: below, forking costs more than it saves
_AT_A_TIME = 250  # files

Progress = Callable[[str, int, int], None]
T = TypeVar("T")
R = TypeVar("R")


class Sight(Struct, frozen=True, dict=True):
    """What each file of text shows, and the bytes of each."""

    glances: Mapping[str, Glance]
    sizes: Mapping[str, int]

    @cached_property
    def alike(self) -> frozenset[Glance]:
        """One glance for all files that look alike: to ask it once for all of them is much faster."""
        return frozenset(self.glances.values())

    def showing(self, word: Word) -> frozenset[Glance]:
        """The glances at files in which a word of this kind stands."""
        return frozenset(glance for glance in self.alike if glance.words & word)

    def shows(self, word: Word) -> bool:
        return bool(self.showing(word))


def look_at_all(paths: Sequence[str], sources: Sources, jobs: int, cache: Cache, progress: Progress) -> Sight:
    """`jobs`: the most processes to use."""
    rows = cache.looks(paths, sources.stats, lambda fresh: looks(fresh, sources, jobs, progress)).items()
    text = [(path, shown, size) for path, (_, shown, size) in rows if shown]
    return Sight({path: glance_of(shown, size) for path, shown, size in text}, {path: size for path, _, size in text})


def looks(paths: Sequence[str], sources: Sources, jobs: int, progress: Progress) -> Iterator[tuple[Look | None, int]]:
    """What `look_at` gives for each file, in their order."""

    def told(done: int, total: int) -> None:
        progress("looking", done, total)

    return spread(paths, lambda path: look_at(path, sources), jobs, told)


def spread(items: Sequence[T], work: Callable[[T], R], jobs: int, progress: Callable[[int, int], None]) -> Iterator[R]:
    """The results of quick work on many items, in their order, in several processes where that pays.

    The work of a process that was lost is done here: no parser is at work that could hang or crash."""
    parts = [items[start : start + _AT_A_TIME] for start in range(0, len(items), _AT_A_TIME)]

    def here(part: Sequence[T], reason: str = "") -> list[R]:
        return [work(item) for item in part]

    for number, found in enumerate(_forked(parts, here, jobs) if _pays(len(items), jobs) else map(here, parts)):
        progress(number, len(parts))
        yield from found


def _pays(items: int, jobs: int) -> bool:
    return jobs > 1 and items > PAYS_FOR_PROCESSES and hasattr(os, "fork")


def _forked(parts: Sequence[Sequence[T]], work: Callable[..., list[R]], jobs: int) -> Iterator[list[R]]:
    from asrs_lint.reading.workers import Workers

    pool = Workers[Sequence[T], list[R]](jobs, work, work)
    try:
        yield from (found for (found,) in pool.results([[part] for part in parts]))
    finally:
        pool.close()
