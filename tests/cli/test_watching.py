from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from queue import Queue
from threading import Thread

import pytest

from asrs_lint.cli.run import run
from asrs_lint.cli.watching import Watched
from asrs_lint.testing import access_key

Write = Callable[[dict[str, str]], Path]
PATIENCE = 60  # seconds for a line to come on a busy machine
WAITING = "asrs-lint: watching for changes; Ctrl+C ends it"


def _hear_interruptions() -> None:
    """What a shell starts in the background ignores them, and so would all that it starts."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


class Watching:
    """The program at work: what it says, line by line."""

    def __init__(self, root: Path, *arguments: str) -> None:
        command = (sys.executable, "-m", "asrs_lint", "check", "--watch", "--format", "concise", *arguments)
        environment = {key: value for key, value in os.environ.items() if not key.startswith("ASRS_LINT")}
        self.process = subprocess.Popen(
            command,
            cwd=root,
            env=environment,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            preexec_fn=None if os.name == "nt" else _hear_interruptions,
        )
        self._lines: Queue[str] = Queue()
        Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        assert self.process.stdout
        for line in self.process.stdout:
            self._lines.put(line.rstrip("\n"))

    def said(self) -> list[str]:
        """What comes until it waits."""
        lines = []
        while (line := self._lines.get(timeout=PATIENCE)) != WAITING:
            lines.append(line)
        return lines

    def until(self, text: str) -> None:
        """Waits for a line that holds a text."""
        while text not in self._lines.get(timeout=PATIENCE):
            pass

    def rest(self) -> list[str]:
        return [self._lines.get() for _ in range(self._lines.qsize())]


@pytest.fixture
def root(project: Write) -> Path:
    return project(
        {
            "report.json": "",
            "asrs-lint.toml": "",
            "Program.cs": "services.AddSignalR().AddAzureSignalR();\n",
            "a.json": "{}",
        }
    )


@pytest.fixture
def watching(root: Path) -> Iterator[Watching]:
    running = Watching(root, "-o", "json=report.json")
    yield running
    running.process.kill()
    running.process.wait(PATIENCE)


def test_a_change_is_checked(root: Path, watching: Watching) -> None:
    first = watching.said()
    (root / "leak.env").write_text(f"C=Endpoint=https://chat.service.signalr.net;AccessKey={access_key()};Version=1.0;")
    again = watching.said()
    assert again[:2] == ["", "asrs-lint: leak.env changed"]
    assert again[2].startswith("leak.env:1:") and "ASRS601" in again[2]
    (root / "leak.env").unlink()
    assert watching.said()[2:] == first


def test_only_files_that_are_read_count_and_a_burst_is_one_run(root: Path, watching: Watching) -> None:
    watching.said()
    for path in ("node_modules/x/a.js", "bin/a.cs", ".git/index", "picture.png"):
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text("x")
    for number in range(5):
        (root / f"new{number}.cs").write_text("class A {}")
    assert "asrs-lint: new0.cs, new1.cs, new2.cs and 2 more changed" in watching.said()
    (root / "a.json").write_text("[]")
    assert [line for line in watching.said() if "changed" in line] == ["asrs-lint: a.json changed"]


def test_a_configuration_that_is_being_written_is_waited_out(root: Path, watching: Watching) -> None:
    first = watching.said()
    (root / "asrs-lint.toml").write_text("selct = []")
    watching.until("unknown key 'selct'")
    (root / "asrs-lint.toml").write_text("")
    assert watching.said()[-len(first) :] == first


@pytest.mark.skipif(os.name == "nt", reason="sends a signal")
def test_an_interruption_ends_it_silently(watching: Watching) -> None:
    watching.said()
    watching.process.send_signal(signal.SIGINT)
    assert watching.process.wait(PATIENCE) == 130
    assert "".join(watching.rest()) == ""


def test_wrong_use_ends_it_at_once(root: Path) -> None:
    wrong = Watching(root, "--since", "HEAD")
    assert wrong.process.wait(PATIENCE) == 2


@pytest.mark.parametrize("other", ["--fix", "--diff"])
def test_it_changes_nothing(root: Path, capsys: pytest.CaptureFixture[str], other: str) -> None:
    assert run(["check", str(root), "--watch", other]) == 2
    assert "--watch does not go with --fix, --diff and --add-suppression" in capsys.readouterr().err


def test_without_the_library(root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setitem(sys.modules, "watchfiles", None)
    assert run(["check", str(root), "--watch"]) == 2
    said = "asrs-lint: --watch needs the package watchfiles: pip install 'asrs-lint[watch]'\n"
    assert capsys.readouterr() == ("", said)


def test_what_may_count(tmp_path: Path) -> None:
    watched = Watched(tmp_path / "root", [tmp_path / "az.json"], [tmp_path / "root" / "report.json"])
    paths = ["root/a.cs", "root/report.json", "root/bin/a.cs", "az.json", "other.json"]
    assert [path for path in paths if watched.may_count(tmp_path / path)] == ["root/a.cs", "az.json"]
