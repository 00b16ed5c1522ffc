"""How a report is shown: which findings, in which formats, to whom."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from msgspec import Struct

from asrs_lint.cli.analysis import SEVERITIES
from asrs_lint.cli.exits import complain, tell_defects
from asrs_lint.cli.options import adding
from asrs_lint.output import FORMATS, rendered, write
from asrs_lint.output.style import Style
from asrs_lint.output.view import View
from asrs_lint.plugins import nearest
from asrs_lint.scale import Confidence, Severity, severity_of
from asrs_lint.signals import uninterrupted

if TYPE_CHECKING:
    from asrs_lint.finding import Report


class Output(Struct, frozen=True):
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


_OPTIONS = (
    click.option(
        "--format",
        "form",
        envvar="ASRS_LINT_FORMAT",
        type=click.Choice(FORMATS),
        default="full",
        help="How to print the report.",
    ),
    click.option(
        "-o",
        "--output",
        "outputs",
        envvar="ASRS_LINT_OUTPUT",
        callback=_outputs,
        multiple=True,
        metavar="FORMAT=FILE",
        help="Also write to a file.",
    ),
    click.option("--min-severity", type=SEVERITIES, default="info", help="Report from this severity on."),
    click.option(
        "--min-confidence",
        type=click.Choice(["low", "medium", "high"]),
        default="medium",
        help="Report from this confidence on.",
    ),
    click.option("--audit", is_flag=True, help="Report everything, however uncertain."),
    click.option("--debug", is_flag=True, help="Show tracebacks of defects."),
)


showing_options = adding(_OPTIONS)
"""Adds the options of which `view_of` and `show` take the values."""


def view_of(options: dict[str, Any], places: Sequence[str]) -> View:
    if options["audit"]:
        return View(Severity.INFO, Confidence.LOW, places)
    return View(severity_of(options["min_severity"]), Confidence[options["min_confidence"].upper()], places)


def show(report: Report, options: dict[str, Any]) -> None:
    """Print the report, write it to files, say on stderr what else there is to say. Raises UsageError."""
    write(report, options["form"], sys.stdout)
    for output in options["outputs"]:
        _write_file(report, output)
    if options["form"] == "github":
        _summarize(report)
    _tell(report, options["debug"])


def _write_file(report: Report, output: Output) -> None:
    try:
        text = rendered(report, output.form, Style())
        with _whole(output.file):
            output.file.write_text(text, "utf-8", "backslashreplace", newline="\n")
    except OSError as error:
        raise click.UsageError(f"cannot write {output.file}: {error.strerror}") from error


def _whole(file: Path) -> AbstractContextManager[None]:
    """No interruption cuts a file short; a pipe may keep its writer waiting for ever."""
    return uninterrupted() if file.is_file() or not file.exists() else nullcontext()


def _summarize(report: Report) -> None:
    """Into the file that GitHub Actions shows on the page of the job."""
    from asrs_lint.output.github import summary

    file = os.environ.get("GITHUB_STEP_SUMMARY")
    if file and (text := summary(report)):
        with _whole(Path(file)), Path(file).open("a", encoding="utf-8", errors="backslashreplace") as stream:
            stream.write(text)


def _tell(report: Report, debug: bool) -> None:
    sys.stdout.flush()
    for remark in report.remarks:
        complain(remark.text)
    tell_defects(report.failures, debug)
