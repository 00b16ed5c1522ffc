"""Functions, their calls and the circumstances of these."""

from __future__ import annotations

import time
from contextlib import suppress

import pytest

from asrs_lint.extract.csharp import extract
from asrs_lint.facts.code import Call, Context, Function
from asrs_lint.parse.limits import TooComplex
from asrs_lint.source import Document


def functions(text: str) -> list[Function]:
    return [f for f in extract(Document("a.cs", text)) if isinstance(f, Function)]


def call(body: str, name: str = "Go") -> Call:
    """The call of a name in the method M around a body."""
    text = f"class C {{ async Task M(IHostEnvironment env) {{ {body} }} }}"
    found = [c for f in functions(text) if f.name == "M" for c in f.calls if c.name == name]
    assert len(found) == 1, found
    return found[0]


@pytest.mark.parametrize(
    ("body", "context"),
    [
        ("Go();", Context.PLAIN),
        ("await Go();", Context.AWAITED),
        ("await Go().ConfigureAwait(false);", Context.AWAITED),
        ("Go().Wait();", Context.AWAITED),
        ("while (true) { Go(); }", Context.LOOP),
        ("for (var i = 0; i < 3; i++) Go();", Context.LOOP),
        ("foreach (var x in xs) Go();", Context.PLAIN),
        ("try { Go(); } catch { }", Context.HANDLED),
        ("try { } catch (Exception) { Go(); }", Context.FAILURE),
        ("try { Go(); } finally { }", Context.PLAIN),
        ("await Task.Delay(100); Go();", Context.TIMER),
        ("Do(async () => { await Task.Delay(100); }); Go();", Context.PLAIN),
        ("if (x) Go();", Context.CONDITIONAL),
        ("if (x) { } else { Go(); }", Context.CONDITIONAL),
        ("if (x == null) return; Go();", Context.PLAIN),
        ("if (off) return; Go();", Context.CONDITIONAL),
        ("var y = x ? Go() : null;", Context.CONDITIONAL),
        ("if (env.IsDevelopment()) Go();", Context.CONDITIONAL | Context.DEVELOPMENT),
        ("if (env.IsDevelopment()) { } else { Go(); }", Context.CONDITIONAL),
        ("if (!env.IsDevelopment()) Go();", Context.CONDITIONAL),
        ("if (!env.IsDevelopment()) { } else Go();", Context.CONDITIONAL | Context.DEVELOPMENT),
        ("if (!env.IsDevelopment()) return; Go();", Context.CONDITIONAL | Context.DEVELOPMENT),
        ("if (env.IsDevelopment() || env.IsStaging()) Go();", Context.CONDITIONAL),
        ("if (env.IsDevelopment() && x) Go();", Context.CONDITIONAL | Context.DEVELOPMENT),
        ('if (env.EnvironmentName == "Development") Go();', Context.CONDITIONAL | Context.DEVELOPMENT),
        ("\n#if DEBUG\n Go();\n#endif\n", Context.CONDITIONAL | Context.DEVELOPMENT),
        ("\n#if !DEBUG\n Go();\n#else\n#endif\n", Context.CONDITIONAL),
        ("\n#if NET8_0\n Go();\n#endif\n", Context.CONDITIONAL),
        ("policy.ExecuteAsync(() => Go());", Context.LOOP | Context.HANDLED),
        ("command.ExecuteAsync(() => Go());", Context.PLAIN),
        ("timer = new Timer(_ => Go());", Context.LOOP | Context.TIMER),
        ("timer.Elapsed += (s, e) => Go();", Context.LOOP | Context.TIMER),
        ("while (true) { c.Closed += e => Go(); }", Context.PLAIN),
    ],
)
def test_context(body: str, context: Context) -> None:
    assert call(body).context == context


@pytest.mark.parametrize(
    ("body", "receiver"),
    [
        ("Go();", None),
        ("this.Go();", None),
        ("base.Go();", None),
        ("this.hub.Go();", "hub"),
        ("_hub!.Go();", "_hub"),
        ("_hub?.Go();", "_hub"),
        ("(await hub).Go();", "hub"),
        ("a.b.Go<int>();", "a.b"),
        ("services.AddSignalR().Go();", "services.AddSignalR()"),
    ],
)
def test_receiver(body: str, receiver: str | None) -> None:
    assert call(body).receiver == receiver


@pytest.mark.parametrize(
    "body",
    [
        "Go().a.b();",
        "F(1, named: Go());",
        "F(out var x, Go());",
        "F(/* why */ Go());",
        "F /* why */ (Go());",
        "a /* why */ .F(Go());",
        "a?.F(Go());",
        "x = new T(Go());",
        "x = new T { P = Go() };",
        "T x = new(1) { P = Go() };",
        "x = new[] { Go() };",
        "int x = 1, y = Go();",
        "x = a[Go()].b;",
        "x = Go().Result.b;",
        'x = $"{Go()}";',
        "x = (int)Go();",
        "x = y switch { 1 => Go(), _ => 2 };",
        "(x, y) = (1, Go());",
        "using var x = Go();",
        "return Go();",
        "void F(int x = 1) { } Go();",
    ],
)
def test_a_call_is_seen_wherever_it_stands(body: str) -> None:
    assert call(body).span.end > 0


def test_of_arguments_only_those_that_tell_are_kept() -> None:
    given = 'a, this.b, c?.d, e!, "online", flag: true, x => x.Y(), new T(a), F(a), 1, "' + "x" * 50 + '"'
    kept = call(f"Go({given});").arguments
    assert kept == ("a", "this.b", "c?.d", "e!", '"online"', "true", *[""] * 5)


def test_names_owners_and_nesting() -> None:
    text = """
    Top();
    class A { A() { Ctor(); } int P { get { return Get(); } } int Q => Arrow();
      Func<int> f = () => Field();
      public void M() { Run(() => Inner()); void Local() { Deep(); } } }
    """
    found = {f.name: ([c.name for c in f.calls], f.owner, f.exported) for f in functions(text)}
    assert found[""] == (["Top"], None, False)
    assert found["A"] == (["Ctor"], "A", False)
    assert found["P"] == (["Get"], "A", False)
    assert found["Q"] == (["Arrow"], "A", False)
    assert found["f"] == (["Field"], "A", False)
    assert found["M"] == (["Run", "Inner"], "A", True)
    assert found["Local"] == (["Deep"], "A", False)
    assert found[None] == (["Inner"], "A", False)


def test_a_method_handed_to_a_timer_is_called_by_it() -> None:
    text = "class C { void M() { t = new Timer(Again, null, 0, 5000); } void Again() { } }"
    (again,) = [c for f in functions(text) if f.name == "M" for c in f.calls if c.name == "Again"]
    assert again.context == Context.TIMER | Context.LOOP


def test_a_directive_within_a_chain_does_not_hide_it() -> None:
    text = "class C { void M() { var c = new B()\n#if X\n  .One()\n#else\n  .Two()\n#endif\n  .Build(); } }"
    (method,) = [f for f in functions(text) if f.name == "M"]
    assert {c.name for c in method.calls} >= {"One", "Two", "Build"}
    assert text[method.calls[-1].span.start :].startswith("new B()")


@pytest.mark.parametrize(
    "text", ["", "}}}{{{((", "class", "a" * 50, "x.y(" * 3000, "if (a) " * 3000 + "b();", "\0\ufeff"]
)
def test_nothing_makes_it_crash(text: str) -> None:
    with suppress(TooComplex):
        functions(text)


def test_generated_files_are_left_out() -> None:
    assert functions("// <auto-generated />\nclass C { void M() { } }") == []


@pytest.mark.parametrize(
    "text",
    [
        "f(" * 4000 + ")" * 4000,
        "x" + ".y()" * 4000,
        "f(()=>" * 2000 + "g()" + ")" * 2000,
        "#if A\n" * 20000,
        "\n" * 200000,
        "void M() { " + "x = x + z; z = x + y; y = z + x;" * 300 + "hubContext.NegotiateAsync(new() { UserId = x }); }",
        "b.X(b => b.AddY()); // Log new HubConnectionBuilder()",
    ],
)
def test_files_made_to_hang_do_not(text: str) -> None:
    started = time.process_time()
    with suppress(TooComplex):
        functions(text)
    assert time.process_time() - started < 10
