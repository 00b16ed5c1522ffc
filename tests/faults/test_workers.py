"""Whatever a parser does to its process costs one file and a bounded time."""

from __future__ import annotations

import faulthandler
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from asrs_lint.engine import Run, check
from asrs_lint.facts.base import Fact
from asrs_lint.finding import Report
from asrs_lint.reading import extraction, workers
from asrs_lint.reading.workers import Workers
from asrs_lint.source import Document

HOST = "services.AddSignalR().AddAzureSignalR(); // SignalR"
Write = Callable[[dict[str, str]], Path]
Look = Callable[[Document], tuple[Fact, ...]]


def hang_in_native_code(document: Document) -> tuple[Fact, ...]:
    re.match(r"(a+)+$", "a" * 60 + "b")
    return ()


def crash(document: Document) -> tuple[Fact, ...]:
    faulthandler.disable()  # pytest's own
    os.kill(os.getpid(), signal.SIGSEGV)
    return ()


def eat_memory(document: Document) -> tuple[Fact, ...]:
    return (bytearray(3 << 30),)  # type: ignore[return-value]


def nest(document: Document) -> tuple[Fact, ...]:
    return nest(document)


def print_noise(document: Document) -> tuple[Fact, ...]:
    os.write(1, b"\x1b[31mnoise")
    os.write(2, b"\x1b[31mnoise")
    return ()


@pytest.fixture
def reading(project: Write, monkeypatch: pytest.MonkeyPatch) -> Callable[[Look], Report]:
    """Analyses a project with a C# file and a script of which the C# reader does something bad."""
    real = extraction.extractor
    monkeypatch.setattr(workers, "SECONDS", 0.3)

    def run(bad: Look) -> Report:
        root = project({"a.cs": HOST, "Program.cs": HOST, "b.ts": "signalR"})

        def csharp(document: Document) -> object:
            return (bad if document.path == "a.cs" else real("csharp"))(document)

        monkeypatch.setattr(extraction, "extractor", lambda module: csharp if module == "csharp" else real(module))
        return check(root, run=Run(2))

    return run


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        (hang_in_native_code, "reading it takes too long"),
        (crash, "its parser crashes"),
        (eat_memory, "it takes too much memory"),
        (nest, "it is nested too deep"),
    ],
)
def test_a_parser_that_loses_its_process_loses_one_file(
    reading: Callable[[Look], Report], bad: Look, reason: str
) -> None:
    began = time.monotonic()
    report = reading(bad)
    assert [(f.id, f.path) for f in report.findings if f.id == "ASRS001"] == [("ASRS001", "a.cs")]
    assert reason in next(f.message for f in report.findings if f.id == "ASRS001")
    assert (report.failures, report.coverage.azure) == ([], True)
    assert time.monotonic() - began < 10


def test_native_code_prints_nothing(reading: Callable[[Look], Report], capfd: pytest.CaptureFixture[str]) -> None:
    reading(print_noise)
    assert capfd.readouterr() == ("", "")


@pytest.fixture
def pool() -> Iterator[Callable[[Callable[[int], int]], Workers[int, int | str]]]:
    made: list[Workers[int, int | str]] = []

    def make(work: Callable[[int], int]) -> Workers[int, int | str]:
        made.append(Workers(2, work, lambda item, reason: reason))
        return made[-1]

    yield make
    for each in made:
        each.close()


Pool = Callable[[Callable[[int], int]], Workers[int, int | str]]


def test_results_come_in_the_order_of_the_items(pool: Pool) -> None:
    def later(item: int) -> int:
        time.sleep(0.002 * (30 - item))
        return item

    batches = [[n, n + 1, n + 2] for n in range(0, 30, 3)]
    assert list(pool(later).results(batches)) == batches


def test_a_worker_killed_from_outside_costs_nothing_but_time(pool: Pool, tmp_path: Path) -> None:
    def killed_once(item: int) -> int:
        mark = tmp_path / str(item)
        if item % 3 == 1 and not mark.exists():
            mark.touch()
            os.kill(os.getpid(), signal.SIGKILL)
        return item

    assert list(pool(killed_once).results([[0, 1, 2], [3, 4, 5], [6]])) == [[0, 1, 2], [3, 4, 5], [6]]


def test_an_interruption_is_not_for_workers(pool: Pool) -> None:
    """A terminal sends it to all of them: it is for the process that waits, which ends the others or goes on."""

    def interrupted(item: int) -> int:
        os.kill(os.getpid(), signal.SIGINT)
        return item

    assert list(pool(interrupted).results([[0, 1], [2]])) == [[0, 1], [2]]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGPIPE])
def test_other_signals_end_a_worker_whatever_they_do_to_this_process(number: int, pool: Pool) -> None:
    def sent(item: int) -> int:
        os.kill(os.getpid(), number)
        return item

    before = signal.signal(number, signal.SIG_IGN)
    try:
        assert list(pool(sent).results([[0]])) == [["its parser crashes"]]
    finally:
        signal.signal(number, before)


def test_an_item_that_ends_two_workers_is_refused(pool: Pool) -> None:
    def deadly(item: int) -> int:
        return item if item != 1 else os._exit(9)

    assert list(pool(deadly).results([[0, 1, 2], [3]])) == [[0, "its parser crashes", 2], [3]]


def test_of_results_that_are_told_together_only_that_of_the_guilty_item_is_lost(
    pool: Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workers, "SECONDS", 0.1)

    def hang(item: int) -> int:
        while item in (2, 5):
            pass
        return item

    late = "reading it takes too long"
    assert list(pool(hang).results([[0, 1, 2, 3, 4, 5], [6, 7]])) == [[0, 1, late, 3, 4, late], [6, 7]]


def test_many_items_in_a_row_may_be_refused(pool: Pool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "SECONDS", 0.05)

    def hang(item: int) -> int:
        while True:
            pass

    late = "reading it takes too long"
    assert list(pool(hang).results([[0, 1], [2]])) == [[late, late], [late]]


def test_where_many_take_all_their_time_the_next_have_less(pool: Pool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "SECONDS", 0.2)
    monkeypatch.setattr(workers, "HURRIED_SECONDS", 0.01)

    def hang(item: int) -> int:
        while True:
            pass

    began = os.times().children_user
    assert len(list(pool(hang).results([[n] for n in range(40)]))) == 40
    assert os.times().children_user - began < 4


def test_a_file_that_hangs_counts_once_towards_the_hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "SECONDS", 0.5)
    monkeypatch.setattr(workers, "HURRIED_SECONDS", 0.05)

    def work(item: str) -> str:
        began = time.process_time()
        while item == "hangs" or (item == "slow" and time.process_time() - began < 0.2):
            pass
        return item

    made: Workers[str, str] = Workers(1, work, lambda item, reason: "late")
    try:
        batches = [["a", "hangs"], ["b", "hangs"], ["c", "slow"]]
        assert list(made.results(batches)) == [["a", "late"], ["b", "late"], ["c", "slow"]]
    finally:
        made.close()


def test_a_loss_among_results_told_together_blames_nobody(pool: Pool, tmp_path: Path) -> None:
    def lost(item: int) -> int:
        first, second = tmp_path / "first", tmp_path / "second"
        here = first if item == 3 and not first.exists() else second if item == 0 and first.exists() else None
        if here and not here.exists():
            here.touch()
            os.kill(os.getpid(), signal.SIGKILL)
        return item

    assert list(pool(lost).results([[0, 1, 2, 3]])) == [[0, 1, 2, 3]]


def test_a_worker_that_is_lost_while_all_is_interrupted_is_ended_once(
    pool: Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, wait = pool(lambda item: os._exit(9)), os.waitpid

    def interrupted(pid: int, options: int) -> tuple[int, int]:
        ended = wait(pid, options)
        os.kill(os.getpid(), signal.SIGINT)
        return ended

    monkeypatch.setattr(os, "waitpid", interrupted)
    with pytest.raises(KeyboardInterrupt):
        list(made.results([[0]]))
    monkeypatch.undo()
    made.close()


def test_large_batches_and_results_pass_the_pipe() -> None:
    made: Workers[str, str] = Workers(2, lambda text: text * 2, lambda item, reason: reason)
    try:
        assert [[len(r) for r in part] for part in made.results([["x" * 3_000_000], ["y"]])] == [[6_000_000], [2]]
    finally:
        made.close()


def test_no_process_stays_behind(pool: Pool) -> None:
    made = pool(lambda item: os.getpid())
    used = {pid for part in made.results([[1], [2], [3], [4]]) for pid in part}
    assert used and os.getpid() not in used
    made.close()
    for pid in used:
        with pytest.raises(ProcessLookupError):
            os.kill(int(pid), 0)


def test_time_spent_waiting_does_not_count(pool: Pool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "SECONDS", 0.2)

    def sleep(item: int) -> int:
        time.sleep(0.4)
        return item

    assert list(pool(sleep).results([[1]])) == [[1]]


ALONE = """
import atexit, sys
from asrs_lint.reading.workers import Workers
atexit.register(lambda: open(sys.argv[1], "a").write("ended "))
def fail(item):
    raise LookupError
workers = Workers(1, fail, lambda item, reason: reason)
assert list(workers.results([[1]])) == [["its parser crashes"]]
workers.close()
"""


def test_a_worker_ends_without_the_last_words_of_its_parent(tmp_path: Path) -> None:
    mark = tmp_path / "mark"
    subprocess.run([sys.executable, "-c", ALONE, str(mark)], check=True, capture_output=True, timeout=60)
    assert mark.read_text("utf-8") == "ended "


def test_nobody_waits_for_a_worker_that_is_not_needed_any_more(pool: Pool) -> None:
    def slow(item: int) -> int:
        time.sleep(30 * item)
        return item

    made, began = pool(slow), time.monotonic()
    assert next(made.results([[0], [1]])) == [0]
    made.close()
    assert time.monotonic() - began < 20
