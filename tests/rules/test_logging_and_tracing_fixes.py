"""The fixes for logging and tracing, applied to the bad examples of their pages: the finding goes, no other comes, the
line ends stay."""

from __future__ import annotations

import pytest

from asrs_lint.documentation import Example
from asrs_lint.finding import Finding
from asrs_lint.plugins import installed_rules
from asrs_lint.rule import Rule, Safety
from asrs_lint.testing import examples, lint

IDS = {f"ASRS{number}" for number in (101, 102, 104, 107, 201, 202, 203, 205, 206, 208)}
RULES = [rule for rule in installed_rules() if rule.meta.id in IDS]
CASES = [
    pytest.param(rule, example, id=f"{rule.meta.id}-{example.title}")
    for rule in RULES
    for example in examples(rule)
    if not example.good
]


def ids(findings: list[Finding]) -> list[str]:
    return sorted(finding.id for finding in findings)


def fixed(files: dict[str, str], finding: Finding) -> dict[str, str]:
    assert finding.problem.fix is not None
    changed = dict(files)
    for edit in sorted(finding.problem.fix.edits, key=lambda e: e.span, reverse=True):
        text = changed[edit.span.path]
        changed[edit.span.path] = text[: edit.span.start] + edit.text + text[edit.span.end :]
    return changed


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize(("rule", "example"), CASES)
def test_fix(rule: type[Rule], example: Example, newline: str) -> None:
    files = {path: text.replace("\n", newline) for path, text in example.files}
    before = lint(files, rules=RULES)
    for finding in before:
        if finding.id != rule.meta.id or not finding.problem.fix or not finding.problem.fix.edits:
            continue
        after = fixed(files, finding)
        rest = ids(before)
        rest.remove(finding.id)
        assert ids(lint(after, rules=RULES)) == rest
        if newline == "\r\n":
            assert not any("\n" in text.replace("\r\n", "") for text in after.values())


UNSAFE_OR_SHOWN = {
    'add  .AddFilter("Microsoft.Azure.SignalR", LogLevel.Information)',
    'add  .MinimumLevel.Override("Microsoft.Azure.SignalR", LogEventLevel.Information)',
    'add  "Microsoft.Azure.SignalR": "Information"  to Logging:LogLevel of appsettings.json',
    "name the shared listener ASRS",
    "define the listener in sharedListeners, or give it a type here",
    "set SourceLevels.Information",
}


def test_which_fixes_are_not_applied_by_themselves() -> None:
    found = [
        finding.problem.fix
        for rule in RULES
        for example in examples(rule)
        for finding in lint(dict(example.files), rules=[rule])
    ]
    assert {fix.title for fix in found if fix and fix.safety is not Safety.SAFE} == UNSAFE_OR_SHOWN


def test_a_level_somebody_chose_is_changed_only_when_asked() -> None:
    (rule,) = [rule for rule in RULES if rule.meta.id == "ASRS101"]
    example = next(e for e in examples(rule) if not e.good)
    files = dict(example.files)
    files["src/appsettings.json"] = '{"Logging": {"LogLevel": {"Microsoft.Azure.SignalR": "Error"}}}'
    (finding,) = lint(files, rules=RULES)
    assert finding.problem.fix and finding.problem.fix.safety is Safety.UNSAFE
    assert fixed(files, finding)["src/appsettings.json"] == files["src/appsettings.json"].replace(
        "Error", "Information"
    )


@pytest.mark.parametrize("level", ["Information", "Debug", "Trace"])
def test_naming_the_category_takes_nothing_away(level: str) -> None:
    (rule,) = [rule for rule in RULES if rule.meta.id == "ASRS102"]
    files = dict(next(example.files for example in examples(rule) if not example.good))
    files["src/appsettings.json"] = f'{{ "Logging": {{ "LogLevel": {{ "Default": "{level}" }} }} }}'
    (finding,) = lint(files, rules=[rule])
    settings = fixed(files, finding)["src/appsettings.json"]
    assert settings.count(f'"Microsoft.Azure.SignalR": "{level}"') == 1
