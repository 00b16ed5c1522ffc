"""Writing suppressions for the findings of a run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import click
from msgspec.structs import replace

from asrs_lint.accept.accepting import Acceptor, NotAccepted
from asrs_lint.accept.writing import write
from asrs_lint.cli.analysis import Analysis, known_selectors
from asrs_lint.cli.exits import complain
from asrs_lint.config import StatedSuppression, selects
from asrs_lint.finding import Finding, Report
from asrs_lint.fix.guard import Guard
from asrs_lint.fix.writing import NotWritten
from asrs_lint.output.tally import counted
from asrs_lint.output.view import View


def accepted(analysis: Analysis, view: View, options: dict[str, Any]) -> Report:
    """Suppress the findings that the view shows; the report of the project with the suppressions. Raises UsageError;
    then every file is as it was."""
    selectors = known_selectors(options["add_suppression"])

    def wants(finding: Finding) -> bool:
        return view.shows(finding) and any(selects(selector, finding.rule) for selector in selectors)

    def analyse(texts: Mapping[str, str], stated: Sequence[StatedSuppression]) -> Report:
        config = replace(analysis.config, suppress=(*analysis.config.suppress, *stated))
        return replace(analysis, config=config).report(texts)

    reason = " ".join(options["reason"].split())
    try:
        acceptance = Acceptor(analyse, wants, reason, Guard(analysis.root, dirty=True).objection).accept()
        written = write(acceptance, analysis.config, analysis.root)
    except (NotAccepted, NotWritten) as error:
        raise click.UsageError(f"nothing is suppressed: {error}") from error
    found = counted(len(acceptance.accepted), "finding")
    complain(f"suppressed {found}" + (f" in {', '.join(written)}" if written else ""))
    return acceptance.report
