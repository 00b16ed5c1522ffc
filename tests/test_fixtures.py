"""Whole small repositories and what is found in each. `pytest --update tests/test_fixtures.py` renews expected.txt."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from asrs_lint.cli.run import run
from asrs_lint.plugins import installed_rules

PROJECTS = Path(__file__).parent.parent / "fixtures" / "projects"
NAMES = sorted(path.name for path in PROJECTS.glob("*/"))
# Keys are never committed, so no fixture can hold one; a file that cannot be read is no part of a team's repository.
ELSEWHERE = {"ASRS001", "ASRS601"}
# Its own configuration says that its clients are of Azure SignalR Service; beside other projects that is not read.
CONFIGURED = "client-only/"
# Judged only by a run that follows the configuration of the project.
JUDGED_ALONE = " ASRS003 "


def found_in(root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> str:
    monkeypatch.chdir(root)
    code = run(["check", ".", "--format", "concise", "--jobs", "1"])
    out, err = capsys.readouterr()
    assert (code in (0, 1), err) == (True, "")
    return out


def expected_of(name: str) -> str:
    return (PROJECTS / name / "expected.txt").read_text("utf-8")


def findings(text: str) -> list[str]:
    return [line for line in text.splitlines() if re.search(r"  ASRS\d+ ", line)]


@pytest.mark.parametrize("name", NAMES)
def test_project(
    name: str,
    tmp_path: Path,
    request: pytest.FixtureRequest,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    root = tmp_path / name  # away from this repository, which would be the project around it
    shutil.copytree(PROJECTS / name, root, ignore=shutil.ignore_patterns("expected.txt"))
    found = found_in(root, monkeypatch, capsys)
    if request.config.getoption("--update"):
        (PROJECTS / name / "expected.txt").write_text(found, "utf-8", newline="\n")
    assert found == expected_of(name)


@pytest.mark.parametrize("name", NAMES)
def test_a_project_is_its_own_root_inside_this_repository(
    name: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert found_in(PROJECTS / name, monkeypatch, capsys) == expected_of(name)


def test_every_rule_is_reported_somewhere() -> None:
    reported = {line.split()[2] for name in NAMES for line in findings(expected_of(name))}
    assert reported == {rule.meta.id for rule in installed_rules()} - ELSEWHERE


def test_projects_side_by_side_do_not_touch_each_other(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    together = findings(found_in(PROJECTS, monkeypatch, capsys))
    alone = [f"{name}/{line}" for name in NAMES for line in findings(expected_of(name))]
    expected = (line for line in alone if not line.startswith(CONFIGURED) and JUDGED_ALONE not in line)
    assert sorted(together) == sorted(expected)
