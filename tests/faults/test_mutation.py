"""Damaged copies of the fixtures are never a defect, never hang and are never changed.

ASRS_LINT_TEST_MUTATIONS=5000 tries so many instead of a few; ASRS_LINT_TEST_SEED=7 tries others.
"""

from __future__ import annotations

import os
import random
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from asrs_lint.cli.run import run
from asrs_lint.engine import Run, check

PROJECTS = Path(__file__).parent.parent.parent / "fixtures" / "projects"
CASES = int(os.environ.get("ASRS_LINT_TEST_MUTATIONS", "60"))
SEED = os.environ.get("ASRS_LINT_TEST_SEED", "1")
FILES = {
    str(path.relative_to(PROJECTS)): path.read_bytes()
    for path in sorted(PROJECTS.rglob("*"))
    if path.is_file() and path.name not in ("expected.txt", "asrs-lint.toml")
}
LONGEST = 20.0  # seconds of one case, on a busy machine
TROUBLE = [
    b"\0",
    b"\xff",
    b'"',
    b"'",
    b"{",
    b"}",
    b"(",
    b"<",
    b"</",
    b"\\",
    b"${",
    b"*/",
    b"/*",
    b"\r",
    b"\xe2\x80\xae",
    b"`",
]


def damaged(data: bytes, dice: random.Random) -> bytes:
    """One to four damages: delete, duplicate, truncate, swap, insert."""
    for _ in range(dice.randint(1, 4)):
        start = dice.randrange(len(data) + 1)
        end = min(len(data), start + dice.choice([1, 2, 5, 20, 80, 400]))
        piece = data[start:end]
        match dice.randrange(6):
            case 0:
                data = data[:start] + data[end:]
            case 1:
                data = data[:end] + piece * dice.choice([1, 2, 50]) + data[end:]
            case 2:
                data = data[:start]
            case 3:
                data = data[:start] + piece[::-1] + data[end:]
            case 4:
                data = data[:start] + dice.randbytes(dice.randint(1, 8)) + data[start:]
            case _:
                data = data[:start] + dice.choice(TROUBLE) * dice.choice([1, 1, 9]) + data[start:]
    return data


def cases() -> Iterator[tuple[int, dict[str, bytes]]]:
    """A project of the fixtures each, with some of its files damaged."""
    projects = sorted({path.partition("/")[0] for path in FILES})
    for number in range(CASES):
        dice = random.Random(f"{SEED}:{number}")
        project = dice.choice(projects)
        files = {path.partition("/")[2]: data for path, data in FILES.items() if path.startswith(project + "/")}
        for path in dice.sample(sorted(files), min(len(files), dice.randint(1, 6))):
            files[path] = damaged(files[path], dice)
        if dice.random() < 0.3:  # a file of another project, among these
            other = dice.choice(sorted(FILES))
            files["other/" + other.rpartition("/")[2]] = damaged(FILES[other], dice)
        yield number, files


def write(root: Path, files: Mapping[str, bytes]) -> None:
    for path, data in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(data)


def test_damaged_projects_are_no_defect(tmp_path: Path) -> None:
    for number, files in cases():
        root = tmp_path / str(number)
        write(root, files)
        began = time.monotonic()
        report = check(root, run=Run(0))
        assert [(number, failure.traceback) for failure in report.failures] == []
        assert time.monotonic() - began < LONGEST, number
        assert {path: (root / path).read_bytes() for path in files} == files


def test_fixing_damaged_projects_changes_what_is_tracked_only(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for number, files in list(cases())[::4]:
        root = tmp_path / str(number)
        write(root, files)
        assert run(["check", str(root), "--fix", "--unsafe-fixes", "--jobs", "1"]) in (0, 1), number
        assert {path: (root / path).read_bytes() for path in files} == files  # there is no git here: nothing is tracked
        assert run(["check", str(root), "--fix", "--allow-dirty", "--jobs", "1"]) in (0, 1), number
        assert sorted(path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file()) == sorted(files)
