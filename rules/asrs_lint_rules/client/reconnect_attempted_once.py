"""ASRS403: a close handler that tries once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from asrs_lint import (
    Client,
    Fix,
    Flavour,
    Grade,
    HandlerAdded,
    Note,
    Problem,
    Rule,
    RuleMeta,
    Safety,
    Severity,
    Workspace,
)

_STEPS = {
    "javascript": "put the start into a function that calls itself again on failure: "
    "async function start() { try { await connection.start(); } "
    "catch { setTimeout(start, 1000 + Math.random() * 4000); } } connection.onclose(start);",
    "csharp": "loop until a start succeeds: while (true) { try { await connection.StartAsync(); return; } "
    "catch (Exception) { await Task.Delay(TimeSpan.FromSeconds(1 + 4 * Random.Shared.NextDouble())); } }",
}
_ANY_STEPS = "repeat the start after a random delay until it succeeds"


@dataclass(frozen=True)
class ReconnectAttemptedOnce(Rule):
    """Reports grade R2 of client.md A6: a failed start raises no close event, so the handler never runs again."""

    meta: ClassVar[RuleMeta] = RuleMeta(
        id="ASRS403",
        name="reconnect-attempted-once",
        summary="The close handler starts the connection again exactly once; a failed start ends it",
        severity=Severity.WARNING,
        fix=Safety.SHOWN,
        since="0.1.0",
    )

    def check(self, workspace: Workspace) -> Iterable[Problem]:
        for client in workspace.clients:
            if not client.azure or client.test or client.built.flavour is not Flavour.CORE:
                continue
            handler = _restarting(client)
            if client.grade is Grade.R2 and handler is not None:
                yield _problem(client, handler)


def _restarting(client: Client) -> HandlerAdded | None:
    spans = {note.span for note in client.reasons}
    return next((handler for handler in client.close_handlers if handler.span in spans), None)


def _problem(client: Client, handler: HandlerAdded) -> Problem:
    return Problem(
        handler.span,
        "The connection is started again once when it closes; when that start fails, as during a deployment, "
        "no close event follows and the client stays disconnected",
        evidence=(Note(client.built.span, "the connection has no automatic reconnect"), *client.why),
        fix=Fix(_STEPS.get(client.built.language, _ANY_STEPS)),
        confidence=client.certainty.confidence,
        because=client.certainty.because,
        label="runs once for each drop",
    )
