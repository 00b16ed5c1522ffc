"""Which level Serilog applies to a source context (server.md A6: LevelOverrideMap, Serilog.Settings.Configuration)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import IntEnum
from typing import Generic, TypeVar

from msgspec import Struct

P = TypeVar("P")


class SerilogLevel(IntEnum):
    VERBOSE = 0
    DEBUG = 1
    INFORMATION = 2
    WARNING = 3
    ERROR = 4
    FATAL = 5

    def __str__(self) -> str:
        return self.name.title()


def parse_serilog_level(text: str) -> SerilogLevel | None:
    """The level a name or number means, None for anything else (a level switch `$name` too)."""
    name = text.strip()
    if name.isascii() and name.isdigit() and len(name) == 1 and int(name) <= SerilogLevel.FATAL:
        return SerilogLevel(int(name))
    return SerilogLevel.__members__.get(name.upper())


class Minimum(Struct, Generic[P], frozen=True):
    """A minimum level, for one source prefix or (`source` None) for everything. `level` None: it cannot be told."""

    source: str | None
    level: SerilogLevel | None
    payload: P


class SerilogSelection(Struct, Generic[P], frozen=True):
    level: SerilogLevel | None
    winner: Minimum[P] | None = None
    runner_up: Minimum[P] | None = None


def select_minimum(minimums: Sequence[Minimum[P]], context: str) -> SerilogSelection[P]:
    """The level of a source context: that of the nearest dotted ancestor with an override (names with regard to case),
    else the default, else Information. Of two for the same source the later one counts."""
    table: dict[str | None, Minimum[P]] = {minimum.source: minimum for minimum in minimums}
    found = [table[source] for source in (*_ancestors(context), None) if source in table]
    if not found:
        return SerilogSelection(SerilogLevel.INFORMATION)
    return SerilogSelection(found[0].level, found[0], found[1] if len(found) > 1 else None)


def _ancestors(context: str) -> Iterable[str]:
    while context:
        yield context
        context = context.rpartition(".")[0]


def minimum_of_leaf(keys: Sequence[str], value: str | None, payload: P) -> Minimum[P] | None:
    """A leaf of the section `Serilog` (keys counted from below it) as a minimum level, when it is one."""
    names = [key.lower() for key in keys]
    if not value or not names or names[0] != "minimumlevel":
        return None
    if names[1:] in ([], ["default"], ["controlledby"]):
        return Minimum(None, parse_serilog_level(value), payload)
    if len(keys) == 3 and names[1] == "override":
        return Minimum(keys[2], parse_serilog_level(value), payload)
    return None
