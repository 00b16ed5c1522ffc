from __future__ import annotations

import pytest

from asrs_lint import Rule, Severity
from asrs_lint.config import Config, Override
from asrs_lint.testing import access_key, lint


def fingerprints(text: str, rule: type[Rule]) -> list[str]:
    return [finding.fingerprint for finding in lint({"a.cs": text}, rules=[rule])]


def test_a_fingerprint_survives_lines_inserted_above_and_reindentation(word_rule: type[Rule]) -> None:
    before = fingerprints("// SignalR\nx(BAD);\n", word_rule)
    assert fingerprints("// SignalR\n\nif (y)\n    x(BAD);\n", word_rule) == before
    assert fingerprints("// SignalR\nz(BAD);\n", word_rule) != before


def test_equal_lines_have_different_fingerprints(word_rule: type[Rule]) -> None:
    assert len(set(fingerprints("// SignalR\nx(BAD);\nx(BAD);\n", word_rule))) == 2


def test_no_key_enters_a_fingerprint(word_rule: type[Rule]) -> None:
    one, other = (
        fingerprints(f'// SignalR\nvar c = "AccessKey={key};"; // BAD\n', word_rule)
        for key in (access_key(), access_key()[::-1])
    )
    assert one == other


@pytest.mark.parametrize(
    ("config", "found"),
    [
        (Config(), ["a.cs", "tests/b.cs"]),
        (Config(select=("TEST401",)), ["a.cs", "tests/b.cs"]),
        (Config(select=("bad-word",)), ["a.cs", "tests/b.cs"]),
        (Config(select=("4",)), ["a.cs", "tests/b.cs"]),
        (Config(select=("words",)), ["a.cs", "tests/b.cs"]),
        (Config(select=("5",)), []),
        (Config(ignore=("4",)), []),
        (Config(overrides=(Override(("tests/**",), ignore=("ALL",)),)), ["a.cs"]),
        (Config(ignore=("4",), overrides=(Override(("tests/**",), select=("TEST401",)),)), ["tests/b.cs"]),
        (Config(exclude=("tests/",)), ["a.cs", "tests/b.cs"]),  # overlays are not discovered
    ],
)
def test_which_rules_are_chosen(word_rule: type[Rule], config: Config, found: list[str]) -> None:
    files = {"a.cs": "SignalR BAD", "tests/b.cs": "SignalR BAD"}
    assert [finding.path for finding in lint(files, config, [word_rule])] == found


@pytest.mark.parametrize(
    ("config", "severity"),
    [
        (Config(), Severity.WARNING),
        (Config(severity={"TEST401": Severity.INFO}), Severity.INFO),
        (Config(severity={"4": Severity.ERROR}), Severity.ERROR),
        (
            Config(
                severity={"TEST401": Severity.INFO},
                overrides=(Override(("*.cs",), severity={"bad-word": Severity.ERROR}),),
            ),
            Severity.ERROR,
        ),
    ],
)
def test_severities_may_be_stated(word_rule: type[Rule], config: Config, severity: Severity) -> None:
    assert lint({"a.cs": "SignalR BAD"}, config, [word_rule])[0].severity is severity
