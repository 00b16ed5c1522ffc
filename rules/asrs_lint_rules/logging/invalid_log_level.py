"""ASRS107: a value under LogLevel that is no log level."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from asrs_lint import (
    ROOT_CATEGORY,
    Application,
    Document,
    Edit,
    Fix,
    InvalidLevel,
    LoggingPipeline,
    Pipeline,
    Problem,
    Rule,
    RuleMeta,
    Safety,
    Setting,
    Severity,
    Source,
    Workspace,
    invalid_levels,
    is_free,
    json_member,
)


@dataclass(frozen=True)
class InvalidLogLevel(Rule):
    meta = RuleMeta(
        id="ASRS107",
        name="invalid-log-level",
        summary="A value under LogLevel is no log level: the host throws at start",
        severity=Severity.ERROR,
        fix=Safety.SAFE,
        since="0.1.0",
        tags=("logging",),
    )

    def check(self, workspace: Workspace) -> Iterable[Problem]:
        for application in workspace.applications:
            if application.azure:
                for pipeline, settings in _settings(workspace, application):
                    for invalid in invalid_levels(settings):
                        document = workspace.documents[invalid.setting.path]
                        yield _problem(invalid, _fix(document, invalid, pipeline))


def _settings(
    workspace: Workspace, application: Application
) -> Iterator[tuple[LoggingPipeline | None, Sequence[Setting]]]:
    """The settings that hosts of the application bind to filters: those of Serilog's hosts bind nothing."""
    for server in application.servers:
        if server.logging and server.logging.kind is Pipeline.MEL and server.logging.configured:
            yield server.logging, server.logging.settings
    folders = {app.folder for app in application.functions}
    of_functions = (s for s in workspace.facts(Setting) if s.source in (Source.HOST, Source.LOCAL))
    yield None, [setting for setting in of_functions if setting.path.rpartition("/")[0] in folders]


def _problem(invalid: InvalidLevel, fix: Fix) -> Problem:
    setting = invalid.setting
    return Problem(
        setting.value_span,
        f"{setting.value} is no log level: the host throws \"Configuration value '{setting.value}' is not supported\" "
        "when it creates its first logger",
        fix=fix,
        label=f"{invalid.meant} is the level meant" if invalid.meant else "not one of Trace … Critical, None",
    )


def _fix(document: Document, invalid: InvalidLevel, pipeline: LoggingPipeline | None) -> Fix:
    setting = invalid.setting
    if invalid.meant is None:
        return Fix("use Trace, Debug, Information, Warning, Error, Critical or None")
    title = f"{setting.value} → {invalid.meant}"
    written = document.slice(setting.value_span)
    quote = written[:1] if written[:1] in ("'", '"') else ""
    if written != f"{quote}{setting.value}{quote}":
        return Fix(title)
    edit = Edit(setting.value_span, f"{quote}{invalid.meant}{quote}")
    safety = Safety.SAFE if invalid.known else Safety.UNSAFE
    category = _category(setting, pipeline) if pipeline else None
    if category is None:
        return Fix(title, (edit,), safety)
    return Fix(f'{title}, and add  "{ROOT_CATEGORY}": "Information"', (edit, category), safety)


def _category(setting: Setting, pipeline: LoggingPipeline) -> Edit | None:
    """Azure SignalR's own level beside the one that is mended: as long as no level could be told, whether it is missed
    could not be told either."""
    owner = next((o for o in pipeline.objects if o.path == setting.path and o.keys == setting.keys[:-1]), None)
    if pipeline.named or owner is None or owner.source is not Source.APPSETTINGS or not owner.keys:
        return None
    if owner.keys[-1].lower() != "loglevel" or not is_free(owner, ROOT_CATEGORY, pipeline.settings):
        return None
    member = json_member(owner, [ROOT_CATEGORY], "Information")
    if member.span.start < setting.value_span.end and setting.value_span.start < member.span.end:
        return None
    return Edit(member.span, member.value)
