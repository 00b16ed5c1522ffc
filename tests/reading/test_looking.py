from __future__ import annotations

import os
from pathlib import Path

import pytest

from asrs_lint.files import Files
from asrs_lint.reading import looking
from asrs_lint.reading.looking import looks
from asrs_lint.reading.sources import Sources


@pytest.fixture
def many(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    monkeypatch.setattr(looking, "PAYS_FOR_PROCESSES", 10)
    monkeypatch.setattr(looking, "_AT_A_TIME", 7)
    for number in range(40):
        (tmp_path / f"{number}.cs").write_text("SignalR" * (number % 3))
    return [f"{number}.cs" for number in range(41)]  # the last does not exist


def test_several_processes_see_what_one_sees(tmp_path: Path, many: list[str]) -> None:
    sources = Sources(Files(tmp_path), {})
    alone, forked = ([*looks(many, sources, jobs, lambda phase, done, total: None)] for jobs in (1, 3))
    assert forked == alone
    assert len(alone) == 41
    assert alone[-1] == (None, 0)


def test_files_of_a_lost_process_are_looked_at_all_the_same(
    tmp_path: Path, many: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    here, real = os.getpid(), looking.look_at

    def deadly(path: str, sources: Sources) -> tuple[object, int]:
        if path == "20.cs" and os.getpid() != here:
            os._exit(9)
        return real(path, sources)

    sources = Sources(Files(tmp_path), {})
    expected = [*looks(many, sources, 1, lambda phase, done, total: None)]
    monkeypatch.setattr(looking, "look_at", deadly)
    assert [*looks(many, sources, 2, lambda phase, done, total: None)] == expected
