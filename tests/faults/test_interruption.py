"""SIGINT and SIGTERM at moments that no clock meets: at one call of a function or another, whatever it is at."""

from __future__ import annotations

import os
import random
import signal
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FrameType

import pytest

from asrs_lint.cli.run import run
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
    """Interrupt at the call of that number; None when there were fewer. `caller`: of those that a function makes."""
    left = number

    def count(frame: FrameType, event: str, argument: object) -> None:
        nonlocal left
        calling = frame.f_back.f_code.co_name if frame.f_back else ""
        handled = signal.getsignal(by) is not signal.SIG_DFL  # else it would end the tests
        if event == "call" and os.getpid() == HERE and caller in ("", calling) and handled:
            left -= 1
            if left == 0:
                os.kill(HERE, by)

    sys.setprofile(count)
    try:
        code = run(["check", *arguments])
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
        code = run_to(number, [str(root), *arguments], by=by)
        error = capsys.readouterr().err
        assert (code in (0, 1, 128 + by, None), "Traceback" in error, "defect" in error) == (True, False, False), number
        assert set(contents(root)) == set(FILES), number
        with pytest.raises(ChildProcessError):  # neither a worker nor git is left
            os.waitpid(-1, os.WNOHANG)


@pytest.mark.parametrize("by", ENDING)
@pytest.mark.parametrize(("caller", "number"), [*(("_beside", n) for n in range(1, 11)), ("_swap", 1), ("_swap", 3)])
def test_an_interruption_while_files_are_replaced_waits(caller: str, number: int, by: int, project: Write) -> None:
    root = project(FILES)
    code = run_to(number, [str(root), "--fix", "--allow-dirty"], caller, by)
    after = contents(root)
    assert (code, set(after)) == (128 + by, set(FILES))
    fixed = {text.count(b"configureLogging") for name, text in after.items() if name.endswith(".js")}
    assert fixed in ({0}, {3})  # all of them or none
