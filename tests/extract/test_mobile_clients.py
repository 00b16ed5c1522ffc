"""Clients of Java, Kotlin, Swift, Dart and Go: what is built, how it reconnects, and when it starts."""

from __future__ import annotations

from importlib import import_module
from time import process_time
from typing import TypeVar

import pytest

from asrs_lint.facts.base import Fact
from asrs_lint.facts.client import ClientBuilt, ConnectionStarted, Escape, HandlerAdded, PolicyKind
from asrs_lint.facts.code import Context, Function
from asrs_lint.source import Document

F = TypeVar("F", bound=Fact)

SUFFIX = {"java": "java", "kotlin": "kt", "swift": "swift", "dart": "dart", "go": "go"}
IMPORT = {
    "java": "import com.microsoft.signalr.*;\n",
    "kotlin": "import com.microsoft.signalr.HubConnectionBuilder\n",
    "swift": "import SignalRClient\n",
    "dart": "import 'package:signalr_netcore/signalr_client.dart';\n",
    "go": 'package a\nimport "github.com/philippseith/signalr"\n',
}


def read(language: str, text: str) -> list[Fact]:
    module = import_module(f"asrs_lint.extract.{language}")
    return list(module.extract(Document(f"a.{SUFFIX[language]}", IMPORT[language] + text)))


def only(facts: list[Fact], kind: type[F]) -> F:
    found = [f for f in facts if isinstance(f, kind)]
    assert len(found) == 1, found
    return found[0]


def of(facts: list[Fact], kind: type[F]) -> list[F]:
    return [f for f in facts if isinstance(f, kind)]


@pytest.mark.parametrize(
    ("language", "text", "symbol", "url"),
    [
        (
            "java",
            'class A { HubConnection hub; void f() { this.hub = HubConnectionBuilder.create("h").build(); } }',
            "hub",
            "h",
        ),
        (
            "java",
            'class A { void f() { HubConnection c = HubConnectionBuilder.create("u").build(); this.hub = c; } }',
            "hub",
            "u",
        ),
        ("kotlin", 'class A { val hub by lazy { HubConnectionBuilder.create("u").build() } }', "hub", "u"),
        ("swift", 'let hub = HubConnectionBuilder().withUrl(url: String("u")).build()', "hub", "u"),
        ("swift", 'let hub = HubConnectionBuilder(url: URL(string: "u")!).build()', "hub", "u"),
        ("dart", "const url = 'u'; f() { _hub = HubConnectionBuilder().withUrl(url).build(); }", "_hub", "u"),
        ("dart", "f() { final b = HubConnectionBuilder()..withUrl('u'); final c = b.build(); }", "c", "u"),
        (
            "go",
            'func f() {\n\tc, err := signalr.NewClient(x, signalr.WithHttpConnection(x, "u"))\n\tc.Start()\n}\n',
            "c",
            "u",
        ),
    ],
)
def test_builder_and_what_keeps_it(language: str, text: str, symbol: str, url: str) -> None:
    built = only(read(language, text), ClientBuilt)
    assert built.symbol == symbol
    assert built.url is not None and built.url.value == url


@pytest.mark.parametrize(
    ("language", "chain", "kind", "infinite", "delays"),
    [
        ("swift", "HubConnectionBuilder().withUrl(url: u).withAutomaticReconnect().build()", "default", False, None),
        (
            "swift",
            "HubConnectionBuilder().withUrl(url: u).withAutomaticReconnect(retryDelays: [0, 2.5]).build()",
            "delays",
            False,
            (0, 2500),
        ),
        (
            "swift",
            "HubConnectionBuilder(url: u).withAutoReconnect(reconnectPolicy: InfiniteReconnectPolicy()).build()",
            "policy",
            True,
            None,
        ),
        ("swift", "HubConnectionBuilder(url: u).withAutoReconnect(reconnectPolicy: P()).build()", "policy", None, None),
        ("dart", "HubConnectionBuilder().withUrl(u).withAutomaticReconnect().build();", "default", False, None),
        (
            "dart",
            "HubConnectionBuilder().withUrl(u).withAutomaticReconnect(retryDelays: [0, 2000]).build();",
            "delays",
            False,
            (0, 2000),
        ),
        ("dart", "HubConnectionBuilder().withUrl(u).withAutomaticReconnect(x).build();", "unknown", None, None),
        ("go", "signalr.NewClient(x, signalr.WithConnector(f))\n", "default", False, None),
        ("go", "signalr.NewClient(x, signalr.WithConnector(f), signalr.WithBackoff(g))\n", "policy", None, None),
        ("go", "signalr.NewClient(x, options...)\n", "unknown", None, None),
    ],
)
def test_automatic_reconnect(
    language: str, chain: str, kind: str, infinite: bool | None, delays: tuple[int, ...] | None
) -> None:
    head = {"swift": "let c = ", "dart": "final c = ", "go": "var c, e = "}[language]
    reconnect = only(read(language, head + chain), ClientBuilt).reconnect
    assert reconnect is not None
    assert (reconnect.kind, reconnect.infinite, reconnect.delays) == (PolicyKind(kind), infinite, delays)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("java", 'class A { Object c = HubConnectionBuilder.create("u").build(); }'),
        ("go", "var c, e = signalr.NewClient(x, signalr.WithConnection(y))\n"),
        ("swift", "let c = HubConnectionBuilder(url: u).build()"),
    ],
)
def test_no_automatic_reconnect(language: str, text: str) -> None:
    assert only(read(language, text), ClientBuilt).reconnect is None


def test_signalrkore_has_an_automatic_reconnect() -> None:
    module = import_module("asrs_lint.extract.kotlin")
    text = (
        "import eu.lepicekmichal.signalrkore.HubConnectionBuilder\n"
        'val c = HubConnectionBuilder.create("u") { automaticReconnect = AutomaticReconnect.Active }\n'
        'val d = HubConnectionBuilder.create("u")\n'
    )
    first, second = of(list(module.extract(Document("a.kt", text))), ClientBuilt)
    assert first.reconnect is not None and first.library == "eu.lepicekmichal.signalrkore:signalrkore"
    assert second.reconnect is None and second.escapes is Escape.NONE


@pytest.mark.parametrize(
    ("language", "text", "body"),
    [
        ("java", "class A { void f() { hub.onClosed(e -> go()); } }", "e -> go()"),
        ("kotlin", "fun f() { hub?.onClosed { e -> go() } }", "{ e -> go() }"),
        ("kotlin", "fun f() { hub.apply { onClosed { go() } } }", "{ go() }"),
        ("swift", "func f() async { await hub!.onClosed { [weak self] e in self?.go() } }", None),
        ("dart", "f() { hub!.onclose(({error}) => go()); }", "({error}) => go()"),
        ("dart", "f() { hub..onclose((e) { go(); })..start(); }", "(e) { go(); }"),
    ],
)
def test_close_handlers_are_functions_of_the_file(language: str, text: str, body: str | None) -> None:
    facts = read(language, text)
    handler = only(facts, HandlerAdded)
    assert (handler.event, handler.receiver) == ("close", "hub")
    function = next(f for f in of(facts, Function) if f.span == handler.body)
    assert [c.name for c in function.calls] == ["go"]
    source = IMPORT[language] + text
    assert body is None or source[function.span.start : function.span.end] == body


def test_named_handler() -> None:
    handler = only(read("java", "class A { void f() { hub.onClosed(this::again); } }"), HandlerAdded)
    assert (handler.target, handler.body) == ("again", None)


def test_delegate_of_moozzyk_is_a_handler() -> None:
    text = (
        "let hub = HubConnectionBuilder(url: u).build()\n"
        "class D: HubConnectionDelegate { func connectionDidClose(error: Error?) { again() } }\n"
        "class Other { func connectionDidClose(error: Error?) { again() } }\n"
    )
    handler = only(read("swift", text), HandlerAdded)
    assert (handler.event, handler.owner, handler.receiver) == ("close", "D", "hub")


@pytest.mark.parametrize(
    ("language", "text", "context"),
    [
        ("java", "class A { void f() { while (true) { hub.start(); } } }", Context.LOOP),
        ("java", "class A { void f() { hub.start().retry(5).subscribe(); } }", Context.LOOP),
        ("java", "class A { void f() { try { g(); } catch (Exception e) { hub.start(); } } }", Context.FAILURE),
        ("java", "class A { void f() { hub.start().blockingAwait(); } }", Context.AWAITED),
        ("java", "class A { void f() { try { hub.start(); } catch (Exception e) { } } }", Context.HANDLED),
        ("kotlin", "fun f() { while (isActive) { hub.start() } }", Context.LOOP),
        ("kotlin", "fun f() { handler.postDelayed({ hub.start() }, 5) }", Context.TIMER),
        ("swift", "func f() { q.asyncAfter(deadline: t) { hub.start() } }", Context.TIMER),
        ("swift", "func f() async { while true { try? await hub.start() } }", Context.LOOP | Context.HANDLED),
        ("dart", "f() async { Timer.periodic(d, (t) { hub.start(); }); }", Context.LOOP | Context.TIMER),
        ("dart", "f() async { Future.delayed(d, () => hub.start()); }", Context.TIMER),
        ("dart", "f() async { hub.start().catchError((e) {}); }", Context.HANDLED),
        ("dart", "f() async { if (hub.state == x) hub.start(); }", Context.CONDITIONAL),
        ("go", "func f() {\n\tfor {\n\t\thub.Start()\n\t}\n}\n", Context.LOOP),
        ("go", "func f() {\n\tif err != nil {\n\t\thub.Start()\n\t}\n}\n", Context.FAILURE),
    ],
)
def test_circumstances_of_a_start(language: str, text: str, context: Context) -> None:
    assert only(read(language, text), ConnectionStarted).context & context == context


def test_a_state_check_before_the_start_is_told() -> None:
    started = only(
        read("dart", "f() { if (hub.state == HubConnectionState.Disconnected) { hub.start(); } }"), ConnectionStarted
    )
    assert started.guarded is not None and "Disconnected" in started.guarded


def test_functions_named_in_callbacks_count_as_called() -> None:
    facts = read("dart", "class A { again() { Timer(d, again); } }")
    again = next(f for f in of(facts, Function) if f.name == "again")
    assert [(c.name, c.context) for c in again.calls if c.name == "again"] == [("again", Context.TIMER)]
    assert again.owner == "A"


def test_calls_of_anonymous_functions_count_for_the_function_around_and_named_ones_do_not() -> None:
    facts = read("dart", "outer() { final inner = () { a(); }; list.forEach((x) { b(); }); }")
    calls = {f.name: {c.name for c in f.calls} for f in of(facts, Function) if f.name is not None}
    assert calls["outer"] == {"forEach", "b"}
    assert calls["inner"] == {"a"}


def test_methods_of_go_belong_to_their_receiver() -> None:
    text = (
        "func (s *Service) Open() {\n\ts.hub, _ = signalr.NewClient(x, signalr.WithConnector(f))\n\ts.hub.Start()\n}\n"
    )
    facts = read("go", text)
    built, started = only(facts, ClientBuilt), only(facts, ConnectionStarted)
    assert (built.owner, built.symbol, started.receiver) == ("Service", "hub", "hub")


@pytest.mark.parametrize(
    ("language", "text"),
    [
        (
            "dart",
            "final c = HubConnectionBuilder().withUrl(u, options: Options(skipNegotiation: true)).build();",
        ),
        ("java", 'class A { Object c = HubConnectionBuilder.create("u").shouldSkipNegotiate(true).build(); }'),
        (
            "swift",
            "let c = HubConnectionBuilder(url: u).withHttpConnectionOptions { o in o.skipNegotiation = true }.build()",
        ),
        ("swift", "o.skipNegotiation = true\nlet c = HubConnectionBuilder().withUrl(url: u, options: o).build()"),
    ],
)
def test_skipped_negotiation(language: str, text: str) -> None:
    assert only(read(language, text), ClientBuilt).skip_negotiation is not None


def test_comments_say_nothing() -> None:
    text = "final c = HubConnectionBuilder() /* skipNegotiation: true */\n// .withAutomaticReconnect()\n.build();"
    built = only(read("dart", text), ClientBuilt)
    assert built.skip_negotiation is None and built.reconnect is None


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("swift", "public class HubConnectionBuilder { func f() { let c = HubConnectionBuilder(url: u).build() } }"),
        ("dart", "class HubConnectionBuilder { f() { final c = HubConnectionBuilder().build(); } }"),
    ],
)
def test_the_library_itself_is_no_client(language: str, text: str) -> None:
    assert not of(read(language, text), ClientBuilt)


def test_another_library_of_that_name_is_no_client() -> None:
    module = import_module("asrs_lint.extract.dart")
    document = Document("a.dart", "import 'package:other/other.dart';\nfinal c = HubConnectionBuilder().build();")
    assert not of(list(module.extract(document)), ClientBuilt)


def test_returned_and_unfinished_builders_escape() -> None:
    text = 'class A { Object f() { return HubConnectionBuilder.create("u").build(); }\n'
    text += 'void g() { var b = HubConnectionBuilder.create("u"); more(b); HubConnection c = b.build(); } }'
    first, second = of(read("java", text), ClientBuilt)
    assert first.escapes is Escape.RETURNED
    assert second.escapes is Escape.PASSED


def test_started_and_stopped_in_one_function_is_short_lived() -> None:
    made = 'HubConnection c = HubConnectionBuilder.create("u").build(); c.start().blockingAwait();'
    short = only(read("java", f'class A {{ void f() {{ {made} c.send("x"); c.stop(); }} }}'), ClientBuilt)
    waiting = only(read("java", f"class A {{ void f() {{ {made} scanner.await(); c.stop(); }} }}"), ClientBuilt)
    assert short.short_lived and not waiting.short_lived


@pytest.mark.parametrize("language", SUFFIX)
@pytest.mark.parametrize(
    "text", ["", "(" * 3000, "f(" * 500, "}" * 50, '"', "x.", "hub.start(", "\0é😀 hub.start()", "..a()", "=", "return"]
)
def test_broken_text_is_read_without_an_error(language: str, text: str) -> None:
    assert isinstance(read(language, text), list)


@pytest.mark.parametrize("language", ["dart", "go"])
@pytest.mark.parametrize("piece", ["a = ", "t c =", "if ", "func ", "func(", "if (", "=> "])
def test_time_is_linear(language: str, piece: str) -> None:
    began = process_time()
    read(language, "client := signalr.NewClient(a)\nb[" + piece * (64_000 // len(piece)))
    assert process_time() - began < 4
