"""`asrs-lint init` gives a project what it needs and leaves alone what it has."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest
import yaml

from asrs_lint.adoption import template
from asrs_lint.adoption.pre_commit import NotUnderstood, with_hook
from asrs_lint.cli.run import run
from asrs_lint.config_file import read_config
from asrs_lint.fix import writing
from asrs_lint.plugins import installed_rules
from asrs_lint.testing import access_key

Write = Callable[[dict[str, str]], Path]
SERVER = "var b = WebApplication.CreateBuilder(args);\nb.Services.AddSignalR().AddAzureSignalR();\n"
PROJECT = (
    '<Project Sdk="Microsoft.NET.Sdk.Web"><ItemGroup>'
    '<PackageReference Include="Microsoft.Azure.SignalR" Version="1.30.3"/></ItemGroup></Project>'
)
SETTINGS = '{"Logging": {"LogLevel": {"Default": "Warning"}}}'


@pytest.fixture
def chat(project: Write) -> Path:
    """A git repository with a server that hides its logs."""
    root = project(
        {
            "src/Program.cs": SERVER,
            "src/Chat.csproj": PROJECT,
            "src/appsettings.json": SETTINGS,
            "src/appsettings.Staging.json": "{}",
            "tests/a.cs": "",
        }
    )
    subprocess.run(["git", "init", "-q", str(root)], check=True)
    return root


def files(root: Path) -> dict[str, bytes]:
    found = (file for file in root.rglob("*") if file.is_file() and ".git" not in file.relative_to(root).parts)
    return {file.relative_to(root).as_posix(): file.read_bytes() for file in found}


EVERYTHING = ["--baseline", "--github-actions", "--azure-pipelines"]
MADE = {
    "asrs-lint.toml",
    ".pre-commit-config.yaml",
    ".github/workflows/asrs-lint.yml",
    "azure-pipelines-asrs-lint.yml",
    "asrs-lint-baseline.json",
}


def test_everything_is_written_once(chat: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = files(chat)
    assert run(["init", str(chat), *EVERYTHING]) == 0
    after = files(chat)
    assert {path for path in after if path not in before} == MADE
    assert all(after[path] == before[path] for path in before)
    assert capsys.readouterr().out.count("written  ") == len(MADE)
    assert run(["init", str(chat), *EVERYTHING]) == 0
    assert files(chat) == after
    assert capsys.readouterr().out.count("left alone  ") == len(MADE)


def test_only_what_is_asked_for_is_written(chat: Path) -> None:
    run(["init", str(chat)])
    assert {*files(chat)} & MADE == {"asrs-lint.toml", ".pre-commit-config.yaml"}


def test_a_run_after_it_reports_what_is_new(chat: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(["init", str(chat), "--baseline"])
    assert run([str(chat)]) == 0
    settings = chat / "src" / "appsettings.json"
    settings.write_text('{\n  "a": 1,\n  "Logging": {\n    "LogLevel": {\n      "Default": "Warning"\n    }\n  }\n}\n')
    assert run([str(chat)]) == 0
    (chat / "src" / "a.ts").write_text(
        'import "@microsoft/signalr";\nnew HubConnectionBuilder().withUrl("/c").build();\n'
    )
    capsys.readouterr()
    run([str(chat), "--format", "concise"])
    *reported, _closing = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in reported] == ["src/a.ts:2:1"]


def test_renewing_the_baseline_prunes_it(chat: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(["init", str(chat), "--baseline"])
    (chat / "src" / "appsettings.json").write_text("{}")
    run([str(chat)])
    assert "nothing any more; asrs-lint init --baseline prunes" in capsys.readouterr().err
    run(["init", str(chat), "--baseline"])
    assert " pruned" in capsys.readouterr().out
    run([str(chat)])
    assert capsys.readouterr().err == ""


def test_a_damaged_baseline_is_not_renewed(chat: Path) -> None:
    (chat / "asrs-lint-baseline.json").write_text("{")
    before = files(chat)
    assert run(["init", str(chat), "--baseline"]) == 2
    assert files(chat) == before


def test_no_key_is_written(chat: Path) -> None:
    key = access_key()
    (chat / "src" / ".env").write_text(f"S=Endpoint=https://a.service.signalr.net;AccessKey={key};Version=1.0;\n")
    run(["init", str(chat), "--baseline"])
    found = files(chat)
    assert b"ASRS601" in found["asrs-lint-baseline.json"]
    assert not any(key.encode() in data for path, data in found.items() if path != "src/.env")


def configuration(root: Path) -> str:
    assert run(["init", str(root)]) == 0
    read_config(root / "asrs-lint.toml", [rule.meta for rule in installed_rules()])
    return (root / "asrs-lint.toml").read_text()


def test_the_configuration_names_what_was_found(chat: Path) -> None:
    text = configuration(chat)
    assert '\n# environments = ["Production", "Staging"]  #' in text
    assert '\n# exclude = ["tests/**"]  #' in text
    assert "assume-azure-signalr" not in text


def test_a_repository_of_clients_is_taken_for_one(project: Write) -> None:
    head = 'import * as signalR from "@microsoft/signalr";\n'
    client = head + 'const c = new signalR.HubConnectionBuilder().withUrl("/a").build();\nc.start();\n'
    root = project({"package.json": '{"dependencies": {"@microsoft/signalr": "8.0.0"}}', "src/a.ts": client})
    assert "\nassume-azure-signalr = true  #" in configuration(root)


def test_pyproject_may_configure_already(chat: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (chat / "pyproject.toml").write_text("[tool.asrs-lint]\n")
    run(["init", str(chat)])
    assert "asrs-lint.toml" not in files(chat)
    assert "left alone  asrs-lint.toml: pyproject.toml configures asrs-lint already" in capsys.readouterr().out


def test_outside_of_git_there_is_no_hook(project: Write, capsys: pytest.CaptureFixture[str]) -> None:
    root = project({"a.cs": ""})
    run(["init", str(root)])
    assert {*files(root)} == {"a.cs", "asrs-lint.toml"}


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EROFS])
@pytest.mark.parametrize("step", ["tempfile.mkstemp", "os.fsync", "os.link", "Path.mkdir"])
@pytest.mark.parametrize("place", [0, 1])
def test_a_full_or_read_only_disk_changes_nothing(
    step: str,
    number: int,
    place: int,
    chat: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    owner, _, name = step.rpartition(".")
    real, calls = getattr(getattr(writing, owner), name), 0

    def full(*arguments: object, **options: object) -> object:
        nonlocal calls
        calls += 1
        if calls > place:
            raise OSError(number, os.strerror(number), "disk")
        return real(*arguments, **options)

    before = sorted(chat.rglob("*"))
    with monkeypatch.context() as broken:
        broken.setattr(getattr(writing, owner), name, full)
        assert run(["init", str(chat), *EVERYTHING]) == 2
    assert sorted(chat.rglob("*")) == before
    out, error = capsys.readouterr()
    assert (out, os.strerror(number) in error, "cannot write " in error) == ("", True, True)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_is_read_only_is_told(chat: Path, capsys: pytest.CaptureFixture[str]) -> None:
    chat.chmod(0o555)
    try:
        assert run(["init", str(chat)]) == 2
    finally:
        chat.chmod(0o755)
    assert "cannot write .pre-commit-config.yaml: Permission denied" in capsys.readouterr().err


def test_a_file_that_comes_meanwhile_is_not_replaced(chat: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.link

    def late(temporary: Path, file: Path) -> None:
        if file.name == "asrs-lint.toml":
            file.write_text("ignore = []")
        real(temporary, file)

    monkeypatch.setattr(writing.os, "link", late)
    assert run(["init", str(chat)]) == 2
    assert files(chat)["asrs-lint.toml"] == b"ignore = []"
    assert ".pre-commit-config.yaml" not in files(chat)


@pytest.mark.parametrize("link", ["asrs-lint.toml", ".pre-commit-config.yaml", ".github"])
def test_nothing_is_written_through_a_link(chat: Path, tmp_path_factory: pytest.TempPathFactory, link: str) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    target = elsewhere if link == ".github" else elsewhere / "made"
    (chat / link).symlink_to(target)
    before = files(chat)
    assert run(["init", str(chat), "--github-actions"]) == 2
    assert files(chat) == before
    assert list(elsewhere.iterdir()) == []


def test_a_folder_that_is_not_there_is_wrong_use(tmp_path: Path) -> None:
    assert run(["init", str(tmp_path / "no")]) == 2


OLD_STYLE = """\
# our hooks
default_stages: [pre-commit]
repos:
-   repo: https://github.com/pre-commit/pre-commit-hooks
    rev: v4.6.0
    hooks:
    -   id: trailing-whitespace  # always
    -   id: end-of-file-fixer
        args: ['--x']
# the end
ci:
    skip: []
"""
NEW_STYLE = """\
repos:
  - repo: local
    hooks:
      - id: build
        name: build
        entry: >-
          make
          all
        language: system

  # more to come
"""
FLAT = "repos:\n- repo: meta\n  hooks: [{id: check-hooks-apply}]"


@pytest.mark.parametrize("text", [OLD_STYLE, NEW_STYLE, FLAT, FLAT + "\n", "exclude: &e '^x'\nfiles: *e\n" + NEW_STYLE])
@pytest.mark.parametrize("windows", [False, True])
@pytest.mark.parametrize("bom", [b"", b"\xef\xbb\xbf"])
def test_the_hook_is_added_and_nothing_else_changes(text: str, windows: bool, bom: bytes, tmp_path: Path) -> None:
    data = bom + (text.replace("\n", "\r\n") if windows else text).encode()
    after = with_hook(data)
    assert after is not None
    same = next((n for n, (one, other) in enumerate(zip(data, after, strict=False)) if one != other), len(data))
    assert data == after[:same] + after[len(after) - len(data) + same :]
    loaded = yaml.safe_load(after)
    assert loaded == {**yaml.safe_load(data), "repos": loaded["repos"]}
    assert loaded["repos"] == [*yaml.safe_load(data)["repos"], *yaml.safe_load(template("pre-commit.yaml"))["repos"]]
    assert (b"\r\n" in after) == windows
    assert with_hook(after) is None


def test_the_entry_is_indented_as_its_neighbours() -> None:
    after = with_hook(OLD_STYLE.encode())
    entry = """\
-   repo: local
    hooks:
    -   id: asrs-lint
        name: asrs-lint
        entry: asrs-lint check
        language: system
        pass_filenames: false
"""
    assert (after or b"").decode() == OLD_STYLE.replace("# the end\n", f"{entry}# the end\n")


@pytest.mark.parametrize("text", [None, OLD_STYLE, NEW_STYLE, FLAT])
def test_pre_commit_accepts_the_file(text: str | None, tmp_path: Path) -> None:
    data = template("pre-commit.yaml").encode() if text is None else with_hook(text.encode())
    file = tmp_path / ".pre-commit-config.yaml"
    file.write_bytes(data or b"")
    command = [sys.executable, "-m", "pre_commit", "validate-config", str(file)]
    result = subprocess.run(command, capture_output=True, text=True, env={"PRE_COMMIT_HOME": str(tmp_path), "PATH": ""})
    assert result.returncode == 0, result.stdout + result.stderr


BOMB = "a: &a [x, x]\n" + "".join(f"{n}: &{n} [*{p}, *{p}]\n" for p, n in pairwise("abcdefghijklmnopqrst"))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "repos: []",
        "repos: [{repo: meta, hooks: []}]",
        "a: b",
        "repos:\n- {repo: meta, hooks: []}",
        "{{{",
        "[" * 5000,
        "repos:\n- repo: meta\n  hooks: []\n---\nrepos: []\n",
        BOMB,
    ],
)
def test_a_file_of_another_shape_is_left_alone(text: str, chat: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(NotUnderstood):
        with_hook(text.encode())
    (chat / ".pre-commit-config.yaml").write_text(text)
    assert run(["init", str(chat)]) == 0
    assert (chat / ".pre-commit-config.yaml").read_text() == text
    assert "  - repo: local\n    hooks:\n      - id: asrs-lint\n" in capsys.readouterr().out


@pytest.mark.parametrize("name", ["pre-commit.yaml", "github-actions.yml"])
def test_what_is_written_is_what_the_readme_shows(name: str) -> None:
    readme = (Path(__file__).parents[2] / "README.md").read_text("utf-8")
    assert f"```yaml\n{template(name)}```\n" in readme


def test_the_pipeline_runs_the_linter() -> None:
    steps = yaml.safe_load(template("azure-pipelines.yml"))["steps"]
    (command,) = [step["script"] for step in steps if step.get("script", "").startswith("asrs-lint")]
    assert command.endswith(next(step["publish"] for step in steps if "publish" in step))
