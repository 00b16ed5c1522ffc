"""ASRS402: an ASP.NET SignalR client that is not started again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from asrs_lint import Client, Fix, Flavour, Grade, Problem, Rule, RuleMeta, Safety, Severity, Span, Workspace

_STEPS = {
    "javascript": "start it again when it has ended: hub.disconnected(function () { "
    "setTimeout(function () { hub.start(); }, 200 + Math.random() * 1800); });",
    "csharp": "start it again when it has ended: connection.Closed += async () => { "
    "await Task.Delay(TimeSpan.FromSeconds(1 + random.NextDouble())); await connection.Start(); };",
}


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
                yield _problem(client)


def _problem(client: Client) -> Problem:
    watched = "the handler of its end only watches" if client.grade is Grade.R1 else "nothing handles its end"
    return Problem(
        _start(client),
        f"This connection ends with its access token, after one hour at most, and {watched}: it stays down "
        "until the page or the application is started anew",
        evidence=(*client.reasons, *client.why),
        fix=Fix(_STEPS.get(client.built.language, _STEPS["csharp"])),
        confidence=client.certainty.confidence,
        because=client.certainty.because,
        label="started, and never started again",
    )


def _start(client: Client) -> Span:
    here = (start.span for start in client.starts if start.path == client.built.path)
    return next(here, client.built.span)
