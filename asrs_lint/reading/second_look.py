"""The second look: files that use the names that the files read so far give to others."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from asrs_lint.cache import Cache
from asrs_lint.reading.extraction import Found, Work
from asrs_lint.reading.glance import Glance
from asrs_lint.reading.hosts import ProjectGraph
from asrs_lint.reading.looking import spread
from asrs_lint.reading.reach import Reach
from asrs_lint.reading.sources import Sources
from asrs_lint.reading.wanted import Wanted, language_of

_ROUNDS = 2  # a method that adds the service is often called by another such method


class SecondLook:
    """Over the files of one project."""

    def __init__(
        self, glances: Mapping[str, Glance], graph: ProjectGraph, sources: Sources, cache: Cache, jobs: int
    ) -> None:
        self._graph = graph
        self._sources = sources
        self._cache = cache
        self._jobs = jobs
        modules = {glance: glance.modules_of_second_look() for glance in set(glances.values())}
        self._readable = {path: own for path, glance in glances.items() if (own := modules[glance])}

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
        unread = {path: self._unread(path, work) for path in self._near(wanted)}
        answers = self._answers([path for path, modules in unread.items() if modules], wanted)
        return ((path, unread[path]) for path, stands_in_it in answers.items() if stands_in_it)

    def _near(self, wanted: Wanted) -> Iterator[str]:
        """The files that may use a name: of its language, and in .NET of projects that reference one that gives it."""
        users = self._graph.users(map(self._graph.owner, wanted.givers.get("dotnet", ()))) | {""}
        for path in self._readable:
            language = language_of(path)
            if language in wanted.names and (language != "dotnet" or self._graph.owner(path) in users):
                yield path

    def _unread(self, path: str, work: Work) -> tuple[str, ...]:
        done = work.get(path, ())
        return tuple(module for module in self._readable[path] if module not in done)

    def _answers(self, paths: Sequence[str], wanted: Wanted) -> dict[str, bool]:
        """Whether a name stands in each file, in their order."""
        known = {language: self._cache.answers(question) for language, question in wanted.questions().items()}
        unknown = [path for path in paths if path not in known[language_of(path)]]
        stand_in = wanted.search()
        found = spread(unknown, lambda path: stand_in(path, self._sources.data(path) or b""), self._jobs, _silently)
        for path, answer in zip(unknown, found, strict=True):
            known[language_of(path)][path] = answer
        return {path: known[language_of(path)][path] for path in paths}


def _silently(done: int, total: int) -> None:
    """It takes a moment only."""
