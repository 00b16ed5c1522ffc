"""A reader that has gone, a disk that is full, a stream that never was: told in a line if there is anybody to tell."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from asrs_lint.cli.run import run
from asrs_lint.output import FORMATS

Write = Callable[[dict[str, str]], Path]
MAIN = [sys.executable, "-m", "asrs_lint"]
APP = {
    "Program.cs": "var b = WebApplication.CreateBuilder(args);\nb.Services.AddSignalR().AddAzureSignalR();\n",
    **{f"c{n}.js": "new signalR.HubConnectionBuilder().withUrl('/c').build();\n" for n in range(30)},
}
COMMANDS = [
    *(["check", "{root}", "--format", form] for form in FORMATS),
    ["check", "{root}", "--diff", "--unsafe-fixes"],
    ["rules"],
    ["explain", "ASRS401"],
    ["completion", "bash"],
    ["--help"],
    ["--version"],
]


def filled(command: list[str], root: Path) -> list[str]:
    return [word.format(root=root) for word in command]


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_a_reader_that_has_gone_is_no_matter(
    command: list[str], project: Write, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "w", encoding="utf-8") as stream:
        monkeypatch.setattr(sys, "stdout", stream)
        assert run(filled(command, project(APP))) in (0, 1)
        monkeypatch.undo()
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_a_full_disk_is_told(
    command: list[str], project: Write, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with Path("/dev/full").open("w", encoding="utf-8") as stream:
        monkeypatch.setattr(sys, "stdout", stream)
        assert run(filled(command, project(APP))) == 2
        monkeypatch.undo()
    assert capsys.readouterr().err == "asrs-lint: cannot write: No space left on device\n"


def test_a_full_disk_under_a_summary_is_told(
    project: Write, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", "/dev/full")
    assert run(["check", str(project(APP)), "--format", "github"]) == 2
    assert "No space left on device" in capsys.readouterr().err


@pytest.fixture(params=["", "1"], ids=["buffered", "unbuffered"])
def buffering(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is not written when a stream breaks is still there at exit, unless streams have no buffer."""
    monkeypatch.setenv("PYTHONUNBUFFERED", request.param)


def ended(shell: str, root: Path) -> tuple[int, str]:
    """How a whole process ends, its own flush at exit included."""
    done = subprocess.run(
        ["bash", "-c", shell, "bash", *MAIN], cwd=root, capture_output=True, text=True, check=False, timeout=60
    )
    return done.returncode, done.stderr


@pytest.mark.usefixtures("buffering")
@pytest.mark.parametrize(
    ("shell", "code"),
    [
        ('"$@" check --format json >&-', 0),
        ('"$@" check --diff >&- <&-', 1),
        ('"$@" check --nope 2>&-', 2),
        ('"$@" check --nope 2>/dev/full', 2),
        ('"$@" --version >&- 2>&- <&-', 0),
        ('"$@" --version | true; exit ${PIPESTATUS[0]}', 0),
        ('(sleep 0.2; "$@" --version) | true; exit ${PIPESTATUS[0]}', 0),
        ('(sleep 0.2; "$@" rules) | true; exit ${PIPESTATUS[0]}', 0),
        ('(sleep 0.2; "$@" explain ASRS401) | true; exit ${PIPESTATUS[0]}', 0),
        ('(sleep 0.2; "$@" check --nope) 2>&1 | true; exit ${PIPESTATUS[0]}', 2),
    ],
)
def test_a_process_without_streams(shell: str, code: int, project: Write) -> None:
    assert ended(shell, project(APP)) == (code, "")


@pytest.mark.usefixtures("buffering")
@pytest.mark.parametrize(
    "command", ["check --format json", "check --diff", "rules", "explain ASRS401", "--help", "--version"]
)
def test_a_process_on_a_full_disk(command: str, project: Write) -> None:
    assert ended(f'"$@" {command} >/dev/full', project(APP)) == (
        2,
        "asrs-lint: cannot write: No space left on device\n",
    )


def test_a_file_that_is_opened_does_not_become_a_missing_stream(project: Write) -> None:
    """The lowest free number is what the next file gets: it would hold what is written to the stream."""
    root = project(APP)
    assert ended('"$@" check -o json=report.json >&- 2>&-', root)[0] == 0
    assert (root / "report.json").read_text("utf-8").startswith("{")


INTERRUPTED = """
import os, signal, sys
class Interrupting:
    def find_spec(self, name, path=None, target=None):
        if name == {module!r}:
            os.kill(os.getpid(), signal.SIGINT)
sys.meta_path.insert(0, Interrupting())
from asrs_lint.cli.main import main
sys.argv = ["asrs-lint", "check", "."]
main()
"""


@pytest.mark.parametrize("module", ["asrs_lint.cli.run", "click", "asrs_lint.engine", "asrs_lint.cli.check"])
def test_an_interruption_while_it_starts_is_quiet(module: str, project: Write) -> None:
    program = INTERRUPTED.format(module=module)
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=project(APP), capture_output=True, text=True, check=False, timeout=60
    )
    assert (done.returncode, done.stdout, done.stderr.strip()) == (128 + signal.SIGINT, "", "")
