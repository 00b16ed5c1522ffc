from __future__ import annotations

import pytest

from asrs_lint.testing import lint

FUNCTIONS = {
    "api/negotiate/function.json": '{"bindings": [{"type": "httpTrigger", "direction": "in", "name": "req"},'
    ' {"type": "signalRConnectionInfo", "direction": "in", "name": "info", "hubName": "chat"}]}',
    "api/host.json": '{"version": "2.0"}',
}
BLAZOR = {
    "web/Web.csproj": '<Project Sdk="Microsoft.NET.Sdk.Web"><ItemGroup>'
    '<PackageReference Include="Microsoft.AspNetCore.SignalR.Client" Version="8.0.0" /></ItemGroup></Project>',
    "web/Program.cs": "var builder = WebApplication.CreateBuilder(args); builder.Services.AddSignalR();\n"
    'var app = builder.Build(); app.MapHub<Local>("/local"); app.Run();',
}
CLIENT = """using Microsoft.AspNetCore.SignalR.Client;
class Live { async Task Run(string url) { var result = await Negotiate(); var info = url;
    var hub = new HubConnectionBuilder().WithUrl(URL).Build(); await hub.StartAsync(); } }"""


@pytest.mark.parametrize(
    ("url", "azure"),
    [
        ("negotiationResult.Url", True),
        ("connectionInfo?.Content.Url", True),
        ("settings.Url", False),
        ('"https://localhost/local"', False),
    ],
)
def test_an_address_from_a_negotiation_is_no_self_hosted_one(url: str, azure: bool) -> None:
    findings = lint({**FUNCTIONS, **BLAZOR, "web/Live.cs": CLIENT.replace("URL", url)})
    assert ("ASRS401" in {f.id for f in findings}) is azure


def test_a_client_begins_where_it_can_negotiate() -> None:
    sender = {
        "functionApp/host.json": '{"version": "2.0"}',
        "functionApp/send/function.json": '{"bindings": [{"type": "timerTrigger", "name": "t", "direction": "in"},'
        ' {"type": "signalR", "direction": "out", "name": "m", "hubName": "chat"}]}',
    }
    client = 'const c = new signalR.HubConnectionBuilder().withUrl("/api").build(); c.start();'
    manifest = '{"dependencies": {"@aspnet/signalr": "1.1.4"}}'
    files = {**FUNCTIONS, **sender, "client/app.js": client, "client/package.json": manifest}
    assert {"ASRS401", "ASRS440"} <= {f.id for f in lint(files)}


@pytest.mark.parametrize(
    ("url", "route", "azure"),
    [
        ("http://localhost:7074/api/", "/local", True),
        ("http://localhost:7074/api", "/local", True),
        ("http://localhost:7074/api", "/api", False),
        ("http://localhost:7074/local", "/local", False),
        ("http://localhost:7074/apis", "/local", False),
    ],
)
def test_a_client_of_the_prefix_of_functions_is_not_of_the_hubs_beside_it(url: str, route: str, azure: bool) -> None:
    page = f"""<script>const c = new signalR.HubConnectionBuilder().withUrl("{url}").build(); c.start();</script>"""
    program = BLAZOR["web/Program.cs"].replace("/local", route)
    findings = lint({**FUNCTIONS, **BLAZOR, "web/Program.cs": program, "web/wwwroot/index.html": page})
    assert ("ASRS401" in {f.id for f in findings}) is azure


@pytest.mark.parametrize(
    ("url", "reported"),
    [
        ('answer["url"]', False),
        ('answer["url"].replace("https://", "wss://")', False),
        ('post(base).json()["url"]', False),
        ('answer.get("url")', False),
        ('settings["url"]', True),
        ('f"{base}/api"', True),
        ('"https://example.azurewebsites.net/api"', True),
    ],
)
def test_an_answer_of_negotiate_may_be_read_by_subscript(url: str, reported: bool) -> None:
    program = f"""from signalrcore.hub_connection_builder import HubConnectionBuilder
hub = HubConnectionBuilder().with_url({url}, options={{"skip_negotiation": True}}).build()
hub.start()
"""
    assert ("ASRS410" in {f.id for f in lint({**FUNCTIONS, "console/watch.py": program})}) is reported
