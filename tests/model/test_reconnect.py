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


CONNECT = f"const c = {BUILD}.build();"
RESTART = "async function restart(hub) { try { await hub.start(); } catch { setTimeout(() => restart(hub), 1000); } }"
WATCH = "function watch(hub) { hub.onclose(() => restart(hub)); }"
AGAIN = "async start() { try { await this.c.start(); } catch { setTimeout(() => this.start(), 1000); } }"
EMIT = f"constructor() {{ this.c = {BUILD}.build(); this.c.onclose(() => this.emit('closed')); this.start(); }} {AGAIN}"


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        (f"{CONNECT} watch(c); c.start(); {WATCH} {RESTART}", []),
        (f"{CONNECT} watch(c); c.start(); function watch(hub) {{ hub.on('x', show); }}", ["ASRS401"]),
        (f"import {{ keepAlive }} from 'hub-tools'; {CONNECT} keepAlive(c); c.start();", []),
        (f"import {{ Keeper }} from 'hub-tools'; {CONNECT} new Keeper(c); c.start();", []),
        (f"{CONNECT} console.log(c); setConnection(c); list.push(c); c.start();", ["ASRS401"]),
        (f"export function open(closed) {{ {CONNECT} c.onclose(closed); return c.start(); }}", []),
        (f"{CONNECT} c.onclose(console.error); c.start();", ["ASRS401"]),
    ],
)
def test_a_connection_that_is_handed_to_other_code(code: str, expected: list[str]) -> None:
    assert script(code) == expected


@pytest.mark.parametrize(
    ("loop", "expected"),
    [
        ("while (_c.State != HubConnectionState.Connected) { TRY }", ["ASRS401"]),
        ("while (true) { if (_c.State != HubConnectionState.Connected) { TRY } }", []),
        ("while (true) { if (_c.State == HubConnectionState.Connected) continue; TRY }", []),
    ],
)
def test_a_loop_until_connected_is_no_polling(loop: str, expected: list[str]) -> None:
    body = loop.replace("TRY", "try { await _c.StartAsync(); } catch { } await Task.Delay(1000);")
    assert csharp(f"class Chat {{ HubConnection _c; async Task Run() {{ _c = {NEW}.Build(); {body} }} }}") == expected


RESTARTING = f"hub.Closed += async e => {{ {LOOP} }};"
STATIC = "static class Keeper {{ public static void Watch({0} hub) {{ {1} }} }}"
KEEPER = f"class Keeper {{ HubConnection hub; public Keeper(HubConnection given) {{ hub = given; {RESTARTING} }} }}"


@pytest.mark.parametrize(
    ("taken", "other", "expected"),
    [
        ("Keeper.Watch(c);", STATIC.format("HubConnection", RESTARTING), []),
        ("Keeper.Watch(c);", STATIC.format("HubConnection", "hub.On(Show);"), ["ASRS401"]),
        ("c.Watch();", STATIC.format("this HubConnection", RESTARTING), []),
        ("var keeper = new Keeper(c);", KEEPER, []),
        ("var keeper = new Keeper(c);", "", []),
        ("ArgumentNullException.ThrowIfNull(c);", "", ["ASRS401"]),
    ],
)
def test_a_connection_that_is_handed_to_other_classes(taken: str, other: str, expected: list[str]) -> None:
    code = f"class Chat {{ async Task Run() {{ var c = {NEW}.Build(); {taken} await c.StartAsync(); }} }}"
    assert csharp(code, Keeper=other) == expected


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        (f"{CONNECT} c.start(); addEventListener('online', () => c.start());", []),
        (f"{CONNECT} c.start(); addEventListener('click', () => c.start());", ["ASRS401"]),
        (f"{CONNECT} setInterval(() => {{ if (c.state === 'Connected') return; c.start(); }}, 5000);", []),
        (f"{CONNECT} c.onclose(() => setTimeout(() => location.reload(), 9)); c.start();", []),
        (f"class A {{ {EMIT} listen() {{ this.on('closed', () => this.start()); }} }}", []),
        (
            f"{CONNECT} c.onclose(() => lost.set(1)); c.start(); lost.subscribe(() => setTimeout(() => c.start(), 9));",
            [],
        ),
        (f"{CONNECT} c.onclose(() => lost.set(1)); c.start(); other.subscribe(() => c.start());", ["ASRS401"]),
        (f"class A {{ {EMIT} listen() {{ this.on('closed', () => show()); }} }}", ["ASRS401"]),
    ],
)
def test_other_ways_back(code: str, expected: list[str]) -> None:
    assert script(code) == expected


@pytest.mark.parametrize(("depends", "expected"), [("[retry]", []), ("[]", ["ASRS401"])])
def test_a_state_that_an_effect_depends_on(depends: str, expected: list[str]) -> None:
    effect = f"{CONNECT} c.onclose(() => setRetry(n => n + 1)); c.start();"
    assert script(f"function Chat() {{ useEffect(() => {{ {effect} }}, {depends}); }}") == expected


def test_a_loop_that_waits_for_the_close_event() -> None:
    code = f"""class Chat {{ async Task Run(CancellationToken stop) {{ while (!stop.IsCancellationRequested) {{
        var closed = new TaskCompletionSource(); var hub = {NEW}.Build();
        hub.Closed += e => {{ closed.SetResult(); return Task.CompletedTask; }};
        try {{ await hub.StartAsync(); await closed.Task; }} catch {{ await Task.Delay(1000); }} }} }} }}"""
    assert csharp(code) == []


def test_the_network_coming_back() -> None:
    code = f"""class Chat {{ HubConnection _c; Chat() {{ _c = {NEW}.Build();
        Connectivity.ConnectivityChanged += async (s, e) => {{
            if (e.NetworkAccess == NetworkAccess.Internet) await _c.StartAsync(); }}; }} }}"""
    assert csharp(code) == []


def test_namesakes_in_other_functions() -> None:
    kept = f"function kept() {{ {CONNECT} c.onclose(() => restart(c)); c.start(); }}"
    lost = f"function lost() {{ {CONNECT} c.start(); }}"
    findings = lint({**PACKAGE, "src/chat.ts": f"{IMPORT}{kept}\n{lost}\n{RESTART}"}, Config(assume_azure_signalr=True))
    assert [f.line for f in findings if f.id == "ASRS401"] == [3]
