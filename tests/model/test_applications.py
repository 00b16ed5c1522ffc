"""Which parts of a repository belong together."""

from __future__ import annotations

import pytest

from asrs_lint.testing import lint

SERVER = "var builder = WebApplication.CreateBuilder(args);\nbuilder.Services.AddSignalR().AddAzureSignalR();\n"
PROJECT = """<Project Sdk="Microsoft.NET.Sdk.Web"><ItemGroup>
  <PackageReference Include="Microsoft.Azure.SignalR" Version="1.30.3" />
</ItemGroup></Project>"""
NEGOTIATE = """const { app, input } = require('@azure/functions');
const info = input.generic({ type: 'signalRConnectionInfo', name: 'info', hubName: 'a' });
app.http('negotiate', { methods: ['POST'], extraInputs: [info], handler: () => ({}) });
"""
OUTPUT = """const { app, output } = require('@azure/functions');
const all = output.generic({ type: 'signalR', name: 'all', hubName: 'a' });
app.timer('tick', { extraOutputs: [all], handler: () => ({}) });
"""
SERVICE = """resource "azurerm_signalr_service" "s" {{
  name = "s"
  service_mode = "{}"
  messaging_logs_enabled = true
}}
"""
CLIENT = """import { HubConnectionBuilder } from '@microsoft/signalr';
const connection = new HubConnectionBuilder().withUrl(url).withAutomaticReconnect().build();
connection.start();
"""


def ids(files: dict[str, str]) -> set[str]:
    return {f"{f.path} {f.id}" for f in lint(files) if f.id in ("ASRS303", "ASRS304", "ASRS401")}


def test_a_client_of_anybody_does_not_join_two_applications() -> None:
    files = {
        "chat/Chat.csproj": PROJECT,
        "chat/Program.cs": SERVER,
        "chat/main.tf": SERVICE.format("Serverless"),
        "alerts/negotiate.js": NEGOTIATE,
        "alerts/main.tf": SERVICE.format("Default"),
    }
    assert ids(files) == {"chat/main.tf ASRS303", "alerts/main.tf ASRS304"}
    assert ids({**files, "tool/client.ts": CLIENT}) == {"chat/main.tf ASRS303", "alerts/main.tf ASRS304"}


def test_a_field_of_the_same_name_elsewhere_says_nothing_of_a_connection() -> None:
    files = {
        "chat/Chat.csproj": PROJECT,
        "chat/Program.cs": SERVER,
        "chat/open.ts": CLIENT.replace(".withAutomaticReconnect()", "").replace(
            "connection.start();", "connection.start();\nexport { connection };"
        ),
        "board/Board.csproj": PROJECT,
        "board/Program.cs": SERVER,
        "board/service.ts": CLIENT.replace(".withAutomaticReconnect()", "").replace(
            "connection.start();",
            "const again = () => connection.start().catch(() => setTimeout(again, 3000));\nconnection.onclose(again);",
        ),
    }
    assert ids(files) == {"chat/open.ts ASRS401"}


def test_the_need_of_serverless_mode_is_shown_where_it_arises() -> None:
    files = {"api/a_tick.js": OUTPUT, "api/negotiate.js": NEGOTIATE, "api/main.tf": SERVICE.format("Default")}
    finding = next(f for f in lint(files) if f.id == "ASRS304")
    assert [note.span.path for note in finding.problem.evidence] == ["api/negotiate.js"]


WEB = '<Project Sdk="Microsoft.NET.Sdk.Web"><ItemGroup></ItemGroup></Project>'
CLASSES = '<Project Sdk="Microsoft.NET.Sdk"><ItemGroup></ItemGroup></Project>'
HUB = {"chat/Chat.csproj": PROJECT, "chat/Program.cs": SERVER}
SERVERLESS = SERVICE.format("Serverless")


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        pytest.param(
            {**HUB, "infra/main.tf": SERVERLESS}, {"infra/main.tf ASRS303"}, id="infrastructure beside the host"
        ),
        pytest.param(
            {**HUB, "Deploy/Deploy.csproj": CLASSES, "Deploy/terraform/main.tf": SERVERLESS},
            {"Deploy/terraform/main.tf ASRS303"},
            id="a project that only holds infrastructure",
        ),
        pytest.param(
            {**HUB, "shop/infra/main.tf": SERVERLESS, "shop/src/Shop/Shop.csproj": WEB},
            set(),
            id="with another web project",
        ),
        pytest.param(
            {**HUB, "jobs/infra/main.tf": SERVERLESS, "jobs/host.json": "{}"}, set(), id="with a function app"
        ),
        pytest.param(
            {**HUB, "infra/main.tf": SERVERLESS, "shop/Shop.csproj": WEB},
            {"infra/main.tf ASRS303"},
            id="another web project elsewhere",
        ),
        pytest.param(
            {
                "chat/Chat.csproj": WEB,
                "chat/Program.cs": SERVER.replace(".AddAzureSignalR()", ""),
                "infra/main.tf": SERVERLESS,
            },
            set(),
            id="a server that hosts its hubs itself",
        ),
        pytest.param(
            {
                "own/Own.csproj": WEB,
                "own/Program.cs": SERVER.replace(".AddAzureSignalR()", ""),
                "api/negotiate.js": NEGOTIATE,
                "infra/main.tf": SERVICE.format("Default"),
            },
            {"infra/main.tf ASRS304"},
            id="functions and a server that hosts its hubs itself",
        ),
        pytest.param({**HUB, "chat/test/main.tf": SERVERLESS}, set(), id="a resource for tests"),
    ],
)
def test_a_resource_goes_with_the_application_it_is_for(files: dict[str, str], expected: set[str]) -> None:
    assert ids(files) == expected
