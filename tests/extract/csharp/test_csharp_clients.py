"""SignalR clients: builders, reconnect policies, handlers, starts and stops."""

from __future__ import annotations

from typing import TypeVar

import pytest

from asrs_lint.extract.csharp import extract
from asrs_lint.facts.base import Fact
from asrs_lint.facts.client import (
    ClientBuilt,
    ConnectionStarted,
    ConnectionStopped,
    Escape,
    Flavour,
    HandlerAdded,
    PolicyKind,
    RetryPolicyDeclared,
)
from asrs_lint.facts.code import Context
from asrs_lint.source import Document

F = TypeVar("F", bound=Fact)
ASPNET = "using Microsoft.AspNet.SignalR.Client;\n"


def seen(text: str, kind: type[F]) -> list[F]:
    return [f for f in extract(Document("a.cs", text)) if isinstance(f, kind)]


def client(body: str, members: str = "") -> ClientBuilt:
    (built,) = seen(f"class C {{ {members} async Task M(bool x) {{ {body} }} }}", ClientBuilt)
    return built


NEW = 'new HubConnectionBuilder().WithUrl("/chat")'


@pytest.mark.parametrize(
    ("body", "symbol", "escapes"),
    [
        (f"var c = {NEW}.Build();", "c", Escape.NONE),
        (f"this._c = {NEW}.Build();", "_c", Escape.NONE),
        (f"_c ??= {NEW}.Build();", "_c", Escape.NONE),
        (f"var c = {NEW}.Build(); _c = c;", "_c", Escape.NONE),
        (f"var c = {NEW}.Build(); return c;", "c", Escape.RETURNED),
        (f"return {NEW}.Build();", None, Escape.RETURNED),
        (f"services.AddSingleton(sp => {NEW}.Build());", None, Escape.RETURNED),
        (f"var b = {NEW}; _c = b.Build();", "_c", Escape.NONE),
        (f"var b = {NEW}; Configure(b); _c = b.Build();", "_c", Escape.PASSED),
        (f"return {NEW};", None, Escape.RETURNED),
        (f"_c = {NEW}.WithMyDefaults().Build();", "_c", Escape.COMPUTED),
        (f"_c = {NEW}.AddMessagePackProtocol().WithServerTimeout(t).Build();", "_c", Escape.NONE),
    ],
)
def test_where_a_connection_goes(body: str, symbol: str | None, escapes: Escape) -> None:
    built = client(body)
    assert (built.symbol, built.escapes) == (symbol, escapes)


def test_a_public_property_is_exported() -> None:
    (built,) = seen(f"class C {{ public HubConnection Hub {{ get; }} = {NEW}.Build(); }}", ClientBuilt)
    assert (built.symbol, built.escapes, built.owner) == ("Hub", Escape.EXPORTED, "C")


@pytest.mark.parametrize(
    ("argument", "kind", "delays", "infinite"),
    [
        ("", PolicyKind.DEFAULT, None, False),
        ("new[] { TimeSpan.Zero, TimeSpan.FromSeconds(2.5) }", PolicyKind.DELAYS, (0, 2500), False),
        ("[TimeSpan.FromMinutes(1), new TimeSpan(0, 0, 5)]", PolicyKind.DELAYS, (60000, 5000), False),
        ("new TimeSpan[0]", PolicyKind.DELAYS, (), False),
        ("Array.Empty<TimeSpan>()", PolicyKind.DELAYS, (), False),
        ("new[] { delay }", PolicyKind.DELAYS, None, False),
        ("Delays", PolicyKind.DELAYS, (1000,), False),
        ("new Forever()", PolicyKind.POLICY, None, True),
        ("new Some()", PolicyKind.POLICY, None, False),
        ("new Elsewhere()", PolicyKind.POLICY, None, None),
        ("policy", PolicyKind.UNKNOWN, None, None),
    ],
)
def test_reconnect(argument: str, kind: PolicyKind, delays: tuple[int, ...] | None, infinite: bool | None) -> None:
    text = f"""
    class C {{ static readonly TimeSpan[] Delays = {{ }}; void M(IRetryPolicy policy) {{
        c = {NEW}.WithAutomaticReconnect({argument}).Build(); }} }}
    class Forever : IRetryPolicy {{
        public TimeSpan? NextRetryDelay(RetryContext r) =>
          r.RetryReason == null ? TimeSpan.Zero : TimeSpan.FromSeconds(1); }}
    class Some : IRetryPolicy {{ public TimeSpan? NextRetryDelay(RetryContext r) {{ if (x) return null; return y; }} }}
    """.replace("Delays = { }", "Delays = new[] { TimeSpan.FromSeconds(1) }")
    (built,) = seen(text, ClientBuilt)
    assert built.reconnect is not None
    assert (built.reconnect.kind, built.reconnect.delays, built.reconnect.infinite) == (kind, delays, infinite)


def test_policies_are_declared_for_other_files() -> None:
    text = "class P : IRetryPolicy { public TimeSpan? NextRetryDelay(RetryContext c) => null; }"
    assert [(f.name, f.infinite) for f in seen(text, RetryPolicyDeclared)] == [("P", False)]


@pytest.mark.parametrize(
    ("body", "conditional"),
    [
        (f"var b = {NEW}; if (x) b = b.WithAutomaticReconnect(); _c = b.Build();", True),
        (f"var b = {NEW}; b.WithAutomaticReconnect(); _c = b.Build();", False),
        (f"if (x) {{ _c = {NEW}.WithAutomaticReconnect().Build(); }}", False),
        (f"var b = {NEW}; _c = (x ? b.WithAutomaticReconnect() : b).Build();", True),
    ],
)
def test_conditional_reconnect(body: str, conditional: bool) -> None:
    built = client(body)
    assert built.reconnect is not None and built.reconnect.conditional is conditional


def test_a_registered_policy_counts() -> None:
    built = client(f"var b = {NEW}; b.Services.AddSingleton<IRetryPolicy>(new P()); _c = b.Build();")
    assert built.reconnect is not None and built.reconnect.policy == "P"


@pytest.mark.parametrize(
    ("argument", "url", "text"),
    [
        ('"https://x/chat"', "https://x/chat", None),
        ("Url", "/hub", None),
        ('new Uri("https://x/chat")', "https://x/chat", 'new Uri("https://x/chat")'),
        ('nav.ToAbsoluteUri("/chat")', "/chat", 'nav.ToAbsoluteUri("/chat")'),
        ('$"{host}/chat"', None, '$"{host}/chat"'),
        ("local", None, 'host + "/chat"'),
        ("url", None, "url"),
    ],
)
def test_addresses(argument: str, url: str | None, text: str | None) -> None:
    body = f'var local = host + "/chat"; c = new HubConnectionBuilder().WithUrl({argument}).Build();'
    built = client(body, 'const string Url = "/hub";')
    assert (built.url.value if built.url else None, built.url_text) == (url, text)


@pytest.mark.parametrize(
    ("options", "skips"),
    [("o => { o.SkipNegotiation = true; }", True), ("o => { o.SkipNegotiation = false; }", False), ("o => { }", False)],
)
def test_skipped_negotiation(options: str, skips: bool) -> None:
    built = client(f'c = new HubConnectionBuilder().WithUrl("/a", {options}).Build();')
    assert (built.skip_negotiation is not None) is skips


def test_the_place_of_build_is_where_a_call_can_be_inserted() -> None:
    text = f"class C {{ void M() {{ c = {NEW}\n   .Build(); }} }}"
    (built,) = seen(text, ClientBuilt)
    assert built.build is not None
    assert text[built.build.start :].startswith(".Build()")
    assert text[built.span.start :].startswith("new HubConnectionBuilder")


@pytest.mark.parametrize(
    ("rest", "short"),
    [
        ("await c.StartAsync(); await c.SendAsync(m); await c.StopAsync();", True),
        ("await c.StartAsync(); Console.ReadKey(); await c.StopAsync();", False),
        ("await c.StartAsync(); await Task.Delay(-1); await c.DisposeAsync();", False),
        ("await c.StartAsync(); await Task.Delay(Timeout.Infinite, t); await c.DisposeAsync();", False),
        ("await c.StartAsync(); await Task.Delay(500); await c.DisposeAsync();", True),
        ("await c.StartAsync(); while (!done) { Tick(); } await c.StopAsync();", False),
        ("await c.StopAsync(); await c.StartAsync();", False),
        ("try { await c.StartAsync(); } catch { await c.DisposeAsync(); }", False),
        ("c.Closed += async e => await c.DisposeAsync(); await c.StartAsync();", False),
        ('c.On("m", Got); await c.StartAsync(); await c.SendAsync(m);', False),
        ("await c.StartAsync(); await c.SendAsync(m);", True),
        ("await c.StartAsync();", False),
    ],
)
def test_short_lives(rest: str, short: bool) -> None:
    assert client(f"var c = {NEW}.Build(); {rest}").short_lived is short


def test_a_local_that_is_assigned_is_local_too() -> None:
    assert client(f"HubConnection c; c = {NEW}.Build(); await c.StartAsync(); await c.SendAsync(m);").short_lived


def test_await_using_ends_a_connection() -> None:
    text = f"class C {{ async Task M() {{ await using var c = {NEW}.Build(); await c.StartAsync(); }} }}"
    assert seen(text, ClientBuilt)[0].short_lived
    assert [f.receiver for f in seen(text, ConnectionStopped)] == ["c"]


@pytest.mark.parametrize(
    ("handler", "target", "in_place"),
    [
        ("async e => await Again()", None, True),
        ("delegate { return Again(); }", None, True),
        ("OnClosed", "OnClosed", False),
        ("this.OnClosed", "OnClosed", False),
        ("new Func<Exception, Task>(OnClosed)", "OnClosed", False),
    ],
)
def test_handlers(handler: str, target: str | None, in_place: bool) -> None:
    text = f"class C {{ HubConnection hub; void M() {{ this.hub!.Closed += {handler}; }} }}"
    (found,) = seen(text, HandlerAdded)
    assert (found.event, found.receiver, found.target, found.body is not None) == ("close", "hub", target, in_place)


def test_other_events_are_no_handlers() -> None:
    body = "hubWindow.Closed += A; form.Error += B; Closed += D; hub.Closed -= E;"
    text = f"class C {{ Window hubWindow; void M() {{ {body} }} }}"
    assert seen(text, HandlerAdded) == []


def test_starts_know_their_guard_and_their_field() -> None:
    text = f"""class C {{ HubConnection _hub; async Task M() {{ var c = {NEW}.Build(); _hub = c;
      if (c.State != HubConnectionState.Connected) await c.StartAsync(); }} }}"""
    (started,) = seen(text, ConnectionStarted)
    assert started.receiver == "_hub"
    assert started.guarded == "c.State != HubConnectionState.Connected"


def test_a_start_in_a_retry_library_is_in_a_loop() -> None:
    text = "class C { HubConnection c; Task M() => retryPolicy.ExecuteAsync(() => c.StartAsync()); }"
    assert seen(text, ConnectionStarted)[0].context & Context.LOOP


def test_hosts_and_services_are_not_connections() -> None:
    text = (
        "class C { IHost connectionHost; void M() { connectionHost.StartAsync(); server.StartAsync(); StartAsync(); } }"
    )
    assert seen(text, ConnectionStarted) == []


def test_aspnet_signalr() -> None:
    text = (
        ASPNET + 'class C { void M() { _c = new HubConnection("http://x/"); _c.Closed += Again; _c.Start().Wait(); } }'
    )
    (built,) = seen(text, ClientBuilt)
    assert (built.flavour, built.symbol) == (Flavour.ASPNET, "_c")
    assert built.url is not None and built.url.value == "http://x/"
    assert seen(text, ConnectionStarted)[0].flavour is Flavour.ASPNET
    assert [h.event for h in seen(text, HandlerAdded)] == ["close"]


def test_other_classes_of_that_name_are_not_built() -> None:
    text = 'class C { void M() { var a = new HubConnection("x"); var b = new NotificationHubConnection("y"); } }'
    assert seen(text, ClientBuilt) == []
