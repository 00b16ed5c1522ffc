from __future__ import annotations

import pytest

from asrs_lint.dotnet.serilog import Minimum, SerilogLevel, minimum_of_leaf, parse_serilog_level, select_minimum

CONTEXT = "Microsoft.Azure.SignalR.ServiceConnection"
WARNING, DEBUG, INFORMATION = SerilogLevel.WARNING, SerilogLevel.DEBUG, SerilogLevel.INFORMATION


@pytest.mark.parametrize(
    ("minimums", "expected"),
    [
        ([], INFORMATION),
        ([(None, DEBUG)], DEBUG),
        ([(None, DEBUG), ("Microsoft", WARNING)], WARNING),
        ([("Microsoft", WARNING), ("Microsoft.Azure.SignalR", DEBUG)], DEBUG),
        ([("microsoft", WARNING)], INFORMATION),  # with regard to case
        ([("Microsoft.Azure.Signal", WARNING)], INFORMATION),  # bounded by dots
        ([("Microsoft.*", WARNING)], INFORMATION),
        ([("Microsoft", WARNING), ("Microsoft", DEBUG)], DEBUG),
        ([("Microsoft", None)], None),
    ],
)
def test_nearest_override_counts(
    minimums: list[tuple[str | None, SerilogLevel | None]], expected: SerilogLevel | None
) -> None:
    chosen = select_minimum([Minimum(source, level, source) for source, level in minimums], CONTEXT)
    assert chosen.level is expected


def test_runner_up_is_the_next_ancestor() -> None:
    chosen = select_minimum([Minimum(None, DEBUG, "default"), Minimum("Microsoft", WARNING, "override")], CONTEXT)
    assert chosen.winner and chosen.winner.payload == "override"
    assert chosen.runner_up and chosen.runner_up.payload == "default"


@pytest.mark.parametrize(
    ("keys", "value", "expected"),
    [
        (("MinimumLevel",), "Debug", (None, DEBUG)),
        (("minimumlevel", "default"), "warning", (None, WARNING)),
        (("MinimumLevel", "Override", "Microsoft.Azure"), "Warning", ("Microsoft.Azure", WARNING)),
        (("MinimumLevel", "Override", "Microsoft"), "$switch", ("Microsoft", None)),
        (("MinimumLevel", "ControlledBy"), "$switch", (None, None)),
    ],
)
def test_settings(keys: tuple[str, ...], value: str, expected: tuple[str | None, SerilogLevel | None]) -> None:
    found = minimum_of_leaf(keys, value, None)
    assert found and (found.source, found.level) == expected


def test_other_settings_are_no_levels() -> None:
    assert minimum_of_leaf(("WriteTo", "0", "Name"), "Console", None) is None
    assert minimum_of_leaf(("MinimumLevel", "Override", "Microsoft"), "", None) is None


def test_names() -> None:
    assert parse_serilog_level("fatal") is SerilogLevel.FATAL
    assert parse_serilog_level("Trace") is None
