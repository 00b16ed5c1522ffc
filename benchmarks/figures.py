"""Whole processes, measured from outside."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from threading import Timer


@dataclass(frozen=True, slots=True)
class Command:
    """A row of a table. Before every run, outside of the measured time, the folder `emptied` is emptied, and the file
    `edited` gets another line. `folder`: where it runs, if not where the others do."""

    name: str
    arguments: Sequence[str]
    environment: Mapping[str, str] = field(default_factory=dict)
    emptied: Path | None = None
    edited: Path | None = None
    folder: Path | None = None


@dataclass(frozen=True, slots=True)
class Run:
    """One process: seconds by the clock, seconds of the processor (with its children), MiB of memory at the peak of the
    largest process. The system counts in the process that starts it, before that turns into the command: no peak is
    told that is below the one of this interpreter."""

    wall: float
    cpu: float
    memory: float


@dataclass(slots=True)
class Series:
    """The counted runs of one command. `late`: the seconds it was given, where it needed more; it is not run again."""

    name: str
    runs: list[Run] = field(default_factory=list)
    late: float | None = None


class Failed(Exception):
    """A command ended otherwise than with findings or without: what it took tells nothing."""


class TooSlow(Exception):
    """A command took longer than it was given, and was ended with all it had started."""


def timed(command: Command, folder: Path, timeout: float) -> Run:
    if command.emptied is not None:
        shutil.rmtree(command.emptied, ignore_errors=True)
        command.emptied.mkdir(parents=True)
    if command.edited is not None:
        with command.edited.open("a") as file:
            file.write("// another line\n")
    start = time.perf_counter()
    process = subprocess.Popen(
        command.arguments,
        cwd=command.folder or folder,
        env={**os.environ, **command.environment},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    guard = Timer(timeout, end_group, [process.pid])
    guard.start()
    _, status, used = os.wait4(process.pid, 0)
    wall = time.perf_counter() - start
    guard.cancel()
    process.returncode = os.waitstatus_to_exitcode(status)
    if wall >= timeout:
        raise TooSlow(command.name)
    if process.returncode not in (0, 1):
        raise Failed(f"{command.name}: exit code {process.returncode} of {' '.join(command.arguments)}")
    return Run(wall, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


def end_group(group: int) -> None:
    """End a process that was started as a session of its own, with all it has started."""
    with suppress(ProcessLookupError):
        os.killpg(group, signal.SIGKILL)


def interleaved(commands: Sequence[Command], folder: Path, runs: int, timeout: float) -> list[Series]:
    """Every command once uncounted, then in turn: what else the machine does falls on all of them."""
    found = [Series(command.name) for command in commands]
    for number in range(runs + 1):
        for command, series in zip(commands, found, strict=True):
            if series.late is None:
                _add(command, series, folder, timeout, counted=number > 0)
    return found


def _add(command: Command, series: Series, folder: Path, timeout: float, counted: bool) -> None:
    try:
        run = timed(command, folder, timeout)
    except TooSlow:
        series.late = timeout
        return
    if counted:
        series.runs.append(run)


def ratio(one: Series, other: Series, what: str) -> float | None:
    """The median of the ratios of runs that stood side by side; None when none did."""
    pairs = list(zip(one.runs, other.runs, strict=False))
    return median(getattr(a, what) / getattr(b, what) for a, b in pairs) if pairs else None
