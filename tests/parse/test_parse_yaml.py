from __future__ import annotations

import time

import pytest

from asrs_lint.parse.yaml import YamlMapping, YamlScalar, YamlSequence, parse_yaml
from asrs_lint.source import Document

TEXT = """# é
services:
  web: &web
    environment:
      - A=b
      - "C=d"   # comment
    flow: {a: [1, ~]}
  other:
    <<: *web
    text: |
      one
      two
---
kind: x
"""


def test_tree_and_places() -> None:
    source = Document("a.yml", TEXT)
    stream = parse_yaml(source)
    first, second = stream.documents
    assert stream.errors == ()
    assert isinstance(first, YamlMapping) and isinstance(second, YamlMapping)
    assert second.text("kind") == "x"
    items = first.get("services", "web", "environment")
    assert isinstance(items, YamlSequence)
    assert [(i.value, source.slice(i.span)) for i in items.items if isinstance(i, YamlScalar)] == [
        ("A=b", "A=b"),
        ("C=d", '"C=d"'),
    ]
    assert source.slice(items.span) == '- A=b\n      - "C=d"'
    assert first.text("services", "other", "text") == "one\ntwo\n"
    assert first.get("services", "other", "environment") is items
    null = first.get("services", "web", "flow", "a")
    assert isinstance(null, YamlSequence) and isinstance(null.items[1], YamlScalar) and null.items[1].null


def test_own_keys_win_over_merged_ones() -> None:
    root = parse_yaml(Document("a.yml", "a: &a {k: 1, l: 2}\nb:\n  <<: [*a]\n  k: 3\n")).documents[0]
    assert isinstance(root, YamlMapping)
    assert (root.text("b", "k"), root.text("b", "l")) == ("3", "2")


@pytest.mark.parametrize(
    ("text", "documents", "reason"),
    [
        ("{{- if .Values.x }}\na: b\n", 0, "did not find"),
        ("a: 1\n---\nb: [", 1, "did not find"),
        ("[ " * 100_000, 0, "nested deeper"),
        ("- " * 100_000, 0, "nested deeper"),
        ("a: &a [*a]", 1, "names nothing"),
        ("a: *nobody", 1, "names nothing"),
        ("a: \x01", 0, "not allowed"),
    ],
)
def test_errors_are_data(text: str, documents: int, reason: str) -> None:
    stream = parse_yaml(Document("a.yml", text))
    assert len(stream.documents) == documents
    assert reason in stream.errors[0].reason


def test_nothing_is_constructed() -> None:
    root = parse_yaml(Document("a.yml", "a: !!python/object/apply:os.system [x]")).documents[0]
    assert isinstance(root, YamlMapping) and isinstance(root.get("a"), YamlSequence)


def test_aliases_are_bounded() -> None:
    lines = ["a: &a0 [" + ",".join("x" * 9) + "]"]
    lines += [f"b{n}: &a{n} [{','.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 12)]
    begin = time.process_time()
    stream = parse_yaml(Document("a.yml", "\n".join(lines)))
    assert "nodes" in stream.errors[0].reason
    assert time.process_time() - begin < 1
