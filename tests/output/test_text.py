from __future__ import annotations

import pytest

from asrs_lint import Rule
from asrs_lint.config import Config
from asrs_lint.output.style import Style
from asrs_lint.output.tally import closing_line
from asrs_lint.output.text import render_concise, render_full
from asrs_lint.output.view import View
from asrs_lint.scale import Confidence, Severity
from asrs_lint.testing import access_key, report

WHOLE = """\
src/a.cs:3:5  warning  TEST401 bad-word  [fixable]
  BAD is a bad word

   1 │ // SignalR
   2 │ if (x)
   3 │     BAD(); // EVIDENCE
     │     ─── this one
     ╵
  src/a.cs:3:15  and this goes with it
  fix  write  good  for BAD
       src/a.cs
         -     BAD(); // EVIDENCE
         +     good(); // EVIDENCE
  see  asrs-lint explain TEST401

1 warning in 1 file (0 projects); 1 with a safe fix
"""


def test_a_finding_in_full(word_rule: type[Rule]) -> None:
    found = report({"src/a.cs": "// SignalR\nif (x)\n    BAD(); // EVIDENCE\n"}, rules=[word_rule])
    assert render_full(found) == WHOLE


def test_the_concise_form_is_the_first_line(word_rule: type[Rule]) -> None:
    found = report({"src/a.cs": "// SignalR\nif (x)\n    BAD();\n"}, rules=[word_rule])
    assert render_concise(found).splitlines() == [
        "src/a.cs:3:5  warning  TEST401 bad-word  [fixable]",
        "1 warning in 1 file (0 projects); 1 with a safe fix",
    ]


@pytest.mark.parametrize(
    ("line", "shown", "mark"),
    [
        ("\t\tBAD", "        BAD", "        ───"),
        ("日本 BAD", "日本 BAD", "     ───"),
        ("x\x1b[31m BAD", "x\\x1b[31m BAD", "          ───"),
        ("\u202eabc BAD", "\\u202eabc BAD", "          ───"),
        (f"AccessKey={access_key()}; BAD", "AccessKey=***; BAD", "               ───"),
        ("x" * 400 + " BAD " + "y" * 400, "…" + "x" * 39 + " BAD " + "y" * 115, " " * 41 + "───"),
    ],
    ids=["tabs", "wide", "escape", "bidirectional", "key", "long"],
)
def test_the_mark_stands_under_the_source(word_rule: type[Rule], line: str, shown: str, mark: str) -> None:
    found = report({"a.cs": f"// SignalR\n{line}\n"}, rules=[word_rule])
    lines = render_full(found).splitlines()
    assert lines[4] == f"   2 │ {shown}"
    assert lines[5] == f"     │ {mark} this one"


def test_what_a_path_holds_is_shown_as_text(word_rule: type[Rule]) -> None:
    found = report({"a\x1b[2J\u202e\n.cs": "SignalR BAD"}, rules=[word_rule])
    text = render_full(found)
    assert "\x1b" not in text and "\u202e" not in text
    assert text.startswith("a\\x1b[2J\\u202e\\x0a.cs:1:9  warning")


def test_no_key_is_printed(word_rule: type[Rule]) -> None:
    key = access_key()
    found = report({"a.cs": f'// SignalR\nvar c = "Endpoint=https://a.service.signalr.net;AccessKey={key}"; // BAD\n'})
    assert key not in render_full(View(confidence=Confidence.LOW).of(found))


def test_doubt_is_said_with_its_reason(word_rule: type[Rule]) -> None:
    found = report({"a.cs": "SignalR BADLOW"}, rules=[word_rule])
    assert "  low: a guess\n" in render_full(found)
    assert View().of(found).findings == []
    assert View(Severity.ERROR, Confidence.LOW).of(found).findings == []
    assert len(View(confidence=Confidence.LOW, paths=["a.cs"]).of(found).findings) == 1
    assert View(confidence=Confidence.LOW, paths=["a"]).of(found).findings == []


def test_colours_are_only_put_around_the_text(word_rule: type[Rule]) -> None:
    import re

    found = report({"src/a.cs": "// SignalR\nif (x)\n    BAD(); // EVIDENCE\n"}, rules=[word_rule])
    coloured = render_full(found, Style(colours=True))
    assert "\x1b[33;1mwarning\x1b[0m" in coloured
    assert re.sub(r"\x1b\[[\d;]*m", "", coloured) == WHOLE


@pytest.mark.parametrize(
    ("files", "line"),
    [
        ({"a.cs": "nothing"}, "No use of Azure SignalR Service found; 1 file looked at."),
        ({"a.cs": "SignalR", "b": ""}, "No use of Azure SignalR Service found; 2 files looked at."),
    ],
)
def test_silence_says_what_it_rests_on(files: dict[str, str], line: str) -> None:
    assert closing_line(report(files, Config())) == line
