"""ASRS206: the level of SignalRSwitch is above Information."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from asrs_lint import (
    INFORMATION_EVENT,
    SOURCE_LEVELS,
    Diagnostics,
    Edit,
    Fix,
    Problem,
    Rule,
    RuleMeta,
    Safety,
    Server,
    Severity,
    Span,
    TraceSetup,
    Workspace,
    at_least,
)


@dataclass(frozen=True)
class TraceLevelHidesSignalr(Rule):
    meta = RuleMeta(
        id="ASRS206",
        name="trace-level-hides-signalr",
        summary="SignalRSwitch is above Information: connection failures are not traced",
        severity=Severity.WARNING,
        fix=Safety.SAFE,
        since="0.1.0",
        tags=("tracing",),
    )

    def check(self, workspace: Workspace) -> Iterable[Problem]:
        for server in workspace.servers:
            setup = server.tracing
            if server.azure and setup and setup.base.source and _hides(setup):
                yield _problem(server, setup)


def _hides(setup: TraceSetup) -> bool:
    if setup.level_in_code:
        return setup.level is not None and _without_information(setup.level)
    return setup.lacks(_switch_hides)


def _switch_hides(state: Diagnostics) -> bool:
    return state.level is not None and _without_information(state.level)


def _without_information(level: int) -> bool:
    return not level & INFORMATION_EVENT


def _problem(server: Server, setup: TraceSetup) -> Problem:
    span, fix = _place(setup)
    version = server.project.version("Microsoft.Azure.SignalR.AspNet") if server.project else None
    warns = setup.level == SOURCE_LEVELS["warning"]
    return Problem(
        span,
        "The level of SignalRSwitch is above Information: why a server connection fails is traced at Information",
        evidence=server.chain,
        fix=fix,
        confidence=server.certainty.confidence,
        because=server.certainty.because,
        label="this level decides for every source of SignalR",
        severity=Severity.INFO if warns and at_least(version, "1.19.1") is False else None,
    )


def _place(setup: TraceSetup) -> tuple[Span, Fix]:
    code, switch = setup.level_in_code, setup.base.switch
    value = switch.attribute("value") if switch else None
    if code:
        return code.span, Fix("set SourceLevels.Information")
    assert value is not None
    return value.span, Fix("set Information", (Edit(value.value.span, "Information"),), Safety.SAFE)
