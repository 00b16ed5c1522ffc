"""Connections of ASP.NET Core SignalR as scripts build, watch and start them."""

from __future__ import annotations

import pytest

from asrs_lint.facts.client import (
    ClientBuilt,
    ConnectionStarted,
    Escape,
    HandlerAdded,
    PolicyKind,
)
from asrs_lint.facts.code import Context
from tests.extract.script.reading import of_kind, one, read

IMPORT = 'import { HubConnectionBuilder } from "@microsoft/signalr";\n'
BUILD = 'new HubConnectionBuilder().withUrl("/chat").build()'


@pytest.mark.parametrize(
    ("code", "symbol"),
    [
        (f"const connection = {BUILD};", "connection"),
        (f"class A {{ private hub = {BUILD}; }}", "hub"),
        (f"class A {{ start() {{ this.hub = {BUILD}; }} }}", "hub"),
        (f"const ref = useRef({BUILD}); ref.current.start();", "ref"),
        (f"const [conn] = useState(() => {BUILD});", "conn"),
        (f"const conn = useMemo(() => {{ return {BUILD}; }}, []);", "conn"),
        (f"const c = {BUILD}; connectionRef.current = c;", "connectionRef"),
        (f"const [hub, setHub] = useState(null); const made = {BUILD}; setHub(made);", "hub"),
        (f"let hub; function go() {{ hub = {BUILD}; }}", "hub"),
        (f"const state = {{ hub: {BUILD} }};", "hub"),
        (f"const make = () => {BUILD}; const hub = make();", "hub"),
        (f"function make() {{ return {BUILD}; }}", None),
        (f"export default {BUILD};", None),
    ],
)
def test_symbol_is_what_keeps_the_connection(code: str, symbol: str | None) -> None:
    assert one(IMPORT + code, ClientBuilt).symbol == symbol


@pytest.mark.parametrize(
    ("code", "escapes"),
    [
        (f"const c = {BUILD};", Escape.NONE),
        (f"function make() {{ const c = {BUILD}; return c; }}", Escape.RETURNED),
        (f"function use() {{ const c = {BUILD}; return {{ c, start }}; }}", Escape.RETURNED),
        (f"export const c = {BUILD};", Escape.EXPORTED),
        (f"const c = {BUILD}; export {{ c }};", Escape.EXPORTED),
        (f"class A {{ static c = {BUILD}; }}", Escape.EXPORTED),
        (f"class A {{ private c = {BUILD}; }}", Escape.NONE),
        ("const c = add(new HubConnectionBuilder().withUrl('/x')).build();", Escape.PASSED),
        ("let b = new HubConnectionBuilder(); configure(b); const c = b.build();", Escape.PASSED),
        ("function b() { return new HubConnectionBuilder().withUrl('/x'); }", Escape.RETURNED),
        (
            "function f(options) { const c = new HubConnectionBuilder().withUrl('/x', options).build(); }",
            Escape.OPTIONS,
        ),
    ],
)
def test_escapes(code: str, escapes: Escape) -> None:
    assert one(IMPORT + code, ClientBuilt).escapes == escapes


def test_builder_spread_over_statements() -> None:
    document, facts = read(
        IMPORT
        + """
        function connect(opts) {
          let b = new HubConnectionBuilder();
          b = b.withUrl("/chat");
          if (opts.reconnect) b = b.withAutomaticReconnect();
          const connection = b.build();
          connection.start();
        }
        """
    )
    [built] = of_kind(facts, ClientBuilt)
    assert built.symbol == "connection"
    assert built.url and built.url.value == "/chat"
    assert built.reconnect and built.reconnect.conditional
    assert built.build and document.slice(built.build) == ".build()"
    assert of_kind(facts, ConnectionStarted)[0].receiver == "connection"


@pytest.mark.parametrize(
    ("argument", "before", "kind", "delays", "infinite"),
    [
        ("", "", PolicyKind.DEFAULT, None, False),
        ("null", "", PolicyKind.DEFAULT, None, False),
        ("[]", "", PolicyKind.DELAYS, (), False),
        ("[0, 2_000, 5 * 1000]", "", PolicyKind.DELAYS, (0, 2000, 5000), False),
        ("delays", "const delays = [1, 2];", PolicyKind.DELAYS, (1, 2), False),
        ("{ nextRetryDelayInMilliseconds: () => 1000 }", "", PolicyKind.POLICY, None, True),
        ("{ nextRetryDelayInMilliseconds() { return null; } }", "", PolicyKind.POLICY, (), False),
        ("{ nextRetryDelayInMilliseconds: c => c.x < 3 ? 100 : null }", "", PolicyKind.POLICY, None, False),
        (
            "{ nextRetryDelayInMilliseconds: c => { if (c.x) return null; return 5; } }",
            "",
            PolicyKind.POLICY,
            None,
            False,
        ),
        (
            "{ nextRetryDelayInMilliseconds: c => wait(c) }",
            "function wait(c) { return 5; }",
            PolicyKind.POLICY,
            None,
            True,
        ),
        ("{ nextRetryDelayInMilliseconds: c => imported(c) }", "", PolicyKind.POLICY, None, None),
        ("new P()", "class P { nextRetryDelayInMilliseconds() { return 9; } }", PolicyKind.POLICY, None, True),
        ("new Elsewhere()", "", PolicyKind.UNKNOWN, None, None),
        ("policy", "import { policy } from './p';", PolicyKind.UNKNOWN, None, None),
    ],
)
def test_reconnect_policy(
    argument: str, before: str, kind: PolicyKind, delays: tuple[int, ...] | None, infinite: bool | None
) -> None:
    code = f"{before}\nconst c = new HubConnectionBuilder().withUrl('/x').withAutomaticReconnect({argument}).build();"
    reconnect = one(IMPORT + code, ClientBuilt).reconnect
    assert reconnect is not None
    assert (reconnect.kind, reconnect.delays, reconnect.infinite) == (kind, delays, infinite)


@pytest.mark.parametrize(
    ("arguments", "before", "skips"),
    [
        ("'/x', { skipNegotiation: true }", "", True),
        ("'/x', { skipNegotiation: false }", "", False),
        ("'/x', options", "const options = { skipNegotiation: true };", True),
        ("'/x', { ...base }", "const base = { skipNegotiation: true };", True),
        ("'/x', HttpTransportType.WebSockets", "", False),
    ],
)
def test_skip_negotiation(arguments: str, before: str, skips: bool) -> None:
    built = one(f"{IMPORT}{before} const c = new HubConnectionBuilder().withUrl({arguments}).build();", ClientBuilt)
    assert (built.skip_negotiation is not None) is skips
    assert built.escapes == Escape.NONE


@pytest.mark.parametrize(
    ("argument", "before", "url", "text"),
    [
        ('"/chat"', "", "/chat", None),
        ("`/chat`", "", "/chat", None),
        ("URL", 'const URL = "https://x.service.signalr.net/client";', "https://x.service.signalr.net/client", None),
        ("`${base}/chat`", "", None, "`${base}/chat`"),
        ("info.url", "", None, "info.url"),
        ("hub('a')", "const hub = n => `${environment.url}/${n}`;", None, "`${environment.url}/${n}`"),
    ],
)
def test_url(argument: str, before: str, url: str | None, text: str | None) -> None:
    document, facts = read(f"{IMPORT}{before} const c = new HubConnectionBuilder().withUrl({argument}).build();")
    [built] = of_kind(facts, ClientBuilt)
    assert (built.url.value if built.url else None, built.url_text) == (url, text)
    if built.url:
        assert document.slice(built.url.span) == url


@pytest.mark.parametrize(
    ("registration", "target", "in_place"),
    [
        ("c.onclose(onClosed)", "onClosed", False),
        ("this.c?.onclose(this.onClosed)", "onClosed", False),
        ("c.onclose(this.onClosed.bind(this))", "onClosed", False),
        ("c.onclose(() => start())", None, True),
        ("c!.onclose(async function () { await start(); })", None, True),
        ("c.onclose(debounce(() => start()))", None, True),
    ],
)
def test_close_handler(registration: str, target: str | None, in_place: bool) -> None:
    handler = one(f"{IMPORT} function f() {{ {registration}; }}", HandlerAdded)
    assert (handler.event, handler.receiver, handler.target) == ("close", "c", target)
    assert (handler.body is not None) is in_place


@pytest.mark.parametrize(
    ("code", "context", "guarded"),
    [
        ("await connection.start()", Context.AWAITED, None),
        ("while (true) { await connection.start(); }", Context.LOOP | Context.AWAITED, None),
        (
            "setInterval(() => { if (connection.state === S.Disconnected) connection.start(); }, 9)",
            Context.LOOP | Context.TIMER | Context.CONDITIONAL,
            "connection.state === S.Disconnected",
        ),
        ("if (connection.state !== 'Disconnected') return; connection.start();", Context.PLAIN, "!("),
        ("connection.start().catch(log)", Context.AWAITED | Context.HANDLED, None),
        ("defer(() => connection.start()).pipe(retry(3))", Context.LOOP, None),
    ],
)
def test_start(code: str, context: Context, guarded: str | None) -> None:
    start = one(f"{IMPORT} async function f() {{ {code} }}", ConnectionStarted)
    assert start.context == context
    assert (start.guarded or "").startswith(guarded or "") and bool(start.guarded) is bool(guarded)


@pytest.mark.parametrize(
    ("code", "short"),
    [
        (f"async function f() {{ const c = {BUILD}; await c.start(); await c.invoke('x'); await c.stop(); }}", True),
        (f"useEffect(() => {{ const c = {BUILD}; c.start(); return () => c.stop(); }}, []);", False),
        (f"async function f() {{ const c = {BUILD}; await c.start(); c.on('end', () => c.stop()); }}", False),
        (f"async function f() {{ const c = {BUILD}; try {{ await c.start(); }} catch {{ c.stop(); }} }}", False),
    ],
)
def test_short_lived(code: str, short: bool) -> None:
    assert one(IMPORT + code, ClientBuilt).short_lived is short


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("lib/signalr.js", "class HubConnectionBuilder { build() {} }\nnew HubConnectionBuilder().build();"),
        ("lib/app.min.js", f"const c = {BUILD};"),
        ("dist/main.js", f"/******/ (function(modules) {{ const c = {BUILD}; }})"),
        ("dist/index.js", f"const c = {BUILD};" + "x();" * 4000),
        ("sdk/client.ts", f"// client.ts\n//\n// GENERATED CODE - DO NOT EDIT\n\nconst c = {BUILD};"),
        ("sdk/client.ts", f"/* This file is auto-generated.\n * Please do not modify it. */\nconst c = {BUILD};"),
        ("sdk/client.ts", f"// <auto-generated>\nconst c = {BUILD};"),
    ],
)
def test_bundles_generated_code_and_copies_of_the_library_say_nothing(path: str, text: str) -> None:
    assert read(text, path)[1] == []


@pytest.mark.parametrize(
    "head",
    [
        "// Talks to the generated client",
        "// Do not edit the address",
        "const generated = {}; // do not edit this one",
        "import { Api } from '@generated/api'",
        "import api from './generated/api' // do not edit the order",
        "// @generated/api comes from the server\n",
        "// ids are generated: do not edit the prefix",
        "// The types below are generated by NSwag, please do not edit them by hand.\nimport './types'",
        "import * as x from './x'\n// this file is generated, do not edit it: ./x",
    ],
)
def test_code_that_speaks_of_generated_code_is_read(head: str) -> None:
    assert one(f"{head}\n{IMPORT}const c = {BUILD};", ClientBuilt)


def test_blazor_owns_its_connection() -> None:
    built = one("Blazor.start({ configureSignalR: b => b.withUrl('/_blazor') });", ClientBuilt, "wwwroot/boot.js")
    assert (built.framework, built.symbol, built.url and built.url.value) == ("blazor", None, "/_blazor")


def test_renamed_import_and_library() -> None:
    built = one('import { HubConnectionBuilder as B } from "@aspnet/signalr"; const c = new B().build();', ClientBuilt)
    assert (built.library, built.symbol) == ("@aspnet/signalr", "c")
