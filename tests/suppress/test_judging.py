"""Suppressions that are unknown, unused or expired, and what must never be called so."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from asrs_lint import Rule, Safety
from asrs_lint.config import Config, Override
from asrs_lint.config_file import read_config
from asrs_lint.engine import Run, check
from asrs_lint.finding import Finding, Report
from asrs_lint.plugins import installed_rules
from asrs_lint.rewriting import rewritten

SERVER = {
    "Chat.csproj": '<Project Sdk="Microsoft.NET.Sdk.Web"><PropertyGroup><TargetFramework>net8.0</TargetFramework>'
    '</PropertyGroup><ItemGroup><PackageReference Include="Microsoft.Azure.SignalR" Version="1.30.2" /></ItemGroup>'
    "</Project>",
    "Program.cs": "var builder = WebApplication.CreateBuilder(args);\n"
    "builder.Services.AddSignalR().AddAzureSignalR();\nbuilder.Build().Run();\n",
}
JUDGES = [rule for rule in installed_rules() if rule.meta.id in ("ASRS002", "ASRS003", "ASRS004")]


@pytest.fixture
def judged(tmp_path: Path, word_rule: type[Rule]):
    """The findings of the rules about suppressions in one file, beside a server and the rule that finds bad words."""

    def judge(text: str, path: str = "a.cs", config: Config | None = None, **run: object) -> list[Finding]:
        report = reported(tmp_path, [word_rule, *JUDGES], {path: text}, config, **run)
        return [finding for finding in report.findings if finding.id != "TEST401"]

    return judge


def reported(
    root: Path, rules: list[type[Rule]], files: dict[str, str], config: Config | None = None, **run: object
) -> Report:
    settings = Run(1, rules, today=date(2026, 6, 1), **run)  # type: ignore[arg-type]
    return check(root, config or Config(), {**SERVER, **files}, settings)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("x();\n  // asrs-lint: ignore[TEST401] why\n  y();\n", "x();\n  y();\n"),
        ("x(); // asrs-lint: ignore[TEST401] why\ny();\n", "x();\ny();\n"),
        ("x();\t/* asrs-lint: ignore[TEST401] why */ y();\r\n", "x(); y();\r\n"),
        ("x();\r\n/* asrs-lint: ignore[TEST401]\r\n*/\r\ny();", "x();\r\ny();"),
        ("x(); // NOLINT // asrs-lint: ignore[TEST401] why\n", "x(); // NOLINT\n"),
        ("// asrs-lint: ignore[TEST401]", ""),
        ("// asrs-lint: ignore-file[words] why\nx();", "x();"),
        ("BAD // asrs-lint: ignore[TEST401, ASRS003] why", "BAD // asrs-lint: ignore[TEST401] why"),
    ],
)
def test_the_fix_removes_what_is_unused(judged, before: str, after: str) -> None:
    (finding,) = judged(before)
    assert (finding.id, finding.problem.fix.safety) == ("ASRS003", Safety.SAFE)
    assert rewritten(before, finding.problem.fix.edits) == after


def test_a_comment_that_says_more_is_not_edited(judged) -> None:
    (finding,) = judged("/* asrs-lint: ignore[TEST401] why\n * and what else to know */\nx();")
    assert (finding.id, finding.problem.fix.edits, finding.problem.fix.safety) == ("ASRS003", (), Safety.SHOWN)


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("BAD // asrs-lint: ignore[TEST401] why", "a.cs"),
        ("BADLOW // asrs-lint: ignore[TEST401] a finding of low confidence", "a.cs"),
        ('x = "// asrs-lint: ignore[TEST401, NONE1]";', "a.cs"),
        ("```cs\n// asrs-lint: ignore[TEST401, NONE1] why\n```", "README.md"),
        ("asrs-lint: ignore[TEST401, NONE1]", "notes.txt"),
    ],
)
def test_what_is_left_alone(judged, text: str, path: str) -> None:
    assert judged(text, path) == []


UNUSED = "x(); // asrs-lint: ignore[TEST401] why"


@pytest.mark.parametrize(
    "config",
    [
        Config(select=("ASRS003", "ASRS401")),
        Config(ignore=("TEST401",)),
        Config(overrides=(Override(("a.cs",), ignore=("bad-word",)),)),
        Config(ignore=("unused-suppression",)),
        Config(overrides=(Override(("*.cs",), ignore=("ASRS003",)),)),
        Config(exclude=("a.*",)),
    ],
)
def test_a_rule_that_was_not_wanted_judges_nothing(tmp_path: Path, word_rule: type[Rule], config: Config) -> None:
    (tmp_path / "a.cs").write_text(UNUSED)
    assert reported(tmp_path, [word_rule, *JUDGES], {}, config).findings == []
    assert reported(tmp_path, [word_rule, *JUDGES], {}).findings != []


def test_a_suppression_of_a_rule_that_did_not_run_is_not_judged(tmp_path: Path, word_rule: type[Rule]) -> None:
    unrelated = "x(); // asrs-lint: ignore[TEST401] why"
    others = [rule for rule in installed_rules() if rule.meta.id in ("ASRS401", "ASRS003")]
    assert reported(tmp_path, others, {"a.cs": unrelated}).findings == []


def test_nothing_is_unused_without_suppressions(judged) -> None:
    assert judged(UNUSED, suppressions=False) == []


def test_nothing_is_unused_when_a_rule_crashed(
    tmp_path: Path, word_rule: type[Rule], crashing_rule: type[Rule]
) -> None:
    report = reported(tmp_path, [word_rule, crashing_rule, *JUDGES], {"a.cs": UNUSED})
    assert (len(report.failures), report.findings) == (1, [])


def test_nothing_is_unused_when_a_file_cannot_be_read(tmp_path: Path, word_rule: type[Rule]) -> None:
    files = {"a.cs": UNUSED, "appsettings.json": '{ "a" 1'}
    assert reported(tmp_path, [word_rule, *JUDGES], files).findings == []


def test_a_folder_with_its_own_configuration_is_not_judged(tmp_path: Path, word_rule: type[Rule]) -> None:
    files = {"till/a.cs": UNUSED, "till/asrs-lint.toml": "assume-azure-signalr = true"}
    assert reported(tmp_path, [word_rule, *JUDGES], files).findings == []


def test_nothing_is_unused_where_nothing_uses_the_service(tmp_path: Path, word_rule: type[Rule]) -> None:
    run = Run(1, [word_rule, *JUDGES])
    assert check(tmp_path, overlays={"a.ts": "// signalr\n" + UNUSED}, run=run).findings == []


@pytest.mark.parametrize(
    ("name", "fixed"),
    [("bad-wrod", "bad-word"), ("ASRS00", None), ("nothing-like-it", None)],
)
def test_a_mistyped_name(judged, name: str, fixed: str | None) -> None:
    text = f"x(); // asrs-lint: ignore[{name}] why"
    (finding,) = judged(text)
    fix = finding.problem.fix
    assert finding.id == "ASRS002"
    assert (rewritten(text, fix.edits) if fix else None) == (text.replace(name, fixed) if fixed else None)


@pytest.mark.parametrize(("cause", "told"), [("x()", "nothing is left"), ("BAD", "is reported again")])
def test_an_expired_suppression_is_told_of_once(judged, cause: str, told: str) -> None:
    (finding,) = judged(f"{cause}; // asrs-lint: ignore[TEST401] until=2026-05-31 why")
    assert finding.id == "ASRS004"
    assert told in finding.message


def test_no_comment_hides_what_is_wrong_with_it(judged) -> None:
    (finding,) = judged("x(); // asrs-lint: ignore[TEST401, ASRS003, ALL] why")
    assert finding.id == "ASRS003"


CONFIGURATION = """\
[[suppress]]
rule = "TEST401"
path = "b.cs"

[[suppress]]
rule = "bad-wrod"

[[suppress]]
rule = "TEST401"
until = "2026-05-31"

[[suppress]]
rule = "TEST401"
path = "a.cs"
"""


def test_entries_of_the_configuration_are_judged_where_they_stand(tmp_path: Path, word_rule: type[Rule]) -> None:
    rules = [word_rule, *JUDGES]
    file = tmp_path / "asrs-lint.toml"
    file.write_text(CONFIGURATION)
    found = reported(tmp_path, rules, {"a.cs": "BAD // SignalR"}, read_config(file, [rule.meta for rule in rules]))
    assert [(f.path, f.line, f.id) for f in found.findings] == [
        ("asrs-lint.toml", 1, "ASRS003"),
        ("asrs-lint.toml", 5, "ASRS002"),
        ("asrs-lint.toml", 8, "ASRS004"),
    ]
    assert [finding.id for finding in found.suppressed] == ["TEST401"]


def test_entries_elsewhere_are_remarked_on(tmp_path: Path, word_rule: type[Rule]) -> None:
    rules = [word_rule, *JUDGES]
    file, root = tmp_path / "shared.toml", tmp_path / "project"
    file.write_text(CONFIGURATION)
    root.mkdir()
    found = reported(root, rules, {"a.cs": "BAD // SignalR"}, read_config(file, [rule.meta for rule in rules]))
    assert found.findings == []
    assert [remark.text for remark in found.remarks] == [
        "[[suppress]] of the configuration: nothing is found that it suppresses (TEST401 in b.cs)",
        "[[suppress]] of the configuration: suppression of unknown rule 'bad-wrod'; did you mean bad-word?",
        "[[suppress]] of the configuration: suppression expired on 2026-05-31",
    ]


def test_an_inherited_entry_may_be_for_others(tmp_path: Path, word_rule: type[Rule]) -> None:
    rules = [word_rule, *JUDGES]
    (tmp_path / "shared.toml").write_text('[[suppress]]\nrule = "TEST401"\npath = "b.cs"\n')
    file = tmp_path / "asrs-lint.toml"
    file.write_text('extends = "shared.toml"\n')
    assert reported(tmp_path, rules, {}, read_config(file, [rule.meta for rule in rules])).findings == []


def test_the_configuration_may_accept_an_unused_suppression(tmp_path: Path, word_rule: type[Rule]) -> None:
    rules = [word_rule, *JUDGES]
    file = tmp_path / "asrs-lint.toml"
    file.write_text('[[suppress]]\nrule = "ASRS003"\npath = "a.cs"\nreason = "found with --service only"\n')
    found = reported(tmp_path, rules, {"a.cs": UNUSED}, read_config(file, [rule.meta for rule in rules]))
    assert found.findings == []
    assert [(f.id, f.suppressed.reason) for f in found.suppressed if f.suppressed] == [
        ("ASRS003", "found with --service only")
    ]
