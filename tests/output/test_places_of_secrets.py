"""Where the readers found a key, nothing shows it, though it has no shape by which the patterns would know it."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from asrs_lint import Rule
from asrs_lint.finding import Report
from asrs_lint.fingerprint import Fingerprints
from asrs_lint.fix.patch import Change, patch_of
from asrs_lint.output import FORMATS, rendered
from asrs_lint.output.style import Style
from asrs_lint.redaction import mask
from asrs_lint.source import Document, Span
from asrs_lint.testing import report

HIDDEN = "hunter2-and-more"
LINES = {
    "before the finding": f"// SignalR\nx('{HIDDEN}');\nBAD();\n",
    "on its line": f"// SignalR\nx('{HIDDEN}', BAD);\n",
    "behind it": f"// SignalR\nx(BAD, '{HIDDEN}');\n",
    "between two": f"// SignalR\nx(BAD, '{HIDDEN}', BADLY);\n",
    "over lines": f"// SignalR\nx(BAD, `{HIDDEN}\n{HIDDEN}`, BADLY);\n",
}


def place_of_key(path: str, text: str) -> Span:
    return Span(path, text.index(HIDDEN), text.rindex(HIDDEN) + len(HIDDEN))


def found(text: str, rule: type[Rule]) -> Report:
    whole = report({"src/a.cs": text}, rules=[rule])
    return replace(whole, secrets=[place_of_key("src/a.cs", text)])


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("where", LINES)
def test_no_format_shows_the_place_of_a_key(where: str, form: str, word_rule: type[Rule]) -> None:
    assert HIDDEN in mask(LINES[where])
    shown = rendered(found(LINES[where], word_rule), form, Style())
    assert HIDDEN not in shown
    assert "TEST401" in shown


def test_the_lines_of_a_fix_are_shown_around_a_key(word_rule: type[Rule]) -> None:
    shown = rendered(found(LINES["between two"], word_rule), "full", Style())
    assert "         - x(BAD, '***', BADLY);\n         + x(good, '***', BADLY);\n" in shown
    assert "         - x(BAD, '***', BADLY);\n         + x(BAD, '***', good);\n" in shown


def test_no_patch_shows_the_place_of_a_key() -> None:
    old = LINES["on its line"]
    change = Change(Document("a.cs", old), old.replace("BAD", "good"), [place_of_key("a.cs", old)])
    assert patch_of(change) is None
    assert HIDDEN.encode() in (patch_of(replace(change, secrets=())) or b"")


def test_no_fingerprint_tells_of_a_key() -> None:
    """Or a baseline would let one be guessed, and a new key would make a new finding."""
    told = set()
    for key in (HIDDEN, HIDDEN[::-1]):
        text = LINES["on its line"].replace(HIDDEN, key)
        at = text.index(key)
        prints = Fingerprints({"a.cs": Document("a.cs", text)}, [Span("a.cs", at, at + len(key))])
        told.add(prints.of("TEST401", Span("a.cs", text.index("BAD"), text.index("BAD") + 3)))
    assert len(told) == 1
