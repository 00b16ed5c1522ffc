from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator, ValidationError

from asrs_lint import Rule
from asrs_lint.engine import Run, check
from asrs_lint.output.json import render
from asrs_lint.testing import access_key, report

SCHEMA = json.loads((files("asrs_lint") / "schema" / "report-1.json").read_text("utf-8"))
SOURCE = "// SignalR\nBAD(1); // EVIDENCE\nBAD(2); // asrs-lint: ignore[TEST401] known\n"


def test_the_report_is_as_its_schema_says(tmp_path: Path, word_rule: type[Rule], crashing_rule: type[Rule]) -> None:
    found = check(tmp_path, overlays={"a.cs": SOURCE}, run=Run(1, [word_rule, crashing_rule]))
    data = json.loads(render(found))
    Draft202012Validator(SCHEMA).validate(data)
    assert data["failures"] == [{"rule": "TEST501", "error": "LookupError: no such luck"}]
    assert data["summary"] == {
        "errors": 0,
        "warnings": 1,
        "infos": 0,
        "suppressed": 1,
        "baseline": 0,
        "files": 1,
        "projects": 0,
    }


def test_a_finding(word_rule: type[Rule]) -> None:
    data = json.loads(render(report({"ä/a.cs": "// SignalR é BAD EVIDENCE"}, rules=[word_rule])))
    finding = data["findings"][0]
    assert {key: finding[key] for key in ("rule", "name", "severity", "confidence", "because", "suppressed")} == {
        "rule": "TEST401",
        "name": "bad-word",
        "severity": "warning",
        "confidence": "high",
        "because": "a guess",
        "suppressed": None,
    }
    place = {"path": "ä/a.cs", "line": 1, "column": 14, "end_line": 1, "end_column": 17}
    assert {key: finding[key] for key in place} == place
    assert finding["evidence"][0] == {**place, "column": 18, "end_column": 26, "message": "and this goes with it"}
    assert finding["fix"] == {
        "title": "write  good  for BAD",
        "safety": "safe",
        "edits": [
            {"path": "ä/a.cs", "start": {"line": 1, "column": 14}, "end": {"line": 1, "column": 17}, "text": "good"}
        ],
        "withheld": None,
    }


def test_the_schema_refuses_what_is_none() -> None:
    with pytest.raises(ValidationError):
        Draft202012Validator(SCHEMA).validate({"version": 1, "findings": [{}]})


def test_no_key_is_in_it(word_rule: type[Rule]) -> None:
    key = access_key()
    files_ = {"a.env": f"SignalR__C=Endpoint=https://a.service.signalr.net;AccessKey={key};Version=1.0;"}
    assert key not in render(report(files_))


def test_a_suppression(word_rule: type[Rule]) -> None:
    text = "SignalR BAD // asrs-lint: ignore[TEST401] known until=2999-12-31"
    data = json.loads(render(report({"a.cs": text}, rules=[word_rule])))
    Draft202012Validator(SCHEMA).validate(data)
    assert data["findings"][0]["suppressed"] == {"kind": "comment", "reason": "known", "until": "2999-12-31"}
