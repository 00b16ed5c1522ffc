"""Counts of a report, and the sentences that say them."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from msgspec import Struct

from asrs_lint.finding import BASELINE
from asrs_lint.scale import Severity

if TYPE_CHECKING:
    from asrs_lint.finding import Coverage, Report


class Tally(Struct, frozen=True):
    errors: int
    warnings: int
    infos: int
    safe: int  # findings with a safe fix
    baseline: int  # findings that the baseline accepts

    @property
    def counts(self) -> str:
        """`2 errors, 1 note`; empty without findings."""
        numbers = ((self.errors, "error"), (self.warnings, "warning"), (self.infos, "note"))
        return ", ".join(counted(number, word) for number, word in numbers if number)

    @classmethod
    def of(cls, report: Report) -> Tally:
        by_severity = Counter(finding.severity for finding in report.findings)
        safe = sum(1 for f in report.findings if f.problem.fix and f.problem.fix.is_safe)
        known = sum(1 for f in report.suppressed if f.suppressed and f.suppressed.kind == BASELINE)
        return cls(by_severity[Severity.ERROR], by_severity[Severity.WARNING], by_severity[Severity.INFO], safe, known)


def closing_line(report: Report) -> str:
    """The last line for people: what was found, or what silence rests on."""
    if not report.findings:
        return _silence(report)
    coverage, tally = report.coverage, Tally.of(report)
    where = f"{counted(coverage.files, 'file')} ({counted(coverage.projects, 'project')})"
    extra = [f"{tally.safe} with a safe fix"] if tally.safe else []
    if len(report.suppressed) > tally.baseline:
        extra.append(f"{len(report.suppressed) - tally.baseline} suppressed")
    if tally.baseline:
        extra.append(f"{tally.baseline} in the baseline")
    if report.since:
        extra.append(f"only what touches {_changed(report)}")
    return f"{tally.counts} in {where}" + "".join(f"; {text}" for text in extra)


def _silence(report: Report) -> str:
    coverage = report.coverage
    known = Tally.of(report).baseline
    suppressed = len(report.suppressed) - known
    looked_at = f"{counted(coverage.files, 'file')} looked at"
    hidden = f" {counted(suppressed, 'finding')} suppressed." if suppressed else ""
    hidden += f" {counted(known, 'finding')} in the baseline." if known else ""
    if not coverage.azure and not report.since:
        return f"No use of Azure SignalR Service found; {looked_at}.{hidden}"
    others = [
        counted(number, word)
        for number, word in ((coverage.clients, "client"), (coverage.resources, "resource"))
        if number
    ]
    where = f" in {_changed(report)}" if report.since else ""
    return f"No findings{where}. {', '.join([_users(coverage), *others])}; {looked_at}.{hidden}"


def _changed(report: Report) -> str:
    from asrs_lint.output.places import printable

    return f"lines changed since {printable(report.since or '')}"


def _users(coverage: Coverage) -> str:
    """`3 projects use Azure SignalR (2 servers, 1 function app)`."""
    if not coverage.projects:
        return "No project here uses Azure SignalR"
    verb = "uses" if coverage.projects == 1 else "use"
    kinds = [
        counted(number, word)
        for number, word in ((coverage.servers, "server"), (coverage.function_apps, "function app"))
        if number
    ]
    details = f" ({', '.join(kinds)})" if kinds else ""
    return f"{counted(coverage.projects, 'project')} {verb} Azure SignalR{details}"


def counted(number: int, word: str) -> str:
    return f"{number} {word}" if number == 1 else f"{number} {word}s"
