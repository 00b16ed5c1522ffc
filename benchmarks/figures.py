"""Whole processes, measured from outside."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median


@dataclass(frozen=True, slots=True)
class Run:
    """One process: seconds by the clock, seconds of the processor (with its children), peak memory of the largest
    process in MiB."""

    wall: float
    cpu: float
    memory: float


def timed(command: Sequence[str], folder: Path, environment: Mapping[str, str]) -> Run:
    start = time.perf_counter()
    process = subprocess.Popen(
        command,
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    _, _, used = os.wait4(process.pid, 0)
    process.returncode = 0
    return Run(time.perf_counter() - start, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


def interleaved(
    commands: Mapping[str, Sequence[str]], folder: Path, environment: Mapping[str, str], runs: int
) -> dict[str, list[Run]]:
    """Every command once uncounted, then in turn: what else the machine does falls on all of them."""
    found: dict[str, list[Run]] = {name: [] for name in commands}
    for number in range(runs + 1):
        for name, command in commands.items():
            run = timed(command, folder, environment)
            if number:
                found[name].append(run)
    return found


def row(name: str, runs: Sequence[Run], floor: Sequence[Run]) -> str:
    """A row of a Markdown table. Ratios are medians of the ratios of runs that stood side by side."""
    wall, cpu = [run.wall for run in runs], [run.cpu for run in runs]
    ratios = [
        median(getattr(run, what) / getattr(other, what) for run, other in zip(runs, floor, strict=True))
        for what in ("wall", "cpu")
    ]
    return (
        f"| {name} | {median(wall):.2f} ({min(wall):.2f}–{max(wall):.2f}) | {median(cpu):.2f} ({min(cpu):.2f}–"
        f"{max(cpu):.2f}) | {ratios[0]:.2f} | {ratios[1]:.2f} | {max(run.memory for run in runs):.0f} |"
    )
