"""A fingerprint outlives whatever leaves the construct what it is: layout, moves, neighbours."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from asrs_lint.fingerprint import Fingerprints
from asrs_lint.source import Document, Span
from asrs_lint.testing import access_key

BLANKS = st.sampled_from([" ", "\n", "\r\n", "\n    ", "\t", " \n\n\t\t"])
NAMES = st.from_regex(r"[A-Z][a-z]{2,6}", fullmatch=True)


def fingerprints(path: str, text: str, pattern: str, rule: str = "ASRS401") -> list[str]:
    """Those of every place where the pattern stands."""
    made = Fingerprints({path: Document(path, text)})
    return [made.of(rule, Span(path, *found.span())) for found in re.finditer(pattern, text)]


def fingerprint(path: str, text: str, pattern: str) -> str:
    (only,) = fingerprints(path, text, pattern)
    return only


LAYOUTS = st.sampled_from([None, 0, 1, 2, 4, "\t"])
LEVEL = r'"Microsoft"\s*:\s*"Warning"'


@given(st.dictionaries(NAMES, st.integers() | st.booleans()), st.randoms(), LAYOUTS, st.booleans())
def test_json_may_be_laid_out_and_ordered_anew(others: dict[str, object], random, layout, windows: bool) -> None:  # type: ignore[no-untyped-def]
    levels = [*others.items(), ("Microsoft", "Warning")]
    random.shuffle(levels)
    text = json.dumps({**others, "Logging": {"LogLevel": dict(levels)}}, indent=layout)
    text = text.replace("\n", "\r\n") if windows else text
    plain = '{"Logging": {"LogLevel": {"Microsoft": "Warning"}}}'
    assert fingerprint("a.json", text, LEVEL) == fingerprint("a.json", plain, LEVEL)


@given(st.lists(NAMES, unique=True), BLANKS, st.sampled_from("'\""), st.randoms())
def test_xml_may_be_laid_out_and_ordered_anew(others: list[str], blank: str, quote: str, random) -> None:  # type: ignore[no-untyped-def]
    source = f"<source{blank}name={quote}Microsoft.Azure.SignalR{quote}{blank}switchName={quote}S{quote}{blank}/>"
    siblings = [source, *(f'<source name="{name}"/>' for name in others)]
    random.shuffle(siblings)
    text = f"<configuration>{blank}<sources>{blank.join(siblings)}</sources></configuration>"
    plain = '<configuration><sources><source name="Microsoft.Azure.SignalR" switchName="S"/></sources></configuration>'
    pattern = r"<source\s+name=.Microsoft[^>]*>"
    assert fingerprint("web.config", text, pattern) == fingerprint("web.config", plain, pattern)


@dataclass(frozen=True)
class Language:
    """How a client stands in a class of a language, as tokens that any blank may part."""

    path: str
    head: str
    tail: str
    method: str
    client: str

    def text(self, methods: Sequence[str], blanks: Iterator[str]) -> str:
        bodies = " ".join(self.method.replace("NAME", name) for name in methods)
        tokens = f"{self.head} {bodies} {self.tail}".split(" ")
        return "".join(token + next(blanks) for token in tokens)

    @property
    def pattern(self) -> str:
        return r"\s+".join(map(re.escape, self.client.split(" ")))


CLIENT = 'new HubConnectionBuilder ( ) .WithUrl ( "/a\tchat" ) .Build ( )'
CSHARP = Language("a.cs", "class Chat {", "}", f"void NAME ( ) {{ var c = {CLIENT} ; }}", CLIENT)
SCRIPT = Language("a.ts", "class Chat {", "}", f"NAME() {{ const c = {CLIENT} ; }}", CLIENT)
PAGE = Language("a.html", "<script>\n class Chat {", "}\n</script>", SCRIPT.method, CLIENT)


@pytest.mark.parametrize("language", [CSHARP, SCRIPT, PAGE], ids=lambda language: language.path)
@given(names=st.lists(NAMES, unique=True, min_size=1, max_size=5), data=st.data())
@settings(max_examples=50)
def test_code_may_be_laid_out_and_ordered_anew(language: Language, names: list[str], data: st.DataObject) -> None:
    def drawn() -> Iterator[str]:
        while True:
            yield data.draw(BLANKS)

    def plain() -> Iterator[str]:
        while True:
            yield " "

    before = fingerprints(language.path, language.text(names, plain()), language.pattern)
    moved = data.draw(st.permutations(names))
    after = fingerprints(language.path, language.text(moved, drawn()), language.pattern)
    assert dict(zip(moved, after, strict=True)) == dict(zip(names, before, strict=True))
    assert len(set(before)) == len(names)


@given(st.sampled_from([CSHARP, SCRIPT, PAGE]), st.integers(2, 5))
def test_identical_constructs_are_told_apart(language: Language, number: int) -> None:
    text = language.text(["Start"], iter([" "] * 99))
    many = text.replace(language.client, ", ".join([language.client] * number))
    found = fingerprints(language.path, many, language.pattern)
    assert len(set(found)) == number
    assert found[0] == fingerprint(language.path, text, language.pattern)


@pytest.mark.parametrize(
    ("path", "text", "other", "pattern"),
    [
        ("a.cs", 'x.Use("/a b")', 'x.Use("/ab")', r"x\.Use\(.*\)"),
        ("a.cs", "x(BAD);", "y(BAD);", "BAD"),
        ("a.js", "f(1, BAD)", "f(2, BAD)", "BAD"),
        ("a.json", '{"a": {"b": "BAD"}}', '{"a": {"c": "BAD"}}', '"BAD"'),
        ("a.json", '{"a": "BAD1"}', '{"a": "BAD2"}', r'"BAD\d"'),
        ("a.json", '[{"name": "x", "y": 0}]', '[{"name": "z", "y": 0}]', '"y": 0'),
        ("web.config", '<a><b name="x"/></a>', '<a><b name="y"/></a>', "<b.*/>"),
        ("a.py", "class A:\n    x = BAD", "class B:\n    x = BAD", "BAD"),
        ("a.yaml", "a:\n  x: BAD", "b:\n  x: BAD", "BAD"),
        ("a.tf", 'resource "a" "b" {\n x = "BAD"\n}', 'resource "a" "c" {\n x = "BAD"\n}', '"BAD"'),
        ("a.txt", "one BAD", "two BAD", "BAD"),
    ],
)
def test_another_construct_has_another_fingerprint(path: str, text: str, other: str, pattern: str) -> None:
    assert fingerprint(path, text, pattern) != fingerprint(path, other, pattern)


@pytest.mark.parametrize(
    ("path", "text", "other", "pattern"),
    [
        ("a.js", "f({ a: 1, b: [BAD, 2,], });", "f({\n  a: 1,\n  b: [BAD, 2]\n})", r"f\([\s\S]*\)"),
        ("a.cs", "x.A(o => { o.B(1); });", "x.A(o =>\n{\n  o.B(2); // why\n});", r"x\.A\([\s\S]*\)"),
        ("a.json", '{"a": {"b": 1}}', '{"a": {"b": 2, "c": 3}}', r'\{"b": [\s\S]*\d\}'),
        ("web.config", '<a><b name="x"><c/></b></a>', '<a><b name="x"><d/><c/></b></a>', "<b .*</b>"),
        ("a.py", "def f():\n  x = g(BAD,\n    1)", "def f():\n\n    x = g(BAD, 1)  # why", r"g\([\s\S]*1\)"),
        ("a.tf", 'resource "a" "b" {\n x = 1\n}', 'resource "a"  "b" {\n  x = 2\n}', r"resource [\s\S]*\}"),
        ("a.yaml", "a:\n  x: BAD", "a:\n    y: 1\n    x: BAD", "BAD"),
        ("a.cs", "namespace N;\nclass A { int x = f(BAD); }", "namespace N\n{\nclass A { int x = f(BAD); }\n}", "BAD"),
        ("a.cs", "class A { void F() { g(BAD); } }", "// a class of its own\nclass A { void F() { g(BAD); } }", "BAD"),
        ("a.js", "f(() => { g(BAD) })", "if (x) { y() }\nf(() => { g(BAD) })", "BAD"),
        ("a.dart", "f(\n  BAD,\n);", "f(BAD); // why", r"f\([\s\S]*\)"),
    ],
)
def test_what_is_around_and_inside_does_not_count(path: str, text: str, other: str, pattern: str) -> None:
    assert fingerprint(path, text, pattern) == fingerprint(path, other, pattern)


@pytest.mark.parametrize("text", ["", "{", '{"a": ', "<a", "class {{{ (", "\0\ud800 BAD"])
@pytest.mark.parametrize("path", ["a.json", "a.config", "a.cs", "a.ts", "a.html", "a.razor", "a.tf", "a.yaml", "a"])
def test_what_cannot_be_parsed_has_one_too(path: str, text: str) -> None:
    made = Fingerprints({path: Document(path, text)})
    spans = [Span(path, 0, 0), Span(path, 0, len(text)), Span(path, len(text), len(text))]
    found = [made.of("ASRS001", span) for span in spans]
    assert len(set(found)) == 3
    assert all(re.fullmatch("[0-9a-f]{16}", one) for one in found)


def test_a_file_that_is_gone_has_one_too() -> None:
    made = Fingerprints({})
    assert made.of("ASRS001", Span("a.json", 0, 0)) != made.of("ASRS001", Span("b.json", 0, 0))


def test_rule_and_path_count() -> None:
    found = {*fingerprints("a.cs", "BAD", "BAD"), *fingerprints("b.cs", "BAD", "BAD")}
    assert len(found | {*fingerprints("a.cs", "BAD", "BAD", "ASRS402")}) == 3


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("a.cs", 'var c = "Endpoint=https://x;AccessKey=KEY;";'),
        ("a.json", '{"c": "Endpoint=https://x;AccessKey=KEY;"}'),
        ("web.config", '<a><add key="c" value="KEY"/></a>'),
        ("a.env", "c=Endpoint=https://x;AccessKey=KEY"),
    ],
)
def test_no_key_counts(path: str, text: str) -> None:
    one, other = (text.replace("KEY", key) for key in (access_key(), access_key()[::-1]))
    first, second = (Fingerprints({path: Document(path, t)}).of("ASRS601", Span(path, 0, len(t))) for t in (one, other))
    assert first == second


def test_no_key_counts_that_only_its_place_tells() -> None:
    def made(key: str) -> str:
        document = Document("a.cs", f'F("{key}");')
        return Fingerprints({"a.cs": document}, [Span("a.cs", 3, 3 + len(key))]).of("R", Span("a.cs", 0, len(key) + 5))

    assert made("short") == made("another")


@pytest.mark.parametrize(
    ("path", "piece"),
    [
        ("a.ts", "/*/"),
        ("a.html", "<!--"),
        ("a.ts", "a" * 590 + "{"),
        ("web.config", "<!--"),
        ("web.config", "<![CDATA["),
        ("web.config", "<?"),
        ("web.config", "<a "),
        ("web.config", "<a '\""),
        ("web.config", "<a>" * 9 + "</b>" * 9),
        ("web.config", "a"),
    ],
)
def test_time_is_linear(path: str, piece: str) -> None:
    text = "<a " + piece * (200_000 // len(piece)) + ">"
    made = Fingerprints({path: Document(path, text)})
    began = process_time()
    for _ in range(20):
        made.of("ASRS401", Span(path, len(text) - 1, len(text)))
    assert process_time() - began < 2
