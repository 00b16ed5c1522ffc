"""The hook and the package, as others meet them."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from importlib.metadata import entry_points
from importlib.resources import files
from pathlib import Path

import pytest
import yaml

import asrs_lint
from asrs_lint.testing import access_key

ROOT = Path(__file__).parent.parent
HOOK = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))[0]


def test_every_public_name_resolves() -> None:
    source = (ROOT / "asrs_lint" / "__init__.py").read_text("utf-8")
    names = re.findall(r"import \w+ as (\w+)", source)
    assert len(names) > 30
    assert all(getattr(asrs_lint, name) is not None for name in names)
    with pytest.raises(AttributeError):
        getattr(asrs_lint, "NothingLikeIt".strip())


def test_the_pack_enters_by_the_entry_point() -> None:
    assert [point.value for point in entry_points(group="asrs_lint.rules")] == ["asrs_lint_rules:rules"]


@pytest.mark.parametrize(
    "path",
    ["asrs_lint/py.typed", "asrs_lint/schema/config.json", "asrs_lint_rules/py.typed", "asrs_lint_rules/symptoms.toml"],
)
def test_what_is_no_code_is_installed_too(path: str) -> None:
    package, _, name = path.partition("/")
    assert files(package).joinpath(name).is_file()


@pytest.mark.parametrize(
    "path",
    """
    Program.cs a/Index.cshtml a/chat.tsx page.html App.vue a.py A.java A.kt A.swift a.dart a.go
    package.json requirements-dev.txt pom.xml build.gradle Pipfile pubspec.yaml go.mod Podfile
    src/appsettings.Production.json host.json .env .env.local Dockerfile docker-compose.yml
    Web.Release.config a/A.csproj Directory.Packages.props packages.config main.bicep main.bicepparam
    main.tf prod.tfvars Pulumi.dev.yaml deploy.sh deploy.ps1 deploy.azcli README.md asrs-lint.toml
    main.jsonc run.bash a.master a.astro
    """.split(),
)
def test_the_hook_is_triggered_by_what_we_read(path: str) -> None:
    assert re.search(HOOK["files"], path)


def test_the_hook_sleeps_for_what_we_do_not_read() -> None:
    assert not [
        path for path in ("logo.png", "a.rs", "main.c", "styles.css", "LICENSE") if re.search(HOOK["files"], path)
    ]
    assert HOOK["pass_filenames"] is False


def _index_is_reachable() -> bool:
    command = [sys.executable, "-m", "pip", "index", "versions", "hatchling"]
    try:
        return subprocess.run(command, capture_output=True, timeout=30).returncode == 0
    except subprocess.TimeoutExpired:
        return False


@pytest.mark.skipif(os.environ.get("ASRS_LINT_TEST_OFFLINE") == "1", reason="asked not to use the package index")
def test_pre_commit_runs_the_hook(tmp_path: Path) -> None:
    pytest.importorskip("pre_commit")
    if not _index_is_reachable():
        pytest.skip("the package index cannot be reached, and pre-commit installs the hook from it")
    repository = tmp_path / "hooks"
    _copy_of_this_repository(repository)
    project = tmp_path / "project"
    project.mkdir()
    (project / "package.json").write_text('{ "dependencies": { "@microsoft/signalr": "8.0.0" } }\n')
    _git(project, "init", "-q")
    _git(project, "add", "-A")
    run = _try_repo(repository, project, tmp_path)
    assert run.returncode == 0, run.stdout + run.stderr
    assert "Passed" in run.stdout
    key = access_key()
    (project / "host.env").write_text(
        f"SignalR=Endpoint=https://chat.service.signalr.net;AccessKey={key};Version=1.0;\n"
    )
    _git(project, "add", "-A")
    run = _try_repo(repository, project, tmp_path)
    assert run.returncode == 1, run.stdout + run.stderr
    assert "host.env:1:" in run.stdout and "ASRS601" in run.stdout
    assert key not in run.stdout
    (project / "host.env").unlink()
    (project / "Program.cs").write_text("builder.Services.AddSignalR().AddAzureSignalR();\napp.MapHub<Chat>();\n")
    (project / "Chat.csproj").write_text('<Project Sdk="Microsoft.NET.Sdk.Web" />\n')
    settings = '{ "Logging": { "LogLevel": { "Microsoft": "Warning" } } }\n'
    (project / "appsettings.json").write_text(settings)
    _git(project, "add", "-A")
    run = _try_repo(repository, project, tmp_path, "asrs-lint-fix")
    assert run.returncode == 1 and "files were modified by this hook" in run.stdout, run.stdout + run.stderr
    assert (project / "appsettings.json").read_text() == settings.replace(
        '"Warning"', '"Warning", "Microsoft.Azure.SignalR": "Information"'
    )


def _copy_of_this_repository(target: Path) -> None:
    """What is on disk now, committed: pre-commit clones."""
    listed = subprocess.run(
        ["git", "-C", str(ROOT), "ls-files", "-co", "--exclude-standard", "-z"], capture_output=True, check=True
    )
    for name in listed.stdout.decode().split("\0"):
        source = ROOT / name
        if name and source.is_file() and not name.startswith(("fixtures/", "tests/")):
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            (target / name).write_bytes(source.read_bytes())
    _git(target, "init", "-q")
    _git(target, "add", "-A")
    _git(target, "-c", "user.name=t", "-c", "user.email=t@example.com", "commit", "-q", "-m", "copy")


def _git(folder: Path, *arguments: str) -> None:
    subprocess.run(["git", "-C", str(folder), *arguments], check=True, capture_output=True)


def _try_repo(
    repository: Path, project: Path, scratch: Path, hook: str = "asrs-lint"
) -> subprocess.CompletedProcess[str]:
    environment = {k: v for k, v in os.environ.items() if not k.startswith("GIT_")}
    return subprocess.run(
        [sys.executable, "-m", "pre_commit", "try-repo", str(repository), hook, "--all-files", "--verbose"],
        cwd=project,
        env={**environment, "PRE_COMMIT_HOME": str(scratch / "home"), "PRE_COMMIT_COLOR": "never"},
        capture_output=True,
        text=True,
        timeout=500,
    )
