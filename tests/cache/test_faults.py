"""Caches cut short, altered, filled up, emptied and written by several at once: findings stay what they are."""

from __future__ import annotations

import ast
import os
import resource
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import asrs_lint.cache
from asrs_lint.cache import snapshot
from asrs_lint.cache.place import code_key
from tests.faults.powers import without_powers

Analyse = Callable[..., str]
APP = {
    "Program.cs": "services.AddSignalR().AddAzureSignalR();\n",
    "chat.js": 'const c = new signalR.HubConnectionBuilder().withUrl("/chat").build();\nc.start();\n',
}


@pytest.fixture
def root(project: Callable[[dict[str, str]], Path]) -> Path:
    return project(APP)


def test_no_part_of_a_cache_and_no_altered_bit_is_a_cache(file: Path) -> None:
    whole, key = file.read_bytes(), code_key()

    def is_cache(data: bytes) -> bool:
        file.write_bytes(data)
        found = snapshot.load(file, key)
        return found is not None and bool(snapshot.load_facts(file, key, found))

    assert is_cache(whole)
    assert not is_cache(whole + b"\0")
    for place, byte in enumerate(whole):
        assert not is_cache(whole[:place])
        assert not is_cache(whole[:place] + bytes([byte ^ (1 << place % 8)]) + whole[place + 1 :])


def test_a_cache_of_another_version_is_written_anew(
    file: Path, root: Path, cold: str, analyse: Analyse, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = file.read_bytes()
    monkeypatch.setattr("asrs_lint.cache.code_key", lambda: b"0" * 16)
    assert (analyse(root), file.read_bytes() != before) == (cold, True)


def test_a_cache_of_somebody_else_is_not_read(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    key = code_key()
    monkeypatch.setattr(snapshot.os, "getuid", lambda: os.geteuid() + 1)
    assert snapshot.load(file, key) is None


def test_a_cache_that_is_too_large_is_not_read(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(snapshot, "FILE_LIMIT", file.stat().st_size // 2 - 1)
    assert snapshot.load(file, code_key()) is None


def test_a_read_only_folder_keeps_its_caches(file: Path, root: Path, analyse: Analyse) -> None:
    before = file.read_bytes()
    (root / "chat.js").write_text("", "utf-8")
    file.parent.chmod(0o500)
    try:
        with without_powers():
            assert analyse(root) == analyse(root, cache=False)
    finally:
        file.parent.chmod(0o700)
    assert (file.read_bytes(), [f.name for f in file.parent.iterdir()]) == (before, [file.name])


LIMITED = "import resource, signal, sys; signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n{limit}\n" + (
    "from asrs_lint.cli.run import run; sys.exit(run(sys.argv[1:]))"
)


def limited(root: Path, size: int, *arguments: str) -> subprocess.CompletedProcess[str]:
    """A run in which no file may grow beyond a size: the nearest thing to a full disk that needs no disk."""
    program = LIMITED.format(limit=f"resource.setrlimit(resource.RLIMIT_FSIZE, ({size}, {size}))")
    command = [sys.executable, "-c", program, "check", str(root), "--jobs", "1", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)


def test_a_cache_that_does_not_fit_on_the_disk_is_not_missed(root: Path, kept: Path) -> None:
    assert hasattr(resource, "RLIMIT_FSIZE")
    assert [limited(root, 200).returncode for _ in range(2)] == [1, 1]
    assert list(kept.iterdir()) == []


def test_files_that_do_not_fit_on_the_disk_stay(root: Path) -> None:
    ended = limited(root, 60, "--fix", "--allow-dirty", "--no-cache")
    assert (ended.returncode, "nothing is fixed" in ended.stderr) == (2, True)
    assert {path.name: path.read_text("utf-8") for path in root.iterdir()} == APP


@pytest.mark.parametrize("step", ["listed", "counted"])
def test_a_folder_that_is_emptied_meanwhile_is_no_defect(
    step: str, file: Path, root: Path, analyse: Analyse, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`rm -r ~/.cache`, or another run that throws out the oldest, between the writing and the counting."""
    for name in ("a.new", "b.facts"):
        (file.parent / name).touch()
    real = snapshot._files_in

    def emptied(folder: Path) -> list[tuple[float, int, Path]]:
        found = list(real(folder)) if step == "counted" else []
        for each in folder.iterdir():
            each.unlink()
        if step == "listed":
            folder.rmdir()
            return list(real(folder))
        return found

    monkeypatch.setattr(snapshot, "_files_in", emptied)
    (root / "chat.js").write_text("", "utf-8")
    assert analyse(root) == analyse(root, cache=False)


def test_processes_that_write_at_once_leave_one_whole_cache(root: Path, kept: Path) -> None:
    command = [sys.executable, "-m", "asrs_lint", "check", str(root), "--format", "json"]
    runs = [subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) for _ in range(4)]
    outputs = {each.communicate(timeout=60) for each in runs}
    assert len(outputs) == 1
    (file,) = kept.iterdir()
    assert snapshot.load(file, code_key()) is not None


def test_no_part_of_a_cache_can_be_code() -> None:
    """Nothing that reads it runs what it reads: no pickle, no marshal, no eval, no import of a name in it."""
    named = set()
    for source in Path(asrs_lint.cache.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(source.read_text("utf-8"))):
            named |= {node.id} if isinstance(node, ast.Name) else set()
            named |= {alias.name for alias in node.names} if isinstance(node, ast.Import | ast.ImportFrom) else set()
            named |= {node.module} if isinstance(node, ast.ImportFrom) else set()
    assert not named & {"pickle", "marshal", "shelve", "dill", "yaml", "eval", "exec", "compile", "__import__"}
