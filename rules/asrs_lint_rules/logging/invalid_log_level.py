"""ASRS107: a value under LogLevel that is no log level."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from asrs_lint import (
    Application,
    Document,
    Edit,
    Fix,
    InvalidLevel,
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
                for invalid in invalid_levels(_settings(workspace, application)):
                    yield _problem(workspace, invalid)


def _settings(workspace: Workspace, application: Application) -> Iterator[Setting]:
    """The settings that hosts of the application bind to filters: those of Serilog's hosts bind nothing."""
    for server in application.servers:
        if server.logging and server.logging.kind is Pipeline.MEL and server.logging.configured:
            yield from server.logging.settings
    folders = {app.folder for app in application.functions}
    for setting in workspace.facts(Setting):
        if setting.source in (Source.HOST, Source.LOCAL) and setting.path.rpartition("/")[0] in folders:
            yield setting


def _problem(workspace: Workspace, invalid: InvalidLevel) -> Problem:
    setting = invalid.setting
    return Problem(
        setting.value_span,
        f"{setting.value} is no log level: the host throws \"Configuration value '{setting.value}' is not supported\" "
        "when it creates its first logger",
        fix=_fix(workspace.documents[setting.path], invalid),
        label=f"{invalid.meant} is the level meant" if invalid.meant else "not one of Trace … Critical, None",
    )


def _fix(document: Document, invalid: InvalidLevel) -> Fix:
    setting = invalid.setting
    if invalid.meant is None:
        return Fix("use Trace, Debug, Information, Warning, Error, Critical or None")
    title = f"{setting.value} → {invalid.meant}"
    written = document.slice(setting.value_span)
    quote = written[:1] if written[:1] in ("'", '"') else ""
    if written != f"{quote}{setting.value}{quote}":
        return Fix(title)
    edit = Edit(setting.value_span, f"{quote}{invalid.meant}{quote}")
    return Fix(title, (edit,), Safety.SAFE if invalid.known else Safety.UNSAFE)
