"""As many values, elements, calls as fit into a file: more than any person wrote is ASRS001, told in little time."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from asrs_lint.engine import Run, check
from asrs_lint.parse import json, limits, xml, yaml
from asrs_lint.parse.xml import XmlError
from asrs_lint.source import Document
from tests.faults.crafted import CSHARP, STARTS

Write = Callable[[dict[str, str]], Path]
MOST = 2_000
CROWDS = {
    "appsettings.json": '{"a": [' + "[]," * MOST,
    "azuredeploy.json": '{"r": "Microsoft.SignalRService/signalR"' + ',"a": "b"' * MOST + "}",
    "package.json": '{"dependencies": {"@microsoft/signalr": "1"' + ',"a": 1' * MOST + "}}",
    "web.config": "<configuration>" + "<a/>" * MOST + "</configuration>",
    "a.csproj": "<Project " + " ".join(f'a{n}=""' for n in range(MOST)) + "/>",
    "docker-compose.yml": "a: [" + "1," * MOST + "1]",
    "a.cs": CSHARP + "a();" * MOST + "} }",
    **{path: STARTS[path] + "a();\n" * MOST for path in ("a.ts", "a.js", "a.java", "a.kt", "a.swift", "a.go", "a.py")},
    "a.dart": STARTS["a.dart"] + "a();" * MOST,
    "main.tf": STARTS["main.tf"] + "a {}\n" * MOST,
    "a.bicep": STARTS["a.bicep"] + "a: 1\n" * MOST,
}


@pytest.fixture(autouse=True)
def small_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MOST_NODES", MOST)
    for parser in (json, xml, yaml):
        monkeypatch.setattr(parser, "MAX_NODES", MOST)
    monkeypatch.setattr("asrs_lint.parse.python.MOST_NODES", MOST)
    monkeypatch.setattr("asrs_lint.parse.syntax._STEPS", 10**9)  # another limit, which some of these would pass first


@pytest.mark.parametrize("path", CROWDS)
def test_a_crowd_is_one_finding(path: str, project: Write) -> None:
    report = check(project({"Program.cs": CSHARP + "} }", f"src/{path}": CROWDS[path]}), run=Run(1))
    assert [finding.path for finding in report.findings if finding.id == "ASRS001"] == [f"src/{path}"]
    assert report.failures == []


@pytest.mark.parametrize("path", CROWDS)
def test_half_a_crowd_is_read(path: str, project: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    for parser in (json, xml, yaml):
        monkeypatch.setattr(parser, "MAX_NODES", 20 * MOST)
    for name in ("limits.MOST_NODES", "python.MOST_NODES"):
        monkeypatch.setattr(f"asrs_lint.parse.{name}", 20 * MOST)
    text = CROWDS[path] + ("1]}" if path == "appsettings.json" else "")
    report = check(project({"Program.cs": CSHARP + "} }", f"src/{path}": text}), run=Run(1))
    assert [finding.path for finding in report.findings if finding.id == "ASRS001" and path != "a.bicep"] == []


def test_the_limits_are_those_of_the_size_that_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """The real ones stop long before five megabytes end."""
    monkeypatch.undo()
    text = "[" + "[]," * 310_000
    assert "300000 values" in json.parse_json(Document("a.json", text)).errors[0].reason
    with pytest.raises(XmlError, match="200000 elements"):
        xml.parse_xml(Document("a.xml", "<a>" + "<b/>" * 210_000 + "</a>"))


def test_a_file_that_is_one_long_line_is_told_in_no_time(project: Write) -> None:
    """What makes a finding known again in the next run is the line of a place: of this one, its beginning."""
    text = "a: [" + "1," * 1_500_000 + "1]"
    root = project({"Program.cs": CSHARP + "} }", "docker-compose.yml": text})
    began = time.process_time()  # of this process: the worker that reads has its own limit
    assert [f.path for f in check(root, run=Run(1)).findings if f.id == "ASRS001"] == ["docker-compose.yml"]
    assert time.process_time() - began < 2
