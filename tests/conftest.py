"""A rule for tests of everything but rules: it finds the word it is told to look for."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import settings

from asrs_lint import Confidence, Edit, Fix, Note, Problem, Rule, RuleMeta, Safety, Severity, Workspace

settings.register_profile("steady", deadline=None, derandomize=True, database=None)
settings.load_profile("steady")


@dataclass(frozen=True)
class WordFound(Rule):
    """Reports every `BAD…` of the files that were read; a second word on the line is evidence."""

    meta = RuleMeta(
        "TEST401", "bad-word", "A bad word stands there", Severity.WARNING, Safety.SAFE, "0.1.0", ("words",)
    )
    word: str = "BAD"
    most: int = 10

    def check(self, workspace: Workspace) -> Iterator[Problem]:
        for document in workspace.documents.values():
            for match in re.finditer(rf"\b{self.word}\w*", document.text):
                span = document.span(*match.span())
                fix = Fix(f"write  good  for {match[0]}", (Edit(span, "good"),), Safety.SAFE)
                evidence = tuple(
                    Note(document.span(*other.span()), "and this goes with it")
                    for other in re.finditer(r"\bEVIDENCE\b", document.text)
                )
                confidence = Confidence.LOW if "LOW" in match[0] else Confidence.HIGH
                yield Problem(span, f"{match[0]} is a bad word", evidence, fix, confidence, "a guess", "this one")


@dataclass(frozen=True)
class Crashing(Rule):
    meta = RuleMeta("TEST501", "crashing-rule", "Crashes", Severity.ERROR, Safety.SHOWN, "0.1.0")

    def check(self, workspace: Workspace) -> Iterator[Problem]:
        raise LookupError("no such luck")


@pytest.fixture(autouse=True)
def kept(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of caches, each test's own."""
    folder = tmp_path_factory.mktemp("kept")
    monkeypatch.setenv("ASRS_LINT_CACHE_DIR", str(folder))
    return folder


@pytest.fixture
def word_rule() -> type[Rule]:
    return WordFound


@pytest.fixture
def crashing_rule() -> type[Rule]:
    return Crashing


@pytest.fixture
def project(tmp_path: Path) -> Callable[[dict[str, str]], Path]:
    """Writes files and gives their root."""

    def write(files: dict[str, str]) -> Path:
        for path, text in files.items():
            file = tmp_path / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, "utf-8", newline="")
        return tmp_path

    return write


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update", action="store_true", help="renew expected.txt of fixtures/projects")
