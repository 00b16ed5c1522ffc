"""ASRS205: no switch named SignalRSwitch."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from asrs_lint import (
    Diagnostics,
    Document,
    Edit,
    Fix,
    Note,
    Problem,
    Rule,
    RuleMeta,
    Safety,
    Server,
    Severity,
    TraceSetup,
    Workspace,
    xml_child,
)


@dataclass(frozen=True)
class MissingTraceSwitch(Rule):
    meta = RuleMeta(
        id="ASRS205",
        name="missing-trace-switch",
        summary="No switch named SignalRSwitch: the level is Off whatever the source says",
        severity=Severity.WARNING,
        fix=Safety.SAFE,
        since="0.1.0",
        tags=("tracing",),
    )

    def check(self, workspace: Workspace) -> Iterable[Problem]:
        for server in workspace.servers:
            setup = server.tracing
            if server.azure and setup and not setup.level_in_code and setup.lacks(_no_switch):
                yield _problem(workspace, server, setup)


def _no_switch(state: Diagnostics) -> bool:
    return state.source is not None and state.switch is None


def _problem(workspace: Workspace, server: Server, setup: TraceSetup) -> Problem:
    source = setup.base.source
    assert source is not None
    document = workspace.documents.get(source.span.path)
    return Problem(
        source.tag_span,
        "No switch SignalRSwitch is set, so the level is Off and nothing is traced: ASP.NET SignalR replaces the "
        "switch of every source by that one",
        evidence=(*_evidence(setup), *server.chain),
        fix=_fix(document, setup.base) if document else None,
        confidence=server.certainty.confidence,
        because=server.certainty.because,
        label="this source never gets a level",
    )


def _evidence(setup: TraceSetup) -> Iterator[Note]:
    source = setup.base.source
    for name in ("switchName", "switchValue"):
        attribute = source.attribute(name) if source else None
        if attribute and attribute.value.value != "SignalRSwitch":
            yield Note(attribute.span, "this has no effect with ASP.NET SignalR")


def _fix(document: Document, state: Diagnostics) -> Fix:
    assert state.section is not None
    add = '<add name="SignalRSwitch" value="Information" />'
    switches = state.section.find("switches")
    lines = [(0, add)] if switches else [(0, "<switches>"), (1, add), (0, "</switches>")]
    edit = xml_child(document, switches or state.section, lines)
    return Fix("add the switch SignalRSwitch at Information", (Edit(edit.span, edit.value),), Safety.SAFE)
