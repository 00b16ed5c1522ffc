"""From the files of a project to facts: look at each file once, choose what to parse, extract, look a second time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from asrs_lint.cache import Cache
from asrs_lint.extract.registry import Word
from asrs_lint.facts.base import Fact
from asrs_lint.facts.functions import FunctionBinding
from asrs_lint.finding import Failure
from asrs_lint.reading.commented import add_comments
from asrs_lint.reading.extraction import Extraction, Progress
from asrs_lint.reading.glance import Glance, glance_of, too_large, uses_signalr, uses_the_service
from asrs_lint.reading.hosts import ProjectGraph, host_files
from asrs_lint.reading.looking import looks
from asrs_lint.reading.second_look import SecondLook
from asrs_lint.reading.sources import Documents, Sources
from asrs_lint.stopwatch import Stopwatch


@dataclass(frozen=True)
class Reading:
    """All that was read of a project."""

    facts: Sequence[Fact]
    failures: Sequence[Failure]
    documents: Documents


def read_project(
    paths: Sequence[str], sources: Sources, jobs: int, progress: Progress, cache: Cache, clock: Stopwatch
) -> Reading | None:
    """Everything the files say about SignalR; None when no file shows any use of it."""
    with clock.stage("look"):
        glances, sizes = _look_at_all(paths, sources, jobs, cache, progress)
    alike = set(glances.values())
    if not uses_signalr(alike):
        return None
    chosen = {glance: glance.modules() for glance in alike}
    work = {path: modules for path, glance in glances.items() if (modules := chosen[glance])}
    commented = [path for path, glance in glances.items() if glance.words & Word.SUPPRESSION]
    with Extraction(sources, jobs, sizes, cache, clock) as extraction:
        with clock.stage("extract"):
            found = extraction.run(work, progress)
            graph = ProjectGraph(found.facts)
            if uses_the_service(alike):
                hosts = {path: glances[path].modules_of_hosts() for path in host_files(glances, graph)}
                found.extend(extraction.run(hosts, progress))
                work.update(hosts)
        found.facts.extend(too_large(glances))
        with clock.stage("look again"):
            SecondLook(glances, graph, sources, cache).widen(found, work, lambda more: extraction.run(more, progress))
        with clock.stage("extract"):
            add_comments(found, commented, lambda more: extraction.run(more, progress))
    readable = {*work, *commented, *_beside_functions(found.facts, glances)}
    return Reading(found.facts, found.failures, Documents(sources, readable))


def _beside_functions(facts: Iterable[Fact], paths: Iterable[str]) -> Iterator[str]:
    """The code of the functions that a function.json binds to SignalR: it need not name it, and rules look into it."""
    bound = (fact.path for fact in facts if isinstance(fact, FunctionBinding))
    folders = {folder for folder, _, name in (path.rpartition("/") for path in bound) if name == "function.json"}
    return (path for path in paths if folders and path.rpartition("/")[0] in folders)


def _look_at_all(
    paths: Sequence[str], sources: Sources, jobs: int, cache: Cache, progress: Progress
) -> tuple[dict[str, Glance], dict[str, int]]:
    """What each file of text shows, and the bytes of each."""
    rows = cache.looks(paths, sources.stat, lambda fresh: looks(fresh, sources, jobs, progress)).items()
    text = [(path, shown, size) for path, (_, shown, size) in rows if shown]
    return {path: glance_of(shown, size) for path, shown, size in text}, {path: size for path, _, size in text}
