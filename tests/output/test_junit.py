from __future__ import annotations

import pytest
from lxml import etree
from msgspec.structs import replace

from asrs_lint import Rule, Severity
from asrs_lint.config import Config
from asrs_lint.finding import Failure, Report
from asrs_lint.output.junit import render
from asrs_lint.testing import report


def parsed(found: Report) -> etree._Element:
    return etree.fromstring(render(found).encode())


def test_a_suite_for_a_file_and_a_case_for_a_finding(word_rule: type[Rule]) -> None:
    top = parsed(report({"b.cs": "SignalR BAD BAD", "a.cs": "SignalR\nBAD EVIDENCE"}, rules=[word_rule]))
    assert dict(top.attrib) == {"name": "asrs-lint", "tests": "3", "failures": "3", "errors": "0"}
    assert [suite.get("name") for suite in top] == ["a.cs", "b.cs"]
    case = top[0][0]
    assert dict(case.attrib) == {
        "classname": "a.cs",
        "name": "TEST401 bad-word 2:1",
        "file": "a.cs",
        "line": "2",
    }
    assert dict(case[0].attrib) == {"type": "warning", "message": "BAD is a bad word"}
    assert (case[0].text or "").splitlines() == [
        "a.cs:2:1  BAD is a bad word",
        "a.cs:2:5  and this goes with it",
        "see  asrs-lint explain TEST401",
    ]


def test_counts_are_those_of_the_cases_and_names_are_unique(word_rule: type[Rule]) -> None:
    top = parsed(report({"a.cs": "SignalR BAD BAD\nBAD", "b.cs": "SignalR BAD"}, rules=[word_rule]))
    for suite in top:
        assert suite.get("tests") == str(len(suite.findall("testcase")))
        assert suite.get("failures") == str(len(suite.findall("testcase/failure")))
    names = [(case.get("classname"), case.get("name")) for case in top.iter("testcase")]
    assert len(set(names)) == 4


def test_notes_do_not_fail(word_rule: type[Rule]) -> None:
    top = parsed(report({"a.cs": "SignalR BAD"}, Config(severity={"TEST401": Severity.INFO}), [word_rule]))
    assert (top.get("tests"), top.get("failures")) == ("1", "0")
    assert "BAD is a bad word" in (top.findtext("testsuite/testcase/system-out") or "")


def test_silence_is_a_passed_case(word_rule: type[Rule]) -> None:
    top = parsed(report({"a.cs": "SignalR BAD // asrs-lint: ignore[TEST401] fine"}, rules=[word_rule]))
    (case,) = top.iter("testcase")
    assert len(case) == 0
    assert "No use of Azure SignalR Service found" in (case.get("name") or "")


def test_a_defect_is_an_error(word_rule: type[Rule]) -> None:
    found = report({"a.cs": "SignalR"}, rules=[word_rule])
    top = parsed(replace(found, failures=[Failure("LookupError: no such luck", "TEST501")]))
    assert (top.get("tests"), top.get("failures"), top.get("errors")) == ("1", "0", "1")
    error = top.find("testsuite/testcase/error")
    assert error is not None and error.get("message") == "LookupError: no such luck"


@pytest.mark.parametrize("path", ["<&>\"'.cs", "\x1b[31m\x00\x0b.cs", "\ufffe\uffff\udc80.cs", "]]>.cs", "\u202e.cs"])
def test_what_xml_cannot_hold_is_written_out(word_rule: type[Rule], path: str) -> None:
    (suite,) = parsed(report({path: "SignalR BAD"}, rules=[word_rule]))
    name = suite.get("name") or ""
    assert name.endswith(".cs")
    assert name == path or "\\" in name
