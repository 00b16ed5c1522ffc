"""Pipes that have something to say, devices, and special files in the places that asrs-lint and git look at first."""

from __future__ import annotations

import os
import socket
import stat
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from asrs_lint.cache.place import cache_file
from asrs_lint.cli.run import run
from asrs_lint.discover import BASELINE_NAME, SETTINGS_NAMES
from asrs_lint.engine import Run, check

HOST = "// SignalR\nservices.AddSignalR().AddAzureSignalR();"
NULL, ZERO = os.makedev(1, 3), os.makedev(1, 5)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    made = tmp_path / "root"
    made.mkdir()
    (made / "Program.cs").write_text(HOST)
    return made


@contextmanager
def talking_pipe(path: Path, text: bytes) -> Iterator[int]:
    """A pipe that somebody has written into, and waits."""
    os.mkfifo(path)
    handle = os.open(path, os.O_RDWR | os.O_NONBLOCK)
    os.write(handle, text)
    try:
        yield handle
    finally:
        os.close(handle)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.cs", HOST),
        ("appsettings.json", '{"Azure:SignalR:ConnectionString": "x"}'),
        (".gitignore", "*.cs\n"),
        ("asrs-lint.toml", "unknown = 1\n"),
        ("pyproject.toml", "[tool.asrs-lint]\nunknown = 1\n"),
    ],
)
def test_nothing_is_taken_out_of_a_pipe(name: str, text: str, root: Path) -> None:
    with talking_pipe(root / name, text.encode()) as handle:
        assert run(["check", str(root), "--jobs", "1", "--no-cache"]) in (0, 1)
        assert check(root, run=Run(1)).coverage.servers == 1
        assert os.read(handle, 1000) == text.encode()


@pytest.mark.parametrize("option", ["--config", "--baseline"])
def test_a_pipe_named_by_an_option_is_refused(option: str, root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with talking_pipe(root / "pipe", b"{}") as handle:
        assert run(["check", str(root), option, str(root / "pipe")]) == 2
        assert os.read(handle, 9) == b"{}"
    assert "regular file" in capsys.readouterr().err


def test_a_pipe_in_the_place_of_the_baseline_is_refused(root: Path) -> None:
    with talking_pipe(root / BASELINE_NAME, b"{}"):
        assert run(["check", str(root)]) == 2
        assert run(["init", str(root), "--baseline"]) == 2


@pytest.mark.parametrize("kind", ["pipe", "socket", "loop", "folder", "empty"])
def test_whatever_stands_in_the_place_of_git(kind: str, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("asrs_lint.git._SECONDS", 0.7)
    monkeypatch.chdir(root)
    place = root / ".git"
    with socket.socket(socket.AF_UNIX) as listening:
        match kind:
            case "pipe":
                os.mkfifo(place)
            case "socket":
                listening.bind(".git")
            case "loop":
                place.symlink_to(".git")
            case "folder":
                place.mkdir()
            case _:
                place.touch()
        assert check(root, run=Run(1)).coverage.servers == 1


@pytest.mark.parametrize("name", ["Other.cs", "appsettings.json", ".gitignore", *SETTINGS_NAMES])
@pytest.mark.parametrize("device", [NULL, ZERO])
def test_no_device_is_read(name: str, device: int, root: Path) -> None:
    """Some do something when they are read, and some never end."""
    try:
        os.mknod(root / name, stat.S_IFCHR | 0o666, device)
    except PermissionError:
        pytest.skip("only root makes devices")
    assert run(["check", str(root), "--jobs", "1"]) in (0, 1)
    assert check(root, run=Run(1)).coverage.servers == 1


@pytest.mark.parametrize("kind", ["pipe", "folder", "link", "device"])
def test_whatever_stands_in_the_place_of_the_cache(kind: str, root: Path, kept: Path, tmp_path: Path) -> None:
    file = cache_file(root)
    assert file is not None
    kept.mkdir(exist_ok=True)
    other = tmp_path / "other"
    other.write_bytes(b"precious")
    match kind:
        case "pipe":
            os.mkfifo(file)
        case "folder":
            file.mkdir()
        case "link":
            file.symlink_to(other)
        case _:
            file.symlink_to("/dev/zero")
    cached = Run(1, cache=True)
    assert [check(root, run=cached).coverage.servers for _ in range(2)] == [1, 1]
    assert other.read_bytes() == b"precious"
    assert not list(kept.glob("*.new"))


def test_a_folder_of_caches_that_leads_nowhere(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    loop = tmp_path / "loop"
    loop.symlink_to("loop")
    for place in (loop, loop / "below", Path("/dev/null/below"), tmp_path / ("n" * 300)):
        monkeypatch.setenv("ASRS_LINT_CACHE_DIR", str(place))
        assert check(root, run=Run(1, cache=True)).coverage.servers == 1


def test_a_repository_below_a_link_is_itself(root: Path, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(root)
    assert run(["check", str(tmp_path / "link"), "--jobs", "1"]) == run(["check", str(root), "--jobs", "1"])


def test_a_file_from_the_far_future_or_past_is_only_read_again(root: Path) -> None:
    for when in ("2400-01-01", "1902-01-01"):
        subprocess.run(["touch", "-d", when, root / "Program.cs"], check=True)
        assert [check(root, run=Run(1, cache=True)).coverage.servers for _ in range(2)] == [1, 1]
