"""What settings and code say about log levels and providers, as filter rules (server.md A3–A5)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct

from asrs_lint.dotnet import log_level as mel
from asrs_lint.dotnet.configuration import Configuration, Leaf, split_key
from asrs_lint.dotnet.log_level import FilterRule, LogLevel, Provider, level_leaf
from asrs_lint.facts.code import Context
from asrs_lint.facts.configuration import Setting
from asrs_lint.facts.server import LoggingCall
from asrs_lint.source import Span


class Origin(Struct, frozen=True):
    """Where a level stands: a setting or a call. `text` says it in one line (`Microsoft: Warning`)."""

    span: Span
    text: str
    setting: Setting | None = None
    call: LoggingCall | None = None

    @property
    def conditional(self) -> bool:
        """Whether it is there under a condition only."""
        return self.call is not None and bool(self.call.context & Context.CONDITIONAL)


FilterRules = tuple[FilterRule[Origin], ...]
Merged = Configuration[Origin]

_SERVICES = re.compile(r"[sS]ervices\b")
_SECTION = re.compile(r"""GetSection\(\s*"([^"]+)"\s*\)""")
ROOT_CATEGORY = "Microsoft.Azure.SignalR"
_MINIMUM = re.compile(r"\bMinLevel\s*=\s*((?:\w+\.)*LogLevel\.\w+)")
_LEVEL = re.compile(r"(?:\w+\.)*LogLevel\.(\w+)")


def leaf_of(setting: Setting) -> Leaf[Origin]:
    keys = split_key(setting.keys)
    return Leaf(keys, setting.value, Origin(setting.span, f"{setting.keys[-1]}: {setting.value}", setting=setting))


def rules_of_section(merged: Merged, section: str) -> FilterRules:
    """The rules that binding a configuration section gives."""
    leaves = (level_leaf(keys, e.leaf.value, e.leaf.payload) for keys, e in merged.under(section))
    return tuple(rule for leaf in leaves if leaf and (rule := leaf.rule))


def rules_of_call(call: LoggingCall, merged: Merged) -> FilterRules:
    """The rules a call adds, in order."""
    if call.name == "AddFilter":
        rule = _filter(call)
        return (rule,) if rule else ()
    if call.name == "AddConfiguration":
        section = section_of(call)
        return rules_of_section(merged, section) if section else ()
    return ()


def section_of(call: LoggingCall) -> str | None:
    """The configuration section that AddConfiguration binds, None when it cannot be told."""
    text = " ".join(call.arguments)
    found = _SECTION.search(text)
    return found[1] if found else ("Logging" if "logging" in text.lower() else None)


def _filter(call: LoggingCall) -> FilterRule[Origin] | None:
    """AddFilter as a rule. None when its category cannot be read and nothing suggests that it concerns SignalR."""
    arguments, literals = call.arguments, call.literals
    origin = Origin(call.span, f"AddFilter({', '.join(arguments)})", call=call)
    provider = _provider_named(call.type_arguments[0]) if call.type_arguments else None
    if len(arguments) == 3:
        provider, arguments, literals = literals[0] or "?", arguments[1:], literals[1:]
    if len(arguments) < 2:
        return FilterRule(provider, None, None, origin)
    category = literals[0] if literals[0] is not None else _unread_category(arguments[0])
    if category == "?":
        return None
    return FilterRule(provider, category, level_of(arguments[1]), origin)


def _unread_category(text: str) -> str | None:
    if text.strip() == "null":
        return None
    return ROOT_CATEGORY if "azure" in text.lower() and "signalr" in text.lower() else "?"


def level_of(text: str) -> LogLevel | None:
    """The level an expression names: `LogLevel.Warning`."""
    found = _LEVEL.fullmatch(text.strip())
    return LogLevel.__members__.get(found[1].upper()) if found else None


def _provider_named(type_name: str) -> str:
    """The full name of a provider given by its type, as AddFilter<T> makes it a rule."""
    simple = type_name.rpartition(".")[2]
    return next((p.full_name for p in mel.PROVIDERS if p.full_name.endswith("." + simple)), type_name)


_ADDS: dict[str, Provider] = {
    "AddConsole": mel.CONSOLE,
    "AddSimpleConsole": mel.CONSOLE,
    "AddJsonConsole": mel.CONSOLE,
    "AddSystemdConsole": mel.CONSOLE,
    "AddDebug": mel.DEBUG,
    "AddEventSourceLogger": mel.EVENT_SOURCE,
    "AddApplicationInsights": mel.APPLICATION_INSIGHTS,
    "AddApplicationInsightsTelemetry": mel.APPLICATION_INSIGHTS,
    "AddApplicationInsightsTelemetryWorkerService": mel.APPLICATION_INSIGHTS,
    "UseAzureMonitor": mel.OPEN_TELEMETRY,
    "AddOpenTelemetry": mel.OPEN_TELEMETRY,
}
_KNOWN = {
    *_ADDS,
    "AddFilter",
    "AddConfiguration",
    "AddLogging",
    "ConfigureLogging",
    "SetMinimumLevel",
    "ClearProviders",
    "AddEventLog",
    "AddAzureWebAppDiagnostics",
    "AddSerilog",
    "UseSerilog",
    "AddNLog",
    "UseNLog",
    "AddNLogWeb",
    "AddLog4Net",
    "AddSeq",
    "AddSentry",
    "AddTraceSource",
    "AddProvider",
    "AddHttpLogging",
    "UseHttpLogging",
    "AddW3CLogging",
    "AddSerilogRequestLogging",
    "UseSerilogRequestLogging",
}


def providers(calls: Sequence[LoggingCall], defaults: Sequence[Provider]) -> tuple[Provider, ...]:
    """The providers that take part: the host's own and those added, as far as ClearProviders leaves them.

    Across files the order of calls is not known; there ClearProviders spares what is added.
    """
    cleared = [c for c in calls if c.name == "ClearProviders"]
    certain = [c for c in cleared if not c.context & Context.CONDITIONAL]
    found = [] if certain else list(defaults)
    for call in calls:
        later = any(c.path == call.path and c.span.start > call.span.start for c in certain)
        provider = None if later else added_provider(call)
        if provider and provider not in found:
            found.append(provider)
    return tuple(found)


def added_provider(call: LoggingCall) -> Provider | None:
    if call.name == "AddOpenTelemetry" and on_services(call):
        return None  # metrics and traces
    return _ADDS.get(call.name)


def on_services(call: LoggingCall) -> bool:
    """Whether a call is made on the service collection rather than on a logging builder."""
    return bool(call.receiver and _SERVICES.search(call.receiver))


def unknown_extensions(calls: Iterable[LoggingCall]) -> Iterator[LoggingCall]:
    """Calls that may do anything to filters: unknown ones on a logging builder, and LoggerFilterOptions changed by hand
    (other than to drop the rule of Application Insights)."""
    for call in calls:
        if call.name == "Configure":
            filters = any(name.endswith("LoggerFilterOptions") for name in call.type_arguments)
            known = any("ApplicationInsights" in t or (_MINIMUM.search(t) and "Rules" not in t) for t in call.arguments)
            if filters and not known:
                yield call
        elif call.name.startswith(("Add", "Use")) and call.name not in _KNOWN and _is_builder(call):
            yield call


def _is_builder(call: LoggingCall) -> bool:
    return bool(call.receiver and re.search(r"[lL]ogging(Builder)?\b", call.receiver))


def _minimum_of(call: LoggingCall) -> str | None:
    """The expression a call sets the minimum level to: SetMinimumLevel, or MinLevel of LoggerFilterOptions."""
    if call.name == "SetMinimumLevel" and call.arguments:
        return call.arguments[0]
    found = _MINIMUM.search(call.arguments[0]) if call.name == "Configure" and call.arguments else None
    return found[1] if found else None


def minimum_level(calls: Iterable[LoggingCall]) -> tuple[LogLevel | None, Origin | None]:
    """The minimum level, used where no rule matches, and the call that sets it."""
    level, origin = LogLevel.INFORMATION, None
    for call in calls:
        text = _minimum_of(call)
        if text is None:
            continue
        named = level_of(text)
        origin = Origin(call.span, f"{call.name}({', '.join(call.arguments)})", call=call)
        if named is None or (named != level and call.context & Context.CONDITIONAL):
            return None, origin
        level = named
    return level, origin
