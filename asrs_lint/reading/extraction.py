"""Running extractors over files, in this process or in several: the same facts in the same order either way."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from asrs_lint.extract.registry import extractor
from asrs_lint.facts.base import Fact
from asrs_lint.finding import Failure, Watch
from asrs_lint.reading.sources import Sources

if TYPE_CHECKING:
    from concurrent.futures import ProcessPoolExecutor

PAYS_FOR_PROCESSES = 2_000_000  # bytes of code below which forking costs more than it saves
_BATCH = 150_000  # bytes of code a process is given at a time

Work = Mapping[str, tuple[str, ...]]  # path → names of extractors
Progress = Callable[[str, int, int], None]
_Batch = list[tuple[str, tuple[str, ...]]]


@dataclass(frozen=True, slots=True)
class Found:
    """Facts and failures of some files."""

    facts: list[Fact]
    failures: list[Failure]

    def extend(self, other: Found) -> None:
        self.facts.extend(other.facts)
        self.failures.extend(other.failures)


class Extraction:
    """`sizes` are the bytes of each file that may be read; `jobs` the most processes to use."""

    def __init__(self, sources: Sources, jobs: int, sizes: Mapping[str, int]) -> None:
        self._sources = sources
        self._jobs = jobs
        self._sizes = sizes
        self._pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> Extraction:
        return self

    def __exit__(self, *_: object) -> None:
        if self._pool:
            self._pool.shutdown(cancel_futures=True)

    def run(self, work: Work, progress: Progress) -> Found:
        batches = list(self._batches(work))
        if self._pool is None and self._pays(work):
            _import_once(work)
            self._pool = _forked(self._jobs, self._sources)
        total = Found([], [])
        for number, part in enumerate(self._results(batches)):
            progress("reading", number, len(batches))
            total.extend(part)
        return total

    def _pays(self, work: Work) -> bool:
        return self._jobs > 1 and hasattr(os, "fork") and sum(self._sizes[path] for path in work) > PAYS_FOR_PROCESSES

    def _batches(self, work: Work) -> Iterator[_Batch]:
        batch: _Batch = []
        size = 0
        for path, modules in work.items():
            batch.append((path, modules))
            size += self._sizes[path]
            if size > _BATCH:
                yield batch
                batch, size = [], 0
        if batch:
            yield batch

    def _results(self, batches: Sequence[_Batch]) -> Iterator[Found]:
        if self._pool is None:
            yield from (_extract(batch, self._sources) for batch in batches)
            return
        from concurrent.futures.process import BrokenProcessPool

        done = 0
        try:
            for part in self._pool.map(_extract_inherited, batches):
                yield part
                done += 1
        except BrokenProcessPool:  # a process was killed from outside: do the rest in this one
            self._pool = None
            yield from (_extract(batch, self._sources) for batch in batches[done:])


def _extract(batch: _Batch, sources: Sources) -> Found:
    found = Found([], [])
    for path, modules in batch:
        with Watch(found.failures, path=path):
            document = sources.document(path)
            for module in modules:
                with Watch(found.failures, path=path):
                    found.facts.extend(extractor(module)(document))
    return found


def _import_once(work: Work) -> None:
    """Import here what every process would else import for itself. What fails is told where it is used."""
    for module in sorted({module for modules in work.values() for module in modules}):
        with suppress(ImportError):
            extractor(module)


_inherited: Sources | None = None


def _extract_inherited(batch: _Batch) -> Found:
    assert _inherited is not None
    return _extract(batch, _inherited)


def _inherit(sources: Sources) -> None:
    global _inherited
    _inherited = sources


def _forked(jobs: int, sources: Sources) -> ProcessPoolExecutor:
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    return ProcessPoolExecutor(jobs, get_context("fork"), _inherit, (sources,))
