from __future__ import annotations

import tomllib

import pytest

from asrs_lint.accept.table import NotAppendable, pattern_for, with_tables
from asrs_lint.config import StatedSuppression
from asrs_lint.gitignore import matches

STATED = [StatedSuppression("ASRS601", "/a.json", 'it\'s a "test" \\ key', "2027-01-31")]
TABLE = """\
[[suppress]]
rule = "ASRS601"
path = "/a.json"
reason = "it's a \\"test\\" \\\\ key"
until = "2027-01-31"
"""


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", TABLE),
        ("ignore = ['4'] # why", f"ignore = ['4'] # why\n\n{TABLE}"),
        ("[severity]\nASRS401 = 'error'\n", f"[severity]\nASRS401 = 'error'\n\n{TABLE}"),
        (TABLE, f"{TABLE}\n{TABLE}"),
    ],
)
def test_tables_come_last(before: str, after: str) -> None:
    assert with_tables(before, STATED, pyproject=False, newline="\n") == after


def test_lines_end_as_in_the_file() -> None:
    whole = with_tables("[tool.asrs-lint]\r\nfail-on = 'error'\r\n", STATED, pyproject=True, newline="\r\n")
    assert whole.count("\n") == whole.count("\r\n") == 8
    assert tomllib.loads(whole)["tool"]["asrs-lint"]["suppress"][0]["until"] == "2027-01-31"


@pytest.mark.parametrize("text", ['suppress = [{ rule = "ASRS401" }]\n', "no toml"])
def test_what_cannot_be_appended_to(text: str) -> None:
    with pytest.raises(NotAppendable):
        with_tables(text, STATED, pyproject=False, newline="\n")


@pytest.mark.parametrize("path", ["a.json", "src/a.json", "a [b]/c*.json", "src/!x#.json", "sp ace ", "back\\slash"])
def test_a_pattern_means_one_file(path: str) -> None:
    pattern = pattern_for(path)
    assert matches(path, (pattern,))
    assert not matches(f"elsewhere/{path}", (pattern,))
    assert not matches(path.replace("c*", "cat").replace("[b]", "b") + "x", (pattern,))
