from __future__ import annotations

import re

import pytest

from asrs_lint import Rule, Severity
from asrs_lint.config import Config
from asrs_lint.output.azure import render
from asrs_lint.testing import report

# The agent's own reading: https://github.com/microsoft/azure-pipelines-agent, Command.cs.
COMMAND = re.compile(r"##vso\[(?P<name>\S+) (?P<properties>[^\]]*)\](?P<data>.*)")


def unescaped(text: str) -> str:
    for code, character in (("%3B", ";"), ("%0D", "\r"), ("%0A", "\n"), ("%5D", "]"), ("%AZP25", "%")):
        text = text.replace(code, character)
    return text


@pytest.mark.parametrize("path", ["a.cs", "a;b=c]%3B/x.cs", "##vso[task.setvariable variable=x]y.cs"])
def test_a_finding_is_one_command(word_rule: type[Rule], path: str) -> None:
    command = COMMAND.match(render(report({path: "SignalR BAD"}, rules=[word_rule])).splitlines()[0])
    assert command
    pairs = [pair.partition("=") for pair in command["properties"].split(";") if pair]
    assert command["name"] == "task.logissue"
    assert {key: unescaped(value) for key, _, value in pairs} == {
        "type": "warning",
        "sourcepath": path.replace("##vso", "\\x23#vso"),
        "linenumber": "1",
        "columnnumber": "9",
        "code": "TEST401",
    }
    assert unescaped(command["data"]) == "bad-word: BAD is a bad word"


@pytest.mark.parametrize("path", ["##vso[task.complete result=Failed;].cs", "###vso[a.b].cs", "##[error]x.cs"])
def test_a_note_is_a_plain_line(word_rule: type[Rule], path: str) -> None:
    noted = report({path: "SignalR BAD"}, Config(severity={"TEST401": Severity.INFO}), [word_rule])
    line, closing = render(noted).splitlines()
    assert line.endswith(".cs:1:9  info  TEST401 bad-word  BAD is a bad word")
    assert "##vso[" not in line and "##[" not in line
    assert closing.startswith("1 note in 1 file")
