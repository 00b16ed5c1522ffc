"""JUnit XML, as Jenkins, GitLab and Azure Pipelines take it: a suite for each file, a test case for each finding.

Errors and warnings are failed cases, notes passed ones that say what was noted. It holds no times: the same input
gives the same bytes.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from asrs_lint.finding import Failure, Finding, Report
from asrs_lint.output.places import place_of, printable
from asrs_lint.output.tally import closing_line
from asrs_lint.redaction import mask
from asrs_lint.scale import Severity

# What `printable` leaves and XML 1.0 has no way to write.
_ILLEGAL = re.compile("[\ufffe\uffff]")


def render(report: Report) -> str:
    top = Element("testsuites", name="asrs-lint")
    in_order = sorted(report.findings, key=lambda finding: finding.path)
    for path, findings in groupby(in_order, key=lambda finding: finding.path):
        _suite(top, path, [_case_of(report, finding) for finding in findings])
    if report.failures:
        _suite(top, "defects of asrs-lint", [_case_of_failure(failure) for failure in report.failures])
    if not len(top):
        _suite(top, "asrs-lint", [Element("testcase", classname="asrs-lint", name=_text(closing_line(report)))])
    for count in ("tests", "failures", "errors"):
        top.set(count, str(sum(int(suite.get(count, "0")) for suite in top)))
    indent(top)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{tostring(top, encoding="unicode")}\n'


def _suite(top: Element, name: str, cases: Sequence[Element]) -> None:
    suite = SubElement(top, "testsuite", name=_text(name), tests=str(len(cases)))
    suite.set("failures", str(sum(case.find("failure") is not None for case in cases)))
    suite.set("errors", str(sum(case.find("error") is not None for case in cases)))
    suite.set("skipped", "0")
    suite.extend(cases)


def _case_of(report: Report, finding: Finding) -> Element:
    rule, path = finding.rule, _text(finding.path)
    name = f"{rule.id} {rule.name} {finding.line}:{finding.column}"
    case = Element("testcase", classname=path, name=_text(name), file=path, line=str(finding.line))
    said = "\n".join(map(_text, _lines(report, finding)))
    if finding.severity is Severity.INFO:
        SubElement(case, "system-out").text = said
    else:
        SubElement(case, "failure", type=str(finding.severity), message=_text(mask(finding.message))).text = said
    return case


def _lines(report: Report, finding: Finding) -> list[str]:
    places = [(place_of(report, note.span), note.message) for note in finding.problem.evidence]
    return [
        f"{finding.path}:{finding.line}:{finding.column}  {mask(finding.message)}",
        *(f"{place.path}:{place.start.line}:{place.start.column}  {mask(message)}" for place, message in places),
        f"see  asrs-lint explain {finding.rule.id}",
    ]


def _case_of_failure(failure: Failure) -> Element:
    case = Element("testcase", classname="asrs-lint", name=_text(failure.rule or failure.path or "asrs-lint"))
    SubElement(case, "error", type="defect", message=_text(mask(failure.error)))
    return case


def _text(text: str) -> str:
    return _ILLEGAL.sub(lambda match: f"\\u{ord(match[0]):04x}", printable(text))
