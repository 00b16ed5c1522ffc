"""Azure Functions bindings of SignalR in C#, in-process and isolated (client.md C3)."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct
from tree_sitter import Node

from asrs_lint.extract.csharp.scopes import Program, Site
from asrs_lint.extract.csharp.tree import Argument, attribute_arguments, attributes, receiver_text, type_name
from asrs_lint.extract.csharp.unit import Unit
from asrs_lint.facts.functions import BindingKind, FunctionBinding
from asrs_lint.source import Located, Span

_KINDS = {
    "SignalRConnectionInfo": (BindingKind.INFO, "in-process"),
    "SignalRConnectionInfoInput": (BindingKind.INFO, "isolated"),
    "SignalR": (BindingKind.OUTPUT, "in-process"),
    "SignalROutput": (BindingKind.OUTPUT, "isolated"),
    "SignalRTrigger": (BindingKind.TRIGGER, None),
    "SignalRNegotiation": (BindingKind.NEGOTIATION, "in-process"),
    "SignalRNegotiationInput": (BindingKind.NEGOTIATION, "isolated"),
    "SignalREndpoints": (BindingKind.ENDPOINTS, "in-process"),
    "SignalREndpointsInput": (BindingKind.ENDPOINTS, "isolated"),
}
# Which arguments stand by position, per kind.
_POSITIONS = {
    BindingKind.TRIGGER: ("hubname", "category", "event"),
    BindingKind.NEGOTIATION: ("hubname", "connectionstringsetting"),
    BindingKind.INFO: ("hubname",),
    BindingKind.OUTPUT: (),
    BindingKind.ENDPOINTS: ("hubname",),
}
# One of these stands in every file with a binding; `[SignalR]` needs one of the last two.
_TELLING = (*(name for name in _KINDS if name != "SignalR"), "ServerlessHub", "HubName", "Microsoft.Azure.WebJobs")
_CONNECTED = {"onconnected": "connected", "ondisconnected": "disconnected"}


class Endpoint(Struct, frozen=True):
    """The function around bindings: its name and its HTTP trigger."""

    name: str | None = None
    isolated: bool = False
    http: bool = False
    auth: str | None = None
    route: str | None = None
    methods: tuple[str, ...] = ()


class _ServerlessHub(Struct, frozen=True):
    """The class-based model: the class is the hub."""

    name: Located[str]
    connection: Located[str] | None


def bindings(unit: Unit, program: Program) -> Iterator[FunctionBinding]:
    if not unit.mentions("SignalR", "ServerlessHub") or not unit.mentions(*_TELLING):
        return
    hubs = _serverless_hubs(unit, program)
    for site in program.methods:
        yield from _of_method(unit, program, site, hubs.get(site.scope.owner or ""))
    for site in program.properties:
        for name, attribute in attributes(unit, site.node):
            if _meant(unit, name, attribute):
                yield _binding(unit, name, attribute, Endpoint(isolated=True), None, site.name)
    yield from _imperative(unit, program)


def endpoint(unit: Unit, method: Node) -> Endpoint:
    """What the attributes of a method say about the function it is."""
    name, isolated = None, False
    for found, attribute in attributes(unit, method):
        if found in ("Function", "FunctionName"):
            given = attribute_arguments(attribute)
            name = unit.literal(given[0].value) if given else None
            isolated = found == "Function"
    trigger = next((a for _, n, a in _parameter_attributes(unit, method) if n == "HttpTrigger"), None)
    if trigger is None:
        return Endpoint(name, isolated)
    return _with_trigger(unit, trigger, name, isolated)


def _with_trigger(unit: Unit, trigger: Node, name: str | None, isolated: bool) -> Endpoint:
    auth, route, methods = "function", None, []
    for given in attribute_arguments(trigger):
        text = unit.text(given.value)
        if "AuthorizationLevel." in text:
            auth = text.rsplit(".", 1)[-1].strip().lower()
        elif given.name and given.name.lower() == "route":
            route = unit.literal(given.value)
        elif given.name is None and (method := unit.literal(given.value)):
            methods.append(method.lower())
    return Endpoint(name, isolated, True, auth, route, tuple(methods))


def _parameter_attributes(unit: Unit, method: Node) -> Iterator[tuple[Node, str, Node]]:
    listed = method.child_by_field_name("parameters")
    for parameter in listed.named_children if listed is not None else ():
        for name, attribute in attributes(unit, parameter):
            yield parameter, name, attribute
    # `params string[]` leaves the last parameter's attributes directly in the list.
    for name, attribute in attributes(unit, listed) if listed is not None else ():
        yield attribute, name, attribute


def _of_method(unit: Unit, program: Program, site: Site, hub: _ServerlessHub | None) -> Iterator[FunctionBinding]:
    found = [(n, a) for n, a in attributes(unit, site.node) if _meant(unit, n, a)]
    found += [(n, a) for _, n, a in _parameter_attributes(unit, site.node) if _meant(unit, n, a)]
    if not found and hub is None:
        return
    around = endpoint(unit, site.node)
    for name, attribute in found:
        yield _binding(unit, name, attribute, around, hub, site.name)
    if hub is not None and around.name is not None:
        yield from _negotiations(unit, program, site, around, hub)


def _meant(unit: Unit, name: str, attribute: Node) -> bool:
    """`[SignalR]` alone may be anybody's attribute: it counts with a hub name or where Functions are used."""
    if name == "SignalR":
        return "HubName" in unit.text(attribute) or unit.mentions("Microsoft.Azure.WebJobs")
    return name in _KINDS


def _binding(
    unit: Unit, name: str, attribute: Node, around: Endpoint, hub: _ServerlessHub | None, method: str
) -> FunctionBinding:
    kind, model = _KINDS[name]
    given = _named(attribute_arguments(attribute), _POSITIONS[kind])
    values = {key: unit.located(node) for key, node in given.items()}
    event = values.get("event") or values.get("eventname")
    category = values.get("category") or values.get("categoryname")
    bare = kind is BindingKind.TRIGGER and hub is not None and "hubname" not in given
    return FunctionBinding(
        unit.span(attribute),
        kind,
        "csharp",
        model or ("isolated" if around.isolated else "in-process"),
        around.name or (None if not around.http and kind is not BindingKind.TRIGGER else method),
        values.get("hubname") or (hub.name if hub is not None and "hubname" not in given else None),
        values.get("connectionstringsetting") or values.get("connection") or (hub.connection if hub else None),
        values.get("userid"),
        category.value if category else (_category(method) if bare else None),
        event.value if event else (_CONNECTED.get(method.lower(), method) if bare else None),
        around.route,
        around.methods,
        around.auth,
    )


def _category(method: str) -> str:
    return "connections" if method.lower() in _CONNECTED else "messages"


def _named(given: tuple[Argument, ...], positions: tuple[str, ...]) -> dict[str, Node]:
    """Arguments by name in lower case; those without a name get that of their position."""
    found: dict[str, Node] = {}
    for number, argument in enumerate(given):
        if argument.name is not None:
            found[argument.name.lower().lstrip("@")] = argument.value
        elif number < len(positions):
            found[positions[number]] = argument.value
    return found


def _serverless_hubs(unit: Unit, program: Program) -> dict[str, _ServerlessHub]:
    """The classes that are hubs themselves, by name."""
    found: dict[str, _ServerlessHub] = {}
    for site in program.classes:
        listed = next((c for c in site.node.named_children if c.type == "base_list"), None)
        if listed is None or not listed.named_children or type_name(unit, listed.named_children[0]) != "ServerlessHub":
            continue
        name = site.node.child_by_field_name("name") or site.node
        connection = next((a for n, a in attributes(unit, site.node) if n == "SignalRConnection"), None)
        values = attribute_arguments(connection) if connection is not None else ()
        located = unit.located(values[0].value) if values else None
        found[site.name] = _ServerlessHub(Located(site.name, unit.span(name)), located)
    return found


def _negotiations(
    unit: Unit, program: Program, site: Site, around: Endpoint, hub: _ServerlessHub
) -> Iterator[FunctionBinding]:
    for call in program.called("Negotiate", "NegotiateAsync"):
        inside = (
            call.scope.frame is not None and site.scope.frame is not None and call.scope.frame.within(site.scope.frame)
        )
        if inside and receiver_text(unit, call.receiver) is None:
            yield _info(unit.span(call.node), around, hub.name, hub.connection, None)


def _imperative(unit: Unit, program: Program) -> Iterator[FunctionBinding]:
    """`new SignalRConnectionInfoAttribute { HubName = … }`, bound through IBinder."""
    for site in program.created("SignalRConnectionInfoAttribute"):
        frame = site.scope.frame.named if site.scope.frame is not None else None
        around = endpoint(unit, frame.node) if frame is not None else Endpoint()
        values = {key: unit.located(node) for key, node in initialised(unit, site.node).items()}
        yield _info(
            unit.span(site.node),
            around,
            values.get("HubName"),
            values.get("ConnectionStringSetting"),
            values.get("UserId"),
        )


def _info(
    span: Span,
    around: Endpoint,
    hub: Located[str] | None,
    connection: Located[str] | None,
    user_id: Located[str] | None,
) -> FunctionBinding:
    return FunctionBinding(
        span,
        BindingKind.INFO,
        "csharp",
        "isolated" if around.isolated else "in-process",
        around.name,
        hub,
        connection,
        user_id,
        route=around.route,
        methods=around.methods,
        auth=around.auth,
    )


def initialised(unit: Unit, creation: Node) -> dict[str, Node]:
    """The members an object initialiser sets."""
    listed = next((c for c in creation.named_children if c.type == "initializer_expression"), None)
    found: dict[str, Node] = {}
    for child in listed.named_children if listed is not None else ():
        left, right = child.child_by_field_name("left"), child.child_by_field_name("right")
        if child.type == "assignment_expression" and left is not None and right is not None:
            found[unit.text(left)] = right
    return found
