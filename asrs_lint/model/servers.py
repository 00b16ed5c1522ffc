"""Hosts that serve hubs: through Azure SignalR or by themselves."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeVar

from asrs_lint.evidence import CERTAIN, Certainty, Note
from asrs_lint.facts.base import Fact
from asrs_lint.facts.client import Flavour
from asrs_lint.facts.code import Context
from asrs_lint.facts.configuration import Setting, SettingsFile, SettingsObject, XmlConfiguration
from asrs_lint.facts.server import (
    ConfigurationSourceAdded,
    HostBuilt,
    HubDeclared,
    HubMapped,
    LoggingCall,
    ServiceAdded,
    TraceLevelSet,
)
from asrs_lint.model.index import FactIndex, folder_of
from asrs_lint.model.logging import LoggingInputs, LoggingPipeline, logging_pipeline
from asrs_lint.model.places import is_test
from asrs_lint.model.projects import Owners
from asrs_lint.model.reach import Reach
from asrs_lint.model.tracing import TraceSetup, trace_setup
from asrs_lint.model.workspace import Project, Server
from asrs_lint.scale import Confidence

AZURE_CALLS = ("AddAzureSignalR", "AddNamedAzureSignalR", "UseAzureSignalR", "MapAzureSignalR", "RunAzureSignalR")
_ASPNET_CALLS = ("MapAzureSignalR", "RunAzureSignalR", "MapSignalR", "RunSignalR", "MapHubs")
_CORE_PACKAGE = "microsoft.azure.signalr"
_HOSTING_STARTUP = "ASPNETCORE_HOSTINGSTARTUPASSEMBLIES"

C = TypeVar("C", ServiceAdded, HubMapped, LoggingCall, HostBuilt, TraceLevelSet)
F = TypeVar("F", bound=Fact)
S = TypeVar("S", Setting, SettingsFile, SettingsObject)
_KINDS: tuple[type[Fact], ...] = (
    ServiceAdded,
    HubMapped,
    HubDeclared,
    LoggingCall,
    HostBuilt,
    TraceLevelSet,
    Setting,
    SettingsFile,
    SettingsObject,
    XmlConfiguration,
)


class Servers:
    """Finds them. `environments` are those to evaluate logging for, None for what the files name."""

    def __init__(
        self,
        index: FactIndex,
        found: Sequence[Project],
        owners: Owners,
        environments: Sequence[str] | None = None,
    ) -> None:
        self._index = index
        self._projects = found
        self._owners = owners
        self._environments = environments
        self._reach = Reach(index, owners, found)
        self._owned = {kind: owners.group(index.all(kind)) for kind in _KINDS}

    def all(self) -> list[Server]:
        hosts = [p for p in self._projects if p.host and not p.test]
        hosts += [p for p in self._projects if not p.host and not p.test and self._is_host_by_code(p)]
        found = [server for project in hosts if (server := self._server(project))]
        return sorted([*found, *self._without_project()], key=lambda s: (s.folder, s.anchor))

    def _is_host_by_code(self, project: Project) -> bool:
        """A library by its project file that all the same starts a host, or an OWIN start-up class of a classic
        project."""
        calls = self._of(ServiceAdded, project)
        mapped = any(call.call in _ASPNET_CALLS and call.function != call.call for call in calls)
        return mapped or bool(self._of(HostBuilt, project))

    def _server(self, project: Project) -> Server | None:
        reached = self._reach.from_project(project)
        foreign = sorted({path for path, _ in reached if self._owners.of(path) is not project})

        def mine(kind: type[C]) -> tuple[C, ...]:
            return self._run_by(project, reached, foreign, kind)

        calls = tuple(c for c in mine(ServiceAdded) if not is_test(c.path))
        azure = [c for c in calls if c.call in AZURE_CALLS and not c.context & Context.DEVELOPMENT]
        routes = mine(HubMapped)
        startup = None if azure else self._hosting_startup(project, bool(calls or routes))
        if (not calls and startup is None) or (project.functions and not routes):
            return None  # a function app that maps no hub connects to the service by its bindings only
        flavour = Flavour.ASPNET if all(c.call in _ASPNET_CALLS for c in azure or calls) and calls else Flavour.CORE
        core = flavour is Flavour.CORE
        files = {project.file.path, *(path for path, _ in reached)}
        sources = [s for path in sorted(files) for s in self._index.in_file(ConfigurationSourceAdded, path)]
        logging = self._logging(project, mine(LoggingCall), mine(HostBuilt), sources)
        return Server(
            folder=project.folder,
            project=project,
            flavour=flavour,
            azure=bool(azure) or startup is not None,
            calls=tuple(azure) or (() if startup else calls),
            chain=startup[0] if startup else self._chain(project, azure or calls),
            conditional=all(c.context & Context.CONDITIONAL for c in azure),
            certainty=startup[1] if startup else CERTAIN,
            hubs=tuple(self._of(HubDeclared, project)),
            routes=routes,
            logging=logging if core else None,
            tracing=None if core else self._tracing(project, mine(TraceLevelSet)),
        )

    def _of(self, kind: type[F], project: Project) -> Sequence[F]:
        """What stands in the project's folder: two projects of one folder share it."""
        holder = self._owners.of(project.file.path) or project
        return self._owned[kind].get(holder.file.path, ())  # type: ignore[return-value]

    def _run_by(
        self, project: Project, reached: frozenset[tuple[str, str]], foreign: Sequence[str], kind: type[C]
    ) -> tuple[C, ...]:
        """What a project's own code holds of a kind, and the functions that it runs in files of others."""
        found: list[C] = list(self._of(kind, project))
        for path in foreign:
            facts: Sequence[C] = self._index.in_file(kind, path)
            found += [fact for fact in facts if (path, fact.function or "") in reached]
        return tuple(sorted(found, key=lambda fact: fact.span))

    def _chain(self, project: Project, calls: Sequence[ServiceAdded]) -> tuple[Note, ...]:
        first = min(calls, key=lambda c: AZURE_CALLS.index(c.call) if c.call in AZURE_CALLS else len(AZURE_CALLS))
        said = "turns Azure SignalR on" if first.call in AZURE_CALLS else "adds SignalR"
        note = Note(first.name_span, f"{first.call} {said}")
        if self._owners.of(first.path) is project:
            return (note,)
        return (note, Note(project.file.span, f"{project.name} is the host that runs this"))

    def _hosting_startup(self, project: Project, serves: bool) -> tuple[tuple[Note, ...], Certainty] | None:
        """Azure SignalR turned on by its hosting startup assembly, without a call (server.md A9.5)."""
        if _CORE_PACKAGE not in project.packages:
            return None
        for setting in self._of(Setting, project):
            if setting.key.upper() == _HOSTING_STARTUP and _CORE_PACKAGE in _assemblies(setting.value):
                note = Note(setting.span, f"{_HOSTING_STARTUP} turns Azure SignalR on")
                return (note,), Certainty(Confidence.MEDIUM, "Azure SignalR is turned on by configuration, not by code")
            if serves and setting.key.lower() == "azure:signalr:enabled" and (setting.value or "").lower() == "true":
                note = Note(setting.span, "Azure:SignalR:Enabled is read by the hosting startup of Azure SignalR")
                return (note,), Certainty(
                    Confidence.MEDIUM,
                    f"only the hosting startup reads Azure:SignalR:Enabled, and no {_HOSTING_STARTUP} "
                    "is in the repository",
                )
        return None

    def _beside(self, kind: type[S], project: Project) -> list[S]:
        """Settings of a host lie beside its project file, launch profiles one folder below."""
        folders = (project.folder, f"{project.folder}/Properties".lstrip("/"))
        return [fact for fact in self._of(kind, project) if folder_of(fact.path) in folders]

    def _logging(
        self,
        project: Project,
        calls: Sequence[LoggingCall],
        hosts: Sequence[HostBuilt],
        sources: Sequence[ConfigurationSourceAdded],
    ) -> LoggingPipeline | None:
        return logging_pipeline(
            LoggingInputs(
                settings=self._beside(Setting, project),
                files=self._beside(SettingsFile, project),
                objects=self._beside(SettingsObject, project),
                calls=calls,
                hosts=hosts,
                packages=project.packages,
                sdk_version=project.version(_CORE_PACKAGE),
                environments=self._environments,
                sources=sources,
            )
        )

    def _tracing(self, project: Project, code: Sequence[TraceLevelSet]) -> TraceSetup | None:
        return trace_setup(self._of(XmlConfiguration, project), code)

    def _without_project(self) -> Iterable[Server]:
        """Code whose project file is not in the repository: one server a folder, if it builds or maps anything."""
        loose: dict[str, list[ServiceAdded]] = {}
        for call in self._index.all(ServiceAdded):
            if self._owners.of(call.path) is None and not is_test(call.path):
                loose.setdefault(folder_of(call.path), []).append(call)
        for folder, calls in loose.items():
            azure = tuple(c for c in calls if c.call in AZURE_CALLS and not c.context & Context.DEVELOPMENT)
            relevant = azure or tuple(calls)
            aspnet = all(c.call in _ASPNET_CALLS for c in relevant)
            yield Server(
                folder=folder,
                project=None,
                flavour=Flavour.ASPNET if aspnet else Flavour.CORE,
                azure=bool(azure),
                calls=relevant,
                chain=(Note(relevant[0].name_span, f"{relevant[0].call} is called here"),),
                conditional=False,
                certainty=Certainty(Confidence.MEDIUM, "the project file of this code is not in the repository"),
                hubs=tuple(self._index.under(HubDeclared, folder)),
                routes=tuple(self._index.under(HubMapped, folder)),
            )


def _assemblies(value: str | None) -> list[str]:
    """The names in a list of hosting startup assemblies, in lower case."""
    return [name.partition(",")[0].strip().lower() for name in (value or "").split(";")]
