"""The report in every format. A format's module is imported when it is asked for."""

from __future__ import annotations

from typing import TextIO

from asrs_lint.finding import Report

FORMATS = ("full", "concise", "json", "sarif", "github")


def write(report: Report, form: str, stream: TextIO) -> None:
    """Write the report in one of FORMATS; colours only where the stream shows them."""
    stream.write(_rendered(report, form, stream))


def _rendered(report: Report, form: str, stream: TextIO) -> str:
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
    from asrs_lint.output.style import Style

    render = text.render_full if form == "full" else text.render_concise
    return render(report, Style.of_stream(stream))
