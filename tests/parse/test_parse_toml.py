from __future__ import annotations

import tomllib

import pytest

from asrs_lint.parse.toml import key_lines

TEXT = '''# a comment
select = ["ALL"]

"quoted key" = """
[not.a.table]
a = 1"""
ignore = [
  "4", # ] comment
  "[[x]]",
]
a.b = 'x#y'   # comment

[severity]
ASRS401 = "error"

[[override]]
paths = ["a"]
[override.severity]
"4" = "info"
[[override]]
paths = [
  "b"]
[tool."asrs-lint"]
inline = { one = 1, two = [{ name = "x" }] }
last = \'\'\'
\'\'\'
'''


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_every_key_has_its_line(end: str) -> None:
    lines = key_lines(TEXT.replace("\n", end))
    expected = {
        ("select",): 2,
        ("quoted key",): 4,
        ("ignore",): 7,
        ("a", "b"): 11,
        ("severity",): 13,
        ("severity", "ASRS401"): 14,
        ("override", 0): 16,
        ("override", 0, "severity", "4"): 19,
        ("override", 1): 20,
        ("override", 1, "paths"): 21,
        ("tool", "asrs-lint"): 23,
        ("tool", "asrs-lint", "inline", "two", 0, "name"): 24,
        ("tool", "asrs-lint", "last"): 25,
    }
    assert {key: lines.get(key) for key in expected} == expected


def test_every_value_that_tomllib_reads_has_a_line() -> None:
    def keys(value: object, key: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
        members = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
        return [key, *(found for name, inner in members for found in keys(inner, (*key, name)))]

    leaves = [key for key in keys(tomllib.loads(TEXT)) if key and key not in {("tool",), ("override",)}]
    assert set(leaves) - set(key_lines(TEXT)) <= {("override", 0, "severity")} | {("a",)}


@pytest.mark.parametrize("text", ["", "\n\n", "# only\n", "a = 1", "a = '''x''''\nb = 2", 'a = "\\"]"\nb = [\n]\n'])
def test_odd_files(text: str) -> None:
    assert {key for key in key_lines(text) if len(key) == 1} == {(key,) for key in tomllib.loads(text)}
