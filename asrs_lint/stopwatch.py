"""Where the time of a run goes: seconds by stage, for `--profile`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from time import perf_counter, process_time

from msgspec import Struct


class Spent(Struct, frozen=True):
    """What a stage took: seconds by the clock, seconds of the processor, how many times it ran."""

    wall: float = 0.0
    cpu: float = 0.0
    times: int = 0

    def __add__(self, other: Spent) -> Spent:
        return Spent(self.wall + other.wall, self.cpu + other.cpu, self.times + other.times)


class Stopwatch:
    """Sums up what each stage takes. Stages may lie within each other; the outer one has the time of the inner."""

    def __init__(self) -> None:
        self.spent: dict[str, Spent] = {}

    def stage(self, name: str) -> AbstractContextManager[None]:
        return self._timed(name)

    def add(self, spent: Mapping[str, Spent]) -> None:
        """Also count what another process has measured."""
        for name, more in spent.items():
            self.spent[name] = self.spent.get(name, Spent()) + more

    def fresh(self) -> Stopwatch:
        """One of the same kind with nothing counted: for another process."""
        return type(self)()

    @contextmanager
    def _timed(self, name: str) -> Iterator[None]:
        wall, cpu = perf_counter(), process_time()
        try:
            yield
        finally:
            self.add({name: Spent(perf_counter() - wall, process_time() - cpu, 1)})


class Stopped(Stopwatch):
    """Measures nothing."""

    _nothing = nullcontext()

    def stage(self, name: str) -> AbstractContextManager[None]:
        return self._nothing


def table(stopwatch: Stopwatch) -> str:
    """An aligned table, the longest first."""
    rows = sorted(stopwatch.spent.items(), key=lambda row: (-row[1].wall, row[0]))
    lines = [f"{spent.wall:8.3f} {spent.cpu:8.3f} {spent.times:8}  {name}" for name, spent in rows]
    return "\n".join([" seconds      CPU    times  stage", *lines]) + "\n"
