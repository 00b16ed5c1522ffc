from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from asrs_lint.cache.place import cache_file
from asrs_lint.engine import Run, check
from asrs_lint.files import Files
from asrs_lint.output import json, sarif

Analyse = Callable[..., str]


@pytest.fixture(autouse=True)
def left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files that were written just now count as old: no test waits for the clock."""
    monkeypatch.setattr("asrs_lint.cache._GRANULE", -(10**15))


@pytest.fixture
def analyse() -> Analyse:
    """All that is put out about a project, with the cache or without."""

    def outputs(root: Path, cache: bool = True) -> str:
        report = check(root, run=Run(jobs=1, cache=cache))
        assert [failure.traceback for failure in report.failures] == []
        return json.render(report) + sarif.render(report)

    return outputs


@pytest.fixture
def cold(root: Path, analyse: Analyse) -> str:
    """What is put out about the `root` of a test without the cache."""
    return analyse(root, cache=False)


@pytest.fixture
def file(root: Path, analyse: Analyse) -> Path:
    """The cache of that root, filled."""
    analyse(root)
    found = cache_file(root)
    assert found
    return found


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The paths of the files that are read from now on."""
    paths: list[str] = []
    read = Files.read

    def remember(files: Files, path: str, limit: int) -> bytes | None:
        paths.append(path)
        return read(files, path, limit)

    monkeypatch.setattr(Files, "read", remember)
    return paths
