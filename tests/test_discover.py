from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from asrs_lint.discover import files, is_generated, project_root
from asrs_lint.files import Files

Write = Callable[[dict[str, str]], Path]


def git(root: Path, *arguments: str) -> None:
    subprocess.run(["git", "-C", str(root), *arguments], check=True, capture_output=True)


@pytest.mark.parametrize("inside_git", [True, False])
def test_ignored_and_foreign_files_are_left_out(project: Write, inside_git: bool) -> None:
    root = project(
        {
            ".gitignore": "secret/\n*.log\n",
            "src/.gitignore": "local.ts\n",
            "src/app.ts": "",
            "src/local.ts": "",
            "other/local.ts": "",
            "secret/a.cs": "",
            "run.log": "",
            "node_modules/x/index.js": "",
            "src/obj/a.cs": "",
            "wwwroot/lib/signalr/signalr.js": "",
            "site.min.js": "",
            "logo.png": "",
        }
    )
    if inside_git:
        git(root, "init", "-q")
    found = [path for path in files(root) if not path.endswith(".gitignore")]
    assert found == ["other/local.ts", "src/app.ts"]


def test_tracked_and_new_files_are_both_found(project: Write) -> None:
    root = project({"tracked.cs": "", "new.cs": "", "päth \n.cs": ""})
    git(root, "init", "-q")
    git(root, "add", "tracked.cs")
    assert files(root) == ["new.cs", "päth \n.cs", "tracked.cs"]


def with_submodule(root: Path) -> Path:
    """A repository with another one in it, as `git submodule add` leaves it, and a third that git knows nothing of."""
    for inner in ("libs/web", "loose"):
        git(root / inner, "init", "-q")
    git(root / "libs/web", "add", "-A")
    git(root / "libs/web", "-c", "user.name=a", "-c", "user.email=a@example.org", "commit", "-qm", "web")
    git(root, "init", "-q")
    git(root, "add", ".gitmodules", "libs/web", "app.cs")
    return root


SUBMODULE = {
    ".gitmodules": '[submodule "web"]\n\tpath = libs/web\n\turl = ../web\n[submodule "x"]\n\tpath = ../up\n',
    "app.cs": "",
    "libs/web/chat.ts": "",
    "libs/web/.gitignore": "*.log\n",
    "libs/web/run.log": "",
    "loose/page.ts": "",
}


def test_submodules_and_other_repositories_within_are_looked_into(project: Write) -> None:
    root = with_submodule(project(SUBMODULE))
    assert files(root) == [".gitmodules", "app.cs", "libs/web/.gitignore", "libs/web/chat.ts", "loose/page.ts"]


def test_a_submodule_that_became_a_link_is_not_followed(
    project: Write, tmp_path_factory: pytest.TempPathFactory
) -> None:
    root, outside = with_submodule(project(SUBMODULE)), tmp_path_factory.mktemp("outside")
    (outside / "secret.ts").touch()
    shutil.rmtree(root / "libs/web")
    (root / "libs/web").symlink_to(outside)
    assert not any("secret" in path for path in files(root))


def test_a_work_tree_beside_its_repository_is_listed_by_git(project: Write, tmp_path: Path) -> None:
    root = project({".gitignore": "*.log\n", "app.cs": "", "run.log": ""})
    git(root, "init", "-q")
    git(root, "add", "-A")
    git(root, "-c", "user.name=a", "-c", "user.email=a@example.org", "commit", "-qm", "one")
    git(root, "worktree", "add", "-q", str(tmp_path / "beside"))
    (tmp_path / "beside" / "run.log").touch()
    assert files(tmp_path / "beside") == [".gitignore", "app.cs"]
    assert project_root(tmp_path / "beside" / "app.cs") == tmp_path / "beside"


def test_pods_are_foreign_beside_a_podfile_only(project: Write) -> None:
    root = project({"src/Pods/Server/a.cs": "", "ios/Podfile": "", "ios/Pods/X/a.swift": "", "ios/a.swift": ""})
    assert files(root) == ["ios/Podfile", "ios/a.swift", "src/Pods/Server/a.cs"]


def test_exclude_is_read_as_gitignore_is(project: Write) -> None:
    root = project({"samples/a.cs": "", "src/samples.cs": "", "src/b.cs": ""})
    assert files(root, ["samples/**"]) == ["src/b.cs", "src/samples.cs"]


def test_a_hostile_git_configuration_runs_nothing(project: Write) -> None:
    root = project({"a.cs": "", "hook.sh": '#!/bin/sh\ntouch "$(dirname "$0")/ran"\n'})
    git(root, "init", "-q")
    (root / "hook.sh").chmod(0o755)
    git(root, "config", "core.fsmonitor", str(root / "hook.sh"))
    assert "a.cs" in files(root)
    assert not (root / "ran").exists()


def test_variables_of_a_hook_do_not_lead_elsewhere(project: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    root = project({"a.cs": ""})
    git(root, "init", "-q")
    monkeypatch.setenv("GIT_DIR", "/nowhere")
    assert files(root) == ["a.cs"]


def test_links_are_not_followed(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret.cs").write_text("x")
    root = tmp_path / "root"
    root.mkdir()
    (root / "own.cs").write_text("own")
    (root / "link.cs").symlink_to(outside / "secret.cs")
    (root / "folder").symlink_to(outside)
    assert files(root) == ["own.cs"]
    reader = Files(root)
    assert reader.read("own.cs", 10) == b"own"
    assert reader.read("link.cs", 10) is None
    assert reader.read("folder/secret.cs", 10) is None


def test_what_is_no_regular_file_is_not_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.cs")
    (tmp_path / "folder.cs").mkdir()
    reader = Files(tmp_path)
    assert [reader.read(path, 10) for path in ("pipe.cs", "folder.cs", "gone.cs", "a\0b")] == [None] * 4


def test_one_byte_over_the_limit_tells_of_a_large_file(tmp_path: Path) -> None:
    (tmp_path / "a.cs").write_bytes(b"x" * 50)
    assert Files(tmp_path).read("a.cs", 20) == b"x" * 21


@pytest.mark.parametrize(
    ("files_", "place", "root"),
    [
        ({"a/b/c.cs": ""}, "a/b", "a/b"),
        ({"a/b/c.cs": ""}, "a/b/c.cs", "a/b"),
        ({"a/asrs-lint.toml": "", "a/b/c.cs": ""}, "a/b", "a"),
        ({"a/pyproject.toml": "[project]", "a/b/c.cs": ""}, "a/b", "a/b"),
        ({"a/pyproject.toml": "[tool.asrs-lint]", "a/b/c.cs": ""}, "a/b", "a"),
        ({".git/HEAD": "", "a/b/c.cs": ""}, "a/b", "."),
        ({".git/HEAD": "", "a/asrs-lint.toml": "", "a/b/c.cs": ""}, "a/b", "a"),
    ],
)
def test_the_root_of_a_project(project: Write, files_: dict[str, str], place: str, root: str) -> None:
    top = project(files_)
    assert project_root(top / place) == (top / root).resolve()


@pytest.mark.parametrize(
    ("path", "data", "generated"),
    [
        ("a.js", b"let a = 1;\n" * 900, False),
        ("a.js", b"let a=1;" * 900, True),
        ("a.js", b"let a = 1;\n" * 9 + b"play('data:audio/wav;base64," + b"UklGRg" * 9000 + b"');\n", False),
        ("a.cs", b"let a=1;" * 900, False),
        ("a.js", b"(function webpackUniversalModuleDefinition(root, factory) {", True),
    ],
)
def test_generated_scripts(path: str, data: bytes, generated: bool) -> None:
    assert is_generated(data, path) is generated
