from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from asrs_lint import Rule
from asrs_lint.cli import analysis, origins
from asrs_lint.cli.run import run

Write = Callable[[dict[str, str]], Path]
FILES = {
    "base.toml": 'fail-on = "info"\nignore = ["ASRS102"]\n[severity]\n"4" = "info"\n[[suppress]]\nrule = "ASRS101"\n'
    "until = 2027-06-30\n",
    "asrs-lint.toml": 'extends = "base.toml"\nexclude = [\n  "samples/**",\n]\n[severity]\nASRS401 = "error"\n'
    '[[suppress]]\nrule = "ASRS102"\n',
    "src/a.cs": "",
}


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., list[str]]:
    """Runs `config show` in a folder: its lines, blanks made one."""

    def show(root: Path, *arguments: str) -> list[str]:
        monkeypatch.chdir(root)
        assert run(["config", "show", *arguments]) == 0
        return [" ".join(line.split()) for line in capsys.readouterr().out.splitlines()]

    return show


def test_everything_is_a_default_without_a_file(tmp_path: Path, shown: Callable[..., list[str]]) -> None:
    assert shown(tmp_path) == [
        'select ["ALL"] default',
        "ignore [] default",
        "environments - default",
        "exclude [] default",
        'fail-on "warning" default',
        "assume-azure-signalr false default",
        "suppressions.require-reason false default",
    ]


@pytest.mark.parametrize("place", [".", "src", "src/a.cs"])
def test_every_value_has_its_line(project: Write, shown: Callable[..., list[str]], place: str) -> None:
    lines = shown(project(FILES), place)
    assert lines[1] == 'ignore ["ASRS102"] base.toml:2'
    assert lines[3:5] == ['exclude ["samples/**"] asrs-lint.toml:2', 'fail-on "info" base.toml:1']
    assert lines[7:] == [
        'severity.4 "info" base.toml:4',
        'severity.ASRS401 "error" asrs-lint.toml:6',
        'suppress[0] {"rule": "ASRS101", "until": "2027-06-30"} base.toml:5',
        'suppress[1] {"rule": "ASRS102"} asrs-lint.toml:7',
    ]


def test_options_and_variables_stand_over_files(
    project: Write, shown: Callable[..., list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ASRS_LINT_SELECT", "4,6")
    lines = shown(project(FILES), "--ignore", "ASRS601,ASRS401", "--fail-on", "error")
    assert lines[:2] == [
        'select ["4", "6"] ASRS_LINT_SELECT',
        'ignore ["ASRS102", "ASRS601", "ASRS401"] base.toml:2 and --ignore',
    ]
    assert lines[4] == 'fail-on "error" --fail-on'


def test_columns_are_aligned(
    project: Write, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(project({"asrs-lint.toml": 'ignore = ["ASRS101"]'}))
    run(["config", "show"])
    lines = capsys.readouterr().out.splitlines()
    assert len({line.rindex("  ") for line in lines}) == 1


def test_as_json(project: Write, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(project(FILES))
    run(["config", "show", "--format", "json"])
    settings = {setting.pop("key"): setting for setting in json.loads(capsys.readouterr().out)["settings"]}
    assert settings["exclude"] == {"value": ["samples/**"], "origin": "file", "file": "asrs-lint.toml", "line": 2}
    assert settings["environments"] == {"value": None, "origin": "default", "file": None, "line": None}


def test_pyproject(project: Write, shown: Callable[..., list[str]]) -> None:
    root = project({"pyproject.toml": '[project]\nname = "x"\n\n[tool.asrs-lint]\nfail-on = "info"\n'})
    assert shown(root)[4] == 'fail-on "info" pyproject.toml:5'


def test_options_of_rules(
    project: Write, shown: Callable[..., list[str]], word_rule: type[Rule], monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (origins, analysis):
        monkeypatch.setattr(module, "installed_rules", lambda: (word_rule,))
    root = project({"base.toml": "[rules.bad-word]\nword = 'X'\n[severity]\n"})
    assert shown(root)[7:] == ['rules.TEST401.word "BAD" default', "rules.TEST401.most 10 default"]
    (root / "asrs-lint.toml").write_text("extends = 'base.toml'\n[rules.TEST401]\nmost = 3\n")
    assert shown(root)[7:] == ['rules.TEST401.word "BAD" default', "rules.TEST401.most 3 asrs-lint.toml:3"]
    (root / "asrs-lint.toml").write_text("extends = 'base.toml'\n")
    assert shown(root)[7:] == ['rules.TEST401.word "X" base.toml:2', "rules.TEST401.most 10 default"]


@pytest.mark.parametrize(
    ("configuration", "arguments", "said"),
    [
        ("selct = []", ["show"], "unknown key 'selct'"),
        ("", ["show", "nowhere"], "no such path: nowhere"),
        ("", ["show", "--select", "ASRS999"], "unknown rule 'ASRS999'"),
        ("[rules.ASRS401]\nx = 1", ["show"], "ASRS401 has no option 'x'"),
        ("", [], "Missing command"),
    ],
)
def test_wrong_use(
    project: Write,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    configuration: str,
    arguments: list[str],
    said: str,
) -> None:
    monkeypatch.chdir(project({"asrs-lint.toml": configuration}))
    assert run(["config", *arguments]) == 2
    error = capsys.readouterr().err
    assert said in error and error.count("\n") == 1
