"""The truth table of server.md A2: global rules, rules of a provider, and code."""

from __future__ import annotations

import pytest

from asrs_lint.dotnet.log_level import (
    APPLICATION_INSIGHTS,
    CONSOLE,
    DEBUG,
    EVENT_LOG,
    FilterRule,
    LogLevel,
    Provider,
    level_leaf,
    matches,
    parse_level,
    select,
)

CATEGORY = "Microsoft.Azure.SignalR.ServiceConnection"
INSIGHTS_DEFAULT = FilterRule(APPLICATION_INSIGHTS.full_name, None, LogLevel.WARNING, "built in")


def rules(*settings: str) -> list[FilterRule[str]]:
    """`Console:LogLevel:Default=Warning` as bound from configuration."""
    found = []
    for setting in settings:
        key, _, value = setting.partition("=")
        leaf = level_leaf(key.split(":"), value, setting)
        assert leaf is not None
        if leaf.rule:
            found.append(leaf.rule)
    return found


def in_code(category: str | None, level: LogLevel, provider: str | None = None) -> FilterRule[str]:
    return FilterRule(provider, category, level, "code")


def level(name: str) -> LogLevel:
    return LogLevel[name.upper()]


TEMPLATE_3 = (
    "LogLevel:Default=Information",
    "LogLevel:Microsoft=Warning",
    "LogLevel:Microsoft.Hosting.Lifetime=Information",
)
TABLE = [
    # settings, code, minimum, Console, Debug, Application Insights
    ((), (), "information", "information", "information", "warning"),
    (
        ("LogLevel:Default=Information", "LogLevel:Microsoft.AspNetCore=Warning"),
        (),
        "information",
        "information",
        "information",
        "warning",
    ),
    (TEMPLATE_3, (), "information", "warning", "warning", "warning"),
    (("LogLevel:Default=Warning",), (), "information", "warning", "warning", "warning"),
    (
        (*TEMPLATE_3, "LogLevel:Microsoft.Azure.SignalR=Information"),
        (),
        "information",
        "information",
        "information",
        "warning",
    ),
    (
        (
            "LogLevel:Default=Warning",
            "LogLevel:Microsoft.Azure.SignalR=Information",
            "ApplicationInsights:LogLevel:Default=Information",
        ),
        (),
        "information",
        "information",
        "information",
        "information",
    ),
    (
        ("LogLevel:Microsoft.Azure.SignalR=Information", "Console:LogLevel:Default=Warning"),
        (),
        "information",
        "warning",
        "information",
        "warning",
    ),
    (
        (
            "LogLevel:Default=Debug",
            "Console:LogLevel:Default=Warning",
            "Console:LogLevel:Microsoft.Azure.SignalR=Debug",
        ),
        (),
        "information",
        "debug",
        "debug",
        "warning",
    ),
    (
        ("LogLevel:Microsoft=Warning",),
        (in_code("Microsoft.Azure.SignalR", LogLevel.INFORMATION),),
        "information",
        "information",
        "information",
        "warning",
    ),
    (
        ("LogLevel:Microsoft.Azure.SignalR=Information",),
        (in_code("Microsoft.Azure.SignalR", LogLevel.WARNING),),
        "information",
        "warning",
        "warning",
        "warning",
    ),
    (("LogLevel:Default=Warning",), (), "debug", "warning", "warning", "warning"),
    ((), (), "warning", "warning", "warning", "warning"),
]


@pytest.mark.parametrize(("settings", "code", "minimum", "console", "debug", "insights"), TABLE)
def test_truth_table(
    settings: tuple[str, ...],
    code: tuple[FilterRule[str], ...],
    minimum: str,
    console: str,
    debug: str,
    insights: str,
) -> None:
    every = [INSIGHTS_DEFAULT, *rules(*settings), *code]
    found = [select(every, level(minimum), p, CATEGORY).level for p in (CONSOLE, DEBUG, APPLICATION_INSIGHTS)]
    assert found == [level(console), level(debug), level(insights)]


def test_winner_and_runner_up_are_named() -> None:
    chosen = select(rules(*TEMPLATE_3), LogLevel.INFORMATION, CONSOLE, CATEGORY)
    assert chosen.winner and chosen.winner.payload == "LogLevel:Microsoft=Warning"
    assert chosen.runner_up and chosen.runner_up.payload == "LogLevel:Default=Information"


@pytest.mark.parametrize(
    ("settings", "provider", "expected"),
    [
        (("console:LogLevel:Default=Error",), CONSOLE, "information"),  # provider names have case
        ((f"{CONSOLE.full_name}:LogLevel:Default=Error",), CONSOLE, "error"),
        (
            ("Console:LogLevel:Default=Error", "LogLevel:Microsoft.Azure.SignalR.ServiceConnection=Debug"),
            CONSOLE,
            "error",
        ),
        (("LogLevel:Microsoft.A=Error",), CONSOLE, "error"),
        (("LogLevel:Azure=Error",), CONSOLE, "information"),
        (("LogLevel:Microsoft.AspNetCore=Error",), CONSOLE, "information"),
        (("loglevel:MICROSOFT=error",), CONSOLE, "error"),
        (("LogLevel:*=Error", "LogLevel:Default=Debug"), CONSOLE, "error"),
        (("LogLevel:Microsoft=", "LogLevel:Default=Error"), CONSOLE, "error"),
        (("LogLevel:Microsoft:Azure=Debug", "LogLevel:Default=Error"), CONSOLE, "error"),
        (("LogLevel:Microsoft=Error", "EventLog:LogLevel:Default=Debug"), EVENT_LOG, "debug"),
        (("LogLevel:Microsoft=Error",), Provider(None, "Own.Provider"), "error"),
    ],
)
def test_selection(settings: tuple[str, ...], provider: Provider, expected: str) -> None:
    assert select(rules(*settings), LogLevel.INFORMATION, provider, CATEGORY).level == level(expected)


def test_a_later_rule_of_the_same_length_wins() -> None:
    both = [in_code("Microsoft", LogLevel.ERROR), in_code("Microsoft", LogLevel.DEBUG)]
    assert select(both, LogLevel.INFORMATION, CONSOLE, CATEGORY).level is LogLevel.DEBUG


def test_a_delegate_leaves_the_level_unknown() -> None:
    delegate: FilterRule[str] = FilterRule(None, "Microsoft.Azure", None, "lambda")
    chosen = select([*rules("LogLevel:Default=Warning"), delegate], LogLevel.INFORMATION, CONSOLE, CATEGORY)
    assert chosen.level is None
    assert chosen.winner is delegate


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Information", LogLevel.INFORMATION),
        (" warning ", LogLevel.WARNING),
        ("NONE", LogLevel.NONE),
        ("3", LogLevel.WARNING),
        ("17", LogLevel.NONE),
        ("Debug, Information", LogLevel.WARNING),
        ("Info", None),
        ("Warn", None),
        ("", None),
        ("true", None),
        ("#{level}#", None),
        ("٣", None),
    ],
)
def test_parse_level(text: str, expected: LogLevel | None) -> None:
    assert parse_level(text) is expected


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [("Microsoft.*", True), ("*.ServiceConnection", True), ("*.Other", False), ("Micro*Serv*", False), ("", True)],
)
def test_wildcards(pattern: str, expected: bool) -> None:
    assert matches(pattern, CATEGORY) is expected


def test_what_is_no_level() -> None:
    assert level_leaf(("IncludeScopes",), "true", None) is None
    assert level_leaf(("LogLevel",), "Warning", None) is None
    assert level_leaf(("Console", "FormatterName"), "json", None) is None
