"""Everything the files of a project say about SignalR."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct

from asrs_lint.cache import Cache
from asrs_lint.extract.words import Word
from asrs_lint.facts.base import Fact
from asrs_lint.facts.functions import FunctionBinding
from asrs_lint.finding import Failure
from asrs_lint.reading.commented import add_comments
from asrs_lint.reading.extraction import Extraction
from asrs_lint.reading.glance import too_large
from asrs_lint.reading.hosts import ProjectGraph, host_files
from asrs_lint.reading.looking import Progress, Sight
from asrs_lint.reading.second_look import SecondLook
from asrs_lint.reading.sources import Sources
from asrs_lint.stopwatch import Stopwatch


class Reading(Struct, frozen=True):
    """All that was read of a project. `readable`: the files that were read, or that rules may look into; `lasting`:
    another time the same would be read."""

    facts: Sequence[Fact]
    failures: Sequence[Failure]
    readable: frozenset[str]
    lasting: bool


def read_project(
    sight: Sight, sources: Sources, jobs: int, progress: Progress, cache: Cache, clock: Stopwatch
) -> Reading:
    glances = sight.glances
    chosen = {glance: glance.modules() for glance in sight.alike}
    work = {path: modules for path, glance in glances.items() if (modules := chosen[glance])}
    suppressing = sight.showing(Word.SUPPRESSION)
    commented = [path for path, glance in glances.items() if glance in suppressing]
    with Extraction(sources, jobs, sight.sizes, cache, clock) as extraction:
        with clock.stage("extract"):
            found = extraction.run(work, progress)
            graph = ProjectGraph(found.facts)
            if sight.shows(Word.AZURE):
                hosts = {path: glances[path].modules_of_hosts() for path in host_files(sight, graph)}
                found.extend(extraction.run(hosts, progress))
                work.update(hosts)
        found.facts.extend(too_large(glances))
        with clock.stage("look again"):
            look = SecondLook(glances, graph, sources, cache, jobs)
            look.widen(found, work, lambda more: extraction.run(more, progress))
        with clock.stage("extract"):
            add_comments(found, commented, lambda more: extraction.run(more, progress))
    readable = frozenset((*work, *commented, *_beside_functions(found.facts, glances)))
    return Reading(found.facts, found.failures, readable, extraction.lasting)


def _beside_functions(facts: Iterable[Fact], paths: Iterable[str]) -> Iterator[str]:
    """The code of the functions that a function.json binds to SignalR: it need not name it, and rules look into it."""
    bound = (fact.path for fact in facts if isinstance(fact, FunctionBinding))
    folders = {folder for folder, _, name in (path.rpartition("/") for path in bound) if name == "function.json"}
    return (path for path in paths if folders and path.rpartition("/")[0] in folders)
