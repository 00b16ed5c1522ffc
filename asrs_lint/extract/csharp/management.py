"""Use of the service without a hub server: the Management SDK, and the REST API by hand."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from asrs_lint.extract.csharp.scopes import Program, Site
from asrs_lint.extract.csharp.tree import receiver_text
from asrs_lint.extract.csharp.unit import Unit
from asrs_lint.facts.server import ServiceUsedByRest

_SETUP = ("CreateHubContextAsync", "AddSignalRServiceManager", "AddAzureSignalRManagement", "BuildServiceManager")
_TOKENS = ("GenerateClientAccessToken", "GenerateClientAccessTokenAsync")
_CONTEXT = re.compile(r"(?i)hubcontext$|servicemanager$|signalr")
ADDRESSES = ("?hub=", "/aspnetclient", "/api/")  # one of these stands in each address of the REST API
_CLIENT = re.compile(r"/client/?\?hub=|/aspnetclient\b")
_SERVER = re.compile(r"/api/v1/hubs/|/api/hubs/[^\"\s]*(?::send|api-version)|\.service\.signalr\.net/api/")


def management(unit: Unit, program: Program) -> Sequence[ServiceUsedByRest]:
    """None in a file that does not speak of SignalR at all: looked for last, since few files hold anything like it."""
    found = list(_uses(unit, program))
    return found if found and unit.mentions("SignalR", "NegotiateAsync", "HubContext", "hubs/", "?hub=") else ()


def _uses(unit: Unit, program: Program) -> Iterator[ServiceUsedByRest]:
    for site in program.created("ServiceManagerBuilder"):
        yield ServiceUsedByRest(unit.span(site.node), "management", False, site.scope.function)
    for site in program.called(*_SETUP):
        if site.name != "CreateHubContextAsync" or unit.mentions("SignalR"):
            yield ServiceUsedByRest(
                unit.between(site.name_node or site.node, site.node), "management", False, site.scope.function
            )
    for site in program.called("NegotiateAsync", *_TOKENS):
        if negotiates(unit, site):
            yield ServiceUsedByRest(
                unit.between(site.name_node or site.node, site.node), "management", True, site.scope.function
            )
    yield from _by_hand(unit, program)


def _used(unit: Unit, site: Site, negotiates: bool) -> ServiceUsedByRest:
    span = unit.between(site.name_node or site.node, site.node)
    return ServiceUsedByRest(span, "management", negotiates, site.scope.function)


def negotiates(unit: Unit, site: Site) -> bool:
    """Whether a call hands out client access through the Management SDK.

    In the class-based model of Functions the same method has no receiver.
    """
    receiver = receiver_text(unit, site.receiver)
    if receiver is None:
        return False
    types = unit.types.get(receiver.rsplit(".", 1)[-1], set())
    if types:
        return any(t.endswith(("ServiceHubContext", "ServiceManager")) or "HubContext" in t for t in types)
    sdk = unit.mentions("Azure.SignalR.Management", "NegotiationOptions", "ServiceHubContext", "IServiceManager")
    return sdk or bool(_CONTEXT.search(receiver))


def _by_hand(unit: Unit, program: Program) -> Iterator[ServiceUsedByRest]:
    client = unit.mentions("HubConnectionBuilder")
    for site in program.strings:
        text = unit.text(site.node) if site.node.end_byte - site.node.start_byte > 12 else ""
        if _CLIENT.search(text):
            yield ServiceUsedByRest(unit.span(site.node), "rest", not client, site.scope.function)
        elif _SERVER.search(text):
            yield ServiceUsedByRest(unit.span(site.node), "rest", False, site.scope.function)
