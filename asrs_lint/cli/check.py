"""`asrs-lint check`: analyse a project and report."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import click

from asrs_lint import discover
from asrs_lint.cli.exits import Exit, complain
from asrs_lint.cli.progress import Progress
from asrs_lint.config import Config
from asrs_lint.config_file import ConfigError, hint_for, is_known, read_config, severity_of
from asrs_lint.engine import Run, check
from asrs_lint.evidence import Confidence
from asrs_lint.finding import Report
from asrs_lint.output import FORMATS, rendered, write
from asrs_lint.output.style import Style
from asrs_lint.output.view import View
from asrs_lint.plugins import WrongOption, installed_rules, nearest
from asrs_lint.rule import Severity
from asrs_lint.stated import Stated, deployed_in

_SEVERITIES = click.Choice(["info", "warning", "error"])
_CONFIDENCES = click.Choice(["low", "medium", "high"])


@dataclass(frozen=True, slots=True)
class Output:
    form: str
    file: Path


def _outputs(ctx: click.Context, param: click.Parameter, values: Sequence[str]) -> tuple[Output, ...]:
    return tuple(_output(value) for value in values)


def _output(value: str) -> Output:
    form, given, file = value.partition("=")
    if form not in FORMATS:
        raise click.BadParameter(f"unknown format {form!r}{nearest(form, FORMATS)}; known: {', '.join(FORMATS)}")
    if not given or not file:
        raise click.BadParameter(f"{value!r} is not of the form FORMAT=FILE")
    return Output(form, Path(file))


@click.command(
    short_help="Analyse a project (the default command).",
    context_settings={"auto_envvar_prefix": "ASRS_LINT", "help_option_names": ["-h", "--help"]},
)
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "--format",
    "form",
    envvar="ASRS_LINT_FORMAT",
    type=click.Choice(FORMATS),
    default="full",
    help="How to print the report.",
)
@click.option(
    "-o",
    "--output",
    "outputs",
    envvar="ASRS_LINT_OUTPUT",
    callback=_outputs,
    multiple=True,
    metavar="FORMAT=FILE",
    help="Also write to a file.",
)
@click.option("--select", multiple=True, help="Only these rules: ids, names, families (4), tags; commas allowed.")
@click.option("--ignore", multiple=True, help="Not these rules.")
@click.option("--min-severity", type=_SEVERITIES, default="info", help="Report from this severity on.")
@click.option("--min-confidence", type=_CONFIDENCES, default="medium", help="Report from this confidence on.")
@click.option("--audit", is_flag=True, help="Report everything, however uncertain.")
@click.option("--fail-on", type=_SEVERITIES, help="Exit 1 from this severity on.  [default: warning]")
@click.option(
    "--config",
    "config_file",
    envvar="ASRS_LINT_CONFIG",
    type=click.Path(path_type=Path),
    help="Use this configuration file.",
)
@click.option(
    "--service",
    "services",
    envvar="ASRS_LINT_SERVICE",
    type=click.Path(path_type=Path),
    multiple=True,
    help="Output of az signalr show.",
)
@click.option("--no-suppressions", is_flag=True, help="Report suppressed findings as well.")
@click.option("--jobs", type=click.IntRange(1, 256), help="Processes to use.  [default: one per core]")
@click.option("--no-cache", is_flag=True, help="Accepted; nothing is cached yet.")
@click.option("--debug", is_flag=True, help="Show tracebacks of defects.")
def command(paths: tuple[Path, ...], **options: Any) -> int:
    """Analyse the whole project around PATHS and report the findings in PATHS (default: here).

    Exit codes: 0 nothing from --fail-on up, 1 findings, 2 wrong use, 3 a defect of asrs-lint.
    """
    places = [_existing(path) for path in paths or (Path(),)]
    root = discover.project_root(Path(os.path.commonpath(places)))
    config = _config(root, options)
    jobs = options["jobs"] or os.cpu_count() or 1
    with Progress(sys.stderr) as progress:
        run = Run(jobs, None, _stated(options["services"], root), not options["no_suppressions"], progress=progress)
        report = _report(root, config, run)
    shown = _view(options, [discover.relative(place, root) for place in places]).of(report)
    write(shown, options["form"], sys.stdout)
    for output in options["outputs"]:
        _write_file(shown, output)
    if options["form"] == "github":
        _summarize(shown)
    _tell(shown, options["debug"])
    return _exit_code(shown, config.fail_on)


def _existing(path: Path) -> Path:
    if not path.exists():
        raise click.UsageError(f"no such path: {path}")
    return path.resolve()


def _config(root: Path, options: dict[str, Any]) -> Config:
    file: Path | None = options["config_file"] or discover.configuration_in(root)
    rules = [rule.meta for rule in installed_rules()]
    try:
        config = read_config(file, rules) if file else Config()
    except ConfigError as error:
        raise click.UsageError(str(error)) from error
    select, ignore = _selectors(options["select"]), _selectors(options["ignore"])
    for selector in (*select, *ignore):
        if not is_known(selector, rules):
            raise click.UsageError(f"unknown rule {selector!r}{hint_for(selector, rules)}")
    fail_on = severity_of(options["fail_on"]) if options["fail_on"] else config.fail_on
    return replace(config, select=select or config.select, ignore=(*config.ignore, *ignore), fail_on=fail_on)


def _selectors(given: Sequence[str]) -> tuple[str, ...]:
    return tuple(word.strip() for text in given for word in text.split(",") if word.strip())


def _stated(files: Sequence[Path], root: Path) -> list[Stated]:
    try:
        return [deployed_in(file, root) for file in files]
    except OSError as error:
        raise click.UsageError(f"cannot read {error.filename}: {error.strerror}") from error
    except ValueError as error:
        raise click.UsageError(str(error)) from error


def _report(root: Path, config: Config, run: Run) -> Report:
    try:
        return check(root, config, run=run)
    except WrongOption as error:
        raise click.UsageError(f"{config.origin}: {error}") from error


def _view(options: dict[str, Any], places: Sequence[str]) -> View:
    if options["audit"]:
        return View(Severity.INFO, Confidence.LOW, places)
    return View(severity_of(options["min_severity"]), Confidence[options["min_confidence"].upper()], places)


def _write_file(report: Report, output: Output) -> None:
    try:
        text = rendered(report, output.form, Style())
        output.file.write_text(text, "utf-8", "backslashreplace", newline="\n")
    except OSError as error:
        raise click.UsageError(f"cannot write {output.file}: {error.strerror}") from error


def _summarize(report: Report) -> None:
    """Into the file that GitHub Actions shows on the page of the job."""
    from asrs_lint.output.github import summary

    file = os.environ.get("GITHUB_STEP_SUMMARY")
    if file and (text := summary(report)):
        with Path(file).open("a", encoding="utf-8", errors="backslashreplace") as stream:
            stream.write(text)


def _tell(report: Report, debug: bool) -> None:
    sys.stdout.flush()
    for remark in report.remarks:
        complain(remark.text)
    for failure in report.failures:
        complain(f"defect: {failure.rule or failure.path}: {failure.error}")
        if debug:
            sys.stderr.write(failure.traceback)


def _exit_code(report: Report, fail_on: Severity) -> int:
    if report.failures:
        return Exit.DEFECT
    return Exit.FINDINGS if any(finding.severity >= fail_on for finding in report.findings) else Exit.CLEAN
