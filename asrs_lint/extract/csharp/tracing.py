"""Tracing of ASP.NET SignalR that is set in code (server.md A8)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from asrs_lint.extract.csharp.scopes import Program
from asrs_lint.extract.csharp.tree import LEFT, RIGHT, arguments, receiver_text
from asrs_lint.extract.csharp.unit import Unit
from asrs_lint.facts.server import TraceLevelSet

_FACTORY = re.compile(r"typeof\s*\(\s*(?:[\w.]+\.)?(?:ILoggerFactory|ITraceManager)\s*\)")
_LEVEL = re.compile(r"\bSourceLevels\.(\w+)")


def tracing(unit: Unit, program: Program) -> Iterator[TraceLevelSet]:
    yield from _levels(unit, program)
    for site in program.called("Add"):
        receiver = receiver_text(unit, site.receiver) or ""
        if receiver.endswith("Listeners"):
            given = arguments(site.node)
            value = unit.text(given[0].value)[:120] if given else None
            yield TraceLevelSet(unit.span(site.node), "listener", value, site.scope.function)
    for site in program.called("Register"):
        given = arguments(site.node)
        if given and re.search(
            r"typeof\s*\(\s*(?:[\w.]+\.)?(?:ILoggerFactory|ITraceManager)\s*\)", unit.text(given[0].value)
        ):
            yield TraceLevelSet(unit.span(site.node), "logger-factory", None, site.scope.function)


def _levels(unit: Unit, program: Program) -> Iterator[TraceLevelSet]:
    for site in program.assignments:
        left, right = site.node.child_by_field_id(LEFT), site.node.child_by_field_id(RIGHT)
        if left is None or right is None or not unit.text(left).endswith("Switch.Level"):
            continue
        found = _LEVEL.search(unit.text(right))
        yield TraceLevelSet(unit.span(site.node), "level", found.group(1) if found else None, site.scope.function)
