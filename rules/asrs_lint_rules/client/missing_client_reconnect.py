"""ASRS401: a client that never comes back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from asrs_lint import (
    Client,
    ClientLibraries,
    Document,
    Edit,
    Fix,
    Flavour,
    Grade,
    Note,
    PolicyKind,
    Problem,
    Rule,
    RuleMeta,
    Safety,
    Severity,
    Workspace,
    call_before,
)

_POLICY = {
    "javascript": ".withAutomaticReconnect({ nextRetryDelayInMilliseconds: () => 1000 + Math.random() * 4000 })",
    "csharp": ".WithAutomaticReconnect()",
    "swift": ".withAutomaticReconnect()",
}
_STEPS = {
    "java": "the Java client has no automatic reconnect: in onClosed, start the connection again after a random delay, "
    "until a start succeeds",
    "kotlin": "in onClosed, start the connection again after a random delay, until a start succeeds",
    "python": "add with_automatic_reconnect to the builder, and in on_close build a new connection: "
    "the old one keeps the token of the service, which expires after an hour",
    "dart": "add withAutomaticReconnect() to the builder, and start again from onclose",
    "go": "pass WithConnector or WithHttpConnection instead of WithConnection, so that the client can connect again",
}
_ANY_STEPS = "add automatic reconnect to the builder, and start again from the close handler until a start succeeds"
# Before version 3.0 there is no automatic reconnect.
_RETIRED_STEPS = {
    "javascript": "@aspnet/signalr has no automatic reconnect: move to @microsoft/signalr and add "
    ".withAutomaticReconnect(…), or start again from onclose until a start succeeds",
    "csharp": "this version has no automatic reconnect: move to Microsoft.AspNetCore.SignalR.Client 3.0 or later and "
    "add .WithAutomaticReconnect(), or start again from Closed until a start succeeds",
}


@dataclass(frozen=True)
class MissingClientReconnect(Rule):
    """Reports grades R0 and R1 of client.md A6, one finding a connection."""

    meta: ClassVar[RuleMeta] = RuleMeta(
        id="ASRS401",
        name="missing-client-reconnect",
        summary="The client never comes back after a dropped connection",
        severity=Severity.WARNING,
        fix=Safety.UNSAFE,
        since="0.1.0",
    )

    def check(self, workspace: Workspace) -> Iterable[Problem]:
        libraries = ClientLibraries(workspace)
        for client in workspace.clients:
            if not client.azure or client.test or client.built.flavour is not Flavour.CORE:
                continue
            if client.grade in (Grade.R0, Grade.R1):
                yield _problem(client, _fix(libraries, workspace.documents[client.built.path], client))


def _problem(client: Client, fix: Fix) -> Problem:
    return Problem(
        client.built.span,
        f"{_missing(client)}: after a deployment, maintenance of the service or a network blip the client stays "
        "disconnected until it is started anew",
        evidence=(*_handlers(client), *client.why),
        fix=fix,
        confidence=client.certainty.confidence,
        because=client.certainty.because,
        label="built without automatic reconnect",
    )


def _missing(client: Client) -> str:
    reconnect = client.built.reconnect
    if reconnect and reconnect.kind is PolicyKind.DELAYS and reconnect.delays == ():
        return "An empty list of delays turns automatic reconnect off, and nothing starts the connection again"
    if client.grade is Grade.R1:
        return "The close handler only watches, and nothing starts the connection again"
    return "Nothing brings this connection back when it drops"


def _handlers(client: Client) -> Iterable[Note]:
    if client.grade is Grade.R1:
        yield from client.reasons
    if client.built.stateful:
        yield Note(client.built.span, "stateful reconnect resumes within 30 seconds only, it does not connect again")


def _fix(libraries: ClientLibraries, document: Document, client: Client) -> Fix:
    built = client.built
    if not libraries.know_reconnect(built):
        return Fix(_RETIRED_STEPS[built.language])
    policy = _POLICY.get(built.language)
    if policy is None or built.build is None or built.reconnect is not None:
        return Fix(_STEPS.get(built.language, _ANY_STEPS))
    call = call_before(document, built.build, policy)
    return Fix(f"add  {policy}  to the builder", (Edit(call.span, call.value),), Safety.UNSAFE)
