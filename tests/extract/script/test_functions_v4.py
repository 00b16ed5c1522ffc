"""Azure Functions bindings of the programming model v4."""

from __future__ import annotations

from asrs_lint.facts.functions import BindingKind, FunctionBinding
from tests.extract.script.reading import of_kind, one, read

HEAD = "const { app, input, output, trigger } = require('@azure/functions');\n"


def test_negotiate() -> None:
    text = (
        HEAD
        + """
    const info = input.generic({ type: 'signalRConnectionInfo', hubName: 'chat', userId: '{query.user}',
        connectionStringSetting: 'SignalR' });
    app.post('negotiate', { authLevel: 'function', route: 'api/negotiate', handler: h, extraInputs: [info] });
    """
    )
    found = one(text, FunctionBinding, "a.js")
    assert found.kind is BindingKind.INFO and found.model == "v4"
    assert (found.function, found.route, found.methods, found.auth) == (
        "negotiate",
        "api/negotiate",
        ("POST",),
        "function",
    )
    assert [x.value if x else None for x in (found.hub, found.user_id, found.connection)] == [
        "chat",
        "{query.user}",
        "SignalR",
    ]


def test_trigger_inline_output_and_default_level() -> None:
    text = (
        HEAD
        + """
    app.generic('joined', { trigger: trigger.generic({ type: 'signalRTrigger', hubName: HUB, category: 'connections',
        event: 'connected' }), handler: h });
    const HUB = 'chat';
    app.http('send', { methods: ['GET', 'POST'], handler: h,
        extraOutputs: [{ type: 'signalR', hubName: 'chat' }] });
    """
    )
    found = of_kind(read(text, "a.js")[1], FunctionBinding)
    assert [(f.kind, f.function, f.hub and f.hub.value, f.category, f.event, f.auth, f.methods) for f in found] == [
        (BindingKind.TRIGGER, "joined", "chat", "connections", "connected", None, ()),
        (BindingKind.OUTPUT, "send", "chat", None, None, "anonymous", ("GET", "POST")),
    ]


def test_other_bindings_and_objects_are_none() -> None:
    text = HEAD + "input.generic({ type: 'webPubSubConnection' }); render({ type: 'signalR' }); // signalr\n"
    assert of_kind(read(text, "a.js")[1], FunctionBinding) == []
