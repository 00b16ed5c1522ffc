"""No output holds a character that a terminal obeys, but for the colours of asrs-lint itself."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from asrs_lint.cli.run import run
from asrs_lint.output import FORMATS

EVIL = "\x1b]0;owned\x07\x1b[31m\u202e\u2066\u200b\x08\x9b2J\x7f"
OBEYED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")
OWN = re.compile(r"\x1b\[(?:\d+(?:;\d+)*)?m")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    files = {
        "Program.cs": f"// SignalR {EVIL}\n"
        f's.AddSignalR().AddAzureSignalR(o => o.ApplicationName = "{EVIL}"); // {EVIL}\n'
        f'app.MapHub<Chat>("/chat{EVIL}"); // asrs-lint: ignore[{EVIL}] {EVIL} until={EVIL}\n',
        f"page{EVIL}.js": "import * as signalR from '@microsoft/signalr'\n"
        f"const c = new signalR.HubConnectionBuilder().withUrl('/chat{EVIL}').build() // {EVIL}\n",
        f"folder{EVIL}/appsettings.json": '{ "a": 1, '
        f'"Azure": {{ "SignalR": {{ "ConnectionString": "Endpoint={EVIL}" }} }}, {EVIL}',
        "main.tf": f'resource "azurerm_signalr_service" "{EVIL}" {{\n  service_mode = "{EVIL}"\n}}\n',
        "a.bicep": f"resource a 'Microsoft.SignalRService/signalR@{EVIL}' = {{ name: '{EVIL}' }}\n",
        "package.json": f'{{ "dependencies": {{ "@aspnet/signalr": "{EVIL}" }} }}',
        "App.csproj": "<Project>"
        f'<PackageReference Include="Microsoft.Azure.SignalR" Version="1{EVIL[9:11]}" /></Project>',
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")
    return tmp_path


def obeyed(text: str, colours: bool = False) -> list[str]:
    return OBEYED.findall(OWN.sub("", text) if colours else text)


@pytest.mark.parametrize("colours", [False, True])
@pytest.mark.parametrize("form", FORMATS)
def test_reports(
    form: str, colours: bool, root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    if colours:
        monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(root.parent / "summary.md"))
    run(["check", str(root), "--audit", "--debug", "--format", form])
    out, err = capsys.readouterr()
    assert len(out) > 400
    assert (obeyed(out, colours), obeyed(err)) == ([], [])


@pytest.mark.parametrize(
    "arguments",
    [
        ["check", EVIL.replace("\0", "")],
        ["check", "--select", EVIL],
        ["check", "--ignore", EVIL],
        ["check", "--config", EVIL],
        ["check", "--service", EVIL],
        ["check", "--format", EVIL],
        ["check", "-o", f"json=/{EVIL}/x"],
        ["check", "-o", EVIL],
        ["check", "--jobs", EVIL],
        ["check", f"--{EVIL}"],
        ["explain", EVIL],
        ["rules", "--format", EVIL],
        ["completion", EVIL],
    ],
)
def test_wrong_use(
    arguments: list[str], root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(root)
    assert run(arguments) == 2
    assert obeyed("".join(capsys.readouterr())) == []


@pytest.mark.parametrize(
    "text",
    [
        '"{}" = 1',
        'select = ["{}"]',
        'exclude = ["\\\\{}["]\n[[override]]\npaths = ["["]',
        '[rules.ASRS906]\n"{}" = 1',
        '[rules.ASRS906]\ninstances = "{}"',
        'extends = "{}"',
        'fail-on = "{}"',
        '[[resource]]\nname = "{}"\nmode = "{}"',
    ],
)
def test_configuration(text: str, root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    escaped = "".join(f"\\u{ord(character):04x}" for character in EVIL)
    (root / "asrs-lint.toml").write_text(text.replace("{}", escaped))
    run(["check", str(root)])
    assert obeyed("".join(capsys.readouterr())) == []


@pytest.mark.parametrize("name", ["FORMAT", "CONFIG", "SELECT", "FAIL_ON", "MIN_SEVERITY", "JOBS", "OUTPUT"])
def test_environment(
    name: str, root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(f"ASRS_LINT_{name}", EVIL)
    assert run(["check", str(root)]) == 2
    assert obeyed("".join(capsys.readouterr())) == []


def test_patches_on_a_terminal(root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    run(["check", str(root), "--diff", "--unsafe-fixes"])
    out, err = capsys.readouterr()
    assert (obeyed(out, colours=True), obeyed(err)) == ([], [])
