"""SARIF 2.1.0, as code-scanning services and editors take it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from asrs_lint import __version__
from asrs_lint.documentation import Page, PageError, page_of
from asrs_lint.finding import Failure, Finding, Report, Suppression
from asrs_lint.output.places import Place, place_of
from asrs_lint.redaction import mask
from asrs_lint.rewriting import edits_by_path
from asrs_lint.rule import Edit, Fix, Rule, Safety
from asrs_lint.scale import Confidence, Severity

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_ROOT = "PROJECTROOT"
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
_SECURITY = {Severity.ERROR: "8.0", Severity.WARNING: "5.5", Severity.INFO: "2.0"}
_RANKS = {Confidence.HIGH: 90.0, Confidence.MEDIUM: 60.0, Confidence.LOW: 20.0}
Json = dict[str, Any]


def render(report: Report) -> str:
    findings = [*report.findings, *report.suppressed]
    index = {rule.meta.id: number for number, rule in enumerate(report.rules)}
    run: Json = {
        "tool": {"driver": _driver(report.rules)},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {_ROOT: {"description": {"text": "The root of the project that was analysed."}}},
        "invocations": [_invocation(report)],
        "results": [_result(report, finding, index) for finding in findings],
    }
    return json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2, ensure_ascii=True) + "\n"


def _driver(rules: Sequence[type[Rule]]) -> Json:
    return {
        "name": "asrs-lint",
        "version": __version__,
        "semanticVersion": __version__,
        "rules": [_rule(rule) for rule in rules],
    }


def _rule(rule: type[Rule]) -> Json:
    meta = rule.meta
    properties: Json = {
        "tags": list(meta.tags),
        "precision": "very-high" if meta.severity is Severity.ERROR else "high",
    }
    if "security" in meta.tags:
        properties["security-severity"] = _SECURITY[meta.severity]
    described: Json = {
        "id": meta.id,
        "name": "".join(word.capitalize() for word in meta.name.split("-")),
        "shortDescription": {"text": meta.summary},
        "defaultConfiguration": {"level": _LEVELS[meta.severity]},
        "properties": properties,
    }
    page = _page(rule)
    if page:
        described["fullDescription"] = {"text": " ".join(page.sections["What it is"].split())}
        described["help"] = {"text": page.sections["Fix"] or meta.summary, "markdown": page.text}
    return described


def _page(rule: type[Rule]) -> Page | None:
    """None for a rule of another package that comes without a page."""
    try:
        return page_of(rule)
    except (PageError, OSError, ModuleNotFoundError):
        return None


def _invocation(report: Report) -> Json:
    return {
        "executionSuccessful": not report.failures,
        "toolExecutionNotifications": [_notification(failure) for failure in report.failures],
    }


def _notification(failure: Failure) -> Json:
    notification: Json = {"level": "error", "message": {"text": mask(failure.error)}}
    if failure.rule and failure.rule != "model":
        notification["associatedRule"] = {"id": failure.rule}
    if failure.path:
        notification["locations"] = [{"physicalLocation": {"artifactLocation": _artifact(failure.path)}}]
    return notification


def _result(report: Report, finding: Finding, index: dict[str, int]) -> Json:
    problem = finding.problem
    here = _location(Place(finding.path, finding.start, finding.end), problem.label)
    evidence = [_location(place_of(report, note.span), note.message) for note in problem.evidence]
    result: Json = {
        "ruleId": finding.rule.id,
        "ruleIndex": index.get(finding.rule.id, -1),
        "level": _LEVELS[finding.severity],
        "message": {"text": _message(finding)},
        "locations": [here],
        "partialFingerprints": {"asrsLint/v1": finding.fingerprint},
        "rank": _RANKS[problem.confidence],
        "suppressions": [_suppression(finding.suppressed)] if finding.suppressed else [],
    }
    if evidence:
        result["relatedLocations"] = [{"id": number, **location} for number, location in enumerate(evidence, 1)]
    if len(evidence) > 1:
        steps = [
            {"location": location} for location in (*evidence, {**here, "message": {"text": mask(problem.message)}})
        ]
        result["codeFlows"] = [{"threadFlows": [{"locations": steps}]}]
    if problem.fix and problem.fix.edits and problem.fix.safety is not Safety.SHOWN:
        result["fixes"] = [_fix(report, problem.fix)]
    return result


def _message(finding: Finding) -> str:
    problem = finding.problem
    doubt = f" ({problem.confidence}: {problem.because})" if problem.confidence < Confidence.HIGH else ""
    return mask(problem.message + doubt)


def _location(place: Place, message: str) -> Json:
    physical = {"artifactLocation": _artifact(place.path), "region": _region(place)}
    return (
        {"physicalLocation": physical, "message": {"text": mask(message)}}
        if message
        else {"physicalLocation": physical}
    )


def _artifact(path: str) -> Json:
    return {"uri": quote(path, errors="surrogateescape"), "uriBaseId": _ROOT}


def _region(place: Place) -> Json:
    return {
        "startLine": place.start.line,
        "startColumn": place.start.column,
        "endLine": place.end.line,
        "endColumn": place.end.column,
    }


def _fix(report: Report, fix: Fix) -> Json:
    changes = [
        {
            "artifactLocation": _artifact(path),
            "replacements": [_replacement(report, edit) for edit in edits],
        }
        for path, edits in edits_by_path(fix.edits).items()
    ]
    return {"description": {"text": mask(fix.title)}, "artifactChanges": changes}


def _replacement(report: Report, edit: Edit) -> Json:
    return {"deletedRegion": _region(place_of(report, edit.span)), "insertedContent": {"text": mask(edit.text)}}


def _suppression(suppression: Suppression) -> Json:
    kind = "inSource" if suppression.kind == "comment" else "external"
    described: Json = {"kind": kind, "status": "accepted"}
    if suppression.reason:
        described["justification"] = mask(suppression.reason)
    if suppression.until:
        described["properties"] = {"until": suppression.until}
    return described
