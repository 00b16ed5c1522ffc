"""Every fix in whole repositories. Needs such: set ASRS_LINT_CORPUS to folders that hold them."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

import pytest

from asrs_lint.engine import Run, check
from asrs_lint.finding import Finding, Report
from asrs_lint.fix.mending import Mender
from asrs_lint.fix.verdict import Verdict, edits_of
from asrs_lint.output.view import View
from asrs_lint.rewriting import rewritten
from asrs_lint.rule import Safety

FOLDERS = [Path(folder) for folder in os.environ.get("ASRS_LINT_CORPUS", "").split(os.pathsep) if folder]
REPOSITORIES = sorted(repository for folder in FOLDERS for repository in folder.iterdir() if repository.is_dir())
CASES = [pytest.param(repository, id=repository.name) for repository in REPOSITORIES]
pytestmark = pytest.mark.skipif(not CASES, reason="ASRS_LINT_CORPUS names no folder of repositories")


def analyse(root: Path, texts: Mapping[str, str]) -> Report:
    return View().of(check(root, overlays=texts, run=Run(jobs=1)))


def fixable(report: Report) -> list[Finding]:
    return [f for f in report.findings if f.problem.fix and f.problem.fix.edits]


def refusals(root: Path) -> list[str]:
    """What speaks against the fixes of a repository, each by itself."""
    report = analyse(root, {})
    return [f"{f.id} {f.path}:{f.line} {why}" for f in fixable(report) for why in _refusals(root, report, f)]


def _refusals(root: Path, report: Report, finding: Finding) -> list[str]:
    edits = edits_of([finding])
    texts = {}
    for path in {edit.span.path for edit in edits}:
        document = report.documents[path]
        if document.encoded(document.text) != (root / path).read_bytes():
            return [f"{path} cannot be written as it was read"]
        texts[path] = rewritten(document.text, [edit for edit in edits if edit.span.path == path])
        if document.newline == "\r\n" and texts[path].count("\r\n") < texts[path].count("\n") > document.text.count(
            "\n"
        ):
            return [f"{path} gets another line end"]
    verdict = Verdict(report, analyse(root, texts), texts, [finding])
    return [*verdict.blame().values(), *filter(None, [verdict.harm()])]


@pytest.mark.parametrize("root", CASES)
def test_every_fix_holds_by_itself(root: Path) -> None:
    assert refusals(root) == []


@pytest.mark.parametrize("root", CASES)
@pytest.mark.parametrize("safeties", [{Safety.SAFE}, {Safety.SAFE, Safety.UNSAFE}], ids=["safe", "unsafe"])
def test_all_fixes_hold_together(root: Path, safeties: set[Safety]) -> None:
    mender = Mender(lambda texts: analyse(root, texts), lambda _: True, frozenset(safeties), lambda _: None)
    mending = mender.mend()
    left = [f for f in fixable(mending.report) if f.problem.fix and f.problem.fix.safety in safeties]
    refused = [f.problem.fix.withheld for f in mending.report.findings if f.problem.fix and f.problem.fix.withheld]
    assert (left, refused) == ([], [])
