"""Connections whose lifetime a framework owns: Blazor's circuit, react-signalr's provider (client.md A6 RF)."""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node

from asrs_lint.extract.script.clients import Setting
from asrs_lint.extract.script.naming import named_function
from asrs_lint.extract.script.options import url_of
from asrs_lint.extract.script.tree import arguments
from asrs_lint.extract.script.values import member
from asrs_lint.facts.client import ClientBuilt, Flavour


def clients(setting: Setting) -> Iterator[ClientBuilt]:
    for call in setting.script.called(("start", "createSignalRContext")):
        name, before = setting.script.callee(call)
        if name == "start" and before is not None and setting.script.dotted(before) in ("Blazor", "window.Blazor"):
            if _configures(setting, call):
                yield _client(setting, call, "blazor")
        elif name == "createSignalRContext" and setting.imports.names.get(name, ("",))[0] == "react-signalr":
            yield _client(setting, call, "react-signalr")


def _configures(setting: Setting, call: Node) -> bool:
    """`{configureSignalR: …}`, on its own or inside `circuit: {…}`."""
    for argument in arguments(call)[:1]:
        here = setting.values.of(argument)
        if here is None or here.type != "object":
            return False
        if member(setting.script, here, "configureSignalR") is not None:
            return True
        circuit = member(setting.script, here, "circuit")
        return circuit is not None and member(setting.script, circuit, "configureSignalR") is not None
    return False


def _client(setting: Setting, call: Node, framework: str) -> ClientBuilt:
    function, owner = named_function(setting.script, call)
    inside = (
        c
        for c in setting.script.called(("withUrl",))
        if call.start_byte <= c.start_byte < call.end_byte and arguments(c)
    )
    location = next(inside, None)
    url, text = url_of(setting.script, setting.values, arguments(location)[0] if location is not None else None)
    return ClientBuilt(
        setting.script.span(call),
        "javascript",
        Flavour.CORE,
        function=function,
        owner=owner,
        url=url,
        url_text=text,
        framework=framework,
    )
