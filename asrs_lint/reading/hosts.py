"""Which C# files that build a host are worth reading: those of projects that may run Azure SignalR.

In a repository of many programs most of them have nothing to do with it. Such a file names nothing of SignalR itself;
what it holds (logging, sources of configuration, calls) counts for a host only that has the service in its own project
or in one it references, and from the projects that this host references.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Set

from asrs_lint.extract.words import Word
from asrs_lint.facts.base import Fact
from asrs_lint.facts.dotnet import ProjectFile
from asrs_lint.model.index import folder_of
from asrs_lint.model.places import is_test
from asrs_lint.reading.looking import Sight

_TEST_SDK = "microsoft.net.test.sdk"


class ProjectGraph:
    """The projects of .NET by folder, and which references which. Tests run no service, and reference everything: what
    they reference is not followed."""

    def __init__(self, facts: Iterable[Fact]) -> None:
        self._owners = {"": ""}
        self._referenced: dict[str, set[str]] = defaultdict(set)
        self._referencing: dict[str, set[str]] = defaultdict(set)
        for file in (fact for fact in facts if isinstance(fact, ProjectFile)):
            folder = folder_of(file.path)
            self._owners[folder] = folder
            if not _is_for_tests(file):
                self._refer(folder, map(folder_of, file.references))

    def owner(self, path: str) -> str:
        """The nearest folder above a file that holds a project file; the root for a file of no project."""
        folder = start = folder_of(path)
        while folder not in self._owners:
            folder = folder_of(folder)
        return self._owners.setdefault(start, self._owners[folder])

    def users(self, folders: Iterable[str]) -> set[str]:
        """These projects and all that reference them, also through others."""
        return _reachable(folders, self._referencing)

    def run_with(self, folders: Iterable[str]) -> set[str]:
        """What may run in one process with the code of these projects."""
        return _reachable(self.users(folders), self._referenced)

    def _refer(self, folder: str, referenced: Iterable[str]) -> None:
        for other in referenced:
            self._referenced[folder].add(other)
            self._referencing[other].add(folder)


def host_files(sight: Sight, graph: ProjectGraph) -> Iterator[str]:
    """The files that are to be read only because they build a host of the service, or extend one."""
    running = graph.run_with({graph.owner(path) for path in _telling_of_the_service(sight)}) | {""}
    hosts = sight.showing(Word.HOST) - sight.showing(Word.SIGNALR)
    for path, glance in sight.glances.items():
        if glance in hosts and graph.owner(path) in running:
            yield path


def _telling_of_the_service(sight: Sight) -> Iterator[str]:
    """Settings name the service by keys in which "Azure" and "SignalR" stand apart."""
    signalr, azure = sight.showing(Word.SIGNALR), sight.showing(Word.AZURE)
    for path, glance in sight.glances.items():
        if glance in signalr and (glance in azure or path.endswith(".json")) and not is_test(path):
            yield path


def _is_for_tests(file: ProjectFile) -> bool:
    return is_test(file.path) or any(package.name.lower() == _TEST_SDK for package in file.packages)


def _reachable(start: Iterable[str], edges: Mapping[str, Set[str]]) -> set[str]:
    found: set[str] = set()
    waiting = list(start)
    while waiting:
        folder = waiting.pop()
        if folder not in found:
            found.add(folder)
            waiting.extend(edges.get(folder, ()))
    return found
