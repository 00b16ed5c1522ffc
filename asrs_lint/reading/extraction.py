"""Running extractors over files that changed, in one process or in several: the same facts in the same order either
way."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from hashlib import blake2b

from msgspec import Struct, field
from msgspec.structs import replace

from asrs_lint.cache import Cache
from asrs_lint.cache.codec import Packed, Unfit, facts_in, pack
from asrs_lint.cache.secrecy import may_be_kept
from asrs_lint.extract.registry import extractor
from asrs_lint.facts.base import Fact, Unreadable
from asrs_lint.finding import Failure, Watch
from asrs_lint.parse.limits import TooComplex
from asrs_lint.reading.looking import Progress
from asrs_lint.reading.sources import Sources
from asrs_lint.reading.workers import Workers
from asrs_lint.source import Document, Span
from asrs_lint.stopwatch import Spent, Stopwatch

PAYS_FOR_PROCESSES = 600_000  # bytes of code below which more than one worker costs more than it saves
_BATCH = 150_000  # bytes of code a process is given at a time

# What a file may bring any reader to, by whatever it holds: no defect of the reader.
_LIMITS: Mapping[type[Exception], str] = {
    RecursionError: "it is nested too deep",
    MemoryError: "it takes too much memory",
    TooComplex: "it is more complex than any code of people",
}

Work = Mapping[str, tuple[str, ...]]  # path → names of extractors
_Item = tuple[str, tuple[str, ...]]


class Found(Struct, frozen=True):
    """Facts and failures of some files."""

    facts: list[Fact]
    failures: list[Failure]

    def extend(self, other: Found) -> None:
        self.facts.extend(other.facts)
        self.failures.extend(other.failures)


class _Seen(Struct, frozen=True):
    """What the extractors saw in one file. `content` is the digest of its bytes, empty for a file that was gone
    or could not be read: nobody remembers that. `spent`: the time it took, by extractor. `packed`: the facts as they
    pass between processes, and are kept where `keepable`; None for facts that cannot be packed."""

    path: str
    content: bytes = b""
    facts: dict[str, list[Fact]] = field(default_factory=dict)
    failures: list[Failure] = field(default_factory=list)
    spent: Mapping[str, Spent] = field(default_factory=dict)
    packed: dict[str, Packed] | None = None
    keepable: bool = False

    def all_facts(self) -> Iterator[Fact]:
        if self.packed is not None:
            return (fact for packed in self.packed.values() for fact in facts_in(self.path, packed))
        return (fact for facts in self.facts.values() for fact in facts)


class Extraction:
    """`sizes` are the bytes of each file that may be read; `jobs` the most workers to use, 0 to work in this process,
    where nothing protects against a parser that hangs; `clock` counts the time of every extractor, summed over the
    workers. `lasting` tells whether every file was read to its end: one that was given up may be read another time."""

    def __init__(self, sources: Sources, jobs: int, sizes: Mapping[str, int], cache: Cache, clock: Stopwatch) -> None:
        self._sources = sources
        self._clock = clock
        self._cache = cache
        self._jobs = jobs if hasattr(os, "fork") else 0
        self._sizes = sizes
        self._workers: Workers[_Item, _Seen] | None = None
        self.lasting = True

    def __enter__(self) -> Extraction:
        return self

    def __exit__(self, *_: object) -> None:
        if self._workers:
            self._workers.close()

    def run(self, work: Work, progress: Progress) -> Found:
        known = {path: self._known(path, modules) for path, modules in work.items()}
        fresh = self._read({path: modules for path, modules in work.items() if known[path] is None}, progress)
        total = Found([], [])
        for path in work:
            if facts := known[path]:
                total.facts.extend(facts)
            elif seen := fresh.get(path):
                total.extend(seen)
        return total

    def _known(self, path: str, modules: tuple[str, ...]) -> list[Fact] | None:
        return self._cache.facts(path, modules, lambda: self._sources.data(path))

    def _read(self, work: Work, progress: Progress) -> dict[str, Found]:
        """Facts are unpacked as they come in: packed, those of a whole repository take a lot of room."""
        batches = list(self._batches(work))
        if self._workers is None and work and self._jobs:
            self._workers = self._forked(work)
        fresh: dict[str, Found] = {}
        for number, part in enumerate(self._results(batches)):
            progress("reading", number, len(batches))
            for seen in part:
                fresh[seen.path] = Found(list(seen.all_facts()), seen.failures)
                self._clock.add(seen.spent)
                self.lasting = self.lasting and bool(seen.content)
                if seen.content and not seen.failures and seen.packed is not None:
                    self._cache.learn(seen.path, seen.content, seen.packed, seen.keepable)
        return fresh

    def _forked(self, work: Work) -> Workers[_Item, _Seen]:
        many = sum(self._sizes[path] for path in work) > PAYS_FOR_PROCESSES
        if many:
            _import_once(work)
        return Workers(self._jobs if many else 1, self._extract, _refused)

    def _batches(self, work: Work) -> Iterator[list[_Item]]:
        batch: list[_Item] = []
        size = 0
        for path, modules in work.items():
            batch.append((path, modules))
            size += self._sizes[path]
            if size > _BATCH:
                yield batch
                batch, size = [], 0
        if batch:
            yield batch

    def _results(self, batches: Sequence[list[_Item]]) -> Iterator[list[_Seen]]:
        if self._workers is not None:
            return self._workers.results(batches)
        return ([self._extract(item) for item in batch] for batch in batches)

    def _extract(self, item: _Item) -> _Seen:
        seen = _extract(item, self._sources, self._clock.fresh())
        return _packed(seen, self._cache.keeps) if self._jobs or self._cache.keeps else seen


def _extract(item: _Item, sources: Sources, clock: Stopwatch) -> _Seen:
    path, modules = item
    data = sources.data(path)
    if data is None:
        return _refused(item, "it has gone since it was listed")
    seen = _Seen(path, blake2b(data, digest_size=16).digest(), spent=clock.spent)
    document = Document.decode(path, data)
    for module in modules:
        facts = seen.facts.setdefault(module, [])
        with Watch(seen.failures, path=path), clock.stage(f"extract {module}"):
            try:
                facts.extend(extractor(module)(document))
            except tuple(_LIMITS) as limit:
                facts.append(_unread(path, _LIMITS[type(limit)]))
                seen = replace(seen, content=b"")
    return seen


def _packed(seen: _Seen, kept: bool) -> _Seen:
    """What was seen, with its facts as bytes: to read them is several times faster than to read pickled objects."""
    try:
        packed = {module: pack(seen.path, facts) for module, facts in seen.facts.items()}
    except Unfit:
        return seen
    keepable = kept and all(may_be_kept(seen.facts[module], packed[module]) for module in packed)
    return replace(seen, facts={}, packed=packed, keepable=keepable)


def _refused(item: _Item, reason: str) -> _Seen:
    return _Seen(item[0], facts={"": [_unread(item[0], reason)]})


def _unread(path: str, reason: str) -> Unreadable:
    return Unreadable(Span(path, 0, 0), f"The file was not read: {reason}.")


def _import_once(work: Work) -> None:
    """Import here what every process would else import for itself. What fails is told where it is used."""
    for module in sorted({module for modules in work.values() for module in modules}):
        with suppress(ImportError):
            extractor(module)
