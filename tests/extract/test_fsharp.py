"""Functions in F#."""

from __future__ import annotations

import time

import pytest

from asrs_lint.extract.fsharp import extract
from asrs_lint.facts.functions import BindingKind, FunctionBinding
from asrs_lint.source import Document
from asrs_lint.testing import lint

NEGOTIATE = """
module Chat.Negotiate
open Microsoft.Azure.WebJobs.Extensions.SignalRService

[<FunctionName("negotiate")>]
let negotiate
    ([<HttpTrigger(AuthorizationLevel.Anonymous, "get", "POST", Route = "chat/negotiate")>] req: HttpRequest)
    // [<SignalRConnectionInfo(HubName = "old")>]
    ([<SignalRConnectionInfo(HubName = "chat", UserId="{headers.x-user}", ConnectionStringSetting = "Conn")>]
        info: SignalRConnectionInfo) = info

[<FunctionName("tick")>]
let tick ([<TimerTrigger("*/5 * * * * *")>] timer: TimerInfo,
          [<SignalR(HubName = Shared.hub)>] messages: IAsyncCollector<SignalRMessage>) = ()
"""


def bindings(text: str) -> list[FunctionBinding]:
    return [fact for fact in extract(Document("Chat.fs", text)) if isinstance(fact, FunctionBinding)]


def test_negotiate_and_output() -> None:
    info, output = bindings(NEGOTIATE)
    assert info.hub and info.user_id and info.connection
    assert (info.kind, info.function, info.hub.value, info.connection.value) == (
        BindingKind.INFO,
        "negotiate",
        "chat",
        "Conn",
    )
    assert (info.model, info.auth, info.methods, info.route) == (
        "in-process",
        "anonymous",
        ("get", "post"),
        "chat/negotiate",
    )
    assert NEGOTIATE[info.user_id.span.start : info.user_id.span.end] == '"{headers.x-user}"'
    assert (output.kind, output.function, output.hub, output.auth) == (BindingKind.OUTPUT, "tick", None, None)


def test_isolated_trigger() -> None:
    (found,) = bindings('[<Function("m")>]\nmember _.M([<SignalRTrigger("chat", "messages", "send")>] c: string) = ()')
    assert found.hub and (found.model, found.hub.value, found.category, found.event) == (
        "isolated",
        "chat",
        "messages",
        "send",
    )


@pytest.mark.parametrize(
    "text",
    [
        '(* [<SignalR(HubName = "chat")>] *)',
        'let s = """ [<SignalR(HubName = "chat")>] """',
        "let f (x: 'a) = x",
        '[<SignalR(HubName = "chat"',
        "",
    ],
)
def test_what_is_no_binding(text: str) -> None:
    assert bindings(text) == []


@pytest.mark.parametrize("piece", ["(*", '"""', '[<SignalR(HubName = "', "[<A(", '@"', "'"])
def test_hostile_text_takes_no_time(piece: str) -> None:
    begun = time.monotonic()
    bindings(piece * 20_000)
    assert time.monotonic() - begun < 2


def test_a_function_app_in_fsharp_is_one() -> None:
    project = """
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup><TargetFramework>net8.0</TargetFramework><AzureFunctionsVersion>v4</AzureFunctionsVersion></PropertyGroup>
        </Project>
    """
    client = "import * as s from '@microsoft/signalr'; new s.HubConnectionBuilder().withUrl('/api').build().start();"
    found = lint({"api/Chat.fsproj": project, "api/Negotiate.fs": NEGOTIATE, "web/chat.js": client})
    assert {(f.id, f.path) for f in found} >= {("ASRS801", "api/Negotiate.fs"), ("ASRS401", "web/chat.js")}
