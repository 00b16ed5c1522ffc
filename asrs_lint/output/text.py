"""The report for people: one block a finding, or one line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from asrs_lint.output.style import Style
from asrs_lint.output.tally import closing_line

if TYPE_CHECKING:
    from asrs_lint.finding import Report

_PLAIN = Style()


def render_full(report: Report, style: Style = _PLAIN) -> str:
    return "\n\n".join([*_blocks(report, style), closing_line(report)]) + "\n"


def render_concise(report: Report, style: Style = _PLAIN) -> str:
    return "".join(f"{line}\n" for line in (*_lines(report, style), closing_line(report)))


def _blocks(report: Report, style: Style) -> list[str]:
    if not report.findings:
        return []
    from asrs_lint.output.block import block

    return ["\n".join(block(report, finding, style)) for finding in report.findings]


def _lines(report: Report, style: Style) -> list[str]:
    if not report.findings:
        return []
    from asrs_lint.output.block import first_line

    return [first_line(finding, style) for finding in report.findings]
