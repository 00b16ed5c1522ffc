"""ASRS104: Serilog is in charge and hides what Azure SignalR logs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from asrs_lint import (
    ROOT_CATEGORY,
    Decision,
    Document,
    Edit,
    Fix,
    LoggingCall,
    LoggingPipeline,
    Note,
    Pipeline,
    Problem,
    Rule,
    RuleMeta,
    Safety,
    Server,
    Setting,
    Severity,
    Workspace,
    call_behind,
    is_free,
    json_member,
    json_object,
)

_MINIMUM = re.compile(r"\.\s*MinimumLevel\s*\.\s*\Z")
_KNOWS_LEVELS = re.compile(
    r"^[ \t]*(?:global\s+)?using\s+Serilog\.Events\s*;|(?<![\w.])LogEventLevel\s*\.", re.MULTILINE
)


@dataclass(frozen=True)
class SerilogHidesSignalrLogs(Rule):
    meta = RuleMeta(
        id="ASRS104",
        name="serilog-hides-signalr-logs",
        summary="Serilog replaced the pipeline and its nearest override is above Information",
        severity=Severity.WARNING,
        fix=Safety.SAFE,
        since="0.1.0",
        tags=("logging",),
    )

    def check(self, workspace: Workspace) -> Iterable[Problem]:
        for server in workspace.servers:
            pipeline = server.logging
            if server.azure and pipeline and pipeline.kind is Pipeline.SERILOG and pipeline.hidden():
                yield _problem(workspace, server, pipeline, pipeline.hidden()[0])


def _problem(workspace: Workspace, server: Server, pipeline: LoggingPipeline, decision: Decision) -> Problem:
    assert decision.winner is not None
    lost = "nothing says why a server connection fails" if pipeline.hides_failures else "its connections leave no trace"
    source = f"the nearest override, of {decision.pattern}," if decision.pattern else "its default level"
    return Problem(
        decision.winner.span,
        f"Serilog drops what {ROOT_CATEGORY} logs below {decision.level} in {decision.environment}, so {lost}",
        evidence=(*_evidence(pipeline, decision), *server.chain),
        fix=_fix(workspace, pipeline, decision),
        confidence=server.certainty.confidence,
        because=server.certainty.because,
        label=f"{source} decides",
        severity=None if pipeline.hides_failures else Severity.INFO,
    )


def _evidence(pipeline: LoggingPipeline, decision: Decision) -> Iterator[Note]:
    if pipeline.registration:
        yield Note(pipeline.registration.span, "Serilog takes the place of the Logging section here")
    if decision.runner_up:
        yield Note(decision.runner_up.span, "this level would decide without it")


def _fix(workspace: Workspace, pipeline: LoggingPipeline, decision: Decision) -> Fix:
    title = f'add  "{ROOT_CATEGORY}": "Information"  to Serilog:MinimumLevel:Override'
    winner = decision.winner
    if (decision.pattern or "").startswith(ROOT_CATEGORY):
        value = (Edit(winner.setting.value_span, '"Information"'),) if winner and winner.setting else ()
        return Fix(
            f"set the override of {decision.pattern} to Information", value, Safety.UNSAFE if value else Safety.SHOWN
        )
    if winner and winner.call:
        return _fix_of_code(workspace.documents[winner.call.path], winner.call)
    edit = _edit(pipeline, winner.setting) if winner and winner.setting else None
    return Fix(title, (edit,), Safety.SAFE) if edit else Fix(title)


def _fix_of_code(document: Document, call: LoggingCall) -> Fix:
    """An override behind the call that decides."""
    level = "LogEventLevel" if _KNOWS_LEVELS.search(document.text) else "Serilog.Events.LogEventLevel"
    text = f'.MinimumLevel.Override("{ROOT_CATEGORY}", {level}.Information)'
    link = _MINIMUM.search(document.text, max(0, call.span.start - 200), call.span.start)
    if link is None:
        return Fix(f"add  {text}")
    place = call_behind(document, document.span(link.start(), call.span.end), text)
    return Fix(f"add  {text}", (Edit(place.span, place.value),), Safety.UNSAFE)


def _edit(pipeline: LoggingPipeline, setting: Setting) -> Edit | None:
    """Add the override beside the winning one or the default, or make room for it (`"MinimumLevel": "Error"`)."""
    owner = next((o for o in pipeline.objects if o.path == setting.path and o.keys == setting.keys[:-1]), None)
    if owner is None or any(":" in key for key in setting.keys):
        return None
    depth = len(setting.keys)
    if depth == 2:
        members = ((("Default",), setting.value or ""), (("Override", ROOT_CATEGORY), "Information"))
        return Edit(setting.value_span, json_object(owner, members))
    overrides = (o for o in pipeline.objects if o.path == owner.path and o.keys == (*owner.keys, "Override"))
    into = owner if depth == 4 else next(overrides, owner)
    names = [ROOT_CATEGORY] if depth == 4 or into is not owner else ["Override", ROOT_CATEGORY]
    if not is_free(into, names[0], pipeline.settings):
        return None
    member = json_member(into, names, "Information")
    return Edit(member.span, member.value)
