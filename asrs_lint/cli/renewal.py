"""Accepting today's findings: the baseline is written anew from them."""

from __future__ import annotations

from pathlib import Path

from asrs_lint import discover
from asrs_lint.baseline import LIMIT, Baseline
from asrs_lint.cli.analysis import Analysis, configuration_in
from asrs_lint.cli.exits import Exit, tell_defects
from asrs_lint.cli.init import Step, left_alone, take, written
from asrs_lint.discover import BASELINE_NAME
from asrs_lint.engine import Run
from asrs_lint.files import Files
from asrs_lint.finding import Report
from asrs_lint.output.tally import Tally


def accept(root: Path, known: Baseline | None) -> int:
    """Write the baseline of a project that had `known`. After a defect it is left as it is: the findings of what
    crashed would be forgotten. Raises UsageError."""
    # As `asrs-lint check` without any option, and without the baseline that is to be renewed.
    config = configuration_in(discover.configuration_in(root))
    report = Analysis(root, [""], config, Run(cache=True)).report()
    if report.failures:
        tell_defects(report.failures)
        take(root, [left_alone(BASELINE_NAME, "not every rule could be run")])
        return Exit.DEFECT
    take(root, [_written(root, known, Baseline.of(report.findings), report)])
    return Exit.CLEAN


def _written(root: Path, known: Baseline | None, baseline: Baseline, report: Report) -> Step:
    if known is None and not baseline.entries:
        return left_alone(BASELINE_NAME, "there is nothing to accept")
    before = None if known is None else Files(root).read(BASELINE_NAME, LIMIT)
    if before == baseline.text().encode():
        return left_alone(BASELINE_NAME, "it holds today's findings already")
    note = f": {Tally.of(report).counts or 'no findings'} accepted{_change(known, baseline)}"
    return written(BASELINE_NAME, baseline.text().encode(), before, note)


def _change(known: Baseline | None, baseline: Baseline) -> str:
    if known is None:
        return ""
    old, new = ({entry.key for entry in one.entries} for one in (known, baseline))
    return f"; {len(new - old)} new, {len(old - new)} pruned"
