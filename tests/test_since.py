from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from asrs_lint import Note, Problem, Rule, RuleMeta, Safety, Severity, Workspace
from asrs_lint.engine import Run, check
from asrs_lint.finding import Report
from asrs_lint.since import RevisionError, since

Write = Callable[[dict[str, str]], Path]
START = {
    "a.cs": "SignalR\nBAD1\n\n\nBAD2\n",
    "b.cs": "SignalR\nline\nBAD3\n",
    "Program.cs": "SignalR\nline\nEVIDENCE\nline\n",
}
LONG = "".join(f"SignalR line {number}\n" for number in range(40))
WORDS = re.compile(r"\b(BAD\w*|EVIDENCE)\b")
SETTINGS = ("-c", "user.name=A", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false")


def run(root: Path, *arguments: str, **environment: str) -> str:
    clean = {key: value for key, value in os.environ.items() if not key.startswith("GIT_")}
    command = ("git", *SETTINGS, "-C", str(root), *arguments)
    return subprocess.run(command, check=True, capture_output=True, text=True, env={**clean, **environment}).stdout


def commit(root: Path, message: str = "change") -> None:
    run(root, "add", "-A")
    run(root, "commit", "-qm", message)


@pytest.fixture
def repository(project: Write) -> Path:
    root = project(START)
    run(root, "init", "-q", "-b", "main")
    commit(root, "start")
    return root


class FarEvidence(Rule):
    """Reports every BAD of .cs files; the word EVIDENCE, wherever it stands, is its evidence."""

    meta = RuleMeta("TEST402", "far-evidence", "", Severity.WARNING, Safety.SHOWN, "0.1.0")

    def check(self, workspace: Workspace) -> Iterator[Problem]:
        places = [
            (document, match) for document in workspace.documents.values() for match in WORDS.finditer(document.text)
        ]
        notes = tuple(Note(d.span(*m.span()), "because of this") for d, m in places if m[0] == "EVIDENCE")
        yield from (Problem(d.span(*m.span()), m[0], notes) for d, m in places if m[0] != "EVIDENCE")


def edit(root: Path, files: Mapping[str, str | None]) -> None:
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).unlink() if text is None else (root / path).write_bytes(text.encode())


def analysed(root: Path) -> Report:
    return check(root, run=Run(jobs=1, rules=[FarEvidence]))


def found(root: Path, revision: str = "HEAD") -> list[str]:
    report = since(root, revision).narrowed(analysed(root))
    return sorted(f"{finding.path}:{finding.message}" for finding in report.findings)


EVERYTHING = ["a.cs:BAD1", "a.cs:BAD2", "b.cs:BAD3"]


@pytest.mark.parametrize(
    ("change", "reported"),
    [
        ({}, []),
        ({"a.cs": START["a.cs"].replace("BAD2", "BAD4")}, ["a.cs:BAD4"]),
        ({"a.cs": START["a.cs"] + "more\n"}, []),
        ({"a.cs": "SignalR\nmore\nBAD1\n\n\nBAD2\n"}, []),
        ({"a.cs": START["a.cs"].replace("\n", "\r\n")}, []),
        ({"b.cs": "SignalR\nBAD3\n"}, ["b.cs:BAD3"]),
        ({"c.cs": "SignalR\nBAD5\n"}, ["c.cs:BAD5"]),
        ({"Program.cs": "SignalR\nline\nEVIDENCE!\nline\n"}, EVERYTHING),
        ({"Program.cs": "SignalR\nEVIDENCE\nline\n"}, EVERYTHING),
        ({"Program.cs": "SignalR\nline!\nEVIDENCE\nline\n"}, []),
        ({"b.cs": None}, []),
    ],
)
@pytest.mark.parametrize("how", ["edited", "staged", "committed"])
def test_what_changed_is_reported(
    repository: Path, change: Mapping[str, str | None], reported: list[str], how: str
) -> None:
    edit(repository, change)
    if how != "edited":
        run(repository, "add", "-A")
    if how == "committed":
        run(repository, "commit", "-q", "--allow-empty", "-m", "change")
    assert found(repository, "HEAD~1" if how == "committed" else "HEAD") == reported


def test_a_project_below_the_top_of_the_work_tree(project: Write) -> None:
    top = project({"app/asrs-lint.toml": "", "app/a.cs": "SignalR\nBAD1\n", "app/b.cs": "SignalR\nBAD2\n", "c.cs": ""})
    run(top, "init", "-q")
    commit(top)
    edit(top, {"app/b.cs": "SignalR\nBAD2!\n", "c.cs": "BAD3\n"})
    assert found(top / "app") == ["b.cs:BAD2"]
    run(top, "mv", "app/a.cs", "app/z.cs")
    assert found(top / "app") == ["b.cs:BAD2"]


@pytest.mark.parametrize("committed", [True, False])
def test_only_what_changed_in_a_renamed_file(repository: Path, committed: bool) -> None:
    edit(repository, {"long.cs": f"BAD6\n{LONG}BAD7\n"})
    commit(repository)
    run(repository, "mv", "long.cs", "new name.cs")
    edit(repository, {"new name.cs": f"BAD6\n{LONG}BAD7!\n"})
    if committed:
        commit(repository)
    assert found(repository, "HEAD~1" if committed else "HEAD") == ["new name.cs:BAD7"]


def test_the_base_of_a_branch(repository: Path) -> None:
    run(repository, "checkout", "-qb", "branch")
    edit(repository, {"b.cs": "SignalR\nBAD3 and\n"})
    commit(repository)
    run(repository, "checkout", "-q", "main")
    edit(repository, {"a.cs": "SignalR\nBAD\n"})
    commit(repository)
    run(repository, "checkout", "-q", "branch")
    assert found(repository, "main...") == ["b.cs:BAD3"]
    assert found(repository, "main") == EVERYTHING


@pytest.mark.parametrize("text", ["SignalR\nBAD1 Ä\n", "﻿SignalR\nBAD1\n"])
def test_encodings_are_read_as_those_of_files_are(repository: Path, text: str) -> None:
    (repository / "a.cs").write_bytes(text.encode("utf-16"))
    commit(repository)
    assert found(repository) == []
    (repository / "a.cs").write_bytes(text.replace("BAD1", "BAD2").encode("utf-16"))
    assert found(repository) == ["a.cs:BAD2"]


def test_file_names_of_any_kind(repository: Path) -> None:
    names = ["with space.cs", "tab\there.cs", "line\nend.cs", "-dash.cs", "ä.cs", '"quoted".cs', ":(top)x.cs"]
    edit(repository, dict.fromkeys(names, "SignalR\nBAD1\n"))
    commit(repository)
    assert found(repository) == []
    edit(repository, dict.fromkeys(names, "SignalR\nBAD1!\n"))
    assert found(repository) == sorted(f"{name}:BAD1" for name in names)


def test_what_was_a_link_or_a_folder_is_new(repository: Path) -> None:
    (repository / "link.cs").symlink_to("a.cs")
    edit(repository, {"was.cs/a.txt": "x"})
    commit(repository)
    edit(repository, {"link.cs": None, "was.cs/a.txt": None})
    (repository / "was.cs").rmdir()
    edit(repository, {"link.cs": "SignalR\nBAD1\n", "was.cs": "SignalR\nBAD2\n"})
    assert found(repository) == ["link.cs:BAD1", "was.cs:BAD2"]


def test_what_is_stated_from_outside_is_no_change(repository: Path) -> None:
    edit(repository, {"stated.cs": "SignalR\nBAD1\n"})
    report = analysed(repository)
    assert since(repository, "HEAD", ["stated.cs"]).narrowed(report).findings == []
    assert [finding.path for finding in since(repository, "HEAD").narrowed(report).findings] == ["stated.cs"]


@pytest.mark.parametrize(
    ("revision", "said"),
    [
        ("nowhere", "--since nowhere: no such revision"),
        ("", "no such revision"),
        ("...", "no such revision"),
        ("--output=stolen", "no such revision"),
        ("-h", "no such revision"),
        ("HEAD:a.cs", "no such revision"),
        ("HEAD~1..HEAD", "no such revision"),
        ("other...", "other and HEAD have no commit in common"),
    ],
)
def test_a_revision_that_is_none(repository: Path, revision: str, said: str) -> None:
    run(repository, "checkout", "-q", "--orphan", "other")
    commit(repository)
    run(repository, "checkout", "-q", "main")
    with pytest.raises(RevisionError, match=said):
        since(repository, revision)
    assert not (repository / "stolen").exists()


def test_no_work_tree(tmp_path: Path) -> None:
    with pytest.raises(RevisionError, match="not a git repository"):
        since(tmp_path, "HEAD")
    run(tmp_path, "init", "-q", "--bare", "bare.git")
    with pytest.raises(RevisionError, match="not in a work tree"):
        since(tmp_path / "bare.git", "HEAD")


def test_a_shallow_clone_is_named_as_the_reason(repository: Path, tmp_path: Path) -> None:
    edit(repository, {"b.cs": ""})
    commit(repository)
    run(tmp_path, "clone", "-q", "--depth", "1", f"file://{repository}", "shallow")
    with pytest.raises(RevisionError, match="this clone is shallow"):
        since(tmp_path / "shallow", "HEAD~1")


def test_nothing_of_a_hostile_repository_runs(repository: Path, tmp_path: Path) -> None:
    """Filters, drivers, monitors, hooks and transports, each of which leaves a trace when it runs."""
    trace = tmp_path / "trace"
    spy = tmp_path / "spy"
    spy.write_text(f"#!/bin/sh\necho ran >> '{trace}'\nexit 1\n")
    spy.chmod(0o755)
    edit(repository, {".gitattributes": "* filter=spy diff=spy\n", "long.cs": f"BAD6\n{LONG}"})
    commit(repository)
    run(repository, "mv", "long.cs", "new.cs")
    configuration = {
        **dict.fromkeys(("filter.spy.clean", "filter.spy.smudge", "diff.spy.textconv", "diff.spy.command"), str(spy)),
        **dict.fromkeys(("core.fsmonitor", "diff.external", "core.sshCommand", "core.pager"), str(spy)),
        "filter.spy.required": "true",
        "core.hooksPath": str(tmp_path / "hooks"),
        "extensions.partialClone": "evil",
        "remote.evil.promisor": "true",
        "protocol.ext.allow": "always",
        "remote.evil.url": f"ext::{spy} x",
        "protocol.allow": "always",
        "core.repositoryFormatVersion": "1",
    }
    (tmp_path / "hooks").mkdir()
    for hook in ("post-index-change", "reference-transaction", "post-checkout", "pre-auto-gc"):
        (tmp_path / "hooks" / hook).symlink_to(spy)
    for key, value in configuration.items():
        run(repository, "config", key, value)
    edit(repository, {"new.cs": f"BAD6!\n{LONG}"})
    edit(repository, {"a.cs": START["a.cs"].replace("BAD2", "BAD4")})
    trace.unlink(missing_ok=True)

    assert found(repository) == ["a.cs:BAD4", "new.cs:BAD6"]
    blob = run(repository, "-c", "core.fsmonitor=false", "rev-parse", "HEAD:a.cs").strip()
    (repository / ".git" / "objects" / blob[:2] / blob[2:]).unlink()
    with pytest.raises(RevisionError):
        found(repository)
    assert not trace.exists()

    subprocess.run(["git", "-C", repository, "diff"], capture_output=True, timeout=60)
    assert trace.exists(), "the trap works"
