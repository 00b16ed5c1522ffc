"""Every option of `check` can be given by an environment variable named after it."""

from __future__ import annotations

from pathlib import Path

import click
import pytest

from asrs_lint.cli.check import command
from asrs_lint.cli.run import run

FIXTURES = Path(__file__).parents[2] / "fixtures" / "projects"
OPTIONS = [option for option in command.params if isinstance(option, click.Option)]


@pytest.mark.parametrize("option", OPTIONS, ids=lambda option: option.opts[-1])
def test_variable_is_named_after_the_option(option: click.Option) -> None:
    context = click.Context(command, auto_envvar_prefix=command.context_settings["auto_envvar_prefix"])
    long = next(name for name in option.opts if name.startswith("--"))
    expected = "ASRS_LINT_" + long.lstrip("-").replace("-", "_").upper()
    automatic = f"{context.auto_envvar_prefix}_{(option.name or '').upper()}"
    assert expected in (option.envvar, automatic)


def test_variable_counts(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("ASRS_LINT_FORMAT", "json")
    assert run(["check", str(FIXTURES / "self-hosted-only")]) == 0
    assert capsys.readouterr().out.startswith("{")
