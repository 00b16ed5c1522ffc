"""What turns SignalR on, hosts, configuration sources and tracing."""

from __future__ import annotations

from typing import TypeVar

import pytest

from asrs_lint.extract.csharp import extract
from asrs_lint.facts.base import Fact
from asrs_lint.facts.code import Context
from asrs_lint.facts.server import (
    ConfigurationSourceAdded,
    HostBuilt,
    HubDeclared,
    HubMapped,
    ServiceAdded,
    ServiceUsedByRest,
    TraceLevelSet,
)
from asrs_lint.source import Document

F = TypeVar("F", bound=Fact)


def seen(text: str, kind: type[F]) -> list[F]:
    return [f for f in extract(Document("a.cs", text)) if isinstance(f, kind)]


@pytest.mark.parametrize(
    ("text", "calls"),
    [
        ("services.AddSignalR().AddAzureSignalR();", ["AddSignalR", "AddAzureSignalR"]),
        ('builder.Services.AddSignalR().AddNamedAzureSignalR("x");', ["AddSignalR", "AddNamedAzureSignalR"]),
        ("app.UseAzureSignalR(routes => { });", ["UseAzureSignalR"]),
        ("app.MapAzureSignalR(GetType().FullName);", ["MapAzureSignalR"]),
        ("if (settings.UseAzureSignalR) { }", []),
        ("var x = new Settings { UseAzureSignalR = true };", []),
        ("// services.AddSignalR().AddAzureSignalR();", []),
        ("AddAzureSignalR();", []),
        ('var b = DistributedApplication.CreateBuilder(args); b.AddAzureSignalR("signalr");', []),
    ],
)
def test_services(text: str, calls: list[str]) -> None:
    assert [f.call for f in seen(text, ServiceAdded)] == calls


def test_the_parts_of_a_service_call() -> None:
    text = 'class S { void Add(IServiceCollection s) { if (on) s.AddSignalR().AddAzureSignalR("Endpoint=x"); } }'
    azure = seen(text, ServiceAdded)[1]
    document = Document("a.cs", text)
    assert document.slice(azure.span) == 'AddAzureSignalR("Endpoint=x")'
    assert document.slice(azure.name_span) == "AddAzureSignalR"
    assert azure.connection is not None and azure.connection.value == "Endpoint=x"
    assert (azure.function, azure.owner, azure.condition) == ("Add", "S", "on")
    assert azure.context == Context.CONDITIONAL


@pytest.mark.parametrize(
    ("text", "condition"),
    [("if (a) { if (b) s.AddSignalR(); }", "a && b"), ("if (a) { } else s.AddSignalR();", "!(a)")],
)
def test_conditions_join(text: str, condition: str) -> None:
    (added,) = seen(text, ServiceAdded)
    assert added.condition == condition


def test_an_options_lambda_is_located() -> None:
    text = "s.AddSignalR().AddAzureSignalR(o => { o.InitialHubServerConnectionCount = 2; });"
    (azure,) = [f for f in seen(text, ServiceAdded) if f.call == "AddAzureSignalR"]
    assert azure.lambda_span is not None
    assert Document("a.cs", text).slice(azure.lambda_span).startswith("o => {")


@pytest.mark.parametrize(
    ("text", "hub", "route"),
    [
        ('app.MapHub<ChatHub>("/chat");', "ChatHub", "/chat"),
        ('e.MapHub<Web.Hubs.ChatHub>(Routes.Chat); class Routes { public const string Chat = "/c"; }', "ChatHub", "/c"),
        ('app.UseAzureSignalR(r => { r.MapHub<A>("/a"); });', "A", "/a"),
        ('r.MapHub<A>(new PathString("/a"));', "A", "/a"),
        ('r.MapHub<A>($"/{nameof(A)}");', "A", "/A"),
        ("r.MapHub<A>(settings.Path);", "A", None),
    ],
)
def test_routes(text: str, hub: str, route: str | None) -> None:
    (mapped,) = seen(text, HubMapped)
    assert (mapped.hub, mapped.route.value if mapped.route else None) == (hub, route)


@pytest.mark.parametrize(
    ("text", "declared"),
    [
        ("class ChatHub : Hub { }", [("ChatHub", "Hub")]),
        ("class ChatHub(ILogger l) : Microsoft.AspNetCore.SignalR.Hub<IChat>, IX { }", [("ChatHub", "Hub")]),
        ("class F : ServerlessHub<IChat> { }", [("F", "ServerlessHub")]),
        ("class C : HubConnection { } interface Hub : IHub { }", []),
    ],
)
def test_hubs(text: str, declared: list[tuple[str, str]]) -> None:
    assert [(f.name, f.base) for f in seen(text, HubDeclared)] == declared


@pytest.mark.parametrize(
    ("text", "call"),
    [
        ("var b = WebApplication.CreateBuilder(args);", "WebApplication.CreateBuilder"),
        ("Host.CreateDefaultBuilder(args).Build();", "Host.CreateDefaultBuilder"),
        ("Microsoft.AspNetCore.WebHost.CreateDefaultBuilder(args);", "WebHost.CreateDefaultBuilder"),
        ("new WebHostBuilder().UseKestrel();", "new WebHostBuilder"),
        ("using (WebApp.Start<Startup>(url)) { }", "WebApp.Start"),
        ("new Thing().ConfigureFunctionsWorkerDefaults();", "ConfigureFunctionsWorkerDefaults"),
    ],
)
def test_hosts(text: str, call: str) -> None:
    assert [f.call for f in seen(text, HostBuilt)] == [call]


def test_another_create_builder_is_no_host() -> None:
    assert seen("Query.CreateBuilder(); server.Start();", HostBuilt) == []


def test_configuration_sources() -> None:
    text = 'c.Sources.Clear(); c.AddJsonFile("a.json", true).AddEnvironmentVariables(); list.Clear();'
    found = sorted((f.call, f.file) for f in seen(text, ConfigurationSourceAdded))
    assert found == [("AddEnvironmentVariables", None), ("AddJsonFile", "a.json"), ("Sources.Clear", None)]


@pytest.mark.parametrize(
    ("text", "what", "value"),
    [
        ("GlobalHost.TraceManager.Switch.Level = SourceLevels.Information;", "level", "Information"),
        ("resolver.Resolve<ITraceManager>().Switch.Level = level;", "level", None),
        (
            'Trace.Listeners.Add(new TextWriterTraceListener("a.log"));',
            "listener",
            'new TextWriterTraceListener("a.log")',
        ),
        ("r.Register(typeof(ILoggerFactory), () => f);", "logger-factory", None),
    ],
)
def test_tracing(text: str, what: str, value: str | None) -> None:
    (found,) = seen(text, TraceLevelSet)
    assert (found.what, found.value) == (what, value)


@pytest.mark.parametrize(
    ("text", "what"),
    [
        (
            "using Microsoft.Azure.SignalR.Management; var m = new ServiceManagerBuilder().Build();",
            [("management", False)],
        ),
        ("using Microsoft.Azure.SignalR.Management; await _context.NegotiateAsync();", [("management", True)]),
        ("class C { ServiceHubContext hub; void M() { hub.NegotiateAsync(); } }", [("management", True)]),
        ("class C { NegotiateStream stream; void M() { stream.NegotiateAsync(); } } // SignalR", []),
        ('var u = $"{endpoint}/client/?hub={hub}"; // hubs/', [("rest", True)]),
        ('var u = $"{endpoint}/client/?hub={hub}"; new HubConnectionBuilder();', [("rest", False)]),
        ('var u = $"{endpoint}/api/v1/hubs/{hub}";', [("rest", False)]),
        ('app.MapHub<A>("/api/hubs/chat");', []),
    ],
)
def test_use_without_a_hub_server(text: str, what: list[tuple[str, bool]]) -> None:
    assert [(f.what, f.negotiates) for f in seen(text, ServiceUsedByRest)] == what
