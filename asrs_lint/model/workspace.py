"""The finished model: what applications, servers, clients and resources a repository holds, and how they belong
together.

Built once by `model.build`, never changed. A rule is a short loop over it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeVar

from msgspec import Struct, field

from asrs_lint.evidence import CERTAIN, Certainty, Note
from asrs_lint.facts.base import Fact
from asrs_lint.facts.client import ClientBuilt, ConnectionStarted, Flavour, HandlerAdded
from asrs_lint.facts.dotnet import PackageUsed, ProjectFile
from asrs_lint.facts.functions import FunctionBinding
from asrs_lint.facts.infrastructure import ResourceDeclared
from asrs_lint.facts.server import HubDeclared, HubMapped, ServiceAdded, ServiceUsedByRest
from asrs_lint.model.grade import Grade
from asrs_lint.model.logging import LoggingPipeline
from asrs_lint.model.places import is_test
from asrs_lint.model.tracing import TraceSetup
from asrs_lint.source import Document, Located, Span

F = TypeVar("F", bound=Fact)


class Project(Struct, frozen=True):
    """A .NET project with its effective packages (central versions and imported props merged), keyed in lower case.
    `functions`: it is an Azure Functions app."""

    file: ProjectFile
    folder: str
    name: str
    host: bool
    web: bool
    test: bool
    frameworks: tuple[str, ...]
    packages: Mapping[str, PackageUsed]
    functions: bool = False

    def version(self, package: str) -> str | None:
        """The version of a package, None when it is not referenced or its version cannot be told."""
        used = self.packages.get(package.lower())
        return used.version.value if used and used.version else None


class Server(Struct, frozen=True):
    """A host that serves hubs. `azure`: it turns Azure SignalR on; else it is self-hosted. `calls` are the calls that
    turn SignalR on, wherever in the repository they stand; `chain` shows how the host comes to them."""

    folder: str
    project: Project | None
    flavour: Flavour
    azure: bool
    calls: tuple[ServiceAdded, ...]
    chain: tuple[Note, ...]
    conditional: bool
    certainty: Certainty
    hubs: tuple[HubDeclared, ...]
    routes: tuple[HubMapped, ...]
    logging: LoggingPipeline | None = None  # ASP.NET Core only
    tracing: TraceSetup | None = None  # ASP.NET only

    @property
    def anchor(self) -> Span:
        """Where the server shows that it is one."""
        return self.chain[0].span


class FunctionApp(Struct, frozen=True):
    """A function app with SignalR bindings. `triggers` and `negotiates` say what it needs of the service."""

    folder: str
    project: Project | None
    bindings: tuple[FunctionBinding, ...]
    negotiates: bool
    triggers: bool


class RestBackend(Struct, frozen=True):
    """Code that uses the service through the Management SDK or the REST API."""

    folder: str
    uses: tuple[ServiceUsedByRest, ...]
    negotiates: bool


class Client(Struct, frozen=True):
    """A client connection. `azure` is True when it belongs to an application of Azure SignalR, False when to a
    self-hosted one, None when that cannot be told. `why` shows the link. `grade` is the reconnect grade (client.md A6)
    and `reasons` the places it rests on."""

    built: ClientBuilt
    azure: bool | None
    why: tuple[Note, ...]
    certainty: Certainty
    grade: Grade
    reasons: tuple[Note, ...] = ()
    starts: tuple[ConnectionStarted, ...] = ()
    close_handlers: tuple[HandlerAdded, ...] = ()
    start_retried: bool = False
    logged: bool = False
    test: bool = False


class Mode(Struct, frozen=True):
    """The mode of a service. `value` is Default, Serverless, Classic, or None when it is set to something that cannot
    be resolved. `written`: False when nothing sets it and `value` is what the tool or service makes of that. `span` is
    where the value itself stands (a parameter's default, a tfvars line); `chain` leads from there to the resource.
    `alternatives` are the values when several are given (parameter files that differ): then `value` is None."""

    value: str | None
    written: bool
    span: Span
    chain: tuple[Note, ...] = ()
    certainty: Certainty = CERTAIN
    alternatives: tuple[Located[str], ...] = ()


class Resource(Struct, frozen=True):
    """A service resource. `mode` is None when nothing sets it and the tool has no default: regarded as Classic.
    `logs`: whether any kind of resource log is on; None when it cannot be told."""

    declared: ResourceDeclared
    name: str | None
    mode: Mode | None
    logs: bool | None
    logs_chain: tuple[Note, ...] = ()
    certainty: Certainty = CERTAIN
    logs_certainty: Certainty = CERTAIN

    @property
    def anchor(self) -> Span:
        return self.declared.span


class Application(Struct, frozen=True):
    """Parts of the repository that belong together: in a monorepo of samples each sample is its own."""

    folder: str
    servers: tuple[Server, ...] = ()
    functions: tuple[FunctionApp, ...] = ()
    backends: tuple[RestBackend, ...] = ()
    clients: tuple[Client, ...] = ()
    resources: tuple[Resource, ...] = ()

    @property
    def azure(self) -> bool:
        """Whether it uses Azure SignalR Service at all."""
        return bool(self.functions or self.backends or self.resources or any(s.azure for s in self.servers))

    @property
    def hub_servers(self) -> tuple[Server, ...]:
        return tuple(s for s in self.servers if s.azure)


class Workspace(Struct, frozen=True):
    """Everything about one repository."""

    documents: Mapping[str, Document]
    applications: Sequence[Application]
    projects: Sequence[Project]
    by_kind: Mapping[type[Fact], Sequence[Fact]] = field(default_factory=dict)
    files: int = 0

    def facts(self, kind: type[F]) -> Sequence[F]:
        """All facts of a kind, ordered by path and place."""
        return self.by_kind.get(kind, ())  # type: ignore[return-value]

    @property
    def servers(self) -> tuple[Server, ...]:
        return tuple(s for a in self.applications for s in a.servers)

    @property
    def clients(self) -> tuple[Client, ...]:
        return tuple(c for a in self.applications for c in a.clients)

    @property
    def resources(self) -> tuple[Resource, ...]:
        return tuple(r for a in self.applications for r in a.resources)

    @property
    def function_apps(self) -> tuple[FunctionApp, ...]:
        return tuple(f for a in self.applications for f in a.functions)

    @property
    def azure(self) -> bool:
        return any(a.azure for a in self.applications)

    def is_test(self, path: str) -> bool:
        """Whether a file is test code, by its path or by the project it belongs to."""
        if is_test(path):
            return True
        holding = [p for p in self.projects if not p.folder or path.startswith(p.folder + "/")]
        nearest = max(holding, key=lambda p: len(p.folder), default=None)
        return nearest is not None and nearest.test

    def application_of(self, path: str) -> Application | None:
        """The innermost application whose folder holds a path."""
        holding = [a for a in self.applications if not a.folder or path.startswith(a.folder + "/")]
        return max(holding, key=lambda a: len(a.folder), default=None)
