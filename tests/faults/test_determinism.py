"""The same input gives the same bytes, whatever the machine, the place and the order are."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from asrs_lint import discover, engine, listing
from asrs_lint.cli.run import run
from asrs_lint.reading import extraction

PROJECTS = Path(__file__).parent.parent.parent / "fixtures" / "projects"
FORMS = ("json", "sarif", "full")


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All fixtures in one project."""
    made = tmp_path_factory.mktemp("here") / "projects"
    shutil.copytree(PROJECTS, made, ignore=shutil.ignore_patterns("expected.txt", "asrs-lint.toml"))
    return made


def printed(root: Path, form: str, capsys: pytest.CaptureFixture[str], *more: str) -> str:
    capsys.readouterr()
    assert run(["check", str(root), "--audit", "--format", form, *more]) == 1
    return capsys.readouterr().out


@pytest.mark.parametrize("form", FORMS)
def test_the_number_of_processes(
    form: str, root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(extraction, "PAYS_FOR_PROCESSES", 0)
    monkeypatch.setattr(extraction, "_BATCH", 3_000)
    one, *others = (printed(root, form, capsys, "--jobs", jobs) for jobs in ("1", "2", "8"))
    assert others == [one, one]


def test_the_order_of_discovery(
    root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    expected = printed(root, "json", capsys)
    real = listing._files_below

    def shuffled(place: Path, start: str) -> list[str]:
        found = list(real(place, start))
        random.Random(1).shuffle(found)
        return found

    monkeypatch.setattr(listing, "_files_below", shuffled)
    assert printed(root, "json", capsys) == expected


def test_the_order_of_overlays(root: Path) -> None:
    texts = {path: (root / path).read_text("utf-8") for path in discover.files(root)}
    assert rendered(root, texts) == rendered(root, dict(reversed(texts.items())))


def rendered(root: Path, overlays: Mapping[str, str]) -> str:
    from asrs_lint.output import json

    return json.render(engine.check(root, overlays=overlays, run=engine.Run(0)))


def test_copies_elsewhere(root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    copy = tmp_path / "a b" / "é" / "other"
    shutil.copytree(root, copy)
    for form in ("json", "full"):
        assert printed(copy, form, capsys) == printed(root, form, capsys)
    assert printed(copy, "sarif", capsys).replace(copy.as_uri(), root.as_uri()) == printed(root, "sarif", capsys)


def test_the_machine(root: Path, tmp_path: Path) -> None:
    """Seeds of hashes, locale, time zone, width of the terminal, the folder it is called from."""
    settings = [
        {"PYTHONHASHSEED": "0", "LC_ALL": "C.UTF-8", "TZ": "UTC"},
        {"PYTHONHASHSEED": "1", "LC_ALL": "C", "TZ": "Asia/Kathmandu", "PYTHONUTF8": "1", "COLUMNS": "20"},
        {"PYTHONHASHSEED": "77", "LC_ALL": "tr_TR.UTF-8", "TZ": "America/St_Johns", "LANGUAGE": "tr", "USER": "x"},
    ]
    found = set()
    for number, setting in enumerate(settings):
        folder = tmp_path / str(number)
        folder.mkdir()
        outputs = [f"{form}={folder / form}" for form in FORMS]
        command = [sys.executable, "-m", "asrs_lint", "check", str(root), "--audit", *(f"-o{o}" for o in outputs)]
        subprocess.run(command, env={**os.environ, **setting}, cwd=folder, capture_output=True, check=False)
        found.add(tuple((folder / form).read_bytes() for form in FORMS))
    assert len(found) == 1
