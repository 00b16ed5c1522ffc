"""Completion for bash, zsh and fish."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from asrs_lint.cli.commands import cli


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_script_of_a_shell(shell: str) -> None:
    result = CliRunner().invoke(cli, ["completion", shell])
    assert result.exit_code == 0
    assert f"_ASRS_LINT_COMPLETE={shell}_complete" in result.output


@pytest.mark.parametrize(
    ("words", "number", "expected"),
    [
        ("asrs-lint ex", "1", "plain,explain"),
        ("asrs-lint src", "1", "file,src"),
        ("asrs-lint check --for", "2", "plain,--format"),
        ("asrs-lint src --for", "2", "plain,--format"),
        ("asrs-lint check --format sa", "3", "plain,sarif"),
    ],
)
def test_words_complete(words: str, number: str, expected: str) -> None:
    environment = {"COMP_WORDS": words, "COMP_CWORD": number, "_ASRS_LINT_COMPLETE": "bash_complete"}
    result = CliRunner().invoke(cli, [], env=environment, prog_name="asrs-lint")
    assert expected in result.output.splitlines()
