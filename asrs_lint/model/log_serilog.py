"""What settings and code say about Serilog's minimum levels (server.md A6)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from msgspec import Struct

from asrs_lint.dotnet.serilog import Minimum, SerilogLevel, minimum_of_leaf, parse_serilog_level
from asrs_lint.facts.code import Context
from asrs_lint.facts.server import LoggingCall
from asrs_lint.model.log_rules import Merged, Origin, on_services

_LEVEL = re.compile(r"(?:\w+\.)*LogEventLevel\.(\w+)")


def registers(call: LoggingCall) -> bool:
    """Whether a call puts Serilog in the place of the whole pipeline: UseSerilog, services.AddSerilog.

    `logging.AddSerilog()` only adds a provider; its overloads take no lambda, those on the service collection do.
    """
    if call.name == "AddSerilog":
        return on_services(call) or any("=>" in text for text in call.arguments)
    return call.name == "UseSerilog"


class SerilogCode(Struct, frozen=True):
    """The calls that build the logger in use. `configured`: they read the configuration's section `Serilog`; `seen`:
    there are any, so that levels not set are known not to be set."""

    calls: tuple[LoggingCall, ...]
    configured: bool
    seen: bool


def serilog_code(calls: Sequence[LoggingCall], registration: LoggingCall) -> SerilogCode:
    """The calls that build the logger a registration uses: those in its lambda, else (Log.Logger) all of them."""
    parts = [c for c in calls if _part(c)]
    sinks = [c.argument_span for c in parts if _part(c) == "WriteTo" and c.argument_span]
    building = [c for c in parts if not any(sink.covers(c.span) for sink in sinks)]  # not the loggers within a sink
    place = registration.argument_span
    inside = [c for c in building if place and place.covers(c.span)]
    chosen = tuple(inside or building)
    return SerilogCode(chosen, any(_reads_configuration(c) for c in chosen), bool(chosen))


def _part(call: LoggingCall) -> str | None:
    """The part of a LoggerConfiguration a call is made on: MinimumLevel, ReadFrom, WriteTo."""
    last = (call.receiver or "").rpartition(".")[2].strip()
    return last if last in ("MinimumLevel", "ReadFrom", "WriteTo") else None


def _reads_configuration(call: LoggingCall) -> bool:
    return call.name == "Configuration" and _part(call) == "ReadFrom"


def minimum_name(call: LoggingCall) -> str | None:
    """`Override`, `Is`, `Warning` … of a call on MinimumLevel."""
    return call.name if _part(call) == "MinimumLevel" else None


def minimums(code: SerilogCode, merged: Merged) -> tuple[Minimum[Origin], ...]:
    """All minimum levels, in the order in which they are set."""
    found: list[Minimum[Origin]] = []
    for call in code.calls:
        if _reads_configuration(call):
            leaves = merged.under("Serilog")
            found += [m for keys, e in leaves if (m := minimum_of_leaf(keys, e.leaf.value, e.leaf.payload))]
        elif name := minimum_name(call):
            found.append(_minimum(name, call))
    return tuple(found)


def _minimum(name: str, call: LoggingCall) -> Minimum[Origin]:
    origin = Origin(call.span, f"MinimumLevel.{name}({', '.join(call.arguments)})", call=call)
    if name == "Override" and len(call.arguments) == 2:
        source = call.literals[0] or call.arguments[0]
        return Minimum(source, _level(call, call.arguments[1]), origin)
    if name == "Is" and call.arguments:
        return Minimum(None, _level(call, call.arguments[0]), origin)
    return Minimum(None, None if _uncertain(call) else parse_serilog_level(name), origin)


def _level(call: LoggingCall, text: str) -> SerilogLevel | None:
    found = _LEVEL.fullmatch(text.strip())
    return parse_serilog_level(found[1]) if found and not _uncertain(call) else None


def _uncertain(call: LoggingCall) -> bool:
    return bool(call.context & Context.CONDITIONAL)


def all_sinks_restricted(code: SerilogCode, merged: Merged) -> bool:
    """Whether every sink carries a level of its own that Information may not reach, so that the minimum alone does not
    tell what is seen; so does a filter."""
    leaves = [(keys, e.leaf.value) for keys, e in merged.under("Serilog")] if code.configured else []
    if any(keys[0].lower() == "filter" for keys, _ in leaves):
        return True
    sinks = {keys[1]: False for keys, _ in leaves if keys[0].lower() == "writeto" and len(keys) > 1}
    for keys, value in leaves:
        if len(keys) > 1 and keys[0].lower() == "writeto" and keys[-1].lower() == "restrictedtominimumlevel":
            sinks[keys[1]] = _restricts(parse_serilog_level(value or ""))
    written = [_is_restricted(call) for call in code.calls if _part(call) == "WriteTo"]
    return bool(sinks or written) and all([*sinks.values(), *written])


def _is_restricted(call: LoggingCall) -> bool:
    """Of the parameters of a sink only restrictedToMinimumLevel is a level."""
    levels = [found for text in call.arguments if (found := _LEVEL.fullmatch(text.strip()))]
    return any(_restricts(parse_serilog_level(found[1])) for found in levels)


def _restricts(level: SerilogLevel | None) -> bool:
    return level is None or level > SerilogLevel.INFORMATION
