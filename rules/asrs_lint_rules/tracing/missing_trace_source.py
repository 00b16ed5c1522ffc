"""ASRS201: web.config has no trace source for Azure SignalR."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from asrs_lint import (
    Certainty,
    Confidence,
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
    with_information,
    xml_child,
    xml_first_child,
    xml_text,
)


@dataclass(frozen=True)
class MissingTraceSource(Rule):
    meta = RuleMeta(
        id="ASRS201",
        name="missing-trace-source",
        summary="web.config has no trace source Microsoft.Azure.SignalR with a listener that persists",
        severity=Severity.WARNING,
        fix=Safety.SAFE,
        since="0.1.0",
        tags=("tracing",),
    )

    def check(self, workspace: Workspace) -> Iterable[Problem]:
        for server in workspace.servers:
            if server.azure and server.tracing and server.tracing.lacks(lambda state: state.source is None):
                yield _problem(workspace, server, server.tracing)


def _problem(workspace: Workspace, server: Server, setup: TraceSetup) -> Problem:
    certainty = server.certainty.weakened(_certainty(setup))
    others = ", ".join(setup.base.other_sources)
    also = f"; the sources it has ({others}) stay silent with Azure SignalR" if others else ""
    place = setup.base.section or setup.file  # the section may stand in a file that configSource names
    document = workspace.documents.get(place.span.path)
    return Problem(
        setup.file.span,
        "No trace source Microsoft.Azure.SignalR writes to a listener, so nothing tells afterwards why a server "
        f"connection failed{also}",
        evidence=(*_evidence(setup), *server.chain),
        fix=_fix(document, setup) if document else None,
        confidence=certainty.confidence,
        because=certainty.because,
        label="system.diagnostics has no such source" if setup.base.section else "there is no system.diagnostics",
    )


def _certainty(setup: TraceSetup) -> Certainty:
    level = setup.level_in_code
    return Certainty(Confidence.MEDIUM, "code sets the level of the switch") if level else Certainty()


def _evidence(setup: TraceSetup) -> Iterator[Note]:
    if setup.level_in_code:
        yield Note(setup.level_in_code.span, "the level is set here, but what is traced goes nowhere that lasts")


# The lines of a block with their depth.
Lines = list[tuple[int, str]]


def _fix(document: Document, setup: TraceSetup) -> Fix:
    base = setup.base
    shared = next((listener for listener in base.shared if listener.keeps), None)
    where = "App_Data\\asrs.log.txt" if setup.web else "asrs.log.txt"
    groups = list(_groups(where, shared.name if shared else None))
    if base.section is None:
        whole = [line for group in groups for line in group]
        lines = [(0, "<system.diagnostics>"), *((d + 1, t) for d, t in whole), (0, "</system.diagnostics>")]
        edits = [_into_configuration(document, setup, lines)]
    else:
        edits = list(_into_section(document, base, groups))
    target = f"the listener {shared.name}" if shared else f"a listener that writes {where}"
    title = f"add the trace source Microsoft.Azure.SignalR, its switch and {target}"
    return Fix(title, tuple(Edit(e.span, e.value) for e in edits), Safety.SAFE)


def _into_configuration(document: Document, setup: TraceSetup, lines: Lines) -> Located[str]:
    """configSections must stay the first child of configuration."""
    root = setup.file.root
    sections = root.find("configSections")
    if sections:
        return xml_child(document, root, lines, after=sections)
    return xml_first_child(document, root, lines)


def _groups(where: str, shared: str | None) -> Iterator[Lines]:
    """sources, switches, sharedListeners and trace. A shared listener that keeps what it is told is used as it is."""
    source = _source(shared or "ASRS")
    yield [(0, "<sources>"), *((depth + 1, text) for depth, text in source), (0, "</sources>")]
    yield [(0, "<switches>"), (1, _switch()), (0, "</switches>")]
    yield [(0, "<sharedListeners>"), (1, _listener(where)), (0, "</sharedListeners>")]
    yield [(0, '<trace autoflush="true" />')]


def _source(listener: str) -> Lines:
    return [
        (0, '<source name="Microsoft.Azure.SignalR" switchName="SignalRSwitch">'),
        (1, "<listeners>"),
        (2, f'<add name="{xml_text(listener)}" />'),
        (1, "</listeners>"),
        (0, "</source>"),
    ]


def _switch() -> str:
    return '<add name="SignalRSwitch" value="Information" />'


def _listener(where: str) -> str:
    return f'<add name="ASRS" type="System.Diagnostics.TextWriterTraceListener" initializeData="{where}" />'


def _into_section(document: Document, base: Diagnostics, groups: Sequence[Lines]) -> Iterator[Located[str]]:
    """What is missing, each part put into its group where that exists; the groups that do not, together."""
    section = base.section
    assert section is not None
    new: Lines = []
    for tag, lines in zip(("sources", "switches", "sharedListeners", "trace"), groups, strict=True):
        group = section.find(tag)
        if _has(base, tag):
            continue
        if group is None:
            new += lines
        else:
            yield xml_child(document, group, [(depth - 1, text) for depth, text in lines[1:-1]])
    if new:
        yield xml_child(document, section, new)
    yield from (edit for edit in (with_information(base), _flush(document, base)) if edit)


def _flush(document: Document, base: Diagnostics) -> Located[str] | None:
    """A trace element that is there is told to flush; one that is not is added with the rest."""
    return with_autoflush(document, base) if base.trace is not None else None


def _has(base: Diagnostics, tag: str) -> bool:
    """Whether a group needs no addition."""
    return {
        "sources": False,
        "switches": base.switch is not None,
        "sharedListeners": any(listener.keeps or listener.name == "ASRS" for listener in base.shared),
        "trace": base.trace is not None,
    }[tag]
