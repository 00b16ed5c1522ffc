from __future__ import annotations

import time

import pytest

from asrs_lint.parse.bicep import Declaration, declarations
from asrs_lint.parse.term import Items, Scalar, Table, Term
from asrs_lint.source import Document


def read(text: str) -> tuple[Declaration, ...]:
    return declarations(Document("main.bicep", text))


def plain(term: Term | None) -> object:
    """A term as Python data; what is no literal stands as a tuple of its text."""
    if isinstance(term, Table):
        return {entry.key: plain(entry.value) for entry in term.entries}
    if isinstance(term, Items):
        return [plain(item) for item in term.items]
    if isinstance(term, Scalar):
        return term.literal if term.literal is not None else (term.text,)
    return None


VALUES = {
    "'a'": "a",
    "'it''s'": ("'it''s'",),
    r"'it\'s \u{263a}\n'": "it's \u263a\n",
    "'${x}'": ("'${x}'",),
    r"'\${x}'": "${x}",
    "'''\nraw ${x} 'q'\n'''": "raw ${x} 'q'\n",
    "true": "true",
    "-1": "-1",
    "name": ("name",),
    "a ? 'b' : 'c'": ("a ? 'b' : 'c'",),
    "a\n  ? 'b'\n  : 'c'": ("a\n  ? 'b'\n  : 'c'",),
    "'${a ? '}' : '{'}'": ("'${a ? '}' : '{'}'",),
    "f(x, {\n a: 1 })": ("f(x, {\n a: 1 })",),
    "['a', 'b']": ["a", "b"],
    "[\n  'a' // one\n  /* two */ 'b'\n]": ["a", "b"],
    "[for x in xs: x]": ("[for x in xs: x]",),
    "[1] == [2]": ("[1] == [2]",),
    "{ a: 1, 'b-c': { d: [\n] } }": {"a": "1", "b-c": {"d": []}},
    "{\n a: 1 // c: 2\n /* d: 3 */\n}": {"a": "1"},
    "{\n a:\n 1\n}": {"a": "1"},
}


@pytest.mark.parametrize("text", VALUES)
def test_values(text: str) -> None:
    found = read(f"var v = {text}\nvar after = 1\n")
    assert plain(found[0].value) == VALUES[text]
    assert [d.name for d in found] == ["v", "after"]


@pytest.mark.parametrize(
    "body",
    [
        "{}",
        "{\n a: [{ b: (1) }\n ]\n}",
        "{ a: '}' } == b",
        "[for x in xs: { a: x }]",
        "if (a) { b: 1 }",
        "{ a: [ }",
        "{ a: 1",
    ],
)
def test_what_is_passed_over_ends_where_it_would_if_it_were_read(body: str) -> None:
    text = f"resource a 'x' = {body}\nvar after = {{ b: 1 }}\n}}\nvar last = 1\n"
    passed = declarations(Document("main.bicep", text), lambda kind, _: kind != "resource")
    assert [(d.name, d.span) for d in passed] == [(d.name, d.span) for d in read(text)]
    assert [d.value for d in passed][1:] == [d.value for d in read(text)][1:]


def test_declarations() -> None:
    found = read(
        """targetScope = 'subscription'
@description('resource x \\'y\\' = {')
@allowed([
  'param'
])
param mode string = 'Default'
param required object
param list ('a' | 'b')[] = ['a']
var folded = 1
resource old 'T@1' existing = {
  name: 'x'
}
resource maybe 'T@1' = if (mode == 'a') {
  name: 'y'
  resource child 'U' = { name: 'c' }
  tags: { resource: 'z' }
}
resource many 'T@1' = [for i in range(0, 2): {
  name: i
}]
module m './m.bicep' = { params: { a: mode } }
output o string = maybe.id
"""
    )
    assert [(d.kind, d.name, d.target.literal if d.target else None) for d in found] == [
        ("param", "mode", None),
        ("param", "required", None),
        ("param", "list", None),
        ("var", "folded", None),
        ("resource", "old", "T@1"),
        ("resource", "maybe", "T@1"),
        ("resource", "many", "T@1"),
        ("module", "m", "./m.bicep"),
    ]
    by_name = {d.name: d for d in found}
    assert by_name["required"].value is None
    assert by_name["old"].existing and by_name["maybe"].conditional and by_name["many"].loop
    assert plain(by_name["maybe"].value) == {"name": "y", "tags": {"resource": "z"}}
    assert plain(by_name["many"].value) == {"name": ("i",)}


def test_a_spread_makes_an_object_opaque() -> None:
    value = read("var v = {\n ...base\n a: 1\n}\n")[0].value
    assert isinstance(value, Table) and value.opaque == "a spread"


@pytest.mark.parametrize(
    "text", ["param", "param x", "param x string =", "resource r 'T@1' = {", "var v = {\n a:", "var"]
)
def test_a_cut_text_is_read_as_far_as_it_goes(text: str) -> None:
    assert read("var first = 1\n" + text)[0].name == "first"


HOSTILE = {
    "deep": "var v = " + "[" * 20000,
    "deep objects": "var v = " + "{a:" * 20000,
    "open string": "var v = 'abc\nvar w = 1\n",
    "interpolations": "var v = " + "'${" * 20000,
    "open comment": "/*" * 20000,
    "decorators": "@a(" * 20000,
    "marks": "}])" * 20000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_text_ends(name: str) -> None:
    began = time.perf_counter()
    read(HOSTILE[name])
    assert time.perf_counter() - began < 5
