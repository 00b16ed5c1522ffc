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
    "text",
    [
        'SignalR BAD "asrs-lint: ignore[TEST401]"',
        "SignalR BAD; x(); // asrs-lint: ignore[TEST402]",
        "x(); // asrs-lint: ignore[TEST401] SignalR\nBAD",
        "// asrs-lint: ignore[TEST401] SignalR\n\nBAD",
        "/* asrs-lint: ignore[TEST401] SignalR */ x();\nBAD",
        "SignalR BAD // asrs-lint: ignore[]",
        "SignalR BAD // asrs-lint: ignore",
        "SignalR BAD // asrs-lint: ignored[TEST401]",
        "SignalR BAD // see asrs-lint: ignore[TEST401]",
        "SignalR BAD /// <code>// asrs-lint: ignore[TEST401]</code>",
        "SignalR BAD // asrs-lint: ignore[TEST401] until=2026-05-31 old",
        "SignalR BAD // asrs-lint: ignore[TEST401] until=soon",
    ],
)
def test_what_does_not_suppress(tmp_path: Path, word_rule: type[Rule], text: str) -> None:
    found = report(tmp_path, word_rule, "a.cs", text)
    assert len(found.findings) == 1
    assert found.suppressed == []


def test_an_end_that_is_no_date_is_remarked_on(tmp_path: Path, word_rule: type[Rule]) -> None:
    found = report(tmp_path, word_rule, "a.cs", "SignalR BAD // asrs-lint: ignore[TEST401] until=soon")
    assert [str(remark) for remark in found.remarks] == [
        "a.cs:1: until=soon is no date like 2027-01-31; nothing is suppressed"
    ]


@pytest.mark.parametrize(
    "text",
    [
        "SignalR\n// asrs-lint: ignore[TEST401] known\n// eslint-disable-next-line\nBAD",
        "SignalR\n// asrs-lint: ignore[TEST401] known\n// asrs-lint: ignore[TEST999] other\nBAD",
        'SignalR\n// asrs-lint: ignore[TEST401] known\n[HttpPost]\n[Route("x")]\npublic void BAD() {}',
        "SignalR\n[HttpPost]\n// asrs-lint: ignore[TEST401] known\npublic void BAD() {}",
        "SignalR\n// asrs-lint: ignore[TEST401] known\n[HttpPost, BAD]\npublic void x() {}",
        "SignalR BAD // NOLINT // asrs-lint: ignore[TEST401] known",
        "SignalR\n/*\n * asrs-lint: ignore[TEST401] known\n */\nBAD",
    ],
)
def test_what_may_stand_between(tmp_path: Path, word_rule: type[Rule], text: str) -> None:
    found = report(tmp_path, word_rule, "a.cs", text)
    assert [finding.suppressed.reason for finding in found.suppressed if finding.suppressed] == ["known"]


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
