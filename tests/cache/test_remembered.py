"""What the rules found is kept whole or not at all, and never with a secret."""

from __future__ import annotations

import pytest

from asrs_lint.cache.remembered import packed_outcome, unpacked_outcome
from asrs_lint.evidence import Note
from asrs_lint.facts.comment import CommentFound
from asrs_lint.finding import Coverage
from asrs_lint.outcome import Outcome
from asrs_lint.rule import Edit, Fix, Problem, RuleMeta, Safety
from asrs_lint.scale import Confidence, Severity
from asrs_lint.source import Span
from asrs_lint.testing import access_key

PATHS = ["a.cs", "b/password=hunter22.json", "c.cs"]
RULE = RuleMeta("ASRS101", "hidden", "Hidden", Severity.WARNING, Safety.SAFE, "0.1.0", ("logs",))
SPAN = Span("a.cs", 3, 9)


def outcome(message: str = "it is hidden", text: str = '"Information"', note: str = "here") -> Outcome:
    fix = Fix("write it", (Edit(SPAN, text),), Safety.SAFE)
    problem = Problem(
        SPAN, message, (Note(Span("c.cs", 0, 0), note),), fix, Confidence.LOW, "why", "label", Severity.INFO
    )
    comments = [CommentFound(Span("a.cs", 0, 2), "//", "")]
    return Outcome(Coverage(3, 1, azure=True), [(RULE, problem)], ["a.cs", PATHS[1]], comments, [], whole=False)


def test_it_comes_back_as_it_was() -> None:
    packed = packed_outcome(outcome(), PATHS)
    assert packed is not None
    assert unpacked_outcome(packed, PATHS) == outcome()


def test_it_is_of_no_use_for_fewer_files() -> None:
    packed = packed_outcome(outcome(), PATHS)
    assert packed is not None
    assert unpacked_outcome(packed, PATHS[:1]) is None


@pytest.mark.parametrize("place", ["message", "text", "note"])
@pytest.mark.parametrize("secret", [f"AccessKey={access_key()};", "Password=hunter22;", 'apiKey: "4f9a"', access_key()])
def test_no_secret_is_kept(place: str, secret: str) -> None:
    assert packed_outcome(outcome(**{place: f"so it says {secret}"}), PATHS) is None


def test_nothing_is_kept_of_a_project_that_holds_a_key() -> None:
    assert packed_outcome(Outcome(Coverage(1), secrets=[SPAN]), PATHS) is None
