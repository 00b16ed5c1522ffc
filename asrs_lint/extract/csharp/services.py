"""What turns SignalR on in a server: services, hubs and their routes, hosts and configuration sources."""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node

from asrs_lint.extract.csharp.scopes import Program, Site
from asrs_lint.extract.csharp.tree import argument, arguments, receiver_text, type_name, unwrapped
from asrs_lint.extract.csharp.unit import Unit
from asrs_lint.facts.base import Fact
from asrs_lint.facts.server import ConfigurationSourceAdded, HostBuilt, HubDeclared, HubMapped, ServiceAdded
from asrs_lint.source import Located

_ADDED = (
    "AddAzureSignalR",
    "AddNamedAzureSignalR",
    "UseAzureSignalR",
    "MapAzureSignalR",
    "RunAzureSignalR",
    "AddSignalR",
    "AddSignalRCore",
    "UseSignalR",
    "MapSignalR",
    "RunSignalR",
    "MapHubs",
)
_HUBS = frozenset(("Hub", "DynamicHub", "ServerlessHub"))
_HOST_CALLS = {
    "CreateBuilder": ("WebApplication", "DistributedApplication", "FunctionsApplication"),
    "CreateSlimBuilder": ("WebApplication",),
    "CreateEmptyBuilder": ("WebApplication", "Host"),
    "CreateDefaultBuilder": ("Host", "WebHost"),
    "CreateApplicationBuilder": ("Host",),
    "Start": ("WebApp",),
}
_FUNCTIONS_HOSTS = ("ConfigureFunctionsWorkerDefaults", "ConfigureFunctionsWebApplication")
_SOURCES = (
    "AddJsonFile",
    "AddXmlFile",
    "AddIniFile",
    "AddInMemoryCollection",
    "AddKeyPerFile",
    "AddEnvironmentVariables",
    "AddCommandLine",
    "AddUserSecrets",
    "AddAzureKeyVault",
    "AddAzureAppConfiguration",
    "AddSystemsManager",
    "AddJsonStream",
)


def services(unit: Unit, program: Program) -> Iterator[Fact]:
    yield from _services_added(unit, program)
    yield from _hubs(unit, program)
    yield from _hosts(unit, program)
    yield from _sources(unit, program)


def _services_added(unit: Unit, program: Program) -> Iterator[Fact]:
    # In an Aspire app host AddAzureSignalR declares a resource.
    declares = "AddAzureSignalR" in program.calls and unit.mentions("DistributedApplication")
    for site in program.called(*(name for name in _ADDED if not declares or name != "AddAzureSignalR")):
        if site.receiver is None or site.name_node is None:
            continue
        scope = site.scope
        yield ServiceAdded(
            unit.between(site.name_node, site.node),
            site.name,
            unit.span(site.name_node),
            scope.function,
            scope.owner,
            scope.whole_context,
            scope.whole_condition,
            _literal_argument(unit, site.node),
            next((unit.span(a.value) for a in arguments(site.node) if _is_lambda(a.value)), None),
        )


def _is_lambda(node: Node) -> bool:
    return node.type in ("lambda_expression", "anonymous_method_expression")


def _literal_argument(unit: Unit, node: Node) -> Located[str] | None:
    return next((found for a in arguments(node) if (found := unit.located(a.value))), None)


def _hubs(unit: Unit, program: Program) -> Iterator[Fact]:
    for site in program.called("MapHub"):
        hub = type_name(unit, site.type_arguments[0]) if site.type_arguments else None
        route = _route(unit, argument(site.node, 0, "pattern", "path"))
        receiver = receiver_text(unit, site.receiver)
        yield HubMapped(unit.span(site.node), site.name, hub, route, receiver, site.scope.function, site.scope.owner)
    for site in program.called("MapBlazorHub"):
        receiver = receiver_text(unit, site.receiver)
        yield HubMapped(unit.span(site.node), site.name, None, None, receiver, site.scope.function, site.scope.owner)
    for site in program.classes:
        base = _first_base(unit, site.node)
        if base in _HUBS and site.node.type != "interface_declaration":
            name = site.node.child_by_field_name("name")
            yield HubDeclared(unit.span(name or site.node), site.name, base)


def _route(unit: Unit, node: Node | None) -> Located[str] | None:
    """A route literal, also wrapped as `new PathString("/chat")`."""
    if node is not None and node.type == "object_creation_expression":
        return _literal_argument(unit, node)
    return unit.located(node)


def _first_base(unit: Unit, node: Node) -> str | None:
    listed = next((c for c in node.named_children if c.type == "base_list"), None)
    first = listed.named_children[0] if listed is not None and listed.named_children else None
    if first is not None and first.type == "primary_constructor_base_type" and first.named_children:
        first = first.named_children[0]
    return type_name(unit, first)


def _hosts(unit: Unit, program: Program) -> Iterator[Fact]:
    for site in program.called(*_HOST_CALLS):
        kind = type_name(unit, site.receiver)
        if kind in _HOST_CALLS[site.name]:
            yield HostBuilt(unit.span(site.node), f"{kind}.{site.name}", site.scope.function)
    for site in program.called(*_FUNCTIONS_HOSTS):
        yield HostBuilt(unit.span(site.node), site.name, site.scope.function)
    for site in program.created("HostBuilder", "WebHostBuilder"):
        yield HostBuilt(unit.span(site.node), f"new {site.name}", site.scope.function)


def _sources(unit: Unit, program: Program) -> Iterator[Fact]:
    for site in program.called(*_SOURCES):
        if site.receiver is not None:
            file = _source_file(unit, site) if site.name.endswith("File") else None
            yield ConfigurationSourceAdded(unit.span(site.node), site.name, file)
    for site in program.called("Clear"):
        if site.receiver is not None and (receiver_text(unit, site.receiver) or "").endswith("Sources"):
            yield ConfigurationSourceAdded(unit.span(site.node), "Sources.Clear", None)


def _source_file(unit: Unit, site: Site) -> str | None:
    """The file's name; `$"appsettings.{env.EnvironmentName}.json"` keeps its hole as it is written."""
    for given in arguments(site.node):
        literal = unit.literal(given.value)
        if literal is not None:
            return literal
        if unwrapped(given.value).type == "interpolated_string_expression":
            return unit.text(given.value).lstrip("$@").strip('"')
    return None
