from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from asrs_lint.git import GitError, git, tracked


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    (tmp_path / "kept.json").write_text("{}")
    (tmp_path / "new.json").write_text("{}")
    subprocess.run(["git", "-C", str(tmp_path), "add", "kept.json"], check=True)
    return tmp_path


def test_what_git_tracks(repository: Path) -> None:
    assert tracked(repository) == {"kept.json"}


def test_nothing_is_tracked_without_a_work_tree(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text("{}")
    assert tracked(tmp_path) == set()


def test_what_git_complains_about_is_told(repository: Path) -> None:
    with pytest.raises(GitError, match="no-such-revision"):
        git(repository, ("cat-file", "-p", "no-such-revision"))


def test_a_hook_does_not_point_git_elsewhere(
    repository: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_DIR", str(tmp_path_factory.mktemp("elsewhere")))
    assert tracked(repository) == {"kept.json"}
