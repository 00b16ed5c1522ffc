"""Interrupted, cut off from its reader, or run twice at once: no traceback, no leftovers, no torn file."""

from __future__ import annotations

import errno
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from asrs_lint.cli.run import run
from asrs_lint.fix import writing

Write = Callable[[dict[str, str]], Path]
COMMAND = [sys.executable, "-m", "asrs_lint", "check"]
CLIENT = "import * as signalR from '@microsoft/signalr';\n"
CLIENT += "const c{n} = new signalR.HubConnectionBuilder().withUrl('/chat').build();\n"
HOST = (
    "// SignalR\nvar b = WebApplication.CreateBuilder(args); b.Services.AddSignalR().AddAzureSignalR();\n"
    'var app = b.Build(); app.MapHub<Chat>("/chat");\n'
)


@pytest.fixture
def root(project: Write) -> Path:
    return project({"Program.cs": HOST, **{f"c{n}.js": CLIENT.format(n=n) * 3 for n in range(60)}})


def contents(root: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(root.iterdir()) if path.is_file()}


def is_group_alive(leader: int) -> bool:
    try:
        os.killpg(leader, 0)
    except ProcessLookupError:
        return False
    return True


def is_gone(leader: int, within: float = 2.0) -> bool:
    """Whether no process of a group is left, after some seconds: the system takes a moment to bury those whose parent
    has gone. A worker that nobody ends is at it for longer."""
    deadline = time.monotonic() + within
    while is_group_alive(leader) and time.monotonic() < deadline:
        time.sleep(0.02)
    return not is_group_alive(leader)


@pytest.mark.parametrize("moment", [0.25, 0.45, 0.7, 1.1])
@pytest.mark.parametrize("arguments", [[], ["--fix", "--allow-dirty"]])
def test_an_interruption_is_quiet_and_leaves_nothing(arguments: list[str], moment: float, root: Path) -> None:
    before = set(contents(root))
    with subprocess.Popen(
        [*COMMAND, str(root), *arguments], stdout=-1, stderr=-1, start_new_session=True, text=True
    ) as process:
        time.sleep(moment)
        os.killpg(process.pid, signal.SIGINT)
        _, error = process.communicate(timeout=30)
    assert process.returncode in (130, 0, 1, -signal.SIGINT)  # it may be done, or not even have begun
    assert "Traceback" not in error or process.returncode == -signal.SIGINT
    assert set(contents(root)) == before
    assert is_gone(process.pid)


def test_a_killed_run_leaves_no_workers(root: Path) -> None:
    with subprocess.Popen([*COMMAND, str(root)], stdout=-1, stderr=-1, start_new_session=True) as process:
        time.sleep(0.6)
        process.kill()
        process.communicate(timeout=30)
    assert is_gone(process.pid, within=10)


BUSY = """
import os, pathlib, sys
from asrs_lint.reading import extraction
from asrs_lint.cli.main import main
def hang(document):
    pathlib.Path(sys.argv[-1], "busy").touch()
    while True:
        pass
extraction.extractor = lambda module: hang
sys.argv = ["asrs-lint", "check", *sys.argv[1:]]
main()
"""
PIPED = "import sys; from asrs_lint.cli.main import main; sys.argv = ['asrs-lint', 'check', *sys.argv[1:]]; main()"


def ended_by(number: int, program: str, root: Path, has_begun: Callable[[int], bool]) -> tuple[int, str]:
    """How a run ends whose own process, and no other of its group, gets a signal; nothing of the group is left."""
    with subprocess.Popen(
        [sys.executable, "-c", program, str(root)], stdout=-1, stderr=-1, start_new_session=True, text=True
    ) as process:
        deadline = time.monotonic() + 30
        while not has_begun(process.pid) and time.monotonic() < deadline:
            time.sleep(0.02)
        process.send_signal(number)
        _, error = process.communicate(timeout=5)  # a worker would be at it for ten seconds, git for twenty
    assert is_gone(process.pid)
    return process.returncode, error.strip()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_run_that_is_ended_ends_its_workers(
    number: int, root: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    assert ended_by(number, BUSY, root, lambda _: (root / "busy").exists()) == (128 + number, "")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_run_that_is_ended_ends_git(number: int, root: Path) -> None:
    """A pipe in the place of a file with patterns keeps git waiting for ever."""
    subprocess.run(["git", "init", "-q", str(root)], check=True)
    os.mkfifo(root / ".gitignore")

    def has_git(leader: int) -> bool:
        children = Path(f"/proc/{leader}/task/{leader}/children").read_text("ascii").split()
        return any(Path(f"/proc/{child}/comm").read_text("ascii") == "git\n" for child in children)

    assert ended_by(number, PIPED, root, has_git) == (128 + number, "")


def test_git_that_was_started_just_now_is_ended(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    subprocess.run(["git", "init", "-q", str(root)], check=True)
    os.mkfifo(root / ".gitignore")
    real = subprocess.Popen

    def interrupted(*arguments: object, **options: object) -> object:
        process = real(*arguments, **options)  # type: ignore[call-overload]
        os.kill(os.getpid(), signal.SIGTERM)
        return process

    monkeypatch.setattr("asrs_lint.git.subprocess.Popen", interrupted)
    assert run(["check", str(root)]) == 128 + signal.SIGTERM
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)


def test_an_ignored_hangup_stays_ignored(root: Path) -> None:
    """As nohup starts it."""
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        ended = ended_by(signal.SIGHUP, PIPED, root, lambda _: not time.sleep(0.3))
    finally:
        signal.signal(signal.SIGHUP, before)
    assert ended == (0, "")


def test_a_report_in_a_file_is_written_to_its_end(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = Path.write_text

    def interrupted(file: Path, text: str, *arguments: str, newline: str) -> int:
        half = real(file, text[: len(text) // 2], *arguments, newline=newline)
        os.kill(os.getpid(), signal.SIGTERM)
        return half + real(file, text, *arguments, newline=newline)

    monkeypatch.setattr(Path, "write_text", interrupted)
    assert run(["check", str(root), "-o", f"json={root}/report.json"]) == 128 + signal.SIGTERM
    assert json.loads((root / "report.json").read_text("utf-8"))["version"] == 1


@pytest.mark.parametrize("form", ["full", "json", "sarif"])
def test_a_closed_pipe_is_silent(form: str, root: Path) -> None:
    with subprocess.Popen([*COMMAND, str(root), "--format", form], stdout=-1, stderr=-1, text=True) as process:
        assert process.stdout and process.stderr
        process.stdout.close()
        assert process.stderr.read() == ""
    assert process.returncode in (0, 1)


def test_two_runs_that_fix_at_once_tear_no_file(root: Path) -> None:
    runs = [
        subprocess.Popen([*COMMAND, str(root), "--fix", "--allow-dirty"], stdout=-1, stderr=-1, text=True)
        for _ in range(2)
    ]
    errors = [each.communicate(timeout=60)[1] for each in runs]
    assert {each.returncode for each in runs} <= {0, 1, 2}
    assert "Traceback" not in "".join(errors)
    after = contents(root)
    assert not [name for name in after if name.endswith(".asrs-lint")]
    assert all(text.count(b"configureLogging") in (0, 3) for name, text in after.items() if name.endswith(".js"))


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EROFS, errno.EDQUOT, errno.EIO])
def test_a_full_or_read_only_disk_changes_nothing(
    number: int, root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    before, left = contents(root), 3

    def full(handle: int) -> None:
        nonlocal left
        left -= 1
        if left < 0:
            raise OSError(number, os.strerror(number), "disk")

    monkeypatch.setattr(writing.os, "fsync", full)
    assert run(["check", str(root), "--fix", "--allow-dirty"]) == 2
    assert os.strerror(number) in capsys.readouterr().err
    assert contents(root) == before


def test_a_full_disk_under_a_report_is_said(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["check", str(root), "-o", "json=/dev/full"]) == 2
    assert "No space left on device" in capsys.readouterr().err
