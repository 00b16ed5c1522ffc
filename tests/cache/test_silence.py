"""Changes to files of which nothing is read: rules are not asked again, and what is put out is the same as without."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from asrs_lint.cache import Cache
from asrs_lint.outcome import Outcome

Analyse = Callable[..., str]
PROJECTS = Path(__file__).parent.parent.parent / "fixtures" / "projects"
FILES = {
    "Program.cs": "var b = WebApplication.CreateBuilder(args);\nb.Services.AddSignalR().AddAzureSignalR();\n",
    "Plain.cs": "class Plain { }\n",
    "chat.js": """export function makeChat() {
  const chat = new signalR.HubConnectionBuilder().withUrl("/chat").build();
  chat.start();
  return chat;
}
""",
    "page.js": "export const title = 'Chat';\n",
    "push/function.json": '{"bindings": [{"type": "signalR", "name": "out", "direction": "out", "hubName": "chat"}]}\n',
    "notes.md": "# Notes\n",
}
USES = "import { makeChat } from './chat.js';\nconst chat = makeChat();\nchat.onclose(() => chat.start());\n"


@pytest.fixture
def root(project: Callable[[dict[str, str]], Path]) -> Path:
    return project(FILES)


@pytest.fixture
def remembered(root: Path, analyse: Analyse, monkeypatch: pytest.MonkeyPatch) -> Callable[[], bool]:
    """Whether the rules are not asked (again): after a first run, since this was last called."""
    analyse(root)
    asked: list[Outcome] = []
    learn = Cache.learn_outcome

    def spy(cache: Cache, question: str, outcome: Outcome) -> None:
        asked.append(outcome)
        learn(cache, question, outcome)

    monkeypatch.setattr(Cache, "learn_outcome", spy)

    def told() -> bool:
        found = not asked
        asked.clear()
        return found

    return told


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("Plain.cs", "class Plain { int x; }\n"),
        ("Plain.cs", None),
        ("page.js", "export const title = 'Talk';\n"),
        ("other.js", "export const made = makeChats();\n"),
        ("notes.md", "# Notes\n\nmakeChat is a name, but not of this language.\n"),
        ("sub/More.cs", "class More { }\n"),
        ("picture.md", "\0\1\2"),
        ("styles.html", "<p>Chat</p>\n"),
    ],
)
def test_rules_are_not_asked_about_files_that_nobody_reads(
    path: str, text: str | None, root: Path, analyse: Analyse, remembered: Callable[[], bool]
) -> None:
    _change(root / path, text)
    found = analyse(root)
    assert remembered()
    assert found == analyse(root, cache=False)


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("Program.cs", FILES["Program.cs"] + "// edited\n"),
        ("Program.cs", None),
        ("Plain.cs", "class Plain { HubConnection connection; }\n"),
        ("Host.cs", "class Host { void Add(IServiceCollection services) { services.AddLogging(); } }\n"),
        ("page.js", USES),
        ("page.mjs", USES),
        ("page.js", "// asrs-lint: ignore[ASRS401]\n"),
        ("notes.md", "The accessKey of the service\n"),
        ("appsettings.json", "{}\n"),
        ("chat.csproj", '<Project Sdk="Microsoft.NET.Sdk.Web" />\n'),
        ("push/index.js", "module.exports = async () => {};\n"),
        ("push/function.json", None),
        ("large.js", "// nothing\n" * 200_000),
    ],
)
def test_rules_are_asked_about_files_that_may_matter(
    path: str, text: str | None, root: Path, analyse: Analyse, remembered: Callable[[], bool]
) -> None:
    _change(root / path, text)
    found = analyse(root)
    assert not remembered()
    assert found == analyse(root, cache=False)


def test_a_file_that_no_longer_uses_a_name_matters(root: Path, analyse: Analyse) -> None:
    alone = analyse(root)
    _change(root / "page.js", USES)
    assert alone != analyse(root) == analyse(root, cache=False)
    _change(root / "page.js", FILES["page.js"])
    assert analyse(root) == alone


def test_a_file_that_is_no_longer_too_large_matters(root: Path, analyse: Analyse) -> None:
    _change(root / "large.cs", "// SignalR\n" * 500_000)
    unread = analyse(root)
    _change(root / "large.cs", "// nothing\n")
    assert unread != analyse(root) == analyse(root, cache=False)


def test_what_has_become_ignored_is_gone(root: Path, analyse: Analyse) -> None:
    subprocess.run(("git", "init", "-q", str(root)), check=True)
    analyse(root)
    _change(root / ".gitignore", "chat.js\nnotes.md\n")
    assert analyse(root) == analyse(root, cache=False)
    _change(root / ".gitignore", "notes.md\n")
    assert analyse(root) == analyse(root, cache=False)


def test_a_name_that_could_be_a_secret_is_not_kept(
    root: Path, analyse: Analyse, remembered: Callable[[], bool], kept: Path
) -> None:
    name = "k" + "".join(random.Random(7).choices("aQ3zX9bW5cY", k=43))
    _change(root / "chat.js", FILES["chat.js"].replace("makeChat", name))
    analyse(root)
    assert not any(name.encode() in file.read_bytes() for file in kept.iterdir())
    remembered()
    _change(root / "page.js", USES.replace("makeChat", name))
    assert analyse(root) == analyse(root, cache=False)
    assert not remembered()


@pytest.mark.parametrize("name", sorted(path.name for path in PROJECTS.glob("*/")))
def test_any_changes_one_after_the_other_give_the_same_with_and_without(
    name: str, tmp_path: Path, analyse: Analyse
) -> None:
    root = tmp_path / name
    shutil.copytree(PROJECTS / name, root)
    chance = random.Random(name)
    for _ in range(4):
        files = sorted(file for file in root.rglob("*") if file.is_file() and file.name != "asrs-lint.toml")
        one, other = chance.choice(files), chance.choice(files)
        chance.choice((_append_line, _copy_over, _copy_beside, _delete))(one, other)
        assert analyse(root) == analyse(root, cache=False)


def _append_line(one: Path, other: Path) -> None:
    one.write_bytes(one.read_bytes() + b"\n")


def _copy_over(one: Path, other: Path) -> None:
    one.write_bytes(other.read_bytes())


def _copy_beside(one: Path, other: Path) -> None:
    shutil.copy(one, other.with_name("other" + one.name))


def _delete(one: Path, other: Path) -> None:
    one.unlink()


def _change(file: Path, text: str | None) -> None:
    """Write a file so that its times tell, or delete it."""
    if text is None:
        file.unlink()
        return
    file.parent.mkdir(exist_ok=True)
    file.write_text(text, "utf-8")
    os.utime(file, ns=(1, 1))
