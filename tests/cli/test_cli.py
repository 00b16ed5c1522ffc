from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from asrs_lint import __version__
from asrs_lint.output import FORMATS
from asrs_lint.testing import access_key

Write = Callable[[dict[str, str]], Path]
CLIENT = '{ "dependencies": { "@aspnet/signalr": "1.1.4" } }'


def asrs_lint(*arguments: str, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    inherited = {k: v for k, v in os.environ.items() if not k.startswith(("ASRS_LINT", "NO_COLOR", "FORCE_COLOR"))}
    return subprocess.run(
        [sys.executable, "-m", "asrs_lint", *arguments],
        cwd=cwd,
        env={**inherited, "PYTHONIOENCODING": "utf-8", **environment},
        capture_output=True,
        encoding="utf-8",
    )


@pytest.fixture
def leak(project: Write) -> Path:
    """A project with one error at app/.env:1 and another below docs/."""
    line = f"SignalR__C=Endpoint=https://chat.service.signalr.net;AccessKey={access_key()};Version=1.0;\n"
    return project({"asrs-lint.toml": "", "app/.env": line, "docs/.env": line})


def places(run: subprocess.CompletedProcess[str]) -> list[tuple[str, str]]:
    return [(finding["rule"], finding["path"]) for finding in json.loads(run.stdout)["findings"]]


def test_the_version_needs_no_imports() -> None:
    code = "import sys; sys.argv = ['x', '--version']; from asrs_lint.cli.main import main; main(); print(*sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    version, modules = run.stdout.splitlines()
    assert version == f"asrs-lint {__version__}"
    assert not {"click", "dataclasses", "typing", "asrs_lint.rule"} & set(modules.split())


def test_no_command_means_check(leak: Path) -> None:
    assert (
        asrs_lint("--format", "json", cwd=leak).stdout == asrs_lint("check", ".", "--format", "json", cwd=leak).stdout
    )
    assert asrs_lint(cwd=leak).returncode == 1


@pytest.mark.parametrize(
    ("arguments", "found"),
    [
        ([], ["app/.env", "docs/.env"]),
        (["app"], ["app/.env"]),
        (["docs/.env"], ["docs/.env"]),
        (["app", "docs"], ["app/.env", "docs/.env"]),
        (["docs/.env", "asrs-lint.toml"], ["docs/.env"]),
        (["asrs-lint.toml"], []),
        (["--ignore", "601"], None),
        (["--ignore", "ASRS601"], []),
        (["--select", "4,ASRS101"], []),
        (["--select", "hardcoded-access-key"], ["app/.env", "docs/.env"]),
    ],
)
def test_which_findings_are_reported(leak: Path, arguments: list[str], found: list[str] | None) -> None:
    run = asrs_lint("check", *arguments, "--format", "json", cwd=leak)
    if found is None:
        assert run.returncode == 2
    else:
        assert places(run) == [("ASRS601", path) for path in found]


def test_a_file_is_judged_by_the_whole_project(project: Write) -> None:
    server = 'builder.Services.AddSignalR().AddAzureSignalR();\napp.MapHub<ChatHub>("/chat");\n'
    client = 'const c = new signalR.HubConnectionBuilder().withUrl("/chat").build();\nc.start();\n'
    root = project({"asrs-lint.toml": "", "a/Program.cs": server, "a/chat.js": client, "b/other.js": client})
    assert places(asrs_lint("--select", "ASRS401", "a/chat.js", "b/other.js", "--format", "json", cwd=root)) == [
        ("ASRS401", "a/chat.js"),
        ("ASRS401", "b/other.js"),
    ]
    assert places(asrs_lint("--select", "ASRS401", "a/Program.cs", "--format", "json", cwd=root)) == []


def git(root: Path, *arguments: str) -> None:
    identity = ("-c", "user.name=A", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false")
    subprocess.run(["git", *identity, "-C", root, *arguments], check=True, capture_output=True)


def test_only_what_changed(leak: Path) -> None:
    (leak / "docs" / ".env").unlink()
    git(leak, "init", "-q")
    git(leak, "add", "-A")
    git(leak, "commit", "-qm", "start")
    silent = asrs_lint("--since", "HEAD", cwd=leak)
    assert silent.returncode == 0
    assert silent.stdout.startswith("No findings in lines changed since HEAD")
    (leak / "app" / ".env").write_text((leak / "app" / ".env").read_text().replace("chat.", "news."))
    changed = asrs_lint("--since", "HEAD...", "--format", "concise", cwd=leak)
    assert changed.returncode == 1
    assert (
        changed.stdout.splitlines()[-1] == "1 error in 2 files (0 projects); only what touches lines changed since HEAD"
    )
    assert asrs_lint("--since", "HEAD", "asrs-lint.toml", cwd=leak).returncode == 0


def test_paths_are_those_of_the_project_wherever_one_stands(leak: Path) -> None:
    assert places(asrs_lint("--format", "json", cwd=leak / "app")) == [("ASRS601", "app/.env")]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["nowhere"], "asrs-lint: no such path: nowhere"),
        (["check", "--select", "ASRS610"], "asrs-lint: unknown rule 'ASRS610'; did you mean ASRS601"),
        (["check", "--format", "yaml"], "asrs-lint: Invalid value for '--format'"),
        (["check", "-o", "jsn=x"], "unknown format 'jsn'; did you mean json?"),
        (["check", "-o", "json"], "'json' is not of the form FORMAT=FILE"),
        (["check", "-o", "json=no/such/folder"], "asrs-lint: cannot write no/such/folder: No such file or directory"),
        (["check", "--config", "gone.toml"], "asrs-lint: gone.toml: No such file or directory"),
        (["check", "--service", "gone.json"], "asrs-lint: cannot read gone.json: No such file or directory"),
        (["check", "--service", "app/.env"], "asrs-lint: app/.env is no output of `az signalr show -o json`"),
        (["check", "--since", "HEAD"], "asrs-lint: --since HEAD: not a git repository"),
        (
            ["check", "--since", "HEAD", "--fix"],
            "asrs-lint: --since does not go with --fix, --diff and --add-suppression",
        ),
        (["check", "--wrong"], "asrs-lint: No such option"),
        (["explain", "ASRS999"], "asrs-lint: 'ASRS999' is no rule and no known error"),
        (["explain"], "asrs-lint: Missing argument"),
    ],
)
def test_wrong_use_is_one_clear_line(leak: Path, arguments: list[str], said: str) -> None:
    run = asrs_lint(*arguments, cwd=leak)
    assert run.returncode == 2
    assert said in run.stderr
    assert run.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("configuration", "arguments", "code"),
    [
        ("", [], 1),
        ("", ["--fail-on", "error"], 1),
        ('ignore = ["601"]', [], 2),
        ('ignore = ["6"]', [], 0),
        ('[severity]\nASRS601 = "info"', [], 0),
        ('[severity]\nASRS601 = "info"', ["--fail-on", "info"], 1),
        ('[severity]\nASRS601 = "info"\n', ["--min-severity", "warning", "--fail-on", "info"], 0),
        ('fail-on = "error"\n[severity]\nASRS601 = "warning"', [], 0),
        ("[rules.ASRS601]\nnothing = 1", [], 2),
        ('[[suppress]]\nrule = "6"\npath = "**"\nreason = "a test"', [], 0),
        ('[[suppress]]\nrule = "6"\npath = "**"', ["--no-suppressions"], 1),
    ],
)
def test_exit_codes(leak: Path, configuration: str, arguments: list[str], code: int) -> None:
    (leak / "asrs-lint.toml").write_text(configuration, "utf-8")
    run = asrs_lint("check", *arguments, cwd=leak)
    assert run.returncode == code, run.stderr


def test_options_may_come_from_the_environment(leak: Path) -> None:
    run = asrs_lint(cwd=leak, ASRS_LINT_FORMAT="concise", ASRS_LINT_FAIL_ON="error", ASRS_LINT_IGNORE="6")
    assert run.stdout == "No use of Azure SignalR Service found; 3 files looked at.\n"


def test_reports_beside_the_printed_one(leak: Path) -> None:
    run = asrs_lint("-o", "json=a.json", "-o", "sarif=b.sarif", "-o", "full=c.txt", cwd=leak, FORCE_COLOR="1")
    assert "\x1b[" in run.stdout
    assert len(json.loads((leak / "a.json").read_text())["findings"]) == 2
    assert json.loads((leak / "b.sarif").read_text())["version"] == "2.1.0"
    assert "\x1b[" not in (leak / "c.txt").read_text("utf-8")


def test_pipes_get_no_colours_and_odd_encodings_no_crash(leak: Path) -> None:
    assert "\x1b[" not in asrs_lint(cwd=leak).stdout
    assert "\x1b[" not in asrs_lint(cwd=leak, NO_COLOR="1", FORCE_COLOR="1").stdout
    ascii_only = asrs_lint(cwd=leak, PYTHONIOENCODING="ascii")
    assert ascii_only.returncode == 1
    assert "| SignalR__C=" in ascii_only.stdout


def test_a_closed_pipe_is_silent(leak: Path) -> None:
    command = (
        f"{sys.executable} -m asrs_lint rules --format json | head -c 1; {sys.executable} -m asrs_lint | head -c 1"
    )
    run = subprocess.run(["bash", "-c", command], cwd=leak, capture_output=True, text=True)
    assert run.stderr == ""


def test_no_key_leaves_the_program(leak: Path) -> None:
    for form in FORMATS:
        run = asrs_lint("--audit", "--format", form, cwd=leak)
        assert access_key() not in run.stdout + run.stderr


@pytest.mark.parametrize("asked", ["ASRS601", "asrs601", "601", "hardcoded-access-key"])
def test_explain_a_rule(tmp_path: Path, asked: str) -> None:
    run = asrs_lint("explain", asked, cwd=tmp_path)
    assert run.stdout.startswith("# ASRS601 hardcoded-access-key\n")
    assert "```expect" not in run.stdout and "{{access-key}}" not in run.stdout


@pytest.mark.parametrize(
    ("error", "rules"),
    [
        ("Azure SignalR Service is not connected yet", ["ASRS303", "ASRS101"]),
        ('{"error":"Azure SignalR Service is not connected yet, please try again later."}', ["ASRS303", "ASRS101"]),
        ("Error: Failed to start the transport 'WebSockets': Error: There was an error", ["ASRS410"]),
        ("System.InvalidOperationException: Configuration value 'Warn' is not supported.", ["ASRS107"]),
        ("status code '403' when status code '101' was expected", ["ASRS303"]),
    ],
)
def test_explain_an_error(tmp_path: Path, error: str, rules: list[str]) -> None:
    for arguments in ([error], error.split()):
        run = asrs_lint("explain", *arguments, cwd=tmp_path)
        assert run.returncode == 0, run.stderr
        assert all(rule in run.stdout for rule in rules)


def test_rules(tmp_path: Path) -> None:
    listed = json.loads(asrs_lint("rules", "--format", "json", cwd=tmp_path).stdout)
    text = asrs_lint("rules", cwd=tmp_path).stdout.splitlines()
    assert [rule["id"] for rule in listed] == [line.split()[0] for line in text]
    assert {"id", "name", "severity", "fix", "summary"} <= set(listed[0])


def test_help_fits_on_a_screen(tmp_path: Path) -> None:
    for arguments in (["-h"], ["check", "-h"], ["explain", "--help"], ["rules", "-h"], ["config", "show", "-h"]):
        run = asrs_lint(*arguments, cwd=tmp_path)
        assert run.returncode == 0
        assert run.stdout.count("\n") < 50


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion(tmp_path: Path, shell: str) -> None:
    run = asrs_lint(cwd=tmp_path, _ASRS_LINT_COMPLETE=f"{shell}_source")
    assert run.returncode == 0, run.stderr
    assert "asrs-lint" in run.stdout or "asrs_lint" in run.stdout


def test_a_deployed_service_is_evidence(project: Write) -> None:
    root = project(
        {
            "Program.cs": "var builder = WebApplication.CreateBuilder(args);\n"
            "builder.Services.AddSignalR().AddAzureSignalR();\n",
            "az.json": json.dumps(
                {
                    "name": "chat",
                    "sku": {"name": "Standard_S1"},
                    "features": [{"flag": "ServiceMode", "value": "Classic"}],
                }
            ),
        }
    )
    run = asrs_lint("--service", "az.json", "--format", "json", cwd=root)
    assert ("ASRS301", "az.json") in places(run)
