"""ASRS301: the service is deployed in Classic mode."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from asrs_lint import (
    Application,
    Certainty,
    Fix,
    Mode,
    Note,
    Problem,
    Resource,
    Rule,
    RuleMeta,
    Safety,
    Severity,
    Span,
    Workspace,
    needed_modes,
)

_HUBS = "clients that connect while all server connections are down become serverless and never reach a hub"
_SERVERLESS = "it is obsolete, and upstream endpoints and triggers are not called in it"


@dataclass(frozen=True)
class ClassicServiceMode(Rule):
    meta = RuleMeta(
        id="ASRS301",
        name="classic-service-mode",
        summary="The service is deployed in Classic mode: clients that connect during a server blip never reach a hub",
        severity=Severity.WARNING,
        fix=Safety.SHOWN,
        since="0.1.0",
    )

    def check(self, workspace: Workspace) -> Iterable[Problem]:
        seen: set[Span] = set()
        for application in workspace.applications:
            for resource in application.resources:
                for span, certainty in _classic(resource):
                    if span not in seen:
                        seen.add(span)
                        yield _problem(application, resource, span, certainty)


def _classic(resource: Resource) -> Iterator[tuple[Span, Certainty]]:
    """Where Classic is written, as the only value or as one of several that are given."""
    mode = resource.mode
    if mode is None or not mode.written:
        return
    if mode.value == "Classic":
        yield mode.span, mode.certainty.weakened(resource.certainty)
    for one in mode.alternatives:
        if one.value == "Classic":
            yield one.span, resource.certainty


def _problem(application: Application, resource: Resource, span: Span, certainty: Certainty) -> Problem:
    needs = needed_modes(application)
    return Problem(
        span,
        f"The service is deployed in Classic mode: {_SERVERLESS if list(needs) == ['Serverless'] else _HUBS}",
        evidence=(*_chain(resource, resource.mode, span), *needs.values()),
        fix=Fix(_steps(sorted(needs))),
        confidence=certainty.confidence,
        because=certainty.because,
        label="obsolete mode",
    )


def _chain(resource: Resource, mode: Mode | None, span: Span) -> Iterator[Note]:
    """From the value to the resource it is for."""
    yield from (note for note in (mode.chain if mode else ()) if note.span != span)
    if not resource.declared.body.covers(span):
        yield Note(resource.anchor, "the resource it is for")


def _steps(needs: list[str]) -> str:
    if len(needs) == 1:
        return f"set the mode to {needs[0]}; clients are disconnected once while the mode changes"
    if needs:
        return "split it: one service in Default mode for the hub server, one in Serverless mode for the functions"
    return "set the mode to Default for hub servers, to Serverless for Functions and the REST API"
