"""The types and the schema of a configuration accept the same."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from asrs_lint.config_layers import config_schema
from asrs_lint.config_shape import fits

WHOLE: dict[str, Any] = {
    "extends": "../a.toml",
    "select": ["ALL", "4"],
    "ignore": [],
    "environments": ["Staging"],
    "exclude": ["a/**"],
    "fail-on": "error",
    "assume-azure-signalr": True,
    "severity": {"ASRS401": "info"},
    "override": [{"paths": ["a"], "select": ["4"], "ignore": ["1"], "severity": {"4": "warning"}}, {"paths": []}],
    "rules": {"ASRS101": {"most": 4, "names": ["a"], "inner": {"a": 1.5}}},
    "resource": [{"name": "a", "mode": "Serverless", "sku": "Free_F1"}, {"name": "b"}],
    "suppress": [{"rule": "4", "path": "a", "reason": "", "until": "2027-01-31"}, {"rule": "1"}],
    "suppressions": {"require-reason": False},
}
VALUES: tuple[Any, ...] = (
    *("", "x", "error", "error ", "Default", "é" * 3, "2027-01-31", "2027-01-31\n", "x2027-01-31", "2027-1-31"),
    *(0, 1, -1, 1.0, 2**70, float("nan"), True, False, time(1, 2)),
    *([], [""], ["x"], [1], [[]], [{}], [time(1, 2)], {}, {"": ""}, {"x": "error"}, {"x": {}}),
    *({"paths": ["x"]}, {"name": "x"}, {"rule": "x"}, {"require-reason": 1}),
)
ABSENT = object()


def places(value: Any) -> Iterator[tuple[Any, ...]]:
    """The keys that lead to every value within one, and to a key that is not there."""
    yield ()
    if isinstance(value, dict):
        yield ("unheard-of",)
        yield ("require_reason",)  # as the types spell it
        yield ("fail_on",)
    keys = value if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
    for key in keys:
        yield from ((key, *rest) for rest in places(value[key]))


def changed(value: Any, place: tuple[Any, ...], new: Any) -> Any:
    """A copy in which something else stands at a place, or nothing."""
    if not place:
        return new
    first, *rest = place
    if isinstance(value, list):
        items = [changed(item, tuple(rest), new) if n == first else item for n, item in enumerate(value)]
        return [item for item in items if item is not ABSENT]
    whole = {**value, first: changed(value.get(first), tuple(rest), new)}
    return {key: inner for key, inner in whole.items() if inner is not ABSENT}


CHANGES = [(place, new) for place in places(WHOLE) for new in (*VALUES, ABSENT) if place or isinstance(new, dict)]


def test_what_fits_is_valid_and_what_is_valid_fits() -> None:
    valid = Draft202012Validator(config_schema()).is_valid
    judged = [
        (fits(table), valid(table), where, new) for where, new in CHANGES for table in [changed(WHOLE, where, new)]
    ]
    assert [(where, new) for by_types, by_schema, where, new in judged if by_types != by_schema] == []
    verdicts = [by_schema for _, by_schema, _, _ in judged]
    assert (verdicts.count(True) > 100, verdicts.count(False) > 1000) == (True, True)


def test_every_key_of_the_schema_is_tried() -> None:
    assert set(WHOLE) == set(config_schema()["properties"])
    for key in ("override", "resource", "suppress"):
        assert set(WHOLE[key][0]) == set(config_schema()["properties"][key]["items"]["properties"])


READ = """
import sys
from pathlib import Path
from asrs_lint.config_layers import read_layers
read_layers(Path(sys.argv[1]))
assert "jsonschema" not in sys.modules
"""


@pytest.mark.parametrize("text", ["", 'fail-on = "error"\n[[suppress]]\nrule = "ASRS101"\nuntil = 2027-01-31\n'])
def test_a_valid_file_costs_no_import_of_the_validator(text: str, tmp_path: Path) -> None:
    (tmp_path / "asrs-lint.toml").write_text(text)
    subprocess.run([sys.executable, "-c", READ, str(tmp_path / "asrs-lint.toml")], check=True, timeout=60)


def test_dates_are_compared_as_they_are_written() -> None:
    written = datetime(2027, 1, 31, 1, 2).isoformat()
    assert not fits({"suppress": [{"rule": "a", "until": written}]})
    assert fits({"suppress": [{"rule": "a", "until": date(2027, 1, 31).isoformat()}]})
