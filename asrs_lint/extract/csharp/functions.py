"""Functions and their calls."""

from __future__ import annotations

from collections.abc import Iterator

from asrs_lint.extract.csharp.scopes import Program
from asrs_lint.extract.csharp.unit import Unit
from asrs_lint.facts.code import Call, Function


def functions(unit: Unit, program: Program) -> Iterator[Function]:
    """Every function; the top level of a file only where it calls something."""
    for frame in program.frames:
        if frame.name != "" or frame.calls:
            yield Function(
                unit.span(frame.node),
                frame.name,
                frame.owner,
                frame.parameters,
                tuple(sorted(frame.calls, key=_place)),
                frame.exported,
            )


def _place(call: Call) -> tuple[int, int]:
    return call.span.start, call.span.end
