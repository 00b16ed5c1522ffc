"""Workflow commands of GitHub Actions: annotations at the lines of a pull request, and the summary of a job."""

from __future__ import annotations

from collections import Counter

from asrs_lint.finding import Finding, Report
from asrs_lint.output import markdown
from asrs_lint.output.places import printable
from asrs_lint.output.tally import closing_line
from asrs_lint.redaction import mask
from asrs_lint.scale import Severity

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}

_MOST_ANNOTATIONS = 10  # of a kind that GitHub shows for one step
_LARGEST_SUMMARY = 1 << 20  # bytes of a step's summary; GitHub shows nothing of a larger one


def render(report: Report) -> str:
    return "".join(f"{line}\n" for line in (*map(_command, report.findings), closing_line(report)))


def _command(finding: Finding) -> str:
    properties = {
        "file": finding.path,
        "line": finding.line,
        "endLine": finding.end.line,
        "col": finding.column,
        "endColumn": finding.end.column,
        "title": f"{finding.rule.id} {finding.rule.name}",
    }
    if finding.end.line != finding.line:  # columns are understood only within one line
        del properties["col"], properties["endColumn"]
    written = ",".join(f"{key}={_property(str(value))}" for key, value in properties.items())
    return f"::{_COMMANDS[finding.severity]} {written}::{_data(mask(finding.message))}"


def summary(report: Report) -> str:
    """All findings as Markdown, when there are more than GitHub shows as annotations; else nothing."""
    if max(Counter(finding.severity for finding in report.findings).values(), default=0) <= _MOST_ANNOTATIONS:
        return ""
    return markdown.render(report, _LARGEST_SUMMARY)


def _data(text: str) -> str:
    """As @actions/core escapes the data of a command."""
    return printable(text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A"))


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
