"""Places in trees count characters, whatever stands before them."""

from __future__ import annotations

import pytest

from asrs_lint.parse import syntax as syntax_module
from asrs_lint.parse.limits import TooComplex
from asrs_lint.parse.syntax import parse, walk
from asrs_lint.source import Document


@pytest.mark.parametrize("before", ["", "é", "→→", "😀", "é😀→ a", "\ud800"])
def test_spans_count_characters(before: str) -> None:
    text = f'x = "{before}"; connection.start(); y = "{before}";'
    syntax = parse(Document("a.js", text), "javascript")
    calls = [node for node in walk(syntax.root) if node.type == "call_expression"]
    assert [syntax.document.slice(syntax.span(node)) for node in calls] == ["connection.start()"]
    strings = [node for node in walk(syntax.root) if node.type == "string"]
    assert [syntax.document.slice(syntax.span(node)) for node in strings] == [f'"{before}"'] * 2


def test_walk_visits_in_document_order() -> None:
    syntax = parse(Document("a.js", "f(1, g(2)); h(3);"), "javascript")
    assert [syntax.text(node) for node in walk(syntax.root) if node.type == "number"] == ["1", "2", "3"]


LOST = "A<" * 5_000  # C# takes a step for ten bytes of it, where real code takes one for sixty


def test_a_parser_that_loses_itself_is_stopped_by_its_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    """On any machine at the same place: here no clock does it."""
    monkeypatch.setattr(syntax_module, "monotonic", lambda: 0.0)
    with pytest.raises(TooComplex):
        parse(Document("a.cs", LOST), "csharp")


def test_a_parser_that_loses_itself_is_stopped_by_the_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(syntax_module, "_STEPS", 10**9)
    monkeypatch.setattr(syntax_module, "_SECONDS", -1.0)
    with pytest.raises(TooComplex):
        parse(Document("a.cs", LOST), "csharp")
