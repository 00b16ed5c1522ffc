"""The look at all files, in several processes where they are many."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from asrs_lint.cache import Cache
from asrs_lint.extract.registry import Word
from asrs_lint.reading.glance import Glance, glance_of, look_at
from asrs_lint.reading.sources import Sources

if TYPE_CHECKING:
    from asrs_lint.cache.columns import Look

PAYS_FOR_PROCESSES = 4_000  # files, at some 50 µs each: below, forking costs more than it saves
_AT_A_TIME = 250  # files

Progress = Callable[[str, int, int], None]
_Looks = list[tuple["Look | None", int]]


@dataclass(frozen=True)
class Sight:
    """What each file of text shows, and the bytes of each."""

    glances: Mapping[str, Glance]
    sizes: Mapping[str, int]

    @cached_property
    def alike(self) -> frozenset[Glance]:
        """One glance for all files that look alike."""
        return frozenset(self.glances.values())

    def shows(self, word: Word) -> bool:
        return any(glance.words & word for glance in self.alike)


def look_at_all(paths: Sequence[str], sources: Sources, jobs: int, cache: Cache, progress: Progress) -> Sight:
    """`jobs`: the most processes to use."""
    rows = cache.looks(paths, sources.stats, lambda fresh: looks(fresh, sources, jobs, progress)).items()
    text = [(path, shown, size) for path, (_, shown, size) in rows if shown]
    return Sight({path: glance_of(shown, size) for path, shown, size in text}, {path: size for path, _, size in text})


def looks(paths: Sequence[str], sources: Sources, jobs: int, progress: Progress) -> Iterator[tuple[Look | None, int]]:
    """What `look_at` gives for each file, in their order."""
    parts = [paths[start : start + _AT_A_TIME] for start in range(0, len(paths), _AT_A_TIME)]
    several = jobs > 1 and len(paths) > PAYS_FOR_PROCESSES and hasattr(os, "fork")
    for number, found in enumerate(_forked(parts, sources, jobs) if several else _here(parts, sources)):
        progress("looking", number * _AT_A_TIME, len(paths))
        yield from found


def _here(parts: Sequence[Sequence[str]], sources: Sources) -> Iterator[_Looks]:
    for part in parts:
        yield _look(part, sources)


def _forked(parts: Sequence[Sequence[str]], sources: Sources, jobs: int) -> Iterator[_Looks]:
    """A part whose process was lost is looked at here: no parser is at work that could hang or crash."""
    from asrs_lint.reading.workers import Workers

    def here(part: Sequence[str], reason: str = "") -> _Looks:
        return _look(part, sources)

    workers = Workers(jobs, here, here)
    try:
        for (found,) in workers.results([[part] for part in parts]):
            yield found
    finally:
        workers.close()


def _look(part: Sequence[str], sources: Sources) -> _Looks:
    return [look_at(path, sources) for path in part]
