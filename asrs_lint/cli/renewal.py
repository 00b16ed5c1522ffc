"""Accepting today's findings: the baseline is written anew from them."""

from __future__ import annotations

from pathlib import Path

import click

from asrs_lint.baseline import LIMIT, Baseline
from asrs_lint.cli.analysis import analysis_of
from asrs_lint.cli.exits import Exit, complain
from asrs_lint.cli.init import left_alone, write
from asrs_lint.discover import BASELINE_NAME, Files
from asrs_lint.finding import Report
from asrs_lint.output.tally import Tally, counted

# As `asrs-lint check` without any option, and without the baseline that is to be renewed.
_OPTIONS = {
    "select": (),
    "ignore": (),
    "fail_on": None,
    "config_file": None,
    "services": (),
    "baseline": None,
    "no_baseline": True,
    "no_suppressions": False,
    "no_cache": False,
    "profile": False,
    "jobs": None,
}


def accept(root: Path, known: Baseline | None) -> int:
    """Write the baseline of a project that had `known`. After a defect it is left as it is: the findings of what
    crashed would be forgotten. Raises UsageError."""
    report = analysis_of([root], dict(_OPTIONS)).report()
    if report.failures:
        for failure in report.failures:
            complain(f"defect: {failure.rule or failure.path}: {failure.error}")
        click.echo(left_alone(BASELINE_NAME, "not every rule could be run"))
        return Exit.DEFECT
    click.echo(_written(root, known, Baseline.of(report.findings), report))
    return Exit.CLEAN


def _written(root: Path, known: Baseline | None, baseline: Baseline, report: Report) -> str:
    if known is None and not baseline.entries:
        return left_alone(BASELINE_NAME, "there is nothing to accept")
    before = None if known is None else Files(root).read(BASELINE_NAME, LIMIT)
    if before == baseline.text().encode():
        return left_alone(BASELINE_NAME, "it holds today's findings already")
    line = write(root, BASELINE_NAME, baseline.text().encode(), before)
    return f"{line}: {_counts(report)} accepted{_change(known, baseline)}"


def _counts(report: Report) -> str:
    tally = Tally.of(report)
    numbers = ((tally.errors, "error"), (tally.warnings, "warning"), (tally.infos, "note"))
    return ", ".join(counted(number, word) for number, word in numbers if number) or "no findings"


def _change(known: Baseline | None, baseline: Baseline) -> str:
    if known is None:
        return ""
    old, new = ({entry.key for entry in one.entries} for one in (known, baseline))
    return f"; {len(new - old)} new, {len(old - new)} pruned"
