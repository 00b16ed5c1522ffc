"""What findings about service modes show besides the place they stand at."""

from __future__ import annotations

import pytest

from asrs_lint.testing import lint

PROJECT = """<Project Sdk="Microsoft.NET.Sdk.Web"><ItemGroup>
  <PackageReference Include="Microsoft.Azure.SignalR" Version="1.30.3" />
</ItemGroup></Project>"""
SERVER = "var builder = WebApplication.CreateBuilder(args);\nbuilder.Services.AddSignalR().AddAzureSignalR();\n"
NEGOTIATE = """const { app, input } = require('@azure/functions');
const info = input.generic({ type: 'signalRConnectionInfo', name: 'info', hubName: 'a' });
app.http('negotiate', { methods: ['POST'], extraInputs: [info], handler: () => ({}) });
"""
BY_VARIABLE = """variable "mode" {
  default = "%s"
}
resource "azurerm_signalr_service" "s" {
  name                   = "s"
  messaging_logs_enabled = true
  service_mode           = var.mode
}
"""
DIRECT = BY_VARIABLE.replace("var.mode", '"%s"').partition("}\n")[2]
HUB = {"Web.csproj": PROJECT, "Program.cs": SERVER}
FUNCTIONS = {"api/negotiate.js": NEGOTIATE}


@pytest.mark.parametrize(
    ("application", "rule", "infrastructure", "line", "shown"),
    [
        pytest.param(HUB, "ASRS303", BY_VARIABLE % "Serverless", 7, ["main.tf:2"], id="hub server, by a variable"),
        pytest.param(HUB, "ASRS303", DIRECT % "Serverless", 4, [], id="hub server, direct"),
        pytest.param(FUNCTIONS, "ASRS304", BY_VARIABLE % "Default", 7, ["main.tf:2"], id="functions, by a variable"),
        pytest.param(FUNCTIONS, "ASRS304", DIRECT % "Default", 4, [], id="functions, direct"),
    ],
)
def test_where_the_value_stands(
    application: dict[str, str], rule: str, infrastructure: str, line: int, shown: list[str]
) -> None:
    found = next(f for f in lint({**application, "main.tf": infrastructure}) if f.id == rule)
    notes = [n for n in found.problem.evidence if n.span.path == "main.tf" and n.span != found.problem.span]
    assert found.line == line
    assert [f"main.tf:{infrastructure.count(chr(10), 0, n.span.start) + 1}" for n in notes] == shown


def test_a_mode_nobody_wrote_is_explained_at_the_resource() -> None:
    text = 'resource "azurerm_signalr_service" "s" {\n  name = "s"\n}\n'
    found = next(f for f in lint({**FUNCTIONS, "main.tf": text}) if f.id == "ASRS304")
    assert found.problem.label == "azurerm deploys Default mode when service_mode is not set"
