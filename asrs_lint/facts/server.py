"""What server code turns on: Azure SignalR, hubs, logging, hosts, the Management SDK."""

from __future__ import annotations

from asrs_lint.facts.base import Fact
from asrs_lint.facts.code import Context
from asrs_lint.source import Located, Span


class ServiceAdded(Fact, frozen=True):
    """A call that adds SignalR to an application. `call` is its name: AddAzureSignalR, AddNamedAzureSignalR,
    UseAzureSignalR, MapAzureSignalR, RunAzureSignalR (the Azure service), AddSignalR, AddSignalRCore, UseSignalR,
    MapSignalR, RunSignalR, MapHubs (any server). `span` covers the method name to the closing parenthesis of the call,
    `name_span` the name alone. `connection` is a literal argument; `lambda_span` a lambda argument (routes,
    options)."""

    call: str
    name_span: Span
    function: str | None
    owner: str | None
    context: Context
    condition: str | None
    connection: Located[str] | None = None
    lambda_span: Span | None = None


class HubMapped(Fact, frozen=True):
    """MapHub<T>("/route"), also inside UseSignalR/UseAzureSignalR, and MapBlazorHub, which names neither hub nor route.
    `receiver` is the variable it is called on."""

    call: str
    hub: str | None
    route: Located[str] | None
    receiver: str | None
    function: str | None
    owner: str | None


class HubDeclared(Fact, frozen=True):
    """A class whose base is Hub, Hub<T>, DynamicHub, ServerlessHub or ServerlessHub<T>. `base` is the base's simple
    name."""

    name: str
    base: str


class LoggingCall(Fact, frozen=True):
    """A call that shapes the logging pipeline, in source order within its file: AddFilter, SetMinimumLevel,
    ClearProviders, AddConsole, AddSimpleConsole, AddJsonConsole, AddSystemdConsole, AddDebug, AddEventSourceLogger,
    AddEventLog, AddAzureWebAppDiagnostics, AddApplicationInsights*, AddOpenTelemetry, UseAzureMonitor,
    AddConfiguration, UseSerilog, AddSerilog, UseNLog, AddNLog, AddLog4Net, ReadFrom.Configuration, MinimumLevel.* and
    MinimumLevel.Override of Serilog, WriteTo.*, ConfigureLogging, AddLogging, Configure<LoggerFilterOptions>, and any
    unknown Add*/Use* on an ILoggingBuilder.

    `receiver` is the text before the name (`builder.Logging`, `Host`, `MinimumLevel`); `arguments` are source texts;
    `literals` hold the value of each argument that is a string literal (or a constant of the same file), else None.
    """

    name: str
    receiver: str | None
    type_arguments: tuple[str, ...]
    arguments: tuple[str, ...]
    literals: tuple[str | None, ...]
    function: str | None
    owner: str | None
    context: Context
    argument_span: Span | None = None  # the argument list without parentheses


class HostBuilt(Fact, frozen=True):
    """Where a host is created: `call` is WebApplication.CreateBuilder, WebApplication.CreateSlimBuilder,
    Host.CreateDefaultBuilder, Host.CreateApplicationBuilder, WebHost.CreateDefaultBuilder, new HostBuilder, new
    WebHostBuilder, DistributedApplication.CreateBuilder, FunctionsApplication.CreateBuilder,
    ConfigureFunctionsWorkerDefaults, WebApp.Start."""

    call: str
    function: str | None


class ConfigurationSourceAdded(Fact, frozen=True):
    """Sources.Clear(), AddJsonFile("…"), AddKeyVault… and the like on a configuration builder."""

    call: str
    file: str | None


class TraceLevelSet(Fact, frozen=True):
    """`….TraceManager.Switch.Level = SourceLevels.X`, a trace listener added in code, or a custom ILoggerFactory in
    the resolver. `what` is level, listener or logger-factory; `value` the level's name when it is written out."""

    what: str
    value: str | None
    function: str | None


class ServiceUsedByRest(Fact, frozen=True):
    """Use of the service without a hub server: the Management SDK or the REST API by hand. `what` is management (SDK)
    or rest; `negotiates` when it hands out client access (NegotiateAsync, a `/client/?hub=` URL with a token)."""

    what: str
    negotiates: bool
    function: str | None = None


class UserIdTaken(Fact, frozen=True):
    """A user id for a client's token, and where it comes from. `origin` is query, header, body, route, claims,
    constant or unknown; `name` the parameter's or header's name. `authenticated` is True when something on the way
    proves the caller (Authorize attribute, a validated token, middleware), False when the endpoint is anonymous, None
    when it cannot be told. `why` says what proves it. `through` names the function of another file that is given the
    value: it is a user id of the service only if that function makes a token for the service."""

    origin: str
    name: str | None
    authenticated: bool | None
    function: str | None = None
    why: str | None = None
    route: str | None = None
    through: str | None = None


class RequestGuarded(Fact, frozen=True):
    """An interceptor, filter or middleware that stands before endpoints of other files. `patterns` are the paths that
    are written in its file (`/api/**`); none where they are constants of other files, or where it covers
    everything."""

    patterns: tuple[str, ...]
