"""Functions, their calls and under what circumstances these are made."""

from __future__ import annotations

import time

import pytest

from asrs_lint.facts.code import Context, Function, ModuleImported
from asrs_lint.facts.package import PackageReferenced
from tests.extract.script.reading import calls, of_kind, one, read


@pytest.mark.parametrize(
    ("body", "context"),
    [
        ("go();", Context.PLAIN),
        ("setTimeout(go, 5000);", Context.TIMER),
        ("setTimeout(() => go(), 5000);", Context.TIMER),
        ("setInterval(this.go, 5000);", Context.TIMER | Context.LOOP),
        ("x.catch(go);", Context.FAILURE),
        ("x.catch(() => setTimeout(go, 5));", Context.FAILURE | Context.TIMER),
        ("x.then(ok, go);", Context.FAILURE),
        ("x.then(ok, () => { setTimeout(() => { go(); }, 5); });", Context.FAILURE | Context.TIMER),
        ("x.fail(function () { go(); });", Context.FAILURE),
        ("try { x(); } catch (e) { go(); }", Context.FAILURE),
        ("try { go(); } catch (e) { x(); }", Context.HANDLED),
        ("try { go(); } finally { x(); }", Context.PLAIN),
        ("while (true) { go(); }", Context.LOOP),
        ("for (const a of b) { go(); }", Context.PLAIN),
        ("await sleep(500); go();", Context.TIMER),
        ("await new Promise(r => setTimeout(r, 5)); go();", Context.TIMER),
        ("retry(go);", Context.LOOP),
        ("backOff(() => go());", Context.LOOP),
        ("window.addEventListener('online', go);", Context.TIMER),
        ("x.subscribe({ next: a, error: () => go() });", Context.FAILURE),
        ("if (a) go();", Context.CONDITIONAL),
        ("a && go();", Context.CONDITIONAL),
        ("useEffect(() => { go(); }, []);", Context.PLAIN),
        ("await go();", Context.AWAITED),
    ],
)
def test_context(body: str, context: Context) -> None:
    found = calls(f"class A {{ async f() {{ {body} }} }}", "f")
    assert found["go"].context == context


def test_a_listener_of_other_events_is_no_call() -> None:
    assert "go" not in calls("function f() { button.addEventListener('click', go); hub.on('message', go); }", "f")


def test_calls_stay_with_the_innermost_named_function() -> None:
    text = """
    function outer() {
      const inner = async () => { await c.start(); };
      inner();
      list.map(x => each(x));
    }
    """
    assert set(calls(text, "outer")) == {"inner", "list.map", "each"}
    assert set(calls(text, "inner")) == {"c.start"}


@pytest.mark.parametrize(
    ("text", "name", "owner"),
    [
        ("class A { start = async () => { x(); } }", "start", "A"),
        ("class A { start() { x(); } }", "start", "A"),
        ("const start = useCallback(async () => { x(); }, []);", "start", None),
        ("const api = { start() { x(); } };", "start", "api"),
        ("new Vue({ methods: { start: function () { x(); } } });", "start", None),
        ("module.exports.start = function () { x(); };", "start", None),
        ("export default () => { x(); };", "default", None),
    ],
)
def test_names(text: str, name: str, owner: str | None) -> None:
    found = [f for f in of_kind(read(text, "a.js")[1], Function) if f.name]
    assert [(f.name, f.owner) for f in found] == [(name, owner)]


@pytest.mark.parametrize(
    ("expression", "receiver"),
    [
        ("this.connection?.start()", "connection"),
        ("self.a.b.start()", "a.b"),
        ("ref.current!.start()", "ref"),
        ("(await get()).start()", "get()"),
        ("start()", None),
        ("this.start()", None),
        ("(this.c as HubConnection).start()", "c"),
    ],
)
def test_receiver(expression: str, receiver: str | None) -> None:
    top = one(f"{expression};", Function)
    assert next(c for c in top.calls if c.name == "start").receiver == receiver


def test_exports() -> None:
    _, facts = read("export function make() {}\nfunction hidden() {}\nconst hub = await make();")
    functions = {f.name: f for f in of_kind(facts, Function)}
    assert functions["make"].exported and not functions["hidden"].exported


def test_imports() -> None:
    _, facts = read(
        'import * as signalR from "@microsoft/signalr";\n'
        'import start, { stop as halt } from "./hub";\n'
        'const { get } = require("./get");\n'
        'import("https://esm.sh/@microsoft/signalr@8.0.0");\n'
    )
    assert [(f.source, f.names) for f in of_kind(facts, ModuleImported)] == [
        ("@microsoft/signalr", ("*",)),
        ("./hub", ("start", "stop")),
        ("./get", ("get",)),
        ("https://esm.sh/@microsoft/signalr@8.0.0", ()),
    ]
    assert [(f.ecosystem, f.name, f.version) for f in of_kind(facts, PackageReferenced)] == [
        ("import", "@microsoft/signalr", None),
        ("import", "@microsoft/signalr", "8.0.0"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "f(" * 5_000 + ")" * 5_000,
        "{" * 9_000,
        "a" + ".b()" * 6_000,
        "x => " * 5_000 + "1",
        "if (a) " * 5_000 + "f();",
        "const c = " + "(" * 6_000,
        "c = a ? b : " * 5_000,
    ],
)
def test_deep_nesting_is_read_in_time(text: str) -> None:
    began = time.monotonic()
    read("new HubConnectionBuilder().build();\n" * 3 + "\n".join(text[i : i + 900] for i in range(0, len(text), 900)))
    assert time.monotonic() - began < 5
