from __future__ import annotations

import json

from asrs_lint import Rule, Severity
from asrs_lint.config import Config
from asrs_lint.output.gitlab import render
from asrs_lint.testing import report


def test_a_finding_has_the_documented_fields(word_rule: type[Rule]) -> None:
    (violation,) = json.loads(render(report({"src/a.cs": "SignalR\nBAD"}, rules=[word_rule])))
    assert len(violation.pop("fingerprint")) == 16
    assert violation == {
        "description": "BAD is a bad word",
        "check_name": "TEST401 bad-word",
        "severity": "minor",
        "location": {"path": "src/a.cs", "lines": {"begin": 2}},
    }


def test_severities(word_rule: type[Rule]) -> None:
    configurations = [Config(severity={"TEST401": severity}) for severity in Severity]
    reports = [report({"a.cs": "SignalR BAD"}, configuration, [word_rule]) for configuration in configurations]
    assert {json.loads(render(found))[0]["severity"] for found in reports} == {"info", "minor", "critical"}


def test_fingerprints_are_unique_and_survive_lines_above(word_rule: type[Rule]) -> None:
    def fingerprints(text: str) -> list[str]:
        found = report({"a.cs": text, "b.cs": text}, rules=[word_rule])
        return [violation["fingerprint"] for violation in json.loads(render(found))]

    before = fingerprints("SignalR;\nBAD;\nBAD;\n")
    assert len(set(before)) == 4
    assert fingerprints("SignalR;\nmore;\nBAD;\nBAD;\n") == before


def test_no_findings_are_an_empty_list_and_suppressed_ones_are_not_told(word_rule: type[Rule]) -> None:
    accepted = report({"a.cs": "SignalR BAD // asrs-lint: ignore[TEST401] fine"}, rules=[word_rule])
    assert len(accepted.suppressed) == 1
    assert render(accepted) == "[]\n"
