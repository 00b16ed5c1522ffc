"""ASRS203: a listener is named that sharedListeners does not define."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from asrs_lint import (
    Diagnostics,
    Document,
    Edit,
    Element,
    Fix,
    Problem,
    Rule,
    RuleMeta,
    Safety,
    Server,
    Severity,
    TraceFault,
    TraceSetup,
    Workspace,
    with_autoflush,
    xml_text,
)


@dataclass(frozen=True)
class UndefinedTraceListener(Rule):
    meta = RuleMeta(
        id="ASRS203",
        name="undefined-trace-listener",
        summary="A listener name that sharedListeners does not define: the application fails at start",
        severity=Severity.ERROR,
        fix=Safety.UNSAFE,
        since="0.1.0",
        tags=("tracing",),
    )

    def check(self, workspace: Workspace) -> Iterable[Problem]:
        for server in workspace.servers:
            if server.azure and server.tracing and server.tracing.lacks(_undefined):
                yield from _problems(workspace, server, server.tracing)


def _undefined(state: Diagnostics) -> list[Element]:
    return [defect.element for defect in state.having(TraceFault.UNDEFINED_LISTENER)]


def _problems(workspace: Workspace, server: Server, setup: TraceSetup) -> Iterable[Problem]:
    for element in _undefined(setup.base):
        name = element.get("name") or ""
        yield Problem(
            element.tag_span,
            f"sharedListeners defines no listener {name}: .NET throws \"Listener '{name}' does not exist in the "
            'sharedListeners section" while the application starts',
            evidence=server.chain,
            fix=_fix(workspace.documents.get(element.span.path), element, setup.base),
            confidence=server.certainty.confidence,
            because=server.certainty.because,
            label="a reference, as it has no type; names have case",
        )


def _fix(document: Document | None, element: Element, state: Diagnostics) -> Fix:
    wrong = element.attribute("name")
    if document is None or len(state.shared) != 1 or wrong is None:
        return Fix("define the listener in sharedListeners, or give it a type here")
    (shared,) = state.shared
    name = xml_text(shared.name)
    flush = with_autoflush(document, state) if shared.buffers else None
    edits = (Edit(wrong.value.span, name), *([Edit(flush.span, flush.value)] if flush else []))
    return Fix(f"name the shared listener {shared.name}", edits, Safety.UNSAFE)
