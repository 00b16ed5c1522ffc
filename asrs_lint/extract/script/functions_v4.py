"""SignalR bindings of the Node.js programming model v4 of Azure Functions (client.md C3)."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct
from tree_sitter import Node

from asrs_lint.extract.script.clients import Setting
from asrs_lint.extract.script.keeping import normal
from asrs_lint.extract.script.tree import arguments
from asrs_lint.extract.script.values import member
from asrs_lint.facts.functions import BindingKind, FunctionBinding
from asrs_lint.source import Located

_KINDS = {kind.value.lower(): kind for kind in BindingKind}
_METHODS = {"get": "GET", "post": "POST", "put": "PUT", "patch": "PATCH", "deleteRequest": "DELETE"}
_PLACES = ("extraInputs", "extraOutputs", "return", "trigger")
_HOLDERS = frozenset({"input", "output", "trigger"})


class Registration(Struct, frozen=True):
    """One `app.http(name, {…})`, `app.generic(name, {…})` …"""

    name: str | None
    options: Node
    http: bool
    methods: tuple[str, ...]


def bindings(setting: Setting) -> Iterator[FunctionBinding]:
    """One fact a SignalR binding and function that uses it; one without a function for a binding nobody uses here."""
    if "signalr" not in setting.script.text.lower():
        return
    registrations = list(_registrations(setting))
    for node in setting.script.all("object"):
        kind = _kind(setting, node)
        if kind is None:
            continue
        users = [r for r in registrations if _uses(setting, r, node)]
        if not users:
            yield _binding(setting, kind, node, None)
        for registration in users:
            yield _binding(setting, kind, node, registration)


def _kind(setting: Setting, node: Node) -> BindingKind | None:
    """The kind of an object given to `input.generic(…)` and the like, or of the trigger of `app.generic`."""
    told = setting.script.literal(setting.values.of(member(setting.script, node, "type")))
    kind = _KINDS.get(told.lower()) if told else None
    holder = setting.script.parent(node)
    if kind is None or holder is None:
        return None
    if holder.type in ("pair", "array"):
        pair = holder if holder.type == "pair" else setting.script.parent(holder)
        key = pair.child_by_field_name("key") if pair is not None and pair.type == "pair" else None
        return kind if key is not None and setting.script.source(key) in _PLACES else None
    call = setting.script.parent(holder) if holder.type == "arguments" else None
    name, before = setting.script.callee(call) if call is not None else (None, None)
    path = setting.script.dotted(before) if before is not None else None
    known = name == "generic" and path is not None and setting.imports.original(path.rsplit(".", 1)[-1]) in _HOLDERS
    return kind if known else None


def _registrations(setting: Setting) -> Iterator[Registration]:
    for call in setting.script.all("call_expression"):
        name, before = setting.script.callee(call)
        given = arguments(call)
        path = setting.script.dotted(before) if before is not None else None
        if path is None or path.rsplit(".", 1)[-1] != "app" or len(given) < 2 or name is None:
            continue
        options = setting.values.of(given[1])
        if options is None or options.type != "object":
            continue
        methods = (_METHODS[name],) if name in _METHODS else ()
        http = name == "http" or name in _METHODS
        yield Registration(setting.script.literal(setting.values.of(given[0])), options, http, methods)


def _uses(setting: Setting, registration: Registration, binding: Node) -> bool:
    """Whether a function's options hold a binding, or name the variable that keeps it."""
    inside = registration.options
    if inside.start_byte <= binding.start_byte and binding.end_byte <= inside.end_byte:
        return True
    outer = setting.script.parent(binding)
    call = setting.script.parent(outer) if outer is not None else None
    name = setting.symbols.result(call) if call is not None else None
    return name is not None and name in set(_named(setting, registration))


def _named(setting: Setting, registration: Registration) -> Iterator[str]:
    """The variables a function's options name for its bindings."""
    for key in _PLACES:
        value = setting.values.of(member(setting.script, registration.options, key))
        if value is None:
            continue
        for item in value.named_children if value.type == "array" else [value]:
            path = setting.script.dotted(item)
            name = normal(path) if path else None
            if name:
                yield name


def _binding(setting: Setting, kind: BindingKind, node: Node, registration: Registration | None) -> FunctionBinding:
    outer = setting.script.parent(node)
    call = setting.script.parent(outer) if outer is not None and outer.type == "arguments" else None
    category, event = _text(setting, node, "category"), _text(setting, node, "event")
    return FunctionBinding(
        setting.script.span(call if call is not None else node),
        kind,
        "javascript",
        "v4",
        function=registration.name if registration else None,
        hub=_text(setting, node, "hubName"),
        connection=_text(setting, node, "connectionStringSetting") or _text(setting, node, "connection"),
        user_id=_text(setting, node, "userId"),
        category=category.value if category else None,
        event=event.value if event else None,
        route=_route(setting, registration),
        methods=_methods(setting, registration),
        auth=_auth(setting, registration),
    )


def _text(setting: Setting, node: Node, key: str) -> Located[str] | None:
    value = setting.values.of(member(setting.script, node, key))
    literal = setting.script.literal(value)
    return Located(literal, setting.script.literal_span(value)) if value is not None and literal is not None else None


def _route(setting: Setting, registration: Registration | None) -> str | None:
    if registration is None or not registration.http:
        return None
    told = _text(setting, registration.options, "route")
    return told.value if told else registration.name


def _methods(setting: Setting, registration: Registration | None) -> tuple[str, ...]:
    if registration is None or not registration.http:
        return ()
    listed = setting.values.of(member(setting.script, registration.options, "methods"))
    if listed is None or listed.type != "array":
        return registration.methods
    told = (setting.script.literal(child) for child in listed.named_children)
    return tuple(method.upper() for method in told if method)


def _auth(setting: Setting, registration: Registration | None) -> str | None:
    """The level of authorization; anonymous when none is written, as @azure/functions has it."""
    if registration is None or not registration.http:
        return None
    value = member(setting.script, registration.options, "authLevel")
    if value is None:
        return "anonymous"
    told = _text(setting, registration.options, "authLevel")
    return told.value.lower() if told else None
