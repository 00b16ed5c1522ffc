"""`--fix`, `--unsafe-fixes` and `--diff`, as a person runs them."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from asrs_lint.testing import access_key

Write = Callable[[dict[str, str]], Path]
PROJECT = """<Project Sdk="Microsoft.NET.Sdk.Web">
  <PropertyGroup><TargetFramework>net8.0</TargetFramework></PropertyGroup>
  <ItemGroup><PackageReference Include="Microsoft.Azure.SignalR" Version="1.30.3" /></ItemGroup>
</Project>
"""
PROGRAM = """var builder = WebApplication.CreateBuilder(args);
builder.Services.AddSignalR().AddAzureSignalR();
var app = builder.Build();
app.MapHub<Chat>("/chat");
app.Run();
"""
SETTINGS = '{\r\n\t"Logging": {\r\n\t\t"LogLevel": { "Default": "Information", "Microsoft": "Warning" }\r\n\t}\r\n}'
FIXED = SETTINGS.replace('"Warning" }', '"Warning", "Microsoft.Azure.SignalR": "Information" }')
PAGE = """<script>
  const connection = new signalR.HubConnectionBuilder().withUrl("/chat").configureLogging("Information").build();
  connection.start();
</script>
"""


def run(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[bytes]:
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("ASRS_LINT", "GIT_"))}
    return subprocess.run(
        [sys.executable, "-m", "asrs_lint", *arguments], cwd=cwd, env=environment, capture_output=True
    )


def git(root: Path, *arguments: str, given: bytes = b"") -> bytes:
    command = ["git", "-c", "user.name=x", "-c", "user.email=x@example.org", *arguments]
    return subprocess.run(command, cwd=root, input=given, capture_output=True, check=True).stdout


@pytest.fixture
def chat(project: Write) -> Path:
    """A committed project with one safe fix (settings) and one unsafe one (page)."""
    files = {"Chat.csproj": PROJECT, "Program.cs": PROGRAM, "appsettings.json": SETTINGS, "wwwroot/index.html": PAGE}
    root = project(files)
    git(root, "init", "-q")
    git(root, "add", "-A")
    git(root, "commit", "-qm", "x")
    return root


def changed(root: Path) -> list[str]:
    return git(root, "diff", "--name-only").decode().split()


def test_safe_fixes_are_applied_and_the_rest_is_reported(chat: Path) -> None:
    fixing = run("--fix", "--format", "concise", cwd=chat)
    assert (chat / "appsettings.json").read_bytes() == FIXED.encode()
    assert (fixing.returncode, changed(chat)) == (1, ["appsettings.json"])
    assert fixing.stderr == b"asrs-lint: fixed 1 finding in 1 file\n"
    assert b"ASRS101" not in fixing.stdout and b"ASRS401" in fixing.stdout


def test_unsafe_fixes_are_applied_when_asked_for(chat: Path) -> None:
    assert run("--fix", "--unsafe-fixes", cwd=chat).returncode == 0
    assert changed(chat) == ["appsettings.json", "wwwroot/index.html"]
    assert run("--fix", "--unsafe-fixes", cwd=chat).stderr == b""


def test_only_what_is_selected_and_shown_is_fixed(chat: Path) -> None:
    run("--fix", "--unsafe-fixes", "--select", "ASRS401", cwd=chat)
    assert changed(chat) == ["wwwroot/index.html"]
    run("--fix", "wwwroot", cwd=chat)
    assert changed(chat) == ["wwwroot/index.html"]


def test_the_patch_does_what_fix_does(chat: Path) -> None:
    patch = run("--diff", "--unsafe-fixes", cwd=chat)
    assert (patch.returncode, changed(chat)) == (1, [])
    git(chat, "apply", given=patch.stdout)
    applied = git(chat, "diff")
    git(chat, "checkout", "-q", ".")
    run("--fix", "--unsafe-fixes", cwd=chat)
    assert git(chat, "diff") == applied
    assert run("--diff", "--unsafe-fixes", cwd=chat).returncode == 0


def test_a_file_that_git_does_not_track_is_left_alone(chat: Path) -> None:
    git(chat, "rm", "-q", "--cached", "appsettings.json")
    fixing = run("--fix", cwd=chat)
    assert (chat / "appsettings.json").read_bytes() == SETTINGS.encode()
    assert b"not applied: git does not track appsettings.json; with --allow-dirty" in fixing.stdout
    run("--fix", "--allow-dirty", cwd=chat)
    assert (chat / "appsettings.json").read_bytes() == FIXED.encode()


@pytest.mark.parametrize("option", ["--unsafe-fixes", "--allow-dirty"])
def test_options_that_say_nothing_alone(chat: Path, option: str) -> None:
    wrong = run(option, cwd=chat)
    assert (wrong.returncode, wrong.stderr.count(b"\n")) == (2, 1)


def test_a_patch_shows_no_key(chat: Path) -> None:
    secret = f"Endpoint=https://chat.service.signalr.net;AccessKey={access_key()};Version=1.0;"
    connection = f'"Azure": {{ "SignalR": {{ "ConnectionString": "{secret}" }} }}, '
    (chat / "appsettings.json").write_text("{ " + connection + SETTINGS[1:].replace("\r\n", " "))
    patch = run("--diff", cwd=chat)
    assert access_key().encode() not in patch.stdout + patch.stderr
    assert b"appsettings.json is not in the patch" in patch.stderr


def test_the_encoding_stays(chat: Path) -> None:
    (chat / "appsettings.json").write_bytes(SETTINGS.encode("utf-16"))
    run("--fix", cwd=chat)
    assert (chat / "appsettings.json").read_bytes() == FIXED.encode("utf-16")
