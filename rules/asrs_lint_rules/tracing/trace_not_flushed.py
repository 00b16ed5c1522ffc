"""ASRS208: nothing flushes the trace file."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from asrs_lint import (
    Diagnostics,
    Document,
    Edit,
    Fix,
    Problem,
    Rule,
    RuleMeta,
    Safety,
    Server,
    Severity,
    TraceSetup,
    Workspace,
    with_autoflush,
)


@dataclass(frozen=True)
class TraceNotFlushed(Rule):
    meta = RuleMeta(
        id="ASRS208",
        name="trace-not-flushed",
        summary='No <trace autoflush="true"/>: the log stays empty until the process ends',
        severity=Severity.WARNING,
        fix=Safety.SAFE,
        since="0.1.0",
        tags=("tracing",),
    )

    def check(self, workspace: Workspace) -> Iterable[Problem]:
        for server in workspace.servers:
            if server.azure and server.tracing and server.tracing.lacks(lambda state: state.unflushed):
                yield _problem(workspace, server, server.tracing)


def _problem(workspace: Workspace, server: Server, setup: TraceSetup) -> Problem:
    base = setup.base
    span = base.trace.tag_span if base.trace else base.unflushed[0].definition.tag_span
    document = workspace.documents.get(span.path)
    return Problem(
        span,
        "Nothing flushes the trace: the file stays empty until the process ends, and what its buffer held is lost when "
        "that happens abruptly",
        evidence=server.chain,
        fix=_fix(document, base) if document else None,
        confidence=server.certainty.confidence,
        because=server.certainty.because,
        label="autoflush is not true" if base.trace else "this listener buffers",
    )


def _fix(document: Document, state: Diagnostics) -> Fix | None:
    if state.section is None or state.section.span.path != document.path:
        return None
    edit = with_autoflush(document, state)
    return Fix('add  <trace autoflush="true" />', (Edit(edit.span, edit.value),), Safety.SAFE) if edit else None
