"""ASRS102: nothing names the category of Azure SignalR."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from asrs_lint import (
    ROOT_CATEGORY,
    Certainty,
    Confidence,
    Decision,
    Edit,
    Fix,
    LoggingPipeline,
    LogLevel,
    Pipeline,
    Problem,
    Rule,
    RuleMeta,
    Safety,
    Server,
    SettingsObject,
    Severity,
    Span,
    Workspace,
    is_free,
    json_member,
)


@dataclass(frozen=True)
class MissingSignalrLogLevel(Rule):
    meta = RuleMeta(
        id="ASRS102",
        name="missing-signalr-log-level",
        summary="No configuration names the category Microsoft.Azure.SignalR; a default decides whether its logs exist",
        severity=Severity.INFO,
        fix=Safety.SAFE,
        since="0.1.0",
        tags=("logging",),
    )

    def check(self, workspace: Workspace) -> Iterable[Problem]:
        for server in workspace.servers:
            pipeline = server.logging
            if server.azure and pipeline and _left_to_defaults(pipeline):
                yield _problem(server, pipeline)


def _left_to_defaults(pipeline: LoggingPipeline) -> bool:
    return bool(pipeline.deployed()) and pipeline.known and not pipeline.named and not pipeline.hidden()


def _problem(server: Server, pipeline: LoggingPipeline) -> Problem:
    decision = pipeline.deployed()[0]
    certainty = server.certainty.weakened(
        Certainty(Confidence.LOW, pipeline.unread) if pipeline.unread else Certainty()
    )
    by = f"through {decision.winner.text}" if decision.winner else f"by a default of {pipeline.kind.value}"
    return Problem(
        _place(server, pipeline),
        f"Nothing names the log category {ROOT_CATEGORY}: it logs at {decision.level} in {decision.environment} {by}, "
        "and whoever changes that hides why server connections fail",
        evidence=server.chain,
        fix=_fix(pipeline),
        confidence=certainty.confidence,
        because=certainty.because,
        label="the category is missing here",
    )


def _place(server: Server, pipeline: LoggingPipeline) -> Span:
    """The LogLevel object of appsettings.json that decides, else any, else the first line of the file, else where the
    service is added."""
    shown = next((o for o, names in _targets(pipeline) if not names), None) or next(_log_level_objects(pipeline), None)
    if shown:
        return Span(shown.span.path, shown.span.start, shown.span.start + 1)
    if pipeline.base_file:
        return pipeline.base_file.span
    return server.anchor


def _log_level_objects(pipeline: LoggingPipeline) -> Iterator[SettingsObject]:
    every = pipeline.object_at("Logging", "LogLevel")
    if every:
        yield every
    base = pipeline.base_file
    yield from (
        o for o in pipeline.objects if base and o.path == base.path and o.keys[-1:] and o.keys[-1].lower() == "loglevel"
    )


def _fix(pipeline: LoggingPipeline) -> Fix:
    members = tuple(_serilog(pipeline) if pipeline.kind is Pipeline.SERILOG else _targets(pipeline))
    if not members or not pipeline.configured:
        where = "Serilog:MinimumLevel:Override" if pipeline.kind is Pipeline.SERILOG else "Logging:LogLevel"
        return Fix(f'add  "{ROOT_CATEGORY}": "Information"  to {where} of appsettings.json')
    level = _level(pipeline)
    edits = [json_member(into, [*names, ROOT_CATEGORY], level) for into, names in members]
    sections = " and ".join(":".join((*into.keys, *names)) for into, names in members)
    title = f'add  "{ROOT_CATEGORY}": "{level}"  to {sections}'
    return Fix(title, tuple(Edit(edit.span, edit.value) for edit in edits), Safety.SAFE)


def _level(pipeline: LoggingPipeline) -> str:
    """Information, or what is logged now where that is more: the fix takes nothing away."""
    levels = [decision.level for decision in _productive(pipeline) if decision.level is not None]
    return str(min([LogLevel.INFORMATION, *levels]))


def _productive(pipeline: LoggingPipeline) -> Iterator[Decision]:
    """What decides in the first environment for the providers that somebody reads."""
    production = pipeline.deployed()[0].environment
    for decision in pipeline.deployed():
        if decision.environment == production and decision.provider not in ("Debug", "EventSource"):
            yield decision


Target = tuple[SettingsObject, tuple[str, ...]]


def _targets(pipeline: LoggingPipeline) -> Iterable[Target]:
    """The objects whose rules decide for the providers in use: those of a provider stand over the common one."""
    found: dict[tuple[str, ...], Target] = {}
    for decision in _productive(pipeline):
        owner = pipeline.owner(decision.winner) if decision.winner else None
        target = (owner, ()) if owner and owner.environment is None else _common(pipeline)
        if target:
            found[target[0].keys] = target
    return found.values()


def _common(pipeline: LoggingPipeline) -> Target | None:
    return _deepest(pipeline, "Logging", "LogLevel")


def _serilog(pipeline: LoggingPipeline) -> Iterable[Target]:
    target = _deepest(pipeline, "Serilog", "MinimumLevel", "Override")
    minimum = any(":".join(s.keys).lower() == "serilog:minimumlevel" for s in pipeline.settings)
    return [target] if target and not minimum else []


def _deepest(pipeline: LoggingPipeline, *keys: str) -> Target | None:
    """The innermost object that exists along a path, and the names still to be made below it."""
    for depth in range(len(keys), -1, -1):
        into = pipeline.object_at(*keys[:depth])
        if into:
            return (into, keys[depth:]) if is_free(into, (*keys, ROOT_CATEGORY)[depth], pipeline.settings) else None
    return None
