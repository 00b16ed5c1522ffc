"""What of a report somebody asked to see."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from asrs_lint.scale import Confidence, Severity

if TYPE_CHECKING:
    from asrs_lint.finding import Finding, Report


class View(Struct, frozen=True):
    """`paths` are repository-relative files and folders, `""` the whole project."""

    severity: Severity = Severity.INFO
    confidence: Confidence = Confidence.MEDIUM
    paths: Sequence[str] = ("",)

    def of(self, report: Report) -> Report:
        """The report with those findings only that the view shows."""
        return replace(
            report,
            findings=[finding for finding in report.findings if self.shows(finding)],
            suppressed=[finding for finding in report.suppressed if self.shows(finding)],
            remarks=[remark for remark in report.remarks if remark.path is None or self._holds(remark.path)],
        )

    def shows(self, finding: Finding) -> bool:
        """Whether somebody asked to see this finding."""
        clear = finding.severity >= self.severity and finding.confidence >= self.confidence
        return clear and self._holds(finding.path)

    def _holds(self, path: str) -> bool:
        return any(not place or path == place or path.startswith(place + "/") for place in self.paths)
