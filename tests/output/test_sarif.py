from __future__ import annotations

import json
from pathlib import Path

from asrs_lint import Rule
from asrs_lint.engine import Run, check
from asrs_lint.output.sarif import render
from asrs_lint.plugins import installed_rules
from asrs_lint.testing import report

SOURCE = "// SignalR EVIDENCE EVIDENCE\nBAD(1);\nBAD(2); // asrs-lint: ignore[TEST401] known\n"


def test_a_result(tmp_path: Path, word_rule: type[Rule]) -> None:
    run = json.loads(render(check(tmp_path, overlays={"a b/ü.cs": SOURCE}, run=Run(1, [word_rule]))))["runs"][0]
    first, second = run["results"]
    place = first["locations"][0]["physicalLocation"]
    assert place["artifactLocation"] == {"uri": "a%20b/%C3%BC.cs", "uriBaseId": "PROJECTROOT"}
    assert place["region"] == {"startLine": 2, "startColumn": 1, "endLine": 2, "endColumn": 4}
    assert "PROJECTROOT" in run["originalUriBaseIds"]
    assert [location["id"] for location in first["relatedLocations"]] == [1, 2]
    assert len(first["codeFlows"][0]["threadFlows"][0]["locations"]) == 3
    assert first["fixes"][0]["artifactChanges"][0]["replacements"][0]["insertedContent"] == {"text": "good"}
    assert first["suppressions"] == []
    assert second["suppressions"] == [{"kind": "inSource", "status": "accepted", "justification": "known"}]
    assert first["partialFingerprints"] != second["partialFingerprints"]
    assert run["tool"]["driver"]["rules"][first["ruleIndex"]]["id"] == "TEST401"


def test_a_suppression_says_when_it_ends(word_rule: type[Rule]) -> None:
    text = "// SignalR BAD asrs-lint\n// asrs-lint: ignore[TEST401] known until=2999-12-31\nBAD;"
    run = json.loads(render(report({"a.cs": text}, rules=[word_rule])))["runs"][0]
    assert run["results"][1]["suppressions"] == [
        {"kind": "inSource", "status": "accepted", "justification": "known", "properties": {"until": "2999-12-31"}}
    ]


def test_a_defect_is_a_notification(tmp_path: Path, crashing_rule: type[Rule]) -> None:
    run = json.loads(render(check(tmp_path, overlays={"a.cs": "SignalR"}, run=Run(1, [crashing_rule]))))["runs"][0]
    invocation = run["invocations"][0]
    assert invocation["executionSuccessful"] is False
    assert invocation["toolExecutionNotifications"][0]["associatedRule"] == {"id": "TEST501"}


def test_every_rule_brings_its_page() -> None:
    rules = json.loads(render(report({"a.cs": ""})))["runs"][0]["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == [rule.meta.id for rule in installed_rules()]
    assert all(rule["help"]["markdown"].startswith("# ASRS") for rule in rules)
    assert all(
        ("security-severity" in rule["properties"]) is ("security" in rule["properties"]["tags"]) for rule in rules
    )
