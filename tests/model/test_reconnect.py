from __future__ import annotations

import pytest

from asrs_lint.config import Config
from asrs_lint.testing import lint

IMPORT = "import * as signalR from '@microsoft/signalr';\n"
PACKAGE = {"package.json": '{"dependencies": {"@microsoft/signalr": "8.0.0"}}'}
BUILD = "new signalR.HubConnectionBuilder().withUrl('/chat')"
NEW = 'new HubConnectionBuilder().WithUrl("https://example.org/chat")'
PROJECT = {
    "App/App.csproj": '<Project Sdk="Microsoft.NET.Sdk"><ItemGroup>'
    '<PackageReference Include="Microsoft.AspNetCore.SignalR.Client" Version="8.0.0" /></ItemGroup></Project>'
}
LOOP = "while (true) { try { await hub.StartAsync(); return; } catch { await Task.Delay(1000); } }"


def found(files: dict[str, str]) -> list[str]:
    """The rules about reconnecting that report something, whoever the server is."""
    findings = lint(files, Config(assume_azure_signalr=True))
    return sorted({f.id for f in findings} & {"ASRS401", "ASRS402", "ASRS403"})


def script(code: str, **others: str) -> list[str]:
    return found({**PACKAGE, "src/chat.ts": IMPORT + code} | {f"src/{name}.ts": text for name, text in others.items()})


def csharp(code: str, **others: str) -> list[str]:
    using = "using Microsoft.AspNetCore.SignalR.Client;\n"
    files = {"App/Chat.cs": using + code} | {f"App/{name}.cs": using + text for name, text in others.items()}
    return found({**PROJECT, **files})


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        pytest.param(
            "export function f(o) { let c = new signalR.HubConnectionBuilder().withUrl('/x', o).build(); c.start(); }",
            ["ASRS401"],
            id="options of withUrl hold no reconnect",
        ),
        pytest.param(
            f"export function f(name) {{ const c = {BUILD}[name]().build(); c.start(); }}",
            [],
            id="a computed method of the builder may be reconnect",
        ),
    ],
)
def test_what_the_builder_hides(code: str, expected: list[str]) -> None:
    assert script(code) == expected


ENSURE = "async Task Ensure() { if (_c.State == HubConnectionState.Disconnected) await _c.StartAsync(); }"


@pytest.mark.parametrize(
    ("members", "expected"),
    [
        ('async Task Send() { await Ensure(); await _c.SendAsync("x"); }', []),
        ("Timer _t; void Watch() { _t = new Timer(async _ => await Ensure(), null, 0, 5000); }", []),
        ("async Task Run() { while (true) { await Ensure(); await Task.Delay(1000); } }", []),
        ("async Task Open() { await Ensure(); }", ["ASRS401"]),
        ('async Task OnInitializedAsync() { await Ensure(); await _c.SendAsync("hi"); }', ["ASRS401"]),
        ('async Task Show() { await Ensure(); await _js.InvokeAsync<string>("scroll"); }', ["ASRS401"]),
        (
            'async Task Open() { _c.On<int>("x", async n => await _c.SendAsync("got", n)); await Ensure(); }',
            ["ASRS401"],
        ),
    ],
)
def test_a_start_behind_a_state_check_polls_when_it_comes_again_and_again(members: str, expected: list[str]) -> None:
    code = f"class Chat {{ HubConnection _c; IJSRuntime _js; Chat() {{ _c = {NEW}.Build(); }} {ENSURE} {members} }}"
    assert csharp(code) == expected
