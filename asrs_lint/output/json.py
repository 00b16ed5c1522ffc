"""Version 1 of the JSON report. Its schema is asrs_lint/schema/report-1.json; fields are only ever added."""

from __future__ import annotations

import json
from typing import Any

from asrs_lint import __version__
from asrs_lint.finding import Failure, Finding, Report, Suppression
from asrs_lint.output.places import Place, place_of
from asrs_lint.output.tally import Tally
from asrs_lint.redaction import mask
from asrs_lint.rule import Edit, Fix


def render(report: Report) -> str:
    """The report as JSON, suppressed findings behind the others."""
    data = {
        "version": 1,
        "tool": {"name": "asrs-lint", "version": __version__},
        "findings": [_finding(report, finding) for finding in (*report.findings, *report.suppressed)],
        "failures": [_failure(failure) for failure in report.failures],
        "summary": _summary(report),
    }
    return json.dumps(data, indent=2, ensure_ascii=True) + "\n"


def _finding(report: Report, finding: Finding) -> dict[str, Any]:
    problem = finding.problem
    return {
        "rule": finding.rule.id,
        "name": finding.rule.name,
        "severity": str(finding.severity),
        "confidence": str(problem.confidence),
        "because": mask(problem.because) or None,
        "message": mask(problem.message),
        **_place(Place(finding.path, finding.start, finding.end)),
        "evidence": [
            {**_place(place_of(report, note.span)), "message": mask(note.message)} for note in problem.evidence
        ],
        "fix": _fix(report, problem.fix) if problem.fix else None,
        "fingerprint": finding.fingerprint,
        "suppressed": _suppression(finding.suppressed) if finding.suppressed else None,
    }


def _suppression(suppression: Suppression) -> dict[str, str | None]:
    return {"kind": suppression.kind, "reason": mask(suppression.reason), "until": suppression.until}


def _place(place: Place) -> dict[str, Any]:
    return {
        "path": place.path,
        "line": place.start.line,
        "column": place.start.column,
        "end_line": place.end.line,
        "end_column": place.end.column,
    }


def _fix(report: Report, fix: Fix) -> dict[str, Any]:
    return {
        "title": mask(fix.title),
        "safety": fix.safety.value,
        "edits": [_edit(report, edit) for edit in fix.edits],
        "withheld": mask(fix.withheld) or None,
    }


def _edit(report: Report, edit: Edit) -> dict[str, Any]:
    place = place_of(report, edit.span)
    return {
        "path": place.path,
        "start": {"line": place.start.line, "column": place.start.column},
        "end": {"line": place.end.line, "column": place.end.column},
        "text": mask(edit.text),
    }


def _failure(failure: Failure) -> dict[str, str]:
    where = {"rule": failure.rule} if failure.rule else {"path": failure.path or ""}
    return {**where, "error": mask(failure.error)}


def _summary(report: Report) -> dict[str, int]:
    tally = Tally.of(report)
    return {
        "errors": tally.errors,
        "warnings": tally.warnings,
        "infos": tally.infos,
        "suppressed": len(report.suppressed),
        "baseline": tally.baseline,
        "files": report.coverage.files,
        "projects": report.coverage.projects,
    }
