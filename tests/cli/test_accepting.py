"""`asrs-lint check --add-suppression`, on files."""

from __future__ import annotations

import os
import stat
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from asrs_lint.cli.run import run
from asrs_lint.testing import access_key

Write = Callable[[dict[str, str]], Path]
SERVER = {
    "Chat.csproj": '<Project Sdk="Microsoft.NET.Sdk.Web"><PropertyGroup><TargetFramework>net8.0</TargetFramework>'
    '</PropertyGroup><ItemGroup><PackageReference Include="Microsoft.Azure.SignalR" Version="1.30.2" /></ItemGroup>'
    "</Project>",
    "Program.cs": "var builder = WebApplication.CreateBuilder(args);\n"
    "builder.Services.AddSignalR().AddAzureSignalR();\nvar app = builder.Build();\n"
    'app.MapHub<Chat>("/chat");\napp.Run();\n',
    "appsettings.json": '{ "Logging": { "LogLevel": { "Microsoft.Azure.SignalR": "Information" } } }\n',
}
CLIENT = (
    'const chat = new signalR.HubConnectionBuilder().withUrl("/chat")\r\n'
    "  .configureLogging(signalR.LogLevel.Information).build();\r\nawait chat.start();\r\n"
)
KEY = "Endpoint=https://chat.service.signalr.net;AccessKey={key};Version=1.0;"


@pytest.fixture
def client(project: Write) -> Path:
    return project({**SERVER, "web/chat.js": CLIENT}) / "web" / "chat.js"


def lint(root: Path, monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    monkeypatch.chdir(root)
    return run(["check", "--jobs", "1", "--format", "concise", *arguments])


def accept(root: Path, monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    return lint(root, monkeypatch, "--reason", "the page is reloaded", "--add-suppression", *arguments)


def test_a_comment_is_written_and_nothing_else_changes(
    client: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    client.chmod(0o754)
    root = client.parent.parent
    assert lint(root, monkeypatch) == 1
    assert accept(root, monkeypatch, "missing-client-reconnect") == 0
    assert client.read_bytes().decode() == f"// asrs-lint: ignore[ASRS401] the page is reloaded\r\n{CLIENT}"
    assert stat.S_IMODE(client.stat().st_mode) == 0o754
    assert capsys.readouterr().err == "asrs-lint: suppressed 1 finding in web/chat.js\n"
    assert lint(root, monkeypatch) == 0


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_the_encoding_stays(client: Path, monkeypatch: pytest.MonkeyPatch, encoding: str) -> None:
    client.write_bytes(f"// né\r\n{CLIENT}".encode(encoding))
    assert accept(client.parent.parent, monkeypatch, "ASRS401") == 0
    text = client.read_bytes().decode(encoding)
    assert text == f"// né\r\n// asrs-lint: ignore[ASRS401] the page is reloaded\r\n{CLIENT}"


def test_a_reason_that_the_encoding_lacks_goes_to_the_configuration(
    client: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = f"// né\r\n{CLIENT}".encode("cp1252")
    client.write_bytes(before)
    root = client.parent.parent
    assert lint(root, monkeypatch, "--add-suppression", "ASRS401", "--reason", "理由") == 0
    assert client.read_bytes() == before
    assert tomllib.loads((root / "asrs-lint.toml").read_text("utf-8"))["suppress"] == [
        {"rule": "ASRS401", "path": "web/chat.js", "reason": "理由"}
    ]
    assert lint(root, monkeypatch) == 0


def test_a_file_without_comments_is_accepted_in_the_configuration(
    project: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = '{ "Values": { "AzureSignalRConnectionString": "' + KEY.format(key=access_key()) + '" } }\n'
    own = "# ours\nignore = ['4']\n"
    root = project({**SERVER, "local.settings.json": text, "asrs-lint.toml": own})
    assert lint(root, monkeypatch) == 1
    assert accept(root, monkeypatch, "6") == 0
    assert (root / "local.settings.json").read_text() == text
    written = (root / "asrs-lint.toml").read_text()
    assert written.startswith(own)
    assert 'path = "/local.settings.json"' in written
    assert lint(root, monkeypatch) == 0


def test_the_configuration_may_be_part_of_pyproject(project: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    text = '{ "Values": { "AzureSignalRConnectionString": "' + KEY.format(key=access_key()) + '" } }\n'
    own = "[project]\nname = 'x'\n\n[tool.asrs-lint]\nfail-on = 'info'\n\n[tool.other]\n"
    root = project({**SERVER, "local.settings.json": text, "pyproject.toml": own})
    assert accept(root, monkeypatch, "ALL") == 0
    assert (root / "pyproject.toml").read_text().startswith(own + "\n[[tool.asrs-lint.suppress]]\n")
    assert not (root / "asrs-lint.toml").exists()
    assert lint(root, monkeypatch) == 0


def test_only_the_paths_given(client: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    other = client.with_name("other.js")
    other.write_bytes(CLIENT.encode())
    (client.parent.parent / "asrs-lint.toml").touch()
    assert accept(client.parent.parent, monkeypatch, "ALL", "web/other.js") == 0
    assert client.read_bytes() == CLIENT.encode()
    assert b"asrs-lint" in other.read_bytes()


def test_an_end_is_kept_in_comments_and_in_the_configuration(
    client: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    root = client.parent.parent
    (root / "local.settings.json").write_text('{ "Values": { "c": "' + KEY.format(key=access_key()) + '" } }')
    lint(root, monkeypatch, "--add-suppression", "ALL", "--reason", "moves out until=2999-12-31")
    assert "ignore[ASRS401] moves out until=2999-12-31\r\n" in client.read_bytes().decode()
    assert 'reason = "moves out"\nuntil = "2999-12-31"' in (root / "asrs-lint.toml").read_text()
    assert access_key() not in capsys.readouterr().out


def test_nothing_is_written_when_nothing_is_found(client: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = client.parent.parent
    assert accept(root, monkeypatch, "ASRS107") == 1
    assert {file.name for file in root.iterdir()} == {*SERVER, "web"}


@pytest.mark.skipif(not hasattr(os, "symlink"), reason="needs symbolic links")
def test_a_link_is_not_written_through(project: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = '{ "Values": { "c": "' + KEY.format(key=access_key()) + '" } }'
    root = project({f"app/{path}": text for path, text in {**SERVER, "local.settings.json": settings}.items()}) / "app"
    outside = tmp_path / "outside.toml"
    outside.write_text("")
    (root / "asrs-lint.toml").symlink_to(outside)
    assert accept(root, monkeypatch, "ALL") == 2
    assert outside.read_text() == ""


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--add-suppression", "ASRS401"], "needs --reason"),
        (["--add-suppression", "ASRS401", "--reason", " "], "needs --reason"),
        (["--add-suppression", "ASRS401", "--reason", "two\nlines"], "one line"),
        (["--add-suppression", "ASRS499", "--reason", "x"], "unknown rule 'ASRS499'"),
        (["--add-suppression", "ASRS401", "--reason", "x", "--fix"], "does not go with --fix"),
        (["--add-suppression", "ASRS401", "--reason", "x", "--no-suppressions"], "does not go with --no-suppressions"),
        (["--reason", "x"], "says nothing without --add-suppression"),
    ],
)
def test_wrong_use(
    client: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    said: str,
) -> None:
    assert lint(client.parent.parent, monkeypatch, *arguments) == 2
    assert said in capsys.readouterr().err
    assert client.read_bytes() == CLIENT.encode()
