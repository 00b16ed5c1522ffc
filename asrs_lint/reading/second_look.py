"""The second look: files that use the names that the files read so far give to others."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from hashlib import blake2b

from asrs_lint.cache import Cache
from asrs_lint.reading.extraction import Found, Work
from asrs_lint.reading.glance import Glance
from asrs_lint.reading.hosts import ProjectGraph
from asrs_lint.reading.reach import Reach, Wanted, language_of
from asrs_lint.reading.sources import Sources

_ROUNDS = 2  # a method that adds the service is often called by another such method


class SecondLook:
    """Over the files of one project."""

    def __init__(self, glances: Mapping[str, Glance], graph: ProjectGraph, sources: Sources, cache: Cache) -> None:
        self._graph = graph
        self._sources = sources
        self._cache = cache
        modules = {glance: glance.modules_of_second_look() for glance in set(glances.values())}
        self._readable = [(path, own) for path, glance in glances.items() if (own := modules[glance])]

    def widen(self, found: Found, work: dict[str, tuple[str, ...]], read: Callable[[Work], Found]) -> None:
        """Add to what was found and worked on."""
        reach = Reach()
        for _ in range(_ROUNDS):
            more = dict(self._further(reach.widen(found.facts), work))
            if not more:
                return
            found.extend(read(more))
            work.update({path: (*work.get(path, ()), *modules) for path, modules in more.items()})

    def _further(self, wanted: Wanted, work: Work) -> Iterator[tuple[str, tuple[str, ...]]]:
        answers = {
            language: self._cache.answers(_question(language, names)) for language, names in wanted.names.items()
        }
        users = self._graph.users(map(self._graph.owner, wanted.givers.get("dotnet", ()))) | {""}
        for path, modules in self._readable:
            language = language_of(path)
            known = answers.get(language)
            if known is None or (language == "dotnet" and self._graph.owner(path) not in users):
                continue
            done = work.get(path, ())
            rest = tuple(module for module in modules if module not in done)
            if rest and self._answer(path, wanted, known):
                yield path, rest

    def _answer(self, path: str, wanted: Wanted, known: dict[str, bool]) -> bool:
        if path not in known:
            known[path] = wanted.stand_in(path, self._sources.data(path) or b"")
        return known[path]


def _question(language: str, names: tuple[bytes, ...]) -> str:
    return f"{language} {blake2b(b' '.join(names), digest_size=16).hexdigest()}"
