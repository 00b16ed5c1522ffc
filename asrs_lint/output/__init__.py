"""The report in every format. A format's module is imported when it is asked for."""

from __future__ import annotations

from typing import TextIO

from asrs_lint.finding import Report
from asrs_lint.output.style import Style

FORMATS = ("full", "concise", "json", "sarif", "github")


def write(report: Report, form: str, stream: TextIO) -> None:
    """Print the report in one of FORMATS, as the stream can show it."""
    stream.write(rendered(report, form, Style.of_stream(stream)))


def rendered(report: Report, form: str, style: Style) -> str:
    """The report in one of FORMATS."""
    if form == "json":
        from asrs_lint.output import json

        return json.render(report)
    if form == "sarif":
        from asrs_lint.output import sarif

        return sarif.render(report)
    if form == "github":
        from asrs_lint.output import github

        return github.render(report)
    from asrs_lint.output import text

    return (text.render_full if form == "full" else text.render_concise)(report, style)
