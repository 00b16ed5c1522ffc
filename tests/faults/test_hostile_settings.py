"""A repository's settings, its own and those of git, run nothing, lead nowhere and cost no time."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from asrs_lint.cli.run import run
from asrs_lint.git import tracked

Write = Callable[[dict[str, str]], Path]
RUN = "#!/bin/sh\ntouch {mark}\ncat\n"
APP = {
    "Program.cs": "// SignalR\nservices.AddSignalR().AddAzureSignalR();\n",
}

FIXABLE = {
    "Program.cs": "// SignalR\nvar b = WebApplication.CreateBuilder(args); b.Services.AddSignalR().AddAzureSignalR();\n"
    'var app = b.Build(); app.MapHub<Chat>("/chat");\n',
    "chat.js": "import * as signalR from '@microsoft/signalr';\n"
    "const c = new signalR.HubConnectionBuilder().withUrl('/chat').build();\nc.start();\n",
}


def git(root: Path, *arguments: str) -> None:
    author = ("-c", "user.name=a", "-c", "user.email=a@example.org")
    subprocess.run(["git", "-C", str(root), *author, *arguments], check=True, capture_output=True)


@pytest.fixture
def trap(tmp_path: Path) -> Callable[[Path, Path], Path]:
    """A repository in which everything that can name a program names one; gives the file that it would leave."""

    def set_trap(root: Path, folder: Path) -> Path:
        mark, program = folder / "ran", folder / "program"
        program.write_text(RUN.format(mark=mark))
        program.chmod(0o755)
        git(root, "init", "-q")
        git(root, "add", ".")
        git(root, "commit", "-qm", "all")
        for key in (
            "core.fsmonitor", "core.sshCommand", "core.pager", "core.editor", "core.gitProxy", "core.askPass",
            "diff.external", "diff.evil.command", "diff.evil.textconv", "filter.evil.clean", "filter.evil.smudge",
            "filter.evil.process", "uploadpack.packObjectsHook", "credential.helper",
            "gpg.program", "interactive.diffFilter", "pager.ls-files", "pager.diff", "core.alternateRefsCommand",
        ):  # fmt: skip
            git(root, "config", key, str(program))
        for alias in ("ls-files", "diff", "rev-parse"):
            git(root, "config", f"alias.{alias}", f"!{program}")
        git(root, "config", "remote.origin.url", f"ext::{program}")
        git(root, "config", "remote.origin.promisor", "true")
        git(root, "config", "core.hooksPath", str(folder))
        git(root, "config", "include.path", str(folder / "more"))
        (folder / "more").write_text(f"[core]\n\tfsmonitor = {program}\n")
        for hook in ("post-index-change", "fsmonitor-watchman", "post-checkout", "pre-commit", "query-watchman"):
            (folder / hook).write_text(RUN.format(mark=mark))
            (folder / hook).chmod(0o755)
        (root / ".gitattributes").write_text("* filter=evil diff=evil text eol=crlf\n")
        with (root / "Program.cs").open("a") as changed:  # whatever compares it would run them
            changed.write("// changed\n")
        mark.unlink(missing_ok=True)
        return mark

    return set_trap


@pytest.mark.parametrize("arguments", [[], ["--fix"], ["--diff", "--unsafe-fixes"], ["--fix", "--allow-dirty"]])
def test_a_hostile_git_configuration_runs_nothing(
    arguments: list[str], project: Write, trap: Callable[[Path, Path], Path], tmp_path: Path
) -> None:
    root = project({f"root/{path}": text for path, text in FIXABLE.items()}) / "root"
    mark = trap(root, tmp_path)
    assert run(["check", str(root), *arguments]) in (0, 1)
    assert not mark.exists()


def test_a_git_file_that_points_elsewhere_shows_nothing_of_it(
    project: Write, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    project({"other/private-name.cs": APP["Program.cs"], "root/Program.cs": APP["Program.cs"]})
    git(tmp_path / "other", "init", "-q")
    git(tmp_path / "other", "add", ".")
    (tmp_path / "root" / ".git").write_text(f"gitdir: {tmp_path}/other/.git\n")
    assert run(["check", str(tmp_path / "root"), "--audit"]) in (0, 1)
    assert "private-name.cs" not in capsys.readouterr().out


@pytest.mark.parametrize("damage", ["HEAD", "config", "index", "objects"])
def test_a_damaged_repository_is_a_folder(damage: str, project: Write) -> None:
    root = project(APP)
    git(root, "init", "-q")
    git(root, "add", ".")
    place = root / ".git" / damage
    if place.is_dir():
        subprocess.run(["rm", "-rf", str(place)], check=True)
    else:
        place.write_bytes(b"\0\xff[core" * 99)
    assert run(["check", str(root)]) == 0


@pytest.mark.parametrize(
    "name", ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_CONFIG_GLOBAL", "GIT_EXTERNAL_DIFF"]
)
def test_variables_for_git_are_not_heard(name: str, project: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    root = project(APP)
    git(root, "init", "-q")
    git(root, "add", ".")
    monkeypatch.setenv(name, "/nowhere")
    assert (run(["check", str(root)]), tracked(root)) == (0, set(APP))


HOSTILE = {
    "extends a device": 'extends = "/dev/zero"',
    "extends a folder": 'extends = "/"',
    "extends itself": 'extends = "asrs-lint.toml"',
    "extends a url": 'extends = "https://example.org/a.toml"',
    "deep": "a = " + "[" * 50_000,
    "deep keys": "a" + ".a" * 50_000 + " = 1",
    "large": "# " + "x" * 3_000_000,
    "catastrophic exclude": 'exclude = ["' + "*a" * 40 + '"]',
    "catastrophic folders": 'exclude = ["' + "**/" * 40 + 'x"]',
    "catastrophic override": '[[override]]\npaths = ["' + "*a" * 40 + '"]\nignore = ["4"]',
    "catastrophic suppression": '[[suppress]]\nrule = "4"\nreason = "x"\npath = "' + "*a" * 40 + '"',
    "long pattern": 'exclude = ["' + "a" * 100_000 + '"]',
    "broken pattern": "exclude = ['" + "\\" * 99 + "']",
    "selector like a pattern": 'select = ["(A+)+$"]',
    "long selector": 'select = ["' + "A" * 100_000 + '"]',
    "many selectors": "select = [" + '"ASRS9999",' * 50_000 + "]",
    "unknown key with escapes": '"\\u001b[31m\\u202e" = 1',
    "huge number": "[rules.ASRS906]\ninstances = " + "9" * 4000,
    "not utf-8": "\udcff",
    "null": "a = \0",
    "wrong types": "select = 1\nexclude = {}\nenvironments = [[1]]",
}


@pytest.mark.parametrize("name", ["asrs-lint.toml", "pyproject.toml"])
@pytest.mark.parametrize("case", HOSTILE)
def test_a_hostile_configuration_is_one_line_of_refusal(
    case: str, name: str, project: Write, capsys: pytest.CaptureFixture[str]
) -> None:
    text = HOSTILE[case]
    root = project({"a" * 200 + ".cs": APP["Program.cs"], **APP})
    if name == "pyproject.toml":
        text = "[tool.asrs-lint]\n" + text.replace("[[override]]", "[[tool.asrs-lint.override]]").replace(
            "[[suppress]]", "[[tool.asrs-lint.suppress]]"
        ).replace("[rules.", "[tool.asrs-lint.rules.").replace('"asrs-lint.toml"', '"pyproject.toml"')
    (root / name).write_bytes(text.encode("utf-8", "surrogateescape"))
    code = run(["check", str(root)])
    error = capsys.readouterr().err
    assert (code, error.count("\n"), len(error) < 1000) == (2, 1, True)
    assert not any(character in error for character in "\x1b\u202e")


def test_a_configuration_that_extends_an_address_is_told_so(project: Write, capsys: pytest.CaptureFixture[str]) -> None:
    """Not looked for among the files: who wrote it means something that is never done."""
    root = project({**APP, "asrs-lint.toml": HOSTILE["extends a url"], "https:/example.org/a.toml": ""})
    assert run(["check", str(root)]) == 2
    assert "must name a file" in capsys.readouterr().err


def test_a_configuration_that_extends_a_pipe_does_not_wait(project: Write) -> None:
    root = project({**APP, "asrs-lint.toml": 'extends = "pipe"'})
    os.mkfifo(root / "pipe")
    assert run(["check", str(root)]) == 2


def test_modules_of_the_repository_are_not_imported(project: Write, tmp_path_factory: pytest.TempPathFactory) -> None:
    """`python -m` puts the current folder first among those that modules come from."""
    mark = tmp_path_factory.mktemp("mark") / "ran"
    code = f"open({str(mark)!r}, 'w').close()\n"
    plugin = "[asrs_lint.rules]\nevil = evil:rules\n"
    modules = dict.fromkeys(("click/__init__.py", "json.py", "lxml/__init__.py", "yaml.py", "evil.py"), code)
    root = project({**APP, **modules, "evil-1.0.dist-info/entry_points.txt": plugin})
    done = subprocess.run([sys.executable, "-m", "asrs_lint", "."], cwd=root, capture_output=True, check=False)
    assert (done.returncode in (0, 1), mark.exists()) == (True, False), done.stderr
