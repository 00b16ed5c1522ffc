"""ASRS202: the trace source writes to no listener that keeps anything."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from asrs_lint import (
    Diagnostics,
    Document,
    Edit,
    Fix,
    Located,
    Note,
    Problem,
    Rule,
    RuleMeta,
    Safety,
    Server,
    Severity,
    TraceSetup,
    Workspace,
    with_autoflush,
    xml_child,
    xml_text,
)


@dataclass(frozen=True)
class MissingTraceListener(Rule):
    meta = RuleMeta(
        id="ASRS202",
        name="missing-trace-listener",
        summary="The trace source exists but writes to no listener that keeps anything",
        severity=Severity.WARNING,
        fix=Safety.SAFE,
        since="0.1.0",
        tags=("tracing",),
    )

    def check(self, workspace: Workspace) -> Iterable[Problem]:
        for server in workspace.servers:
            if server.azure and server.tracing and server.tracing.lacks(_keeps_nothing):
                yield _problem(workspace, server, server.tracing)


def _keeps_nothing(state: Diagnostics) -> bool:
    """A source without defects: those have rules of their own."""
    return state.source is not None and state.keeps is False and not state.defects


def _problem(workspace: Workspace, server: Server, setup: TraceSetup) -> Problem:
    source = setup.base.source
    assert source is not None
    document = workspace.documents.get(source.span.path)
    return Problem(
        source.tag_span,
        "The trace source Microsoft.Azure.SignalR has no listener that keeps anything: its output goes to a debugger "
        "at best",
        evidence=(*_evidence(setup), *server.chain),
        fix=_fix(document, setup) if document else None,
        confidence=server.certainty.confidence,
        because=server.certainty.because,
        label="no file, event log or other listener",
    )


def _evidence(setup: TraceSetup) -> Iterator[Note]:
    for listener in setup.base.listeners:
        yield Note(listener.definition.tag_span, f"{listener.type} keeps nothing")
    for shared in setup.base.shared:
        if shared.keeps:
            yield Note(shared.definition.tag_span, "this one does, but the source does not refer to it")


def _fix(document: Document, setup: TraceSetup) -> Fix:
    shared = next((listener for listener in setup.base.shared if listener.keeps), None)
    where = "App_Data\\asrs.log.txt" if setup.web else "asrs.log.txt"
    if shared:
        title, add = f"refer to the shared listener {shared.name}", f'<add name="{xml_text(shared.name)}" />'
    else:
        title = f"add a listener that writes {where}"
        add = f'<add name="ASRS" type="System.Diagnostics.TextWriterTraceListener" initializeData="{where}" />'
    flush = with_autoflush(document, setup.base) if shared is None or shared.buffers else None
    edits = (_listener(document, setup.base, add), *([flush] if flush else []))
    return Fix(title, tuple(Edit(edit.span, edit.value) for edit in edits), Safety.SAFE)


def _listener(document: Document, base: Diagnostics, add: str) -> Located[str]:
    assert base.source is not None
    listeners = base.source.find("listeners")
    if listeners:
        return xml_child(document, listeners, [(0, add)])
    return xml_child(document, base.source, [(0, "<listeners>"), (1, add), (0, "</listeners>")])
