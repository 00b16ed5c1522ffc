"""SIGINT and SIGTERM at moments that no clock meets: at one call of a function or another, whatever it is at."""

from __future__ import annotations

import os
import random
import shutil
import signal
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FrameType

import pytest

from asrs_lint.cli.run import run
from asrs_lint.fix.writing import write_files
from asrs_lint.signals import unwinding
from tests.faults.test_signals import CLIENT, HOST, contents

Write = Callable[[dict[str, str]], Path]
MOMENTS = int(os.environ.get("ASRS_LINT_TEST_MOMENTS", "8"))
HERE = os.getpid()
FILES = {"Program.cs": HOST, **{f"c{n}.js": CLIENT.format(n=n) * 3 for n in range(3)}}
ENDING = (signal.SIGINT, signal.SIGTERM)
COMMANDS = {
    "check": ["--jobs", "1"],
    "uncached": ["--jobs", "2", "--no-cache"],
    "fix": ["--fix", "--allow-dirty", "--jobs", "1"],
}


@pytest.fixture(autouse=True)
def no_profiler() -> Iterator[None]:
    before = sys.getprofile()
    yield
    sys.setprofile(before)


def run_to(number: int, arguments: list[str], caller: str = "", by: int = signal.SIGINT) -> int | None:
    """Interrupt at the call of that number; None when there were fewer. `caller`: of those that a function makes, or
    the functions of a file."""
    left = number

    def count(frame: FrameType, event: str, argument: object) -> None:
        nonlocal left
        code = frame.f_back.f_code if frame.f_back else None
        meant = not caller or (code and (caller == code.co_name or code.co_filename.endswith(caller)))
        handled = signal.getsignal(by) is not signal.SIG_DFL  # else it would end the tests
        if event == "call" and os.getpid() == HERE and meant and handled:
            left -= 1
            if left == 0:
                os.kill(HERE, by)

    sys.setprofile(count)
    try:
        code = run(arguments)
    except KeyboardInterrupt:  # at the first or last call: `main` knows it
        code = 128 + by
    finally:
        sys.setprofile(None)
    return code if left <= 0 else None


def calls_of(arguments: list[str], project: Write) -> int:
    """How many calls a run takes that has imported all it needs."""
    counted = 0

    def count(frame: FrameType, event: str, argument: object) -> None:
        nonlocal counted
        counted += event == "call" and os.getpid() == HERE

    for _ in range(2):
        root, counted = project(FILES), 0
        sys.setprofile(count)
        run(["check", str(root), *arguments])
        sys.setprofile(None)
    return counted


@pytest.mark.parametrize("by", ENDING)
@pytest.mark.parametrize("command", COMMANDS)
def test_an_interruption_at_any_call_is_quiet_and_leaves_nothing(
    command: str, by: int, project: Write, kept: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = COMMANDS[command]
    most, dice = calls_of(arguments, project), random.Random(f"{command}{by}")
    for _ in range(MOMENTS):
        root, number = project(FILES), dice.randrange(1, most)
        capsys.readouterr()
        code = run_to(number, ["check", str(root), *arguments], by=by)
        error = capsys.readouterr().err
        assert (code in (0, 1, 128 + by, None), "Traceback" in error, "defect" in error) == (True, False, False), number
        assert set(contents(root)) == set(FILES), number
        with pytest.raises(ChildProcessError):  # neither a worker nor git is left
            os.waitpid(-1, os.WNOHANG)


@pytest.mark.parametrize("by", ENDING)
@pytest.mark.parametrize(("caller", "number"), [*(("_beside", n) for n in range(1, 11)), ("_swap", 1), ("_swap", 3)])
def test_an_interruption_while_files_are_replaced_waits(caller: str, number: int, by: int, project: Write) -> None:
    root = project(FILES)
    code = run_to(number, ["check", str(root), "--fix", "--allow-dirty"], caller, by)
    after = contents(root)
    assert (code, set(after)) == (128 + by, set(FILES))
    fixed = {text.count(b"configureLogging") for name, text in after.items() if name.endswith(".js")}
    assert fixed in ({0}, {3})  # all of them or none


@pytest.mark.parametrize("by", ENDING)
def test_an_interruption_while_the_cache_is_written_leaves_no_half_of_it(by: int, project: Write, kept: Path) -> None:
    root = project(FILES)
    for number in range(1, 13):
        shutil.rmtree(kept, ignore_errors=True)
        assert run_to(number, ["check", str(root)], "_written", by) in (128 + by, None), number
        assert [file.suffix for file in kept.glob("*")] in ([], [".facts"]), number


HOOKS = "repos:\n- repo: meta\n  hooks: [{id: a}]\n"
OPTIONS = ("--baseline", "--github-actions")


def everything(root: Path) -> dict[str, bytes]:
    found = {path.relative_to(root).as_posix(): path for path in sorted(root.rglob("*"))}
    return {n: file.read_bytes() if file.is_file() else b"" for n, file in found.items() if not n.startswith(".git/")}


@pytest.mark.parametrize("by", ENDING)
def test_an_interruption_while_a_project_is_set_up_leaves_whole_files(
    by: int, project: Write, tmp_path_factory: pytest.TempPathFactory
) -> None:
    def fresh() -> Path:
        root = tmp_path_factory.mktemp("fresh")
        shutil.copytree(kept, root, dirs_exist_ok=True)
        return root

    kept = project({**FILES, ".git/HEAD": "", ".pre-commit-config.yaml": HOOKS})
    before, whole = everything(kept), fresh()
    assert run(["init", str(whole), *OPTIONS]) == 0
    after = everything(whole)
    made = {path for path in after if after[path] != before.get(path)}
    assert len(made) == 6
    for _ in range(MOMENTS):
        root, number = fresh(), random.Random(f"{by}{_}").randrange(1, 400)
        assert run_to(number, ["init", str(root), *OPTIONS], "fix/writing.py", by) in (128 + by, None)
        found = everything(root)
        changed = {path for path in found if found[path] != before.get(path)}
        assert changed in (set(), made - {"asrs-lint-baseline.json"}, made), number
        assert all(found[path] == after[path] for path in changed), number


NEW = {"a": (b"old", b"new"), "deep/er/b": (None, b"new"), "c": (None, b"new"), "d": (b"old", b"new")}


def written_to(number: int, root: Path, by: int) -> bool:
    """Write those files, with an interruption at a call; whether there were so many."""
    left = number

    def count(frame: FrameType, event: str, argument: object) -> None:
        nonlocal left
        code = frame.f_back.f_code if frame.f_back else None
        if event in ("call", "c_call") and code and code.co_filename.endswith("fix/writing.py"):
            left -= 1
            if left == 0:
                os.kill(HERE, by)

    with pytest.raises(KeyboardInterrupt), unwinding():
        sys.setprofile(count)
        try:
            write_files(root, NEW)
        finally:
            sys.setprofile(None)
        raise KeyboardInterrupt
    return left <= 0


@pytest.mark.parametrize("by", ENDING)
def test_an_interruption_at_any_step_of_writing_leaves_all_or_nothing(by: int, tmp_path: Path) -> None:
    number, before = 1, {name: old for name, (old, _) in NEW.items() if old}
    while True:
        root = tmp_path / str(number)
        root.mkdir()
        for name, old in before.items():
            (root / name).write_bytes(old)
        reached = written_to(number, root, by)
        after = {name: data for name, data in everything(root).items() if data}
        assert after in (before, dict.fromkeys(NEW, b"new")), number
        assert (root / "deep").exists() == (after != before)
        if not reached:
            break
        number += 1
    assert number > 60
