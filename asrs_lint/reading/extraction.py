"""Running extractors over files that changed, in this process or in several: the same facts in the same order either
way."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import TYPE_CHECKING

from asrs_lint.cache import Cache
from asrs_lint.extract.registry import extractor
from asrs_lint.facts.base import Fact
from asrs_lint.finding import Failure, Watch
from asrs_lint.reading.sources import Sources
from asrs_lint.source import Document

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


@dataclass(frozen=True, slots=True)
class _Seen:
    """What the extractors saw in one file. `content` is the digest of its bytes, empty for a file that was gone."""

    path: str
    content: bytes = b""
    facts: dict[str, list[Fact]] = field(default_factory=dict)
    failures: list[Failure] = field(default_factory=list)


class Extraction:
    """`sizes` are the bytes of each file that may be read; `jobs` the most processes to use."""

    def __init__(self, sources: Sources, jobs: int, sizes: Mapping[str, int], cache: Cache) -> None:
        self._sources = sources
        self._cache = cache
        self._jobs = jobs
        self._sizes = sizes
        self._pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> Extraction:
        return self

    def __exit__(self, *_: object) -> None:
        if self._pool:
            self._pool.shutdown(cancel_futures=True)

    def run(self, work: Work, progress: Progress) -> Found:
        known = {path: self._known(path, modules) for path, modules in work.items()}
        fresh = self._read({path: modules for path, modules in work.items() if known[path] is None}, progress)
        total = Found([], [])
        for path in work:
            if facts := known[path]:
                total.facts.extend(facts)
            elif seen := fresh.get(path):
                total.facts.extend(fact for facts in seen.facts.values() for fact in facts)
                total.failures.extend(seen.failures)
        return total

    def _known(self, path: str, modules: tuple[str, ...]) -> list[Fact] | None:
        return self._cache.facts(path, modules, lambda: self._sources.data(path))

    def _read(self, work: Work, progress: Progress) -> dict[str, _Seen]:
        batches = list(self._batches(work))
        if self._pool is None and self._pays(work):
            _import_once(work)
            self._pool = _forked(self._jobs, self._sources)
        fresh: dict[str, _Seen] = {}
        for number, part in enumerate(self._results(batches)):
            progress("reading", number, len(batches))
            for seen in part:
                fresh[seen.path] = seen
                if seen.content and not seen.failures:
                    self._cache.learn(seen.path, seen.content, seen.facts)
        return fresh

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

    def _results(self, batches: Sequence[_Batch]) -> Iterator[list[_Seen]]:
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


def _extract(batch: _Batch, sources: Sources) -> list[_Seen]:
    return [_extract_file(path, modules, sources) for path, modules in batch]


def _extract_file(path: str, modules: tuple[str, ...], sources: Sources) -> _Seen:
    data = sources.data(path)
    seen = _Seen(path, b"" if data is None else blake2b(data, digest_size=16).digest())
    with Watch(seen.failures, path=path):
        if data is None:
            raise KeyError(path)
        document = Document.decode(path, data)
        for module in modules:
            with Watch(seen.failures, path=path):
                facts = seen.facts.setdefault(module, [])
                facts.extend(extractor(module)(document))
    return seen


def _import_once(work: Work) -> None:
    """Import here what every process would else import for itself. What fails is told where it is used."""
    for module in sorted({module for modules in work.values() for module in modules}):
        with suppress(ImportError):
            extractor(module)


_inherited: Sources | None = None


def _extract_inherited(batch: _Batch) -> list[_Seen]:
    assert _inherited is not None
    return _extract(batch, _inherited)


def _inherit(sources: Sources) -> None:
    global _inherited
    _inherited = sources


def _forked(jobs: int, sources: Sources) -> ProcessPoolExecutor:
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    return ProcessPoolExecutor(jobs, get_context("fork"), _inherit, (sources,))
