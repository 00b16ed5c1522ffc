"""Whole small repositories and what is found in each. `pytest --update tests/test_fixtures.py` renews expected.txt."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from asrs_lint.engine import Run, check
from asrs_lint.output.text import render_concise
from asrs_lint.output.view import View

PROJECTS = Path(__file__).parent.parent / "fixtures" / "projects"


@pytest.mark.parametrize("name", sorted(path.name for path in PROJECTS.glob("*/")))
def test_project(name: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    root = tmp_path / name  # away from this repository, which would be the project around it
    shutil.copytree(PROJECTS / name, root, ignore=shutil.ignore_patterns("expected.txt"))
    report = check(root, run=Run(1))
    assert not report.failures, report.failures[0].traceback
    found = render_concise(View().of(report))
    expected = PROJECTS / name / "expected.txt"
    if request.config.getoption("--update"):
        expected.write_text(found, "utf-8")
    assert found == expected.read_text("utf-8")
