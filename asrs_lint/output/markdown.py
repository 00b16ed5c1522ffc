"""The report as Markdown, for a comment on a pull request or the page of a job."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby

from asrs_lint.finding import Finding, Report
from asrs_lint.output.places import place_of, printable
from asrs_lint.output.tally import closing_line, counted
from asrs_lint.redaction import mask
from asrs_lint.scale import Confidence, Severity

_TITLES = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
_SPECIAL = re.compile(r"[\\`*_\[\]<>|&~$]")
# What a page would make a link, a mention of a person or a reference of: shown as code, where it does not.
_REFERENCE = re.compile(r"\S*(?:@|#\d|://|www\.)\S*")
_LINE_START = re.compile(r"^(\d*)([-+=#:.)])")  # of a heading, a list, an underline or a row of a table
_BACKTICKS = re.compile("`+")


def render(report: Report, most_bytes: int | None = None) -> str:
    """All findings by severity; with `most_bytes`, as many as fit and the number of the others."""
    head = f"### asrs-lint\n\n{_prose(closing_line(report))}\n"
    pieces = [head, *_pieces(report)]
    if most_bytes is None:
        return "".join(pieces)
    return _cut(pieces, most_bytes)


def _pieces(report: Report) -> Iterator[str]:
    """A heading goes with the finding behind it."""
    for severity, group in groupby(report.findings, key=lambda finding: finding.severity):
        findings = list(group)
        heading = f"\n#### {counted(len(findings), _TITLES[severity])}\n\n"
        for finding in findings:
            yield heading + "".join(f"{line}\n" for line in _lines(report, finding))
            heading = ""


def _cut(pieces: list[str], most_bytes: int) -> str:
    kept: list[str] = []
    size = 0
    for number, piece in enumerate(pieces):
        size += len(piece.encode("utf-8", "backslashreplace"))
        if size > most_bytes - 100:  # room for the last line
            return "".join([*kept, f"\n{counted(len(pieces) - number, 'finding')} more.\n"])
        kept.append(piece)
    return "".join(kept)


def _lines(report: Report, finding: Finding) -> Iterator[str]:
    problem = finding.problem
    yield f"- {_code(f'{finding.path}:{finding.line}')} **{finding.rule.id}** {_prose(finding.rule.name)}  "
    yield f"  {_prose(problem.message)}"
    for note in problem.evidence:
        place = place_of(report, note.span)
        if (place.path, place.start) != (finding.path, finding.start):
            yield f"  - {_code(f'{place.path}:{place.start.line}')} {_prose(note.message)}"
    if problem.confidence < Confidence.HIGH:
        yield f"  - {problem.confidence} confidence: {_prose(problem.because) or 'not certain'}"
    if problem.fix:
        yield f"  - fix: {_prose(problem.fix.title)}"


def _prose(text: str) -> str:
    """Text whose every character stands for itself."""
    words = printable(" ".join(mask(text).split()))
    pieces, at = [], 0
    for match in _REFERENCE.finditer(words):
        pieces += [_escaped(words[at : match.start()]), _code(match[0])]
        at = match.end()
    return _LINE_START.sub(r"\1\\\2", "".join([*pieces, _escaped(words[at:])]))


def _escaped(text: str) -> str:
    return _SPECIAL.sub(lambda match: f"\\{match[0]}", text)


def _code(text: str) -> str:
    """A code span: nothing in it is markup, and it ends only at as many backticks as it began with."""
    shown = printable(text)
    fence = "`" * (max(map(len, _BACKTICKS.findall(shown)), default=0) + 1)
    space = " " if shown[:1] in ("`", " ") or shown[-1:] in ("`", " ") else ""
    return f"{fence}{space}{shown}{space}{fence}"
