"""ASRS304: an application without hub server and a service in Default mode."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from asrs_lint import (
    CERTAIN,
    Application,
    Certainty,
    Confidence,
    Fix,
    Mode,
    Note,
    Problem,
    Resource,
    Rule,
    RuleMeta,
    Safety,
    Severity,
    Workspace,
    mode_evidence,
    needed_modes,
)


@dataclass(frozen=True)
class ServerlessAppWithDefaultService(Rule):
    """In Default mode a client is accepted only while a hub server is connected (client.md A9)."""

    meta: ClassVar[RuleMeta] = RuleMeta(
        id="ASRS304",
        name="serverless-app-with-default-service",
        summary="Only Functions or REST use a service in Default mode: clients are refused because no hub server is "
        "connected",
        severity=Severity.ERROR,
        fix=Safety.SHOWN,
        since="0.1.0",
    )

    def check(self, workspace: Workspace) -> Iterable[Problem]:
        for application in workspace.applications:
            needs = needed_modes(application)
            modes = {r.mode.value if r.mode else "Classic" for r in application.resources}
            if modes == {"Default"} and "Serverless" in needs and "Default" not in needs:
                for resource in application.resources:
                    yield _problem(application, resource, needs["Serverless"])


def _problem(application: Application, resource: Resource, need: Note) -> Problem:
    assert resource.mode is not None
    written = resource.declared.mode
    certainty = _certainty(application).weakened(resource.mode.certainty)
    place = written.span if written else resource.anchor
    return Problem(
        place,
        "Nothing here connects to the service as a hub server, and in Default mode the service refuses every client "
        "without one: \"SignalR Service is now in 'Default' service mode … app servers are not connected\"",
        evidence=(*mode_evidence(resource.mode, place), need),
        fix=Fix("set the mode to Serverless; changing it closes all connections once"),
        confidence=certainty.confidence,
        because=certainty.because,
        label="Default" if written else _unwritten(resource.mode),
    )


def _unwritten(mode: Mode) -> str:
    return mode.chain[0].message if mode.chain else "Default, because nothing else is written"


def _certainty(application: Application) -> Certainty:
    if application.servers:
        return Certainty(Confidence.MEDIUM, "a self-hosted SignalR server stands beside the functions")
    return CERTAIN
