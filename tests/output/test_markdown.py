from __future__ import annotations

import re

import pytest
from markdown_it import MarkdownIt
from msgspec.structs import replace

from asrs_lint import Rule, Severity
from asrs_lint.config import Config
from asrs_lint.output.markdown import render
from asrs_lint.testing import report

HOSTILE = [
    "<script>alert(1)</script>",
    "[click](https://evil.example)",
    "![x](https://evil.example/a.png)",
    "`code` ``more`` `",
    "**bold** _it_ ~~no~~",
    "a\\|b|c",
    "# heading",
    "- item",
    "1. item",
    "===",
    "> quote",
    "```",
    "&lt;b&gt;",
    "<!-- comment",
    "https://evil.example/x",
    "line\n\n# heading",
    "[a]: https://evil.example",
    "$x$ | :---",
]
HARMLESS = {"text", "code_inline", "strong_open", "strong_close", "hardbreak", "softbreak"}


def tokens(text: str) -> tuple[list[str], set[str]]:
    """Kinds of blocks, and kinds of what stands in them."""
    blocks = MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(text)
    return [block.type for block in blocks], {child.type for block in blocks for child in block.children or ()}


def test_findings_by_severity(word_rule: type[Rule]) -> None:
    text = render(report({"src/a.cs": "SignalR\nBAD EVIDENCE"}, rules=[word_rule]))
    assert text == (
        "### asrs-lint\n\n1 warning in 1 file (0 projects); 1 with a safe fix\n\n#### 1 warning\n\n"
        "- `src/a.cs:2` **TEST401** bad-word  \n  BAD is a bad word\n"
        "  - `src/a.cs:2` and this goes with it\n  - fix: write good for BAD\n"
    )


def test_sections_and_counts(word_rule: type[Rule]) -> None:
    found = report(
        {"a.cs": "SignalR BAD BAD", "b.cs": "BAD"}, Config(severity={"TEST401": Severity.ERROR}), [word_rule]
    )
    assert re.findall(r"^#### (.*)$", render(found), re.MULTILINE) == ["2 errors"]


def test_suppressed_findings_are_counted_only(word_rule: type[Rule]) -> None:
    text = render(report({"a.cs": "SignalR BAD BAD\nBAD // asrs-lint: ignore[TEST401] fine"}, rules=[word_rule]))
    assert text.count("- `") == 2
    assert "1 suppressed" in text


@pytest.mark.parametrize("hostile", HOSTILE)
def test_nothing_in_it_becomes_markup(word_rule: type[Rule], hostile: str) -> None:
    tame, bad = (report({name: "SignalR BAD"}, rules=[word_rule]) for name in ("tame.cs", f"{hostile}.cs"))
    problem = replace(bad.findings[0].problem, message=hostile, because=hostile)
    blocks, inside = tokens(render(replace(bad, findings=[replace(bad.findings[0], problem=problem)])))
    assert blocks == tokens(render(tame))[0]
    assert inside <= HARMLESS


@pytest.mark.parametrize("word", ["@octocat", "@aspnet/signalr", "owner/repo#1", "#12", "https://a.example", "www.a.b"])
def test_nobody_is_mentioned_and_nothing_linked(word_rule: type[Rule], word: str) -> None:
    found = report({"a.cs": "SignalR BAD"}, rules=[word_rule])
    problem = replace(found.findings[0].problem, message=f"see {word} there")
    text = render(replace(found, findings=[replace(found.findings[0], problem=problem)]))
    assert f"see `{word}` there" in text


def test_only_as_much_as_fits(word_rule: type[Rule]) -> None:
    found = report({"a.cs": "SignalR " + "BAD " * 200}, rules=[word_rule])
    whole, cut = render(found), render(found, 5000)
    assert len(whole) > 5000 >= len(cut.encode())
    shown = cut.count("bad-word")
    assert 0 < shown < 200
    assert cut.endswith(f"\n{200 - shown} findings more.\n")
    assert render(found, 1 << 20) == whole
