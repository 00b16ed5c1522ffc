"""After accepting today's findings a run reports what is new, and nothing else."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from asrs_lint import Rule
from asrs_lint.baseline import Baseline, BaselineError
from asrs_lint.cli.run import run as command
from asrs_lint.config import Config
from asrs_lint.engine import Run, check
from asrs_lint.finding import Report
from asrs_lint.testing import access_key
from tests.conftest import Crashing, WordFound

Write = Callable[[dict[str, str]], Path]
CALLS = st.lists(st.sampled_from(["f(BAD);", "g(BAD);", "h(BADLY, 1);", "f(BADLOW);"]), max_size=8)


def report(calls: Sequence[str], baseline: Baseline | None, *rules: type[Rule], config: Config | None = None) -> Report:
    files = {"a.cs": "// SignalR\n" + "\n".join(calls)}
    return check(Path("/nowhere"), config or Config(), files, Run(1, rules or (WordFound,), baseline=baseline))


def accepted(calls: Sequence[str]) -> Baseline:
    return Baseline.of(report(calls, None).findings)


@given(CALLS)
def test_what_is_accepted_is_not_reported(calls: list[str]) -> None:
    found = report(calls, Baseline.parse(accepted(calls).text()))
    assert (found.findings, found.remarks) == ([], [])
    assert {f.suppressed.kind for f in found.suppressed if f.suppressed} <= {"baseline"}
    assert len(found.suppressed) == len(calls)


@given(CALLS, st.data())
def test_one_more_identical_construct_is_reported_alone(calls: list[str], data: st.DataObject) -> None:
    calls = [*calls, "f(BAD);"]
    more = [*calls]
    more.insert(data.draw(st.integers(0, len(calls))), data.draw(st.sampled_from(calls)))
    assert len(report(more, accepted(calls)).findings) == 1


@given(CALLS, st.data())
def test_one_less_leaves_one_stale_entry(calls: list[str], data: st.DataObject) -> None:
    calls = [*calls, "f(BAD);"]
    fewer = [*calls]
    del fewer[data.draw(st.integers(0, len(calls) - 1))]
    found = report(fewer, accepted(calls))
    assert found.findings == []
    assert [r.text for r in found.remarks] == [
        "1 baseline entry matches nothing any more; asrs-lint init --baseline prunes"
    ]


@given(CALLS, st.randoms())
def test_the_file_is_the_same_in_any_order(calls: list[str], random) -> None:  # type: ignore[no-untyped-def]
    entries = [*accepted(calls).entries]
    random.shuffle(entries)
    text = Baseline(tuple(entries)).text()
    assert text == accepted(calls).text()
    assert sum('"fingerprint"' in line for line in text.splitlines()) == len(entries)


def test_entries_of_rules_that_did_not_run_are_not_stale() -> None:
    baseline = accepted(["f(BAD);"])
    assert report([], baseline, config=Config(ignore=("TEST401",))).remarks == []
    assert report([], baseline, Crashing).remarks == []
    assert report([], baseline, WordFound, Crashing).remarks == []


def test_entries_are_stale_where_nothing_uses_signalr_any_more() -> None:
    found = check(Path("/nowhere"), Config(), {"a.cs": ""}, Run(1, [WordFound], baseline=accepted(["f(BAD);"])))
    assert len(found.remarks) == 1


def test_no_key_enters_the_file() -> None:
    key = access_key()
    text = accepted([f'f("AccessKey={key};", BAD);']).text()
    assert "TEST401" in text
    assert key not in text


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "is no JSON"),
        ("<<<<<<< HEAD\n{}", "is no JSON"),
        ("[" * 100_000, "is no JSON"),
        ("[]", "is no baseline of asrs-lint"),
        ('{"findings": []}', "is no baseline of asrs-lint"),
        ('{"version": 2, "findings": []}', "has version 2; this asrs-lint reads version 1"),
        ('{"version": 1}', "has no list of findings"),
        ('{"version": 1, "findings": [1]}', "finding 1 has no rule, path or fingerprint"),
        (
            '{"version": 1, "findings": [{"rule": "A1", "path": "a", "fingerprint": "x"}]}',
            "finding 1 has a fingerprint that asrs-lint did not make",
        ),
    ],
)
def test_a_damaged_file_is_refused(text: str, reason: str) -> None:
    with pytest.raises(BaselineError, match=reason):
        Baseline.parse(text)


@pytest.fixture
def leak(project: Write) -> Path:
    line = f"SignalR__C=Endpoint=https://chat.service.signalr.net;AccessKey={access_key()};Version=1.0;\n"
    root = project({"asrs-lint.toml": "", ".env": line})
    assert command(["init", "--baseline", str(root)]) == 0
    return root


def counts(capsys: pytest.CaptureFixture[str], root: Path, *options: str) -> tuple[int, int, int]:
    """The exit code, the errors and the findings in the baseline."""
    capsys.readouterr()
    code = command(["check", str(root), "--format", "json", *options])
    summary = json.loads(capsys.readouterr().out)["summary"]
    return code, summary["errors"], summary["baseline"]


def test_the_file_is_found_by_itself_and_may_be_set_aside(leak: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert counts(capsys, leak) == (0, 0, 1)
    assert counts(capsys, leak, "--no-baseline") == (1, 1, 0)
    assert counts(capsys, leak, "--no-suppressions") == (1, 1, 0)


def test_another_file_may_be_named(leak: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (leak / "asrs-lint-baseline.json").rename(leak / "known.json")
    assert counts(capsys, leak) == (1, 1, 0)
    assert counts(capsys, leak, "--baseline", str(leak / "known.json")) == (0, 0, 1)


def test_the_closing_line_counts_it(leak: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    command([str(leak)])
    assert capsys.readouterr().out.endswith(" 1 finding in the baseline.\n")


def test_sarif_gives_it_as_external_suppression(leak: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    command([str(leak), "--format", "sarif"])
    (result,) = json.loads(capsys.readouterr().out)["runs"][0]["results"]
    expected = {"kind": "external", "status": "accepted", "justification": "accepted in the baseline"}
    assert result["suppressions"] == [expected]


@pytest.mark.parametrize("damage", ["text", "link", "folder", "missing"])
def test_a_file_that_cannot_be_used_is_wrong_use(leak: Path, damage: str, capsys: pytest.CaptureFixture[str]) -> None:
    file = leak / "asrs-lint-baseline.json"
    file.rename(leak / "other.json")
    if damage == "text":
        file.write_text("{")
    elif damage == "link":
        file.symlink_to(leak / "other.json")
    elif damage == "folder":
        file.mkdir()
    capsys.readouterr()
    assert command([str(leak), "--baseline", str(file)]) == 2
    assert command([str(leak)]) == (1 if damage == "missing" else 2)
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == (1 if damage == "missing" else 2)
    assert all("asrs-lint-baseline.json" in line for line in lines)
