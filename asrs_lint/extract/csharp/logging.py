"""Calls that shape the logging pipeline, and tracing of ASP.NET SignalR set in code."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tree_sitter import Node

from asrs_lint.extract.csharp.scopes import Frame, Program, Site
from asrs_lint.extract.csharp.tree import arguments, brief, callee, receiver_text, root, unwrapped
from asrs_lint.extract.csharp.unit import Unit
from asrs_lint.facts.server import LoggingCall
from asrs_lint.source import Span

# Names that mean logging wherever they are called.
_CLEAR = frozenset(
    (
        "ClearProviders",
        "SetMinimumLevel",
        "AddSimpleConsole",
        "AddJsonConsole",
        "AddSystemdConsole",
        "AddEventSourceLogger",
        "AddAzureWebAppDiagnostics",
        "AddOpenTelemetry",
        "UseAzureMonitor",
        "UseSerilog",
        "AddSerilog",
        "UseNLog",
        "AddNLog",
        "AddNLogWeb",
        "AddLog4Net",
        "ConfigureLogging",
        "AddLogging",
    )
)
# Names that mean logging on a logging builder or factory only.
_AMBIGUOUS = frozenset(("AddFilter", "AddConsole", "AddDebug", "AddEventLog", "AddConfiguration", "AddProvider"))
_SERILOG = frozenset(("MinimumLevel", "WriteTo", "ReadFrom", "AuditTo"))
_BUILDERS = frozenset(("ILoggingBuilder", "ILoggerFactory", "LoggerFactory", "LoggerConfiguration"))
_BUILDER_CALLS = frozenset(("ConfigureLogging", "AddLogging"))
_ADDING = re.compile(r"^(?:Add|Use)[A-Z]")


def logging(unit: Unit, program: Program) -> Iterator[LoggingCall]:
    serilog = unit.mentions(*_SERILOG)
    named = (sites for name, sites in program.calls.items() if serilog or _may_shape_logging(name))
    found = [site for sites in named for site in sites if _shapes_logging(unit, site)]
    if not found or not unit.mentions("Log", "ApplicationInsights", "OpenTelemetry", "AzureMonitor", "log"):
        return
    clients = frozenset(site.node.start_byte for site in program.created("HubConnectionBuilder"))
    for site in sorted(found, key=lambda s: (s.name_node or s.node).start_byte):
        if not _of_client(unit, site, clients) and not _of_other_factory(site):
            yield _logging_call(unit, site)


def _may_shape_logging(name: str) -> bool:
    """Whether calls of this name may, whatever they are made on; with Serilog, any call may."""
    return name in _CLEAR or name in _AMBIGUOUS or name == "Configure" or bool(_ADDING.match(name))


def _shapes_logging(unit: Unit, site: Site) -> bool:
    name = site.name
    if site.receiver is None:
        return False
    if name in _CLEAR or name.startswith("AddApplicationInsights"):
        return True
    if name == "Configure":
        return any(unit.text(t).endswith("LoggerFilterOptions") for t in site.type_arguments)
    last = _last_name(unit, site.receiver)
    if last in _SERILOG:
        return last != "WriteTo" or unit.mentions("Serilog")
    if name in _AMBIGUOUS and any("LogLevel." in unit.head(a.value, 200) for a in arguments(site.node)):
        return True
    return (name in _AMBIGUOUS or bool(_ADDING.match(name))) and _on_builder(unit, site)


def _last_name(unit: Unit, node: Node) -> str:
    node = unwrapped(node)
    if node.type == "member_access_expression":
        inner = node.child_by_field_name("name")
        return unit.text(inner) if inner is not None else ""
    return unit.text(node) if node.type == "identifier" else ""


def _on_builder(unit: Unit, site: Site) -> bool:
    """Whether the chain starts at a logging builder: `builder.Logging`, a lambda's parameter, a typed name."""
    here: Node | None = site.receiver
    for _ in range(200):
        if here is None:
            return False
        here = unwrapped(here)
        if here.type != "invocation_expression":
            break
        called = callee(here)
        if called is None or unit.text(called.name) in _BUILDER_CALLS:
            return False
        here = called.receiver
    if here is None:
        return False
    if _last_name(unit, here) == "Logging":
        return True
    start = unit.text(root(here)) if here.type in ("identifier", "member_access_expression") else ""
    return here.type == "identifier" and (_parameter(start, site) or _is_builder(unit, start))


def _is_builder(unit: Unit, name: str) -> bool:
    return unit.mentions(*_BUILDERS) and not _BUILDERS.isdisjoint(unit.types.get(name, ()))


def _parameter(name: str, site: Site) -> bool:
    """Whether a name is the logging parameter of a lambda for ConfigureLogging, AddLogging, LoggerFactory.Create."""
    frame: Frame | None = site.scope.frame
    while frame is not None:
        if name in frame.parameters:
            known = frame.callback in _BUILDER_CALLS or (frame.callback == "Create" and "log" in name.lower())
            return known and frame.parameters[-1] == name
        frame = frame.parent
    return False


def _of_other_factory(site: Site) -> bool:
    """Whether it shapes a factory of its own, `LoggerFactory.Create(…)`, which the host never sees."""
    frame: Frame | None = site.scope.frame
    while frame is not None and frame.name is None:
        if frame.callback == "Create":
            return True
        frame = frame.parent
    return False


def _of_client(unit: Unit, site: Site, clients: frozenset[int]) -> bool:
    """Whether it shapes the logging of a client connection: within the ConfigureLogging of its builder chain."""
    here, frame = site.receiver, site.scope.frame
    while here is not None and clients:
        start = root(here)
        if start.type == "object_creation_expression":
            return start.start_byte in clients
        name = unit.text(start) if start.type == "identifier" else ""
        if unit.types.get(name, set()) & {"HubConnectionBuilder", "IHubConnectionBuilder"}:
            return True
        while frame is not None and name not in frame.parameters:
            frame = frame.parent
        here, frame = (frame.taker, frame.parent) if frame is not None else (None, None)
    return False


def _logging_call(unit: Unit, site: Site) -> LoggingCall:
    given = arguments(site.node)
    listed = site.node.child_by_field_name("arguments")
    inside = None
    if listed is not None:
        whole = unit.span(listed)
        inside = Span(whole.path, whole.start + 1, whole.end - 1)
    scope = site.scope
    return LoggingCall(
        unit.between(site.name_node or site.node, site.node),
        site.name,
        _receiver(unit, site.receiver),
        tuple(unit.text(t) for t in site.type_arguments),
        tuple(brief(unit, a.value) for a in given),
        tuple(unit.literal(a.value) for a in given),
        scope.function,
        scope.owner,
        scope.whole_context,
        inside,
    )


def _receiver(unit: Unit, node: Node | None) -> str | None:
    """`MinimumLevel` in `new LoggerConfiguration().MinimumLevel.Override(…)`, else the object the chain starts at."""
    if node is None:
        return None
    last = _last_name(unit, node)
    if last in _SERILOG:
        return last
    here = unwrapped(node)
    for _ in range(200):
        called = callee(here) if here.type == "invocation_expression" else None
        if called is None or called.receiver is None:
            break
        here = unwrapped(called.receiver)
    return receiver_text(unit, here)
