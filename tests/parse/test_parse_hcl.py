from __future__ import annotations

import pytest

from asrs_lint.parse.hcl import parse_hcl
from asrs_lint.parse.term import Items, Scalar, Table, Term
from asrs_lint.source import Document


def plain(term: Term | None) -> object:
    if isinstance(term, Table):
        return {entry.key: plain(entry.value) for entry in term.entries}
    if isinstance(term, Items):
        return [plain(item) for item in term.items]
    return (term.literal if term.literal is not None else (term.text,)) if isinstance(term, Scalar) else None


VALUES = {
    '"a"': "a",
    '""': "",
    '"${var.a}"': ('"${var.a}"',),
    "var.a": ("var.a",),
    "true": "true",
    "3": "3",
    "null": "null",
    'a ? "b" : "c"': ('a ? "b" : "c"',),
    '["a", var.b]': ["a", ("var.b",)],
    '{ a = "b", "c" = [true] }': {"a": "b", "c": ["true"]},
    'jsonencode({ a = { b = "c" } })': {"a": {"b": "c"}},
    'concat(["a"], ["b"])': ["a", "b"],
    "merge(local.a, {})": ("merge(local.a, {})",),
    "[for x in y : x]": ("[for x in y : x]",),
}


@pytest.mark.parametrize("text", VALUES)
def test_values(text: str) -> None:
    root = parse_hcl(Document("main.tf", f"x = {text}\n"))
    assert plain(root.attributes.get("x")) == VALUES[text]


def test_blocks() -> None:
    text = """resource "a" "b" {
  # c = 1
  name = "é"
  sku {
    name = "S"
  }
  dynamic "features" {
    for_each = var.f
  }
}
"""
    document = Document("main.tf", text)
    block = parse_hcl(document).blocks[0]
    assert (block.kind, block.labels, block.broken) == ("resource", ("a", "b"), False)
    assert plain(block.attributes) == {"name": "é"}
    assert [(b.kind, b.labels) for b in block.blocks] == [("sku", ()), ("dynamic", ("features",))]
    assert document.slice(block.all("sku")[0].span).startswith("sku {")


def test_a_broken_block_says_so() -> None:
    assert parse_hcl(Document("main.tf", 'resource "a" "b" {\n  name = = "x"\n}\n')).blocks[0].broken


def test_only_blocks_that_are_wanted_are_read() -> None:
    text = 'a "b" "c" {\n  d {}\n}\nlocals {\n  x = 1\n}\n'
    root = parse_hcl(Document("main.tf", text), lambda kind, labels: labels == ("b", "c"))
    assert [(block.kind, [inner.kind for inner in block.blocks]) for block in root.blocks] == [("a", ["d"])]
