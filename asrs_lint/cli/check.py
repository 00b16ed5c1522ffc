"""`asrs-lint check`: analyse a project and report."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from asrs_lint.cli.analysis import analysis_of, analysis_options
from asrs_lint.cli.exits import Exit
from asrs_lint.cli.showing import show, showing_options, view_of
from asrs_lint.finding import Report
from asrs_lint.rule import Severity


@click.command(
    short_help="Analyse a project (the default command).",
    context_settings={"auto_envvar_prefix": "ASRS_LINT", "help_option_names": ["-h", "--help"]},
)
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@showing_options
@analysis_options
def command(paths: tuple[Path, ...], **options: Any) -> int:
    """Analyse the whole project around PATHS and report the findings in PATHS (default: here).

    Exit codes: 0 nothing from --fail-on up, 1 findings, 2 wrong use, 3 a defect of asrs-lint.
    """
    analysis = analysis_of(paths, options)
    shown = view_of(options, analysis.places).of(analysis.report())
    show(shown, options)
    return _exit_code(shown, analysis.config.fail_on)


def _exit_code(report: Report, fail_on: Severity) -> int:
    if report.failures:
        return Exit.DEFECT
    return Exit.FINDINGS if any(finding.severity >= fail_on for finding in report.findings) else Exit.CLEAN
