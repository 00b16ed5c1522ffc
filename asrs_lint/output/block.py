"""A finding for people: a block, of which the first line can stand alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import unified_diff

from asrs_lint.finding import Finding, Report
from asrs_lint.output.excerpt import cells, excerpt, widest
from asrs_lint.output.places import document_of, place_of, printable
from asrs_lint.output.style import Style
from asrs_lint.redaction import mask, mask_between
from asrs_lint.rewriting import edits_by_path, rewritten
from asrs_lint.rule import Edit, Fix, Safety
from asrs_lint.scale import Confidence

_MOST_DIFF_LINES = 24


def first_line(finding: Finding, style: Style) -> str:
    """Place, severity, id and name."""
    fix = finding.problem.fix
    place = style.paint(f"{printable(finding.path)}:{finding.line}:{finding.column}", "bold")
    fixable = f"  {style.paint('[fixable]', 'green')}" if fix and fix.is_safe else ""
    return f"{place}  {style.severity(finding.severity)}  {finding.rule.id} {finding.rule.name}{fixable}"


def block(report: Report, finding: Finding, style: Style) -> Iterator[str]:
    """All that is known of a finding, line by line."""
    problem = finding.problem
    yield first_line(finding, style)
    yield f"  {_sentence(problem.message)}"
    source = excerpt(report, finding, style)
    if source:
        yield ""
        yield from source
    yield from _evidence(report, finding)
    if problem.confidence < Confidence.HIGH:
        yield f"  {problem.confidence}: {_sentence(problem.because) or 'not certain'}"
    if problem.fix:
        yield from _fix(report, problem.fix, style)
    yield f"  {style.paint('see', 'dim')}  asrs-lint explain {finding.rule.id}"


def _evidence(report: Report, finding: Finding) -> Iterator[str]:
    """What stands elsewhere: the finding's own place is shown with its source already."""
    own = place_of(report, finding.problem.span)
    placed = [(place_of(report, note.span), note) for note in finding.problem.evidence]
    elsewhere = [(place, note) for place, note in placed if (place.path, place.start) != (own.path, own.start)]
    names = [printable(f"{p.path}:{p.start.line}:{p.start.column}") for p, _ in elsewhere]
    width = widest(names, 60)
    for name, (_, note) in zip(names, elsewhere, strict=True):
        yield f"  {name}{' ' * (width - cells(name))}  {_sentence(note.message)}"


def _fix(report: Report, fix: Fix, style: Style) -> Iterator[str]:
    title, *steps = [printable(line.rstrip()) for line in mask(fix.title).splitlines()] or [""]
    unsafe = "  (unsafe: look at it before you keep it)" if fix.edits and fix.safety is Safety.UNSAFE else ""
    yield f"  {style.paint('fix', 'green')}  {title}{unsafe}"
    yield from (f"       {step}" for step in steps)
    if fix.withheld:
        yield f"       not applied: {_sentence(fix.withheld)}"
    for path, edits in edits_by_path(fix.edits).items():
        lines = _changed_lines(report, path, edits)
        yield f"       {printable(path)}"
        yield from (f"         {style.paint(line, 'red' if line.startswith('-') else 'green')}" for line in lines)


def _changed_lines(report: Report, path: str, edits: Sequence[Edit]) -> list[str]:
    """The lines that edits take out of a file and put into it."""
    document = document_of(report, path)
    if document is None:
        return []
    old, text = document.text, rewritten(document.text, edits)
    first = min(edit.span.start for edit in edits)
    last = len(old) - max(edit.span.end for edit in edits)
    start = old.rfind("\n", 0, first) + 1
    secrets = [(span.start, span.end) for span in report.secrets if span.path == path]
    before = _lines_between(old, start, len(old) - last, secrets)
    moved = [(_moved(begin, edits), _moved(end, edits)) for begin, end in secrets]
    after = _lines_between(text, start, len(text) - last, moved)
    diff = [line for line in unified_diff(before, after, n=0, lineterm="") if not line.startswith(("---", "+++", "@@"))]
    shown = [f"{line[0]} {printable(line[1:]).rstrip()}" for line in diff[:_MOST_DIFF_LINES]]
    return [*shown, "…"] if len(diff) > _MOST_DIFF_LINES else shown


def _moved(offset: int, edits: Sequence[Edit]) -> int:
    """Where a place that no edit touches is behind them."""
    return offset + sum(len(e.text) - (e.span.end - e.span.start) for e in edits if e.span.end <= offset)


def _lines_between(text: str, start: int, end: int, secrets: Sequence[tuple[int, int]]) -> list[str]:
    """Whole lines, without keys, from a line's start to the end of the line that holds `end`."""
    stop = text.find("\n", end)
    return mask_between(text, start, len(text) if stop < 0 else stop, secrets).splitlines()


def _sentence(text: str) -> str:
    return printable(" ".join(mask(text).split()))
