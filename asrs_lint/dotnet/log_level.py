"""Which level Microsoft.Extensions.Logging applies to a category and a provider (server.md A2).

Follows LoggerRuleSelector and LoggerFilterConfigureOptions of dotnet/runtime. Rules carry a payload of the caller's,
usually the place where they stand, so that the answer can name the line that decides.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import IntEnum
from typing import Generic, TypeVar

from msgspec import Struct

P = TypeVar("P")


class LogLevel(IntEnum):
    TRACE = 0
    DEBUG = 1
    INFORMATION = 2
    WARNING = 3
    ERROR = 4
    CRITICAL = 5
    NONE = 6

    def __str__(self) -> str:
        return self.name.title()


def parse_level(text: str) -> LogLevel | None:
    """The level a configuration value means, None where the host throws at start.

    As Enum.TryParse without regard to case: names, integers, and names joined by commas (or-ed together). Integers
    outside the range parse too in .NET; they count as the nearest level.
    """
    value = 0
    for part in text.split(","):
        number = _number(part.strip())
        if number is None:
            return None
        value |= number
    return LogLevel(max(LogLevel.TRACE, min(LogLevel.NONE, value)))


def _number(name: str) -> int | None:
    if name.upper() in LogLevel.__members__:
        return LogLevel[name.upper()]
    digits = name[1:] if name[:1] in ("+", "-") else name
    return int(name) if digits.isascii() and digits.isdigit() and len(digits) < 10 else None


class Provider(Struct, frozen=True):
    """A logger provider: rules name it by its full type name or by its alias, both with regard to case."""

    alias: str | None
    full_name: str


CONSOLE = Provider("Console", "Microsoft.Extensions.Logging.Console.ConsoleLoggerProvider")
DEBUG = Provider("Debug", "Microsoft.Extensions.Logging.Debug.DebugLoggerProvider")
EVENT_SOURCE = Provider("EventSource", "Microsoft.Extensions.Logging.EventSource.EventSourceLoggerProvider")
EVENT_LOG = Provider("EventLog", "Microsoft.Extensions.Logging.EventLog.EventLogLoggerProvider")
TRACE_SOURCE = Provider("TraceSource", "Microsoft.Extensions.Logging.TraceSource.TraceSourceLoggerProvider")
APP_SERVICE_FILE = Provider("AzureAppServicesFile", "Microsoft.Extensions.Logging.AzureAppServices.FileLoggerProvider")
APP_SERVICE_BLOB = Provider("AzureAppServicesBlob", "Microsoft.Extensions.Logging.AzureAppServices.BlobLoggerProvider")
APPLICATION_INSIGHTS = Provider(
    "ApplicationInsights", "Microsoft.Extensions.Logging.ApplicationInsights.ApplicationInsightsLoggerProvider"
)
OPEN_TELEMETRY = Provider("OpenTelemetry", "OpenTelemetry.Logs.OpenTelemetryLoggerProvider")
SERILOG = Provider("Serilog", "Serilog.Extensions.Logging.SerilogLoggerProvider")
PROVIDERS = (
    CONSOLE,
    DEBUG,
    EVENT_SOURCE,
    EVENT_LOG,
    TRACE_SOURCE,
    APP_SERVICE_FILE,
    APP_SERVICE_BLOB,
    APPLICATION_INSIGHTS,
    OPEN_TELEMETRY,
    SERILOG,
)


class FilterRule(Struct, Generic[P], frozen=True):
    """A LoggerFilterRule. `level` is None where a delegate or something unresolvable decides."""

    provider: str | None
    category: str | None
    level: LogLevel | None
    payload: P


class Selection(Struct, Generic[P], frozen=True):
    """What applies. `level` is None when it cannot be told; without `winner` the minimum level applies."""

    level: LogLevel | None
    winner: FilterRule[P] | None = None
    runner_up: FilterRule[P] | None = None


def select(
    rules: Sequence[FilterRule[P]],
    minimum: LogLevel | None,
    provider: Provider,
    category: str,
) -> Selection[P]:
    """The level of a category for a provider, the rule that decides, and the rule that would decide without it."""
    winner = _best(rules, provider, category)
    if winner is None:
        return Selection(minimum)
    runner_up = _best([rule for rule in rules if rule is not winner], provider, category)
    return Selection(winner.level, winner, runner_up)


def _best(rules: Iterable[FilterRule[P]], provider: Provider, category: str) -> FilterRule[P] | None:
    current: FilterRule[P] | None = None
    for rule in rules:
        names = (provider.full_name, provider.alias)
        if (rule.provider is None or rule.provider in names) and matches(rule.category, category):
            current = rule if current is None or _better(rule, current) else current
    return current


def _better(rule: FilterRule[P], current: FilterRule[P]) -> bool:
    """Whether a rule that matches displaces another that matches; of equals the later one stands."""
    if (rule.provider is None) != (current.provider is None):
        return rule.provider is not None
    if current.category is not None:
        return rule.category is not None and len(rule.category) >= len(current.category)
    return True


def matches(pattern: str | None, category: str) -> bool:
    """Whether the category of a rule covers a logger's category: a textual prefix, not bounded by dots, with at most
    one `*` (two make .NET throw; such a rule covers nothing here)."""
    if pattern is None:
        return True
    if pattern.count("*") > 1:
        return False
    prefix, _, suffix = pattern.lower().partition("*")
    name = category.lower()
    return name.startswith(prefix) and name.endswith(suffix)


class LevelLeaf(Struct, Generic[P], frozen=True):
    """A value under a `LogLevel` key. `category` is as written; nested objects give one with colons, which is dead."""

    provider: str | None
    category: str
    value: str | None
    payload: P

    @property
    def rule(self) -> FilterRule[P] | None:
        """The rule it makes, None when it is empty. A value that is no level has the level None."""
        if not self.value:
            return None
        category = None if self.category.lower() == "default" else self.category
        return FilterRule(self.provider, category, parse_level(self.value), self.payload)


def level_leaf(keys: Sequence[str], value: str | None, payload: P) -> LevelLeaf[P] | None:
    """A leaf of a logging section as a level, when it is one (`LogLevel:<category>`, `<provider>:LogLevel:<category>`);
    the keys are counted from below the section and free of colons."""
    if len(keys) >= 2 and keys[0].lower() == "loglevel":
        return LevelLeaf(None, ":".join(keys[1:]), value, payload)
    if len(keys) >= 3 and keys[1].lower() == "loglevel":
        return LevelLeaf(keys[0], ":".join(keys[2:]), value, payload)
    return None
