"""What README.md shows is what the tool does."""

from __future__ import annotations

import re
import shlex
import tomllib
from pathlib import Path

import pytest
import yaml

from asrs_lint.cli.run import run
from asrs_lint.config_file import read_config
from asrs_lint.plugins import installed_rules

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text("utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)


def shown() -> list[tuple[str, str, str]]:
    """Folder, command and output of everything that a console of README.md shows."""
    found = []
    for block in blocks("console"):
        folder = "."
        for command, output in re.findall(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", block, re.MULTILINE):
            if command.startswith("cd "):
                folder = command[3:]
            else:
                found.append((folder, command, output))
    return found


@pytest.mark.parametrize(("folder", "command", "output"), shown())
def test_output(
    folder: str, command: str, output: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    program, *arguments = shlex.split(command)
    assert program == "asrs-lint"
    monkeypatch.chdir(ROOT / folder)
    monkeypatch.setenv("NO_COLOR", "1")
    run(arguments)
    assert capsys.readouterr().out == output


def test_the_table_lists_the_rules() -> None:
    rows = re.findall(r"^\| (ASRS\d+) (\S+) \| (\w+) \| (\w+) \| (.*) \|$", README, re.MULTILINE)
    metas = [rule.meta for rule in installed_rules()]
    assert rows == [(m.id, m.name, str(m.severity), m.fix.value, m.summary) for m in metas]
    assert f"{len(metas)} rules." in README


def test_the_configuration_is_valid(tmp_path: Path) -> None:
    (written,) = blocks("toml")
    file = tmp_path / "asrs-lint.toml"
    file.write_text(written, "utf-8")
    read_config(file, [rule.meta for rule in installed_rules()])
    assert len(tomllib.loads(written)) == 10


def test_the_snippets_are_yaml() -> None:
    hook, workflow = map(yaml.safe_load, blocks("yaml"))
    own = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))[0]
    local = hook["repos"][0]["hooks"][0]
    assert (local["id"], local["entry"], local["pass_filenames"]) == (own["id"], own["entry"], own["pass_filenames"])
    steps = workflow["jobs"]["asrs-lint"]["steps"]
    (command,) = [step["run"] for step in steps if step.get("run", "").startswith("asrs-lint")]
    assert command.split() == ["asrs-lint", "--format", "github", "-o", f"sarif={steps[-1]['with']['sarif_file']}"]


@pytest.mark.parametrize(
    "command", ["pip install . && asrs-lint fixtures/projects", "pip install -e '.[test]' && pytest"]
)
def test_the_two_commands(command: str) -> None:
    assert command in [line.strip() for block in blocks("sh") for line in block.splitlines()]


def test_the_number_of_fixtures() -> None:
    count = len(list((ROOT / "fixtures" / "projects").glob("*/")))
    assert f"{count} small repositories" in README
