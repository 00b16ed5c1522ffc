"""Azure Functions bindings of SignalR in one record, whatever the language and programming model (client.md C3)."""

from __future__ import annotations

from enum import Enum

from asrs_lint.facts.base import Fact
from asrs_lint.source import Located


class BindingKind(Enum):
    INFO = "signalRConnectionInfo"  # negotiate input
    OUTPUT = "signalR"
    TRIGGER = "signalRTrigger"
    NEGOTIATION = "signalRNegotiation"
    ENDPOINTS = "signalREndpoints"


class FunctionBinding(Fact, frozen=True):
    """One binding. `language` is csharp, fsharp, javascript, python, java or powershell; `model` in-process, isolated,
    v3, v4, v1, v2 or java. `auth` is the authorization level of the HTTP trigger beside it (anonymous, function,
    admin) in lower case; `methods` are those of that trigger in lower case, empty when it writes none and takes
    all."""

    kind: BindingKind
    language: str
    model: str
    function: str | None = None
    hub: Located[str] | None = None
    connection: Located[str] | None = None
    user_id: Located[str] | None = None
    category: str | None = None
    event: str | None = None
    route: str | None = None
    methods: tuple[str, ...] = ()
    auth: str | None = None
