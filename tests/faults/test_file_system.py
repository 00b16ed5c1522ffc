"""What lies in the folder of a project: links, loops, pipes, devices, odd names, files that come and go."""

from __future__ import annotations

import os
import socket
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from asrs_lint import discover, files, listing
from asrs_lint.cli.run import run
from asrs_lint.engine import Run, check
from asrs_lint.output import FORMATS
from asrs_lint.reading.sources import Sources
from tests.faults.powers import without_powers

HOST = "// SignalR\nservices.AddSignalR().AddAzureSignalR();"
CLIENT = "import * as signalR from '@microsoft/signalr';\n// asrs-lint: ignore[ASRS998]\n"
CLIENT += "const c = new signalR.HubConnectionBuilder().withUrl('/chat').build();\n"
SECRET = 'services.AddSignalR().AddAzureSignalR("outside");'
Write = Callable[[dict[str, str]], Path]


@pytest.fixture(autouse=True)
def little_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("asrs_lint.git._SECONDS", 0.7)


@pytest.fixture(params=["plain", "git"])
def root(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """The root of a project, below a folder that is none of its business."""
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "Other.cs").write_text(SECRET)
    made = tmp_path / "root"
    made.mkdir()
    (made / "Program.cs").write_text(HOST)
    if request.param == "git":
        os.system(f"git init -q {made}")
    return made


def files_read(root: Path, monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """The real paths of the files that an analysis opens below and outside of the root."""
    opened: set[str] = set()
    real = os.open

    def note(path: str, flags: int, *more: int) -> int:
        handle = real(path, flags, *more)
        opened.add(os.path.realpath(f"/proc/self/fd/{handle}"))
        return handle

    monkeypatch.setattr(files.os, "open", note)
    report = check(root, run=Run(0))
    assert report.failures == []
    return {path for path in opened if "site-packages" not in path and not path.startswith("/dev")}


def test_no_link_leads_out_of_the_root(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    outside = root.parent / "outside"
    (root / "file.cs").symlink_to(outside / "Other.cs")
    (root / "folder").symlink_to(outside)
    (root / "deep").mkdir()
    (root / "deep" / "up.cs").symlink_to("../../outside/Other.cs")
    (root / "appsettings.json").symlink_to("/etc/hostname")
    (root / "zero.cs").symlink_to("/dev/zero")
    assert files_read(root, monkeypatch) == {str(root / "Program.cs")}


def test_a_folder_that_becomes_a_link_is_not_followed(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (root / "src").mkdir()
    (root / "src" / "Other.cs").write_text(HOST)
    real = discover.own_files

    def swapped(*arguments: object) -> list[str]:
        found = real(*arguments)  # type: ignore[arg-type]
        (root / "src" / "Other.cs").unlink()
        (root / "src").rmdir()
        (root / "src").symlink_to(root.parent / "outside")
        return found

    monkeypatch.setattr(discover, "own_files", swapped)
    assert files_read(root, monkeypatch) == {str(root / "Program.cs")}


def test_loops_of_links_end(root: Path) -> None:
    (root / "self").symlink_to("self")
    (root / "here").symlink_to(".")
    (root / "a.cs").symlink_to("b.cs")
    (root / "b.cs").symlink_to("a.cs")
    (root / "src").mkdir()
    (root / "src" / "up").symlink_to("..")
    assert check(root, run=Run(1)).coverage.servers == 1


def test_what_is_no_file_is_passed_over(root: Path) -> None:
    os.mkfifo(root / "pipe.cs")
    os.mkfifo(root / "appsettings.json")
    os.mkfifo(root / ".gitignore")
    (root / "folder.cs").mkdir()
    with socket.socket(socket.AF_UNIX) as listening:
        os.chdir(root)
        listening.bind("socket.cs")
        report = check(root, run=Run(1))
    assert (report.failures, report.coverage.servers) == ([], 1)


@pytest.mark.parametrize("name", discover.SETTINGS_NAMES)
def test_a_pipe_is_no_configuration(root: Path, name: str) -> None:
    os.mkfifo(root / name)
    assert run(["check", str(root), "--jobs", "1"]) in (0, 1)


def test_forbidden_files_and_folders_are_passed_over(root: Path) -> None:
    (root / "a.cs").write_text(HOST)
    (root / "a.cs").chmod(0)
    (root / "src").mkdir()
    (root / "src" / "b.cs").write_text(HOST)
    (root / "src").chmod(0)
    try:
        with without_powers():
            report = check(root, run=Run(1))
        assert (report.failures, report.coverage.servers) == ([], 1)
    finally:
        (root / "src").chmod(0o700)


@pytest.mark.parametrize("place", ["", "Program.cs", "src", "gone", "n" * 300, "n/" * 3000])
def test_a_place_out_of_reach_is_told(place: str, root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (root / "src").mkdir()
    root.chmod(0)
    try:
        with without_powers():
            assert run(["check", f"{root}/{place}", "--no-cache"]) in (0, 2)
    finally:
        root.chmod(0o700)
    assert "defect" not in capsys.readouterr().err


@pytest.mark.parametrize("option", ["--config=", "--service=", "--baseline=", "-ojson="])
def test_a_file_out_of_reach_is_told(option: str, root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    closed = root.parent / "outside"
    closed.chmod(0)
    try:
        with without_powers():
            assert run(["check", str(root), f"{option}{closed}/file"]) == 2
    finally:
        closed.chmod(0o700)
    error = capsys.readouterr().err
    assert (error.count("\n"), "defect" in error, f"{closed}/file" in error) == (1, False, True)


@pytest.mark.parametrize("reads", [1, 2])
def test_a_file_that_vanishes_is_no_defect_where_no_worker_reads(
    root: Path, reads: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    (root / "a.cs").write_text(HOST)
    real, left = Sources.data, {"a.cs": reads - 1}

    def vanishing(self: Sources, path: str) -> bytes | None:
        left[path] = left.get(path, 9) - 1
        return None if left[path] < 0 else real(self, path)

    monkeypatch.setattr(Sources, "data", vanishing)
    assert not check(root, run=Run(0)).failures


@pytest.mark.parametrize("reads", range(5))
@pytest.mark.parametrize("form", ["full", "sarif"])
def test_a_file_that_vanishes_is_no_defect(
    root: Path, reads: int, form: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """It is there for so many reads: by a look, a reader, a rule, whoever looks for suppressions or prints."""
    (root / "a.js").write_text(CLIENT)
    (root / "b.html").write_text(f"<script>{CLIENT}</script><!-- asrs-lint: ignore[ASRS999] -->")
    real, seen = Sources.data, Counter[str]()

    def vanishing(self: Sources, path: str) -> bytes | None:
        seen[path] += 1
        return None if seen[path] > reads and path != "Program.cs" else real(self, path)

    monkeypatch.setattr(Sources, "data", vanishing)
    assert run(["check", str(root), "--audit", "--no-cache", "--jobs", "1", "--format", form]) in (0, 1)
    assert "defect" not in capsys.readouterr().err


NAMES = [
    "a\nb.cs",
    "\x1b[31mred.cs",
    "\u202egnp.cs",
    "a\x07.cs",
    "-rf.cs",
    "--help.cs",
    "a;b|c&d.cs",
    "$(touch x).cs",
    "%00.cs",
    "..cs",
    "...cs",
    " .cs",
    "a\\..\\b.cs",
    "C:a.cs",
    "é" * 100 + ".cs",
    "x" * 250 + ".cs",
    "::error::x.cs",
    os.fsdecode(b"\xff\xfe.cs"),
    "appsettings.\n.json",
    "](x).cs",
]


@pytest.mark.parametrize("form", FORMATS)
def test_every_name_can_be_reported(root: Path, form: str, capsys: pytest.CaptureFixture[str]) -> None:
    for name in NAMES:
        (root / name).write_text("new HubConnectionBuilder().WithUrl(u).Build(); // SignalR")
    assert run(["check", str(root), "--audit", "--format", form, "--jobs", "1"]) in (0, 1)
    out, err = capsys.readouterr()
    assert (err, "\x1b" in out, "\u202e" in out, "\x07" in out) == ("", False, False, False)


def test_every_name_is_found(root: Path) -> None:
    for name in NAMES:
        (root / name).write_text("// SignalR")
    assert discover.files(root) == sorted(["Program.cs", *NAMES])


def test_deep_folders_are_walked(root: Path) -> None:
    deep = root
    for _ in range(60):
        deep = deep / ("d" * 40)
    deep.mkdir(parents=True)
    (deep / "a.cs").write_text(HOST)
    assert not check(root, run=Run(1)).failures


def test_names_like_archives_are_only_names(root: Path) -> None:
    for name in ("a.zip.cs", "a.cs.zip", "x.nupkg", "a.jar"):
        (root / name).write_bytes(b"PK\x03\x04../../outside SignalR")
    assert not check(root, run=Run(1)).failures


@pytest.mark.parametrize(
    "pattern",
    [
        "**/" * 40 + "x",
        "*a" * 60 + "b",
        "[" * 200,
        "[a-z" * 50,
        "\\" * 99,
        "!" * 50,
        "**" * 500,
        "{a,b}" * 40,
        "?*" * 60,
    ],
)
def test_patterns_of_gitignore_cost_bounded_time(root: Path, pattern: str) -> None:
    (root / ".gitignore").write_text(f"{pattern}\n")
    (root / ("a" * 200)).mkdir()
    (root / ("a" * 200) / ("a" * 200 + ".cs")).write_text(HOST)
    assert not check(root, run=Run(1)).failures


def test_a_large_gitignore_is_bounded(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with (root / ".gitignore").open("wb") as file:
        file.truncate(200_000_000)
    real, sizes = files._read_up_to, []

    def noted(handle: int, size: int, limit: int) -> bytes:
        data = real(handle, size, limit)
        sizes.append(len(data))
        return data

    monkeypatch.setattr(files, "_read_up_to", noted)
    assert discover.files(root) == [".gitignore", "Program.cs"]
    assert max(sizes, default=0) <= listing._LIMIT + 1
