"""Which functions a host runs: its own, and those of projects it references that it calls, by name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set

from asrs_lint.facts.code import Function
from asrs_lint.model.index import FactIndex
from asrs_lint.model.projects import Owners
from asrs_lint.model.workspace import Project

# Methods that a framework calls on classes it finds: Startup, modules of ABP and Orchard, hosting startups.
_BY_FRAMEWORK = {
    "ConfigureServices",
    "PreConfigureServices",
    "Configure",
    "OnApplicationInitialization",
    "Configuration",
}
# Where a program starts: those of another program do not run, however they are called.
_STARTS = {"Main", "CreateHostBuilder", "CreateWebHostBuilder", "BuildWebHost", "BuildHost"}

_Key = tuple[str, str]  # path, name of the function


class Reach:
    """The wiring of C# code. A function is known by its file and name: overloads of one file count as one."""

    def __init__(self, index: FactIndex, owners: Owners, found: Sequence[Project]) -> None:
        self._owners = owners
        self._by_path = {project.file.path: project for project in found}
        self._functions: dict[str, list[Function]] = defaultdict(list)
        for function in index.all(Function):
            if function.path.endswith((".cs", ".razor", ".cshtml")):
                self._functions[self._owner(function.path)].append(function)

    def from_project(self, project: Project) -> frozenset[_Key]:
        """Everything the project's own code and the libraries it references run for it."""
        own = self._functions[project.file.path]
        libraries = self._callable(self._referenced(project), _STARTS if _borrows(own) else _STARTS | _BY_FRAMEWORK)
        reached = {_key(function) for function in own}
        waiting = {call.name for function in own for call in function.calls} | _BY_FRAMEWORK
        done: set[str] = set()
        while waiting:
            name = waiting.pop()
            done.add(name)
            for function in libraries.get(name, ()):
                reached.add(_key(function))
                waiting |= {call.name for call in function.calls} - done
        return frozenset(reached)

    def _owner(self, path: str) -> str:
        project = self._owners.of(path)
        return project.file.path if project else ""

    def _referenced(self, project: Project) -> set[str]:
        """Paths of the projects it references, also through others."""
        found: set[str] = set()
        waiting = list(project.file.references)
        while waiting:
            path = waiting.pop()
            if path not in found and path in self._by_path:
                found.add(path)
                waiting.extend(self._by_path[path].file.references)
        return found - {project.file.path}

    def _callable(self, libraries: Iterable[str], of_programs: Set[str]) -> Mapping[str, list[Function]]:
        """The functions of these projects by name, but for some that run in a program of their own only."""
        named: dict[str, list[Function]] = defaultdict(list)
        for path in libraries:
            foreign = of_programs if self._by_path[path].host else frozenset()
            for function in self._functions[path]:
                if function.name and function.name not in foreign:
                    named[function.name].append(function)
        return named


def _borrows(own: Sequence[Function]) -> bool:
    """Whether a program starts with the Startup class of another, having none."""
    starts = any(call.name == "UseStartup" for function in own for call in function.calls)
    return starts and not any(function.name in ("ConfigureServices", "Configure") for function in own)


def _key(function: Function) -> _Key:
    return function.path, function.name or ""
