"""The look at many files, in several processes where they are many."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from asrs_lint.reading.extraction import Progress
from asrs_lint.reading.glance import look_at
from asrs_lint.reading.sources import Sources
from asrs_lint.reading.workers import Workers

if TYPE_CHECKING:
    from asrs_lint.cache.columns import Look

PAYS_FOR_PROCESSES = 4_000  # files, at some 50 µs each: below, forking costs more than it saves
_AT_A_TIME = 250  # files

_Looks = list[tuple["Look | None", int]]


def looks(paths: Sequence[str], sources: Sources, jobs: int, progress: Progress) -> Iterator[tuple[Look | None, int]]:
    """What `look_at` gives for each file, in their order. `jobs`: the most processes to use."""
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
