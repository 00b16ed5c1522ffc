"""ASRS303: a hub server and a Serverless service."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from asrs_lint import (
    Application,
    Certainty,
    Confidence,
    Fix,
    Flavour,
    Note,
    Problem,
    Resource,
    Rule,
    RuleMeta,
    Safety,
    Server,
    Severity,
    Workspace,
    mode_evidence,
    needed_modes,
)

_SPLIT = "declare a second resource in Default mode for the hub server and give it that connection string"
_CHANGE = "set the mode to Default, or take the hub server away and use Functions or the Management SDK"


@dataclass(frozen=True)
class HubServerWithServerlessService(Rule):
    """A Serverless service rejects server connections (server.md A10). ASP.NET servers are ASRS305."""

    meta: ClassVar[RuleMeta] = RuleMeta(
        id="ASRS303",
        name="hub-server-with-serverless-service",
        summary="A hub server connects to a Serverless service, which rejects it (403, then negotiate 500)",
        severity=Severity.ERROR,
        fix=Safety.SHOWN,
        since="0.1.0",
    )

    def check(self, workspace: Workspace) -> Iterable[Problem]:
        for application in workspace.applications:
            server = next((s for s in application.hub_servers if s.flavour is Flavour.CORE), None)
            modes = {r.mode.value if r.mode else "Classic" for r in application.resources}
            if server is None or modes != {"Serverless"}:
                continue
            for resource in application.resources:
                yield _problem(application, server, resource)


def _problem(application: Application, server: Server, resource: Resource) -> Problem:
    assert resource.mode is not None
    written = resource.declared.mode
    certainty = _certainty(application, server).weakened(resource.mode.certainty)
    place = written.span if written else resource.anchor
    return Problem(
        place,
        "A Serverless service rejects the server connections of this hub server (403 instead of 101), and its "
        'negotiate then answers 500: "Azure SignalR Service is not connected yet, please try again later"',
        evidence=(*mode_evidence(resource.mode, place), *server.chain, *_serverless(application)),
        fix=Fix(_SPLIT if _serverless(application) else _CHANGE),
        confidence=certainty.confidence,
        because=certainty.because,
        label="Serverless",
    )


def _serverless(application: Application) -> tuple[Note, ...]:
    note = needed_modes(application).get("Serverless")
    return (note,) if note else ()


def _certainty(application: Application, server: Server) -> Certainty:
    if _serverless(application):
        return Certainty(
            Confidence.MEDIUM, "the Serverless service may be meant for the functions beside the hub server"
        )
    if server.conditional:
        return Certainty(Confidence.MEDIUM, "the hub server turns Azure SignalR on under a condition only")
    return server.certainty
