"""A Code Quality report of GitLab: https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format."""

from __future__ import annotations

import json

from asrs_lint.finding import Finding, Report
from asrs_lint.output.places import printable
from asrs_lint.redaction import mask
from asrs_lint.scale import Severity

_SEVERITIES = {Severity.ERROR: "critical", Severity.WARNING: "minor", Severity.INFO: "info"}


def render(report: Report) -> str:
    """The findings that are not suppressed: the format has no place for what somebody accepted."""
    return json.dumps([_violation(finding) for finding in report.findings], indent=2, ensure_ascii=True) + "\n"


def _violation(finding: Finding) -> dict[str, object]:
    return {
        "description": printable(mask(finding.message)),
        "check_name": f"{finding.rule.id} {finding.rule.name}",
        "fingerprint": finding.fingerprint,
        "severity": _SEVERITIES[finding.severity],
        "location": {"path": finding.path, "lines": {"begin": finding.line}},
    }
