from __future__ import annotations

import json
import time

import pytest

from asrs_lint.parse.json import MAX_DEPTH, JsonArray, JsonDocument, JsonNode, JsonObject, JsonScalar, parse_json
from asrs_lint.source import Document


def read(text: str, multiline: bool = False) -> JsonDocument:
    return parse_json(Document("a.json", text), multiline)


def plain(node: JsonNode | None) -> object:
    """The tree as the standard library has it; the last of repeated keys wins there too."""
    if isinstance(node, JsonObject):
        return {member.key: plain(member.value) for member in node.members}
    if isinstance(node, JsonArray):
        return [plain(item) for item in node.items]
    assert isinstance(node, JsonScalar)
    return node.value if node.kind == "string" else json.loads(node.value)


@pytest.mark.parametrize(
    "text",
    [
        "{}",
        "[]",
        '"text"',
        "-12.5e+3",
        '{"a": {"b": [1, true, null, {"c": "d"}]}, "e": ""}',
        r'{"a": "\u0041\n\"\\ \ud83d\ude00", "\u0062": 1}',
        '{\r\n\t"a" :\r\n"b" , "c":[ [ ] , { } ]\r\n}\r\n',
    ],
)
def test_agrees_with_the_standard_library(text: str) -> None:
    document = read(text)
    assert document.errors == ()
    assert plain(document.root) == json.loads(text)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('{"a": 1, // one\n "b": /* two */ 2}', {"a": 1, "b": 2}),
        ('// first\n{"a": [1, 2,],}', {"a": [1, 2]}),
        ('{"url": "http://x//y", "b": "/* no */"}', {"url": "http://x//y", "b": "/* no */"}),
    ],
)
def test_comments_and_trailing_commas(text: str, value: object) -> None:
    document = read(text)
    assert document.errors == ()
    assert plain(document.root) == value


@pytest.mark.parametrize(
    ("text", "at", "reason", "value"),
    [
        ('{"a": 1 "b": 2}', 7, "a comma is missing", {"a": 1, "b": 2}),
        ('{"a": "x"\n "b": "y"}', 9, "a comma is missing", {"a": "x", "b": "y"}),
        ("[1 2]", 2, "a comma is missing", [1, 2]),
        ('{"a" "b"}', 4, "a colon is missing", {"a": "b"}),
        ('{"a": , "b": 2}', 6, 'the value of "a" is missing', {"b": 2}),
        ('{"a": {"b": 1}', 14, "} is missing at the end", {"a": {"b": 1}}),
        ('{"a": [1}', 8, "] is missing", {"a": [1]}),
        ("{a: 1}", 1, "a key needs quotation marks", {"a": 1}),
        ("{'a': 1}", 0, "", {"a": 1}),
        ('{"a": 1} x', 9, "there is more text behind the end of the value", {"a": 1}),
    ],
)
def test_errors_are_data_beside_what_could_be_read(text: str, at: int, reason: str, value: object) -> None:
    document = read(text)
    found = [(error.span.start, error.reason) for error in document.errors[:1]]
    assert found == ([(at, reason)] if reason else [])
    assert plain(document.root) == value


def test_a_bare_word_is_kept_as_invalid() -> None:
    document = read('{"level": Warning}')
    assert isinstance(document.root, JsonObject)
    value = document.root.get("level")
    assert isinstance(value, JsonScalar)
    assert (value.kind, value.value) == ("invalid", "Warning")
    assert "quotation marks" in document.errors[0].reason


def test_nothing_is_no_value() -> None:
    assert read(" // only a comment\n") == JsonDocument(None, ())


def test_places() -> None:
    source = Document("a.json", '/* é */ {"k": {"x": [1]}, "l" : "v"}')
    root = parse_json(source).root
    assert isinstance(root, JsonObject)
    first, last = root.members
    assert [source.slice(s) for s in (root.span, first.key_span, first.value.span, last.span)] == [
        '{"k": {"x": [1]}, "l" : "v"}',
        '"k"',
        '{"x": [1]}',
        '"l" : "v"',
    ]


def test_repeated_keys_are_kept_in_order_and_looked_up_without_case() -> None:
    root = read('{"Key": 1, "key": 2, "s": {"T": "u"}}').root
    assert isinstance(root, JsonObject)
    assert [member.key for member in root.members] == ["Key", "key", "s"]
    found = root.member("KEY")
    assert found is not None and found.key == "key"
    assert root.text("S", "t") == "u"
    assert root.text("Key") is None
    assert root.get("s", "T", "deeper") is None


def test_line_ends_in_strings_only_where_asked() -> None:
    text = '{"a": "one\ntwo"}'
    assert plain(read(text, multiline=True).root) == {"a": "one\ntwo"}
    assert read(text).errors


def test_half_a_surrogate_pair_becomes_a_character_that_can_be_printed() -> None:
    root = read(r'["\ud83d"]').root
    assert plain(root) == ["�"]


@pytest.mark.parametrize("opening", ["[", '{"a":', '[{"a":'])
def test_depth_is_limited(opening: str) -> None:
    document = read(opening * 100_000)
    assert [error.reason for error in document.errors] == [f"nested deeper than {MAX_DEPTH} levels"]


@pytest.mark.parametrize(
    "text", ['"' * 300_000, "/*" * 200_000, '"\\' * 200_000, "[" * 150 + "}" * 300_000, " " * 10**6]
)
def test_hostile_text_takes_linear_time(text: str) -> None:
    begin = time.process_time()
    read(text)
    read(text, multiline=True)
    assert time.process_time() - begin < 2


def test_objects_in_document_order() -> None:
    document = Document("a.json", '{"a": {"b": {}}, "c": [{"d": 1}]}')
    texts = [document.slice(found.span) for found in parse_json(document).objects()]
    assert texts == [document.text, '{"b": {}}', "{}", '{"d": 1}']
