from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

Write = Callable[[dict[str, str]], Path]
CLIENT = '{ "dependencies": { "@aspnet/signalr": "1.1.4" } }'


def check(root: Path, *options: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "asrs_lint", "check", "--format", "json", *options]
    return subprocess.run(command, cwd=root, capture_output=True, encoding="utf-8")


def test_profile_tells_every_stage_on_stderr_and_changes_no_report(project: Write) -> None:
    root = project({"asrs-lint.toml": "", "package.json": CLIENT})
    plain, profiled = check(root), check(root, "--profile", "--no-cache")
    assert profiled.stdout == plain.stdout
    stages = [line.split("  ", 1)[1].split()[-1] for line in profiled.stderr.splitlines()[1:]]
    assert {"discover", "look", "packages", "model", "stamp", "output"} <= set(stages)
    assert plain.stderr == ""


def test_profile_sums_the_time_of_extractors_over_processes(project: Write) -> None:
    code = "// SignalR\n" + "class A { void M() { Call(1); } }\n" * 8_000
    root = project({"asrs-lint.toml": "", **{f"{n}.cs": code for n in range(10)}})
    profiled = check(root, "--profile", "--jobs", "2", "--no-cache").stderr
    row = next(line for line in profiled.splitlines() if line.endswith("extract csharp"))
    assert row.split()[2] == "10"
