"""Hosts that serve hubs: through Azure SignalR or by themselves."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeVar

from asrs_lint.evidence import CERTAIN, Certainty, Confidence, Note
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
from asrs_lint.model.reach import Reach, is_reached
from asrs_lint.model.tracing import TraceSetup, trace_setup
from asrs_lint.model.workspace import Project, Server

AZURE_CALLS = ("AddAzureSignalR", "AddNamedAzureSignalR", "UseAzureSignalR", "MapAzureSignalR", "RunAzureSignalR")
_ASPNET_CALLS = ("MapAzureSignalR", "RunAzureSignalR", "MapSignalR", "RunSignalR", "MapHubs")
_CORE_PACKAGE = "microsoft.azure.signalr"
_HOSTING_STARTUP = "ASPNETCORE_HOSTINGSTARTUPASSEMBLIES"

C = TypeVar("C", ServiceAdded, HubMapped, LoggingCall, HostBuilt, TraceLevelSet)
S = TypeVar("S", Setting, SettingsFile, SettingsObject, XmlConfiguration)


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

    def all(self) -> list[Server]:
        hosts = [p for p in self._projects if p.host and not p.test]
        hosts += [p for p in self._projects if not p.host and not p.test and self._is_host_by_code(p)]
        found = [server for project in hosts if (server := self._server(project))]
        return sorted([*found, *self._without_project()], key=lambda s: (s.folder, s.anchor))

    def _is_host_by_code(self, project: Project) -> bool:
        """A library by its project file that all the same starts a host, or an OWIN start-up class of a classic
        project."""
        started = any(self._owners.of(host.path) is project for host in self._index.all(HostBuilt))
        mapped = (c for c in self._index.all(ServiceAdded) if c.call in _ASPNET_CALLS and c.function != c.call)
        return started or any(self._owners.of(call.path) is project for call in mapped)

    def _server(self, project: Project) -> Server | None:
        reached = self._reach.from_project(project)

        def mine(facts: Iterable[C]) -> tuple[C, ...]:
            return tuple(f for f in facts if is_reached(f, f.function, project, reached, self._owners))

        calls = tuple(c for c in mine(self._index.all(ServiceAdded)) if not is_test(c.path))
        azure = [c for c in calls if c.call in AZURE_CALLS and not c.context & Context.DEVELOPMENT]
        routes = mine(self._index.all(HubMapped))
        startup = None if azure else self._hosting_startup(project, bool(calls or routes))
        if (not calls and startup is None) or (project.functions and not routes):
            return None  # a function app that maps no hub connects to the service by its bindings only
        flavour = Flavour.ASPNET if all(c.call in _ASPNET_CALLS for c in azure or calls) and calls else Flavour.CORE
        core = flavour is Flavour.CORE
        files = {project.file.path, *(path for path, _ in reached)}
        sources = [s for s in self._index.all(ConfigurationSourceAdded) if s.path in files]
        logging = self._logging(project, mine(self._index.all(LoggingCall)), mine(self._index.all(HostBuilt)), sources)
        return Server(
            folder=project.folder,
            project=project,
            flavour=flavour,
            azure=bool(azure) or startup is not None,
            calls=tuple(azure) or (() if startup else calls),
            chain=startup[0] if startup else self._chain(project, azure or calls),
            conditional=all(c.context & Context.CONDITIONAL for c in azure),
            certainty=startup[1] if startup else CERTAIN,
            hubs=tuple(h for h in self._index.all(HubDeclared) if self._owners.of(h.path) is project),
            routes=routes,
            logging=logging if core else None,
            tracing=None if core else self._tracing(project, mine(self._index.all(TraceLevelSet))),
        )

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
        for setting in self._owned(self._index.all(Setting), project):
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

    def _owned(self, facts: Iterable[S], project: Project) -> list[S]:
        return [fact for fact in facts if self._owners.of(fact.path) is project]

    def _beside(self, facts: Iterable[S], folder: str) -> list[S]:
        """Settings of a host lie beside its project file, launch profiles one folder below."""
        return [f for f in facts if folder_of(f.path) in (folder, f"{folder}/Properties".lstrip("/"))]

    def _logging(
        self,
        project: Project,
        calls: Sequence[LoggingCall],
        hosts: Sequence[HostBuilt],
        sources: Sequence[ConfigurationSourceAdded],
    ) -> LoggingPipeline | None:
        return logging_pipeline(
            LoggingInputs(
                settings=self._beside(self._index.all(Setting), project.folder),
                files=self._beside(self._index.all(SettingsFile), project.folder),
                objects=self._beside(self._index.all(SettingsObject), project.folder),
                calls=calls,
                hosts=hosts,
                packages=project.packages,
                sdk_version=project.version(_CORE_PACKAGE),
                environments=self._environments,
                sources=sources,
            )
        )

    def _tracing(self, project: Project, code: Sequence[TraceLevelSet]) -> TraceSetup | None:
        return trace_setup(self._owned(self._index.all(XmlConfiguration), project), code)

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
