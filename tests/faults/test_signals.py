"""Interrupted, cut off from its reader, or run twice at once: no traceback, no leftovers, no torn file."""

from __future__ import annotations

import errno
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
    assert not is_group_alive(process.pid)


def test_a_killed_run_leaves_no_workers(root: Path) -> None:
    with subprocess.Popen([*COMMAND, str(root)], stdout=-1, stderr=-1, start_new_session=True) as process:
        time.sleep(0.6)
        process.kill()
        process.communicate(timeout=30)
    deadline = time.monotonic() + 10
    while is_group_alive(process.pid) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not is_group_alive(process.pid)


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
