"""The same output with a cache as without, whatever happened to the project in between."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from asrs_lint.engine import Run, check

Analyse = Callable[..., str]
PROJECTS = Path(__file__).parent.parent.parent / "fixtures" / "projects"
HUB = {
    "Program.cs": "var b = WebApplication.CreateBuilder(args);\nb.Services.AddSignalR().AddAzureSignalR();\n",
    "appsettings.json": '{"Logging": {"LogLevel": {"Default": "Warning"}}}\n',
    "chat.js": 'const c = new signalR.HubConnectionBuilder().withUrl("/chat").build();\nc.start();\n',
    "plain.cs": "class Plain { }\n",
}


@pytest.fixture
def hub(project: Callable[[dict[str, str]], Path]) -> Path:
    return project(HUB)


@pytest.mark.parametrize("name", sorted(path.name for path in PROJECTS.glob("*/")))
def test_a_project_gives_the_same_with_and_without_whatever_changes(
    name: str, tmp_path: Path, analyse: Analyse
) -> None:
    root = tmp_path / name
    shutil.copytree(PROJECTS / name, root)
    cold = analyse(root, cache=False)
    assert [analyse(root), analyse(root)] == [cold, cold]
    files = sorted(file for file in root.rglob("*") if file.is_file() and file.suffix not in (".toml", ".md"))
    for file in files:
        os.utime(file)
    assert analyse(root) == cold
    changed = files[len(files) // 2]
    changed.write_text("\n\n" + changed.read_text("utf-8"), "utf-8")
    assert analyse(root) == analyse(root, cache=False)
    changed.rename(changed.with_name("other" + changed.suffix))
    assert analyse(root) == analyse(root, cache=False)
    files[0].unlink()
    assert analyse(root) == analyse(root, cache=False)


def test_a_warm_run_reads_only_what_rules_ask_for(hub: Path, analyse: Analyse, reads: list[str]) -> None:
    analyse(hub)
    reads.clear()
    analyse(hub)
    assert "plain.cs" not in reads
    assert len(reads) == len(set(reads))


def test_rules_are_not_asked_again_where_nothing_changed(
    hub: Path, analyse: Analyse, monkeypatch: pytest.MonkeyPatch
) -> None:
    cold = analyse(hub)
    monkeypatch.setattr("asrs_lint.diagnosis.build", None)
    assert analyse(hub) == cold


@pytest.mark.parametrize("change", ["edit", "add", "delete"])
def test_rules_are_asked_again_where_something_changed(change: str, hub: Path, analyse: Analyse) -> None:
    before = analyse(hub)
    if change == "add":
        (hub / "more.js").write_text(HUB["chat.js"], "utf-8")
    elif change == "edit":
        (hub / "chat.js").write_text(HUB["chat.js"] * 2, "utf-8")
    else:
        (hub / "chat.js").unlink()
    assert before != analyse(hub) == analyse(hub, cache=False)


def test_another_configuration_is_another_question(hub: Path, analyse: Analyse) -> None:
    from asrs_lint.config import Config

    analyse(hub)
    (hub / "appsettings.Development.json").write_text(HUB["appsettings.json"], "utf-8")
    for config in (Config(), Config(environments=("Development",)), Config(assume_azure_signalr=True), Config()):
        cached = check(hub, config, run=Run(jobs=1, cache=True))
        assert cached.findings == check(hub, config, run=Run(jobs=1)).findings


def test_what_was_given_up_is_looked_at_again(hub: Path, analyse: Analyse, monkeypatch: pytest.MonkeyPatch) -> None:
    cold = analyse(hub, cache=False)
    with monkeypatch.context() as slow:
        slow.setattr("asrs_lint.parse.syntax._SECONDS", -1.0)
        given_up = analyse(hub)
    assert cold != given_up
    assert analyse(hub) == cold


def test_a_project_without_signalr_is_known_to_have_none(
    project: Callable[[dict[str, str]], Path], analyse: Analyse, reads: list[str]
) -> None:
    root = project({"plain.cs": "class Plain { }\n"})
    cold = analyse(root)
    reads.clear()
    assert (analyse(root), reads) == (cold, [])


def test_a_file_that_changed_is_read_though_its_size_and_time_are_the_same(hub: Path, analyse: Analyse) -> None:
    before, script = analyse(hub), hub / "chat.js"
    times = script.stat()
    script.write_text(script.read_text("utf-8").replace("const", "\nvar "), "utf-8")
    os.utime(script, ns=(times.st_atime_ns, times.st_mtime_ns))
    assert before != analyse(hub) == analyse(hub, cache=False)


def test_what_was_written_as_late_as_the_last_run_is_read_again(
    hub: Path, analyse: Analyse, reads: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    analyse(hub)
    reads.clear()
    monkeypatch.setattr("asrs_lint.cache._GRANULE", 2_000_000_000)
    analyse(hub)
    assert "plain.cs" in reads


def test_another_branch_gives_its_own_findings(hub: Path, analyse: Analyse) -> None:
    def git(*words: str) -> None:
        identity = ("-c", "user.name=a", "-c", "user.email=a@example.org")
        subprocess.run(("git", *identity, "-C", str(hub), *words), check=True, capture_output=True)

    git("init", "-q", "-b", "one")
    git("add", "-A")
    git("commit", "-qm", "one")
    one = analyse(hub)
    git("checkout", "-qb", "two")
    (hub / "chat.js").unlink()
    (hub / "more.cs").write_text("services.AddSignalR();\n", "utf-8")
    git("add", "-A")
    git("commit", "-qm", "two")
    two = analyse(hub)
    git("checkout", "-q", "one")
    assert analyse(hub) == one != two
    git("checkout", "-q", "two")
    assert analyse(hub) == two == analyse(hub, cache=False)


def test_another_exclusion_is_another_list_of_files(hub: Path, analyse: Analyse) -> None:
    from asrs_lint.config import Config

    analyse(hub)
    excluded = check(hub, Config(exclude=("*.js",)), run=Run(jobs=1, cache=True))
    assert excluded.coverage.files == len(HUB) - 1


def test_unsaved_texts_neither_use_the_cache_nor_enter_it(hub: Path, analyse: Analyse, kept: Path) -> None:
    run = Run(jobs=1, cache=True)
    overlaid = check(hub, overlays={"chat.js": ""}, run=run)
    assert (list(kept.iterdir()), [f.path for f in overlaid.findings if f.path == "chat.js"]) == ([], [])


def test_runs_at_the_same_time_do_not_disturb_each_other(hub: Path, analyse: Analyse, kept: Path) -> None:
    cold = analyse(hub, cache=False)
    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(analyse, [hub] * 12)) == {cold}
    assert [file.suffix for file in kept.iterdir()] == [".facts"]


def test_a_reader_that_failed_is_asked_again(hub: Path, monkeypatch: pytest.MonkeyPatch, analyse: Analyse) -> None:
    from asrs_lint.extract import registry

    def fail(document: object) -> list[object]:
        raise LookupError("no such luck")

    with monkeypatch.context() as broken:
        whole = registry.extractor
        broken.setattr("asrs_lint.reading.extraction.extractor", lambda name: fail if name == "script" else whole(name))
        for _ in range(2):
            assert [f.path for f in check(hub, run=Run(jobs=1, cache=True)).failures] == ["chat.js"]
    assert analyse(hub) == analyse(hub, cache=False)
