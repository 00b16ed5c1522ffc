"""Connections of ASP.NET SignalR."""

from __future__ import annotations

import pytest

from asrs_lint.facts.client import ClientBuilt, ClientLogging, ConnectionStarted, Flavour, HandlerAdded
from tests.extract.script.reading import of_kind, one, read


@pytest.mark.parametrize(
    ("code", "symbol", "span"),
    [
        ("$.connection.hub.start();", "$.connection.hub", "$.connection.hub.start()"),
        ("var hub = $.connection.hub; hub.start();", "$.connection.hub", "hub.start()"),
        ("jQuery.connection.hub.start();", "$.connection.hub", "jQuery.connection.hub.start()"),
        ("var c = $.hubConnection('/s'); c.start();", "c", "$.hubConnection('/s')"),
        ("var c = $.connection('/raw'); c.start();", "c", "$.connection('/raw')"),
        (
            "import { hubConnection } from 'signalr-no-jquery'; const c = hubConnection('/s'); c.start();",
            "c",
            "hubConnection('/s')",
        ),
    ],
)
def test_connection(code: str, symbol: str, span: str) -> None:
    document, facts = read(code, "a.js")
    [built] = of_kind(facts, ClientBuilt)
    assert (built.flavour, built.symbol, document.slice(built.span)) == (Flavour.ASPNET, symbol, span)
    assert [s.flavour for s in of_kind(facts, ConnectionStarted)] == [Flavour.ASPNET]


def test_the_first_start_is_the_connection_not_the_restart() -> None:
    text = """
    $.connection.hub.disconnected(function () { setTimeout(function () { $.connection.hub.start(); }, 5000); });
    $.connection.hub.start();
    """
    document, facts = read(text, "a.js")
    [built] = of_kind(facts, ClientBuilt)
    [handler] = of_kind(facts, HandlerAdded)
    assert document.position(built.span.start).line == 3
    assert (handler.event, handler.receiver) == ("close", "$.connection.hub")


def test_a_script_that_only_configures_is_no_client() -> None:
    _, facts = read("$.connection.hub.url = '/s'; $.connection.hub.logging = true;", "a.js")
    assert of_kind(facts, ClientBuilt) == []
    assert [f.what for f in of_kind(facts, ClientLogging)] == ["$.connection.hub.logging"]


def test_url_and_other_things_called_start() -> None:
    built = one("$.connection.hub.url = '/s'; player.start(); $.connection.hub.start();", ClientBuilt, "a.js")
    assert built.url and built.url.value == "/s"


def test_error_of_anything_else_is_no_handler() -> None:
    assert of_kind(read("$.connection.hub.start(); request.error(function () {});", "a.js")[1], HandlerAdded) == []
