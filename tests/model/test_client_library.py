"""Automatic reconnect is proposed where the library knows it."""

from __future__ import annotations

import pytest

from asrs_lint.testing import lint
from tests.fixes.trying import CORE

CLIENT = 'const c = new signalR.HubConnectionBuilder().withUrl("/chat").build();\nc.start();\n'
DOTNET = """using Microsoft.AspNetCore.SignalR.Client;
var c = new HubConnectionBuilder().WithUrl("https://a/chat").Build();
await c.StartAsync();
await Task.Delay(-1);
"""
OLD, NEW = '{"dependencies": {"@aspnet/signalr": "1.1.4"}}', '{"dependencies": {"@microsoft/signalr": "8.0.7"}}'


def proposes(files: dict[str, str]) -> bool:
    (finding,) = [f for f in lint({**CORE, **files}) if f.id == "ASRS401"]
    assert finding.problem.fix is not None
    return bool(finding.problem.fix.edits)


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"Chat/wwwroot/chat.js": CLIENT}, True),
        ({"Chat/wwwroot/chat.js": CLIENT, "Chat/package.json": NEW}, True),
        ({"Chat/wwwroot/chat.js": CLIENT, "Chat/package.json": OLD}, False),
        ({"Chat/wwwroot/chat.js": CLIENT, "package.json": OLD}, False),
        ({"Chat/wwwroot/chat.js": f'import * as signalR from "@aspnet/signalr";\n{CLIENT}'}, False),
        (
            {
                "Chat/Views/a.cshtml": '<script src="@Html.Raw("https://a/npm/@aspnet/signalr@1.1.0/dist/signalr.js")">'
                f"</script>\n<script>\n{CLIENT}</script>\n"
            },
            False,
        ),
        (
            {
                "Chat/wwwroot/chat.js": CLIENT,
                "Chat/Views/a.html": '<script src="https://a/npm/@aspnet/signalr@1.0.3/dist/browser/signalr.js"></script>',
            },
            False,
        ),
        (
            {
                "Chat/wwwroot/chat.ts": f'import * as signalR from "@microsoft/signalr";\n{CLIENT}',
                "Chat/package.json": OLD,
            },
            True,
        ),
    ],
)
def test_scripts(files: dict[str, str], expected: bool) -> None:
    assert proposes(files) == expected


@pytest.mark.parametrize(("version", "expected"), [("1.1.0", False), ("3.0.0", True), ("8.0.7", True), ("*", True)])
def test_dotnet(version: str, expected: bool) -> None:
    reference = f'<PackageReference Include="Microsoft.AspNetCore.SignalR.Client" Version="{version}" />'
    project = f'<Project Sdk="Microsoft.NET.Sdk"><ItemGroup>{reference}</ItemGroup></Project>'
    assert proposes({"Client/Client.csproj": project, "Client/Program.cs": DOTNET}) == expected
