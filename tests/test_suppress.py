from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from asrs_lint import Rule
from asrs_lint.config import Config, StatedSuppression
from asrs_lint.engine import Run, check
from asrs_lint.finding import Report


def report(root: Path, rule: type[Rule], path: str, text: str, config: Config | None = None, **run: object) -> Report:
    settings = Run(1, [rule], today=date(2026, 6, 1), **run)  # type: ignore[arg-type]
    return check(root, config or Config(), {path: text}, settings)


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("a.cs", "SignalR BAD // asrs-lint: ignore[TEST401] known"),
        ("a.cs", "SignalR\n// asrs-lint: ignore[TEST401] known\nBAD"),
        ("a.cs", "SignalR BAD /* asrs-lint: ignore[bad-word] known */"),
        ("a.cs", "SignalR BAD // asrs-lint: ignore[TEST999, TEST401] known"),
        ("a.cs", "SignalR BAD // asrs-lint: ignore[TEST401] until=2026-06-01 known"),
        ("a.cs", "SignalR\nBAD\n\n// asrs-lint: ignore-file[TEST401] known"),
        ("a.html", "<p>signalR</p>\n<!-- asrs-lint: ignore[TEST401] known -->\n<b>BAD</b>"),
        ("a.cshtml", "@* SignalR *@\n@* asrs-lint: ignore[TEST401] known *@\nBAD"),
        ("a.tsx", "// signalR\n{/* asrs-lint: ignore[TEST401] known */}\nBAD"),
        ("a.py", "# signalr\nBAD  # asrs-lint: ignore[TEST401] known"),
        ("a.yaml", "# signalr\nx: BAD # asrs-lint: ignore[TEST401] known"),
        ("a.tf", "# signalr\n# asrs-lint: ignore[TEST401] known\nBAD"),
        ("web.config", "<a>signalr</a><!-- asrs-lint: ignore[TEST401] known -->BAD"),
    ],
)
def test_a_comment_suppresses(tmp_path: Path, word_rule: type[Rule], path: str, text: str) -> None:
    found = report(tmp_path, word_rule, path, text)
    assert found.findings == []
    assert [(f.suppressed.kind, f.suppressed.reason) for f in found.suppressed if f.suppressed] == [
        ("comment", "known")
    ]


@pytest.mark.parametrize(
    ("text", "warning"),
    [
        ('SignalR BAD "asrs-lint: ignore[TEST401]"', ""),
        (
            "SignalR BAD; x(); // asrs-lint: ignore[TEST402]",
            "a.cs:1: suppression of unknown rule 'TEST402'; did you mean TEST401?",
        ),
        ("x(); // asrs-lint: ignore[TEST401] SignalR\nBAD", ""),
        ("// asrs-lint: ignore[TEST401] SignalR\n\nBAD", ""),
        (
            "SignalR BAD // asrs-lint: ignore[]",
            "a.cs:1: suppression without a rule; write asrs-lint: ignore[ASRS401] reason",
        ),
        ("SignalR BAD // asrs-lint: ignore[TEST401] until=2026-05-31 old", "a.cs:1: suppression expired on 2026-05-31"),
        (
            "SignalR BAD // asrs-lint: ignore[TEST401] until=soon",
            "a.cs:1: until=soon is no date like 2027-01-31; nothing is suppressed",
        ),
    ],
)
def test_what_does_not_suppress(tmp_path: Path, word_rule: type[Rule], text: str, warning: str) -> None:
    found = report(tmp_path, word_rule, "a.cs", text)
    assert len(found.findings) == 1
    assert "\n".join(map(str, found.remarks)) == warning


def test_the_configuration_suppresses(tmp_path: Path, word_rule: type[Rule]) -> None:
    config = Config(suppress=(StatedSuppression("bad-word", "src/**", "legacy"),))
    inside = report(tmp_path, word_rule, "src/a.cs", "SignalR BAD", config)
    outside = report(tmp_path, word_rule, "lib/a.cs", "SignalR BAD", config)
    assert [f.suppressed.kind for f in inside.suppressed if f.suppressed] == ["config"]
    assert len(outside.findings) == 1


def test_a_reason_may_be_required(tmp_path: Path, word_rule: type[Rule]) -> None:
    text = "SignalR BAD // asrs-lint: ignore[TEST401]"
    assert report(tmp_path, word_rule, "a.cs", text).findings == []
    asked = report(tmp_path, word_rule, "a.cs", text, Config(require_reason=True))
    assert len(asked.findings) == 1
    assert "without a reason" in asked.remarks[0].text


def test_suppressions_may_be_set_aside(tmp_path: Path, word_rule: type[Rule]) -> None:
    text = "SignalR BAD // asrs-lint: ignore[TEST401] known"
    assert len(report(tmp_path, word_rule, "a.cs", text, suppressions=False).findings) == 1
