"""ASRS402: an ASP.NET SignalR client that is not started again."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from asrs_lint import (
    Client,
    ConnectionStopped,
    Edit,
    Fix,
    Flavour,
    Grade,
    Problem,
    Rule,
    RuleMeta,
    Safety,
    Severity,
    Span,
    Workspace,
    statements_before,
)

_STEPS = {
    "javascript": "start it again when it has ended: hub.disconnected(function () { "
    "setTimeout(function () { hub.start(); }, 200 + Math.random() * 1800); });",
    "csharp": "start it again when it has ended: connection.Closed += async () => { "
    "await Task.Delay(TimeSpan.FromSeconds(1 + random.NextDouble())); "
    "try { await connection.Start(); } catch (Exception) { /* Closed comes again */ } };",
}
_START = re.compile(r"(?P<receiver>[\w$.]+)\.start\s*\(")


@dataclass(frozen=True)
class AspnetClientWithoutRestart(Rule):
    """ASP.NET SignalR pings with its access token, so no connection outlives it (client.md A1.3)."""

    meta: ClassVar[RuleMeta] = RuleMeta(
        id="ASRS402",
        name="aspnet-client-without-restart",
        summary="An ASP.NET SignalR client without a restart: its connection lives one hour at most",
        severity=Severity.WARNING,
        fix=Safety.UNSAFE,
        since="0.1.0",
    )

    def check(self, workspace: Workspace) -> Iterable[Problem]:
        for client in workspace.clients:
            if not client.azure or client.test or client.built.flavour is not Flavour.ASPNET:
                continue
            if client.grade in (Grade.R0, Grade.R1):
                yield _problem(workspace, client)


def _problem(workspace: Workspace, client: Client) -> Problem:
    watched = "the handler of its end only watches" if client.grade is Grade.R1 else "nothing handles its end"
    return Problem(
        _start(client),
        f"This connection ends with its access token, after one hour at most, and {watched}: it stays down "
        "until the page or the application is started anew",
        evidence=(*client.reasons, *client.why),
        fix=_fix(workspace, client),
        confidence=client.certainty.confidence,
        because=client.certainty.because,
        label="started, and never started again",
    )


def _fix(workspace: Workspace, client: Client) -> Fix:
    edit = _edit(workspace, client) if client.built.language == "javascript" else None
    if edit is None:
        return Fix(_STEPS.get(client.built.language, _STEPS["csharp"]))
    return Fix("start it again, after a random delay, when it has ended", (edit,), Safety.UNSAFE)


def _edit(workspace: Workspace, client: Client) -> Edit | None:
    """A handler in front of the only start, which must not run twice. A connection that is stopped on purpose fires
    `disconnected` too: who writes the restart has to tell these apart."""
    paths = {start.path for start in client.starts}
    if len(client.starts) != 1 or client.starts[0].function or _is_stopped(workspace, paths):
        return None
    span = client.starts[0].span
    document = workspace.documents[span.path]
    start = _START.match(document.text, span.start)
    if start is None:
        return None
    name = start["receiver"]
    again = f"setTimeout(function () {{ {name}.start(); }}, 200 + Math.random() * 1800);"
    place = statements_before(
        document, span.start, [(0, f"{name}.disconnected(function () {{"), (1, again), (0, "});")]
    )
    return Edit(place.span, place.value) if place else None


def _is_stopped(workspace: Workspace, paths: set[str]) -> bool:
    return any(stop.path in paths for stop in workspace.facts(ConnectionStopped))


def _start(client: Client) -> Span:
    here = (start.span for start in client.starts if start.path == client.built.path)
    return next(here, client.built.span)
