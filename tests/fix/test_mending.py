from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from asrs_lint import Edit, Fix, Problem, Rule, RuleMeta, Safety, Severity, Workspace
from asrs_lint.engine import Run, check
from asrs_lint.finding import Finding, Report
from asrs_lint.fix.mending import Mender, Mending
from asrs_lint.source import Document

SAFE = frozenset({Safety.SAFE})


@dataclass(frozen=True)
class Rewriting(Rule):
    """Asks for every word `from` to become `to`; a `/`-separated list of `from:to:safety`. With `to&more`, `more` is
    added at the end of the list."""

    meta = RuleMeta("TEST402", "rewriting", "A word to rewrite", Severity.WARNING, Safety.SAFE, "0.1.0")
    words: str = ""

    def check(self, workspace: Workspace) -> Iterator[Problem]:
        for word, to, safety in (entry.split(":") for entry in self.words.split("/")):
            for document in workspace.documents.values():
                for match in re.finditer(rf"\b{word}\b", document.text):
                    span = document.span(*match.span())
                    fix = Fix("rewrite it", tuple(self._edits(document, match, to)), Safety(safety))
                    yield Problem(span, f"{word} stands there", fix=fix)

    def _edits(self, document: Document, match: re.Match[str], to: str) -> Iterator[Edit]:
        word, _, more = to.partition("&")
        yield Edit(document.span(*match.span()), word)
        if more:
            end = document.text.index("]")
            yield Edit(document.span(end, end), f', "{more}"')


Mend = Callable[..., Mending]


@pytest.fixture
def mend(tmp_path: Path) -> Mend:
    def mend(
        files: Mapping[str, str],
        words: str,
        safeties: frozenset[Safety] = SAFE,
        objection: Callable[[Document], str | None] = lambda document: None,
        wants: Callable[[Finding], bool] = lambda finding: True,
    ) -> Mending:
        rule = type("Told", (Rewriting,), {"words": words, "__init__": lambda self: None})

        def analyse(texts: Mapping[str, str]) -> Report:
            return check(tmp_path, overlays={**files, **texts}, run=Run(jobs=1, rules=[rule]))

        return Mender(analyse, wants, safeties, objection).mend()

    return mend


SETTINGS = '{ "AzureSignalR": ["bad", "bad", "wrong"] }'


def reasons(mending: Mending) -> list[str]:
    return [f.problem.fix.withheld for f in mending.report.findings if f.problem.fix]


def test_all_fixes_that_hold_are_kept(mend: Mend) -> None:
    mending = mend({"appsettings.json": SETTINGS}, "bad:good:safe/wrong:right:safe")
    assert mending.texts == {"appsettings.json": '{ "AzureSignalR": ["good", "good", "right"] }'}
    assert (len(mending.kept), mending.report.findings) == (3, [])


def test_unsafe_and_shown_fixes_wait_to_be_asked_for(mend: Mend) -> None:
    words = "bad:good:unsafe/wrong:right:shown"
    assert mend({"appsettings.json": SETTINGS}, words).texts == {}
    unsafe = mend({"appsettings.json": SETTINGS}, words, frozenset(Safety))
    assert "right" in unsafe.texts["appsettings.json"]


def test_a_fix_that_breaks_its_file_is_only_shown(mend: Mend) -> None:
    mending = mend({"appsettings.json": SETTINGS}, 'bad:"good:safe/wrong:right:safe')
    assert mending.texts == {"appsettings.json": SETTINGS.replace("wrong", "right")}
    assert reasons(mending) == ["appsettings.json would not parse any more"] * 2


def test_a_fix_that_leaves_its_finding_is_only_shown(mend: Mend) -> None:
    assert reasons(mend({"appsettings.json": SETTINGS}, "wrong:still wrong:safe")) == [
        "the finding would still be there"
    ]


def test_a_fix_that_brings_a_new_finding_is_only_shown(mend: Mend) -> None:
    mending = mend({"appsettings.json": SETTINGS}, "wrong:right&bad:safe/bad:bad:shown")
    assert mending.texts == {}
    assert "it would bring TEST402 at appsettings.json:1" in reasons(mending)


def test_one_bad_fix_does_not_keep_the_others_back(mend: Mend) -> None:
    files = {f"a{n}/appsettings.json": SETTINGS.replace('"wrong"', '"bad"') for n in range(7)}
    files["z/appsettings.json"] = SETTINGS
    mending = mend(files, "bad:good:safe/wrong:right&worse:safe/worse:worse:shown")
    assert len(mending.kept) == 7 * 3 + 2
    assert mending.texts["z/appsettings.json"] == SETTINGS.replace("bad", "good")


def test_a_file_that_must_not_change_stays(mend: Mend) -> None:
    files = {"a/appsettings.json": SETTINGS, "b/appsettings.json": SETTINGS}
    mending = mend(files, "wrong:right:safe", objection=lambda d: "it is mine" if d.path.startswith("a/") else None)
    assert list(mending.texts) == ["b/appsettings.json"]
    assert reasons(mending) == ["it is mine"]


def test_findings_nobody_asked_for_stay(mend: Mend) -> None:
    assert mend({"appsettings.json": SETTINGS}, "bad:good:safe", wants=lambda finding: False).texts == {}


def test_a_second_run_has_nothing_to_do(mend: Mend) -> None:
    files = {"appsettings.json": SETTINGS}
    words = "bad:good:safe/wrong:right:safe"
    assert mend({**files, **mend(files, words).texts}, words).texts == {}
