"""ASRS305: ASP.NET SignalR and Serverless."""

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
    Flavour,
    Note,
    Problem,
    Rule,
    RuleMeta,
    Safety,
    Server,
    Severity,
    Workspace,
)


@dataclass(frozen=True)
class AspnetWithServerless(Rule):
    """Neither Serverless mode nor the data-plane REST API is there for ASP.NET SignalR (seed.md, server.md A10)."""

    meta: ClassVar[RuleMeta] = RuleMeta(
        id="ASRS305",
        name="aspnet-with-serverless",
        summary="ASP.NET SignalR together with Serverless mode or Functions bindings: not supported by the service",
        severity=Severity.ERROR,
        fix=Safety.SHOWN,
        since="0.1.0",
    )

    def check(self, workspace: Workspace) -> Iterable[Problem]:
        for application in workspace.applications:
            servers = application.hub_servers
            evidence = _serverless(application)
            if servers and evidence and all(s.flavour is Flavour.ASPNET for s in servers):
                yield from (_problem(application, server, evidence) for server in servers)


def _serverless(application: Application) -> tuple[Note, ...]:
    modes = [resource.mode for resource in application.resources]
    if modes and all(mode and mode.value == "Serverless" for mode in modes):
        return tuple(Note(mode.span, "the service is Serverless") for mode in modes if mode)
    if any(mode and mode.value == "Serverless" for mode in modes):
        return ()  # one of several services: which one the server uses is not known
    return tuple(Note(app.bindings[0].span, "Functions bind the service here") for app in application.functions)


def _problem(application: Application, server: Server, evidence: tuple[Note, ...]) -> Problem:
    certainty = _certainty(application).weakened(server.certainty)
    return Problem(
        server.calls[0].span if server.calls else server.anchor,
        "ASP.NET SignalR works with a service in Default mode only: in Serverless mode its server connections are "
        "rejected, and Functions bindings and the REST API do not reach its clients",
        evidence=evidence,
        fix=Fix("use a service of its own in Default mode for this server, or move its hubs to ASP.NET Core SignalR"),
        confidence=certainty.confidence,
        because=certainty.because,
        label="an ASP.NET SignalR server",
    )


def _certainty(application: Application) -> Certainty:
    if any(resource.mode and resource.mode.value == "Serverless" for resource in application.resources):
        return CERTAIN
    return Certainty(
        Confidence.MEDIUM, "whether the functions use the same service as the server is not in the repository"
    )
