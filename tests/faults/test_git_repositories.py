"""Work trees of every shape, and configurations of git that lead elsewhere: the same findings, or those of a folder."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from asrs_lint import discover
from asrs_lint.cli.run import run
from asrs_lint.engine import Run, check
from asrs_lint.git import tracked
from tests.faults.test_hostile_settings import FIXABLE, git

Write = Callable[[dict[str, str]], Path]


@pytest.fixture
def root(project: Write) -> Path:
    made = project({f"root/{path}": text for path, text in FIXABLE.items()}) / "root"
    git(made, "init", "-q")
    git(made, "add", ".")
    git(made, "commit", "-qm", "all")
    return made


def clients(root: Path) -> int:
    report = check(root, run=Run(1))
    assert not report.failures
    return report.coverage.clients


def test_a_linked_work_tree_is_a_work_tree(root: Path, tmp_path: Path) -> None:
    git(root, "worktree", "add", "-q", "--detach", str(tmp_path / "linked"))
    assert tracked(tmp_path / "linked") == set(FIXABLE)
    assert clients(tmp_path / "linked") == clients(root) == 1
    assert run(["check", str(tmp_path / "linked"), "--fix", "--no-cache"]) in (0, 1)
    assert "configureLogging" in (tmp_path / "linked" / "chat.js").read_text("utf-8")


def test_a_submodule_is_looked_into_and_a_project_of_its_own(root: Path, tmp_path: Path) -> None:
    git(tmp_path, "init", "-q", "outer")
    outer = tmp_path / "outer"
    git(outer, "-c", "protocol.file.allow=always", "submodule", "add", "-q", str(root), "inner")
    assert discover.files(outer) == [".gitmodules", "inner/Program.cs", "inner/chat.js"]
    assert (clients(outer), clients(outer / "inner")) == (1, 1)


@pytest.mark.parametrize("bare", [True, False])
def test_a_repository_within_is_not_listed(bare: bool, root: Path) -> None:
    git(root, "init", "-q", *(["--bare"] if bare else []), "within")
    assert clients(root) == 1


CONFIGURED = {
    "a work tree elsewhere": ("core.worktree", "{outside}"),
    "a work tree above": ("core.worktree", "{root}/.."),
    "a work tree that is the disk": ("core.worktree", "/"),
    "a pipe to include": ("include.path", "{outside}/pipe"),
    "a device to include": ("include.path", "/dev/zero"),
    "itself to include": ("include.path", "{root}/.git/config"),
    "a pipe of patterns": ("core.excludesFile", "{outside}/pipe"),
    "a device of patterns": ("core.excludesFile", "/dev/zero"),
    "patterns that hide all": ("core.excludesFile", "{outside}/all"),
    "a pipe of attributes": ("core.attributesFile", "{outside}/pipe"),
    "submodules at all times": ("submodule.recurse", "true"),
    "no files": ("core.bare", "true"),
    "a format of the future": ("core.repositoryFormatVersion", "99"),
    "an unknown extension": ("extensions.future", "true"),
    "a sparse checkout": ("core.sparseCheckout", "true"),
    "quoted paths": ("core.quotePath", "true"),
    "a split index": ("core.splitIndex", "true"),
}


@pytest.mark.parametrize("case", CONFIGURED)
def test_no_configuration_of_git_leads_elsewhere(
    case: str, root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("asrs_lint.git._SECONDS", 1.0)
    outside = tmp_path / "outside"
    outside.mkdir()
    os.mkfifo(outside / "pipe")
    (outside / "all").write_text("*\n")
    (outside / "Private.cs").write_text(FIXABLE["Program.cs"])
    key, value = CONFIGURED[case]
    git(root, "config", key, value.format(outside=outside, root=root))
    before = {path.name: path.read_bytes() for path in root.iterdir() if path.is_file()}
    assert discover.files(root) == sorted(FIXABLE)
    assert run(["check", str(root), "--fix", "--no-cache"]) in (0, 1)
    assert {path.name for path in root.iterdir() if path.is_file()} == set(before)
    assert "Private" not in "".join(capsys.readouterr())


def test_a_repository_of_somebody_else_is_a_folder_whose_files_stay(
    root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """git refuses it (safe.directory): what it tracks is not known, so nothing is fixed."""
    real = os.environ.copy()
    monkeypatch.setattr("asrs_lint.git._environment", lambda: {**real, "GIT_TEST_ASSUME_DIFFERENT_OWNER": "1"})
    before = (root / "chat.js").read_bytes()
    assert run(["check", str(root), "--fix", "--no-cache"]) in (0, 1)
    assert ((root / "chat.js").read_bytes(), clients(root)) == (before, 1)
    assert "git does not track" in capsys.readouterr().out
