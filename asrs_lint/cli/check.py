"""`asrs-lint check`: analyse a project and report."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from asrs_lint.cli.accepting import accepting_options, is_accepting
from asrs_lint.cli.analysis import Analysis, analysis_of, analysis_options, project_of
from asrs_lint.cli.exits import Exit
from asrs_lint.cli.fixing import fixing_options, is_wanted
from asrs_lint.cli.showing import show, showing_options, view_of
from asrs_lint.stopwatch import table

if TYPE_CHECKING:
    from asrs_lint.finding import Report
    from asrs_lint.output.view import View


@click.command(
    short_help="Analyse a project (the default command).",
    context_settings={"auto_envvar_prefix": "ASRS_LINT", "help_option_names": ["-h", "--help"]},
)
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "--since", "revision", envvar="ASRS_LINT_SINCE", metavar="REV", help="Only findings in lines changed since."
)
@click.option("--watch", is_flag=True, help="Report again whenever a file changes.")
@showing_options
@fixing_options
@accepting_options
@analysis_options
def command(paths: tuple[Path, ...], revision: str | None, watch: bool, **options: Any) -> int:
    """Analyse the whole project around PATHS and report the findings in PATHS (default: here).

    Exit codes: 0 nothing from --fail-on up, 1 findings, 2 wrong use, 3 a defect of asrs-lint.
    With --fix by what remains; with --diff 1 when there is something to fix.
    """
    fixing, accepting = is_wanted(options), is_accepting(options)
    if (fixing or accepting) and (watch or revision is not None):
        raise click.UsageError(
            f"{'--watch' if watch else '--since'} does not go with --fix, --diff and --add-suppression"
        )
    if watch:
        return _watched(paths, revision, options)
    if not fixing and not accepting:
        return _checked(paths, revision, options)
    analysis = analysis_of(paths, options)
    view = view_of(options, analysis.places)
    return _fixed(analysis, view, options) if fixing else _accepted(analysis, view, options)


def _accepted(analysis: Analysis, view: View, options: dict[str, Any]) -> int:
    from asrs_lint.cli.suppressing import accepted

    return _reported(view.of(accepted(analysis, view, options)), analysis, options)


def _watched(paths: tuple[Path, ...], revision: str | None, options: dict[str, Any]) -> int:
    from asrs_lint.cli.watching import Watched, rerun

    root, _ = project_of(paths)
    beside = [path.resolve() for path in (*options["services"], options["config_file"]) if path and path.exists()]
    watched = Watched(root, beside, [output.file.resolve() for output in options["outputs"]])
    rerun(watched, lambda: _checked(paths, revision, options), "\n" if options["form"] in ("full", "concise") else "")
    return Exit.CLEAN


def _checked(paths: tuple[Path, ...], revision: str | None, options: dict[str, Any]) -> int:
    analysis = analysis_of(paths, options)
    view = view_of(options, analysis.places)
    return _reported(_shown(analysis, view, revision), analysis, options)


def _shown(analysis: Analysis, view: View, revision: str | None) -> Report:
    """What the view shows of a project, or of what has changed in it. Raises UsageError."""
    if revision is None:
        return view.of(analysis.report())
    from asrs_lint.since import RevisionError, since

    stated = [document.path for document, _ in analysis.run.stated]
    try:
        changes = since(analysis.root, revision, stated)  # before the analysis: a wrong revision is told at once
        return changes.narrowed(view.of(analysis.report()))
    except RevisionError as error:
        raise click.UsageError(str(error)) from error


def _fixed(analysis: Analysis, view: View, options: dict[str, Any]) -> int:
    from asrs_lint.cli.applying import mended, print_patch, write_fixes

    mending = mended(analysis, view, options)
    if not options["diff"]:
        write_fixes(analysis, mending)
        return _reported(view.of(mending.report), analysis, options)
    print_patch(analysis, mending)
    if mending.report.failures:
        return Exit.DEFECT
    return Exit.FINDINGS if mending.texts else Exit.CLEAN


def _reported(shown: Report, analysis: Analysis, options: dict[str, Any]) -> int:
    with analysis.run.clock.stage("output"):
        show(shown, options)
    if options["profile"]:
        sys.stderr.write(table(analysis.run.clock))
    if shown.failures:
        return Exit.DEFECT
    fail_on = analysis.config.fail_on
    return Exit.FINDINGS if any(finding.severity >= fail_on for finding in shown.findings) else Exit.CLEAN
