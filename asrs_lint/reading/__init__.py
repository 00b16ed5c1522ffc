"""From the files of a project to facts: look at each file once, choose what to parse, extract, look a second time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from asrs_lint.extract.registry import Word
from asrs_lint.facts.base import Fact
from asrs_lint.facts.functions import FunctionBinding
from asrs_lint.finding import Failure
from asrs_lint.reading.extraction import Extraction, Found, Progress
from asrs_lint.reading.glance import Glance, glance_at, too_large, uses_signalr, uses_the_service
from asrs_lint.reading.reach import Reach, Wanted
from asrs_lint.reading.sources import Documents, Sources

_ROUNDS = 2


@dataclass(frozen=True)
class Reading:
    """All that was read of a project. `commented`: the files in which `asrs-lint:` stands."""

    facts: Sequence[Fact]
    failures: Sequence[Failure]
    documents: Documents
    commented: Sequence[str]


def read_project(paths: Sequence[str], sources: Sources, jobs: int, progress: Progress) -> Reading | None:
    """Everything the files say about SignalR; None when no file shows any use of it."""
    glances = _look_at_all(paths, sources, progress)
    if not uses_signalr(glances.values()):
        return None
    hosts = uses_the_service(glances.values())
    work = {path: modules for path, glance in glances.items() if (modules := glance.modules(hosts))}
    with Extraction(sources, jobs, {path: glance.size for path, glance in glances.items()}) as extraction:
        found = extraction.run(work, progress)
        found.facts.extend(too_large(glances.values()))
        _look_again(found, work, glances, sources, extraction, progress)
    commented = [path for path, glance in glances.items() if glance.words & Word.SUPPRESSION]
    readable = {*work, *commented, *_beside_functions(found.facts, glances)}
    return Reading(found.facts, found.failures, Documents(sources, readable), commented)


def _beside_functions(facts: Iterable[Fact], paths: Iterable[str]) -> Iterator[str]:
    """The code of the functions that a function.json binds to SignalR: it need not name it, and rules look into it."""
    bound = (fact.path for fact in facts if isinstance(fact, FunctionBinding))
    folders = {folder for folder, _, name in (path.rpartition("/") for path in bound) if name == "function.json"}
    return (path for path in paths if folders and path.rpartition("/")[0] in folders)


def _look_at_all(paths: Sequence[str], sources: Sources, progress: Progress) -> dict[str, Glance]:
    glances: dict[str, Glance] = {}
    for number, path in enumerate(paths):
        if number % 256 == 0:
            progress("looking", number, len(paths))
        if glance := glance_at(path, sources):
            glances[path] = glance
    return glances


def _look_again(
    found: Found,
    work: dict[str, tuple[str, ...]],
    glances: Mapping[str, Glance],
    sources: Sources,
    extraction: Extraction,
    progress: Progress,
) -> None:
    """Read what uses the names that the files read so far give to others. Twice: a method that adds the service is
    often called by another such method."""
    reach = Reach()
    for _ in range(_ROUNDS):
        wanted = reach.widen(found.facts)
        more = {
            path: modules for path, glance in glances.items() if (modules := _further(glance, work, wanted, sources))
        }
        if not more:
            return
        found.extend(extraction.run(more, progress))
        work.update({path: (*work.get(path, ()), *modules) for path, modules in more.items()})


def _further(glance: Glance, work: Mapping[str, tuple[str, ...]], wanted: Wanted, sources: Sources) -> tuple[str, ...]:
    done = work.get(glance.path, ())
    modules = tuple(m for m in glance.modules_of_second_look() if m not in done)
    if not modules or not wanted.asks_for(glance.path):
        return ()
    return modules if wanted.stand_in(glance.path, sources.data(glance.path) or b"") else ()
