"""The source around a place, with the place marked."""

from __future__ import annotations

from collections.abc import Sequence
from unicodedata import east_asian_width

from asrs_lint.finding import Finding, Report
from asrs_lint.output.places import document_of, printable
from asrs_lint.output.style import Style
from asrs_lint.redaction import mask, mask_line
from asrs_lint.source import Document

_BEFORE = 2  # lines shown above the marked one
_WIDEST = 160  # characters of a line that are shown


def excerpt(report: Report, finding: Finding, style: Style) -> list[str]:
    """The lines of an excerpt; none where there is nothing to see (an empty or unread file)."""
    document = document_of(report, finding.path)
    if document is None or not document.line_text(finding.line).strip():
        return []
    first = max(1, finding.line - _BEFORE)
    gutter = max(len(str(finding.line)), 2)
    shown = [_numbered(document, line, gutter, report, style) for line in range(first, finding.line)]
    start, end, text = _marked(document, finding, report)
    indent, width = cells(_shown(text[:start])), max(cells(_shown(text[start:end])), 1)
    blank = " " * gutter
    label = printable(mask(finding.problem.label))
    underline = style.paint(style.underline * width, "yellow")
    return [
        *shown,
        f"  {finding.line:>{gutter}} {style.rail} {_shown(text)}".rstrip(),
        f"  {blank} {style.rail} {' ' * indent}{underline} {label}".rstrip(),
        f"  {blank} {style.end}",
    ]


def _numbered(document: Document, line: int, gutter: int, report: Report, style: Style) -> str:
    text = mask_line(document, line, report.secrets).text
    return f"  {line:>{gutter}} {style.rail} {_shown(text[:_WIDEST])}".rstrip()


def _marked(document: Document, finding: Finding, report: Report) -> tuple[int, int, str]:
    """Start and end of the mark in the text that is shown for the line of a finding."""
    line = mask_line(document, finding.line, report.secrets)
    start = line.column(finding.column) - 1
    end = line.column(finding.end.column) - 1 if finding.end.line == finding.line else len(line.text.rstrip())
    if start <= _WIDEST // 2 or len(line.text) <= _WIDEST:
        return start, min(end, _WIDEST), line.text[:_WIDEST]
    cut = start - _WIDEST // 4
    return start - cut + 1, min(end - cut + 1, _WIDEST), "…" + line.text[cut : cut + _WIDEST - 1]


def _shown(text: str) -> str:
    return printable(text.replace("\t", "    "))


def cells(text: str) -> int:
    """The columns of a terminal that a text fills."""
    return (
        len(text) + sum(east_asian_width(character) in "WF" for character in text) if not text.isascii() else len(text)
    )


def widest(texts: Sequence[str], most: int) -> int:
    return min(max(map(cells, texts), default=0), most)
