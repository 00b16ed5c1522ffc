"""Logging commands of Azure Pipelines: errors and warnings on the page of the run, notes as lines of its log."""

from __future__ import annotations

from asrs_lint.finding import Finding, Report
from asrs_lint.output.places import printable
from asrs_lint.output.tally import closing_line
from asrs_lint.redaction import mask
from asrs_lint.scale import Severity


def render(report: Report) -> str:
    return "".join(f"{line}\n" for line in (*map(_line, report.findings), printable(closing_line(report))))


def _line(finding: Finding) -> str:
    """logissue knows errors and warnings, and nothing below."""
    if finding.severity is Severity.INFO:
        place = f"{finding.path}:{finding.line}:{finding.column}"
        return printable(f"{place}  info  {finding.rule.id} {finding.rule.name}  {mask(finding.message)}")
    properties = {
        "type": str(finding.severity),
        "sourcepath": finding.path,
        "linenumber": str(finding.line),
        "columnnumber": str(finding.column),
        "code": finding.rule.id,
    }
    written = "".join(f"{key}={_property(value)};" for key, value in properties.items())
    return f"##vso[task.logissue {written}]{_data(f'{finding.rule.name}: {mask(finding.message)}')}"


def _data(text: str) -> str:
    """As azure-pipelines-task-lib escapes the text of a command."""
    return printable(text.replace("%", "%AZP25").replace("\r", "%0D").replace("\n", "%0A"))


def _property(text: str) -> str:
    return _data(text).replace("]", "%5D").replace(";", "%3B")
