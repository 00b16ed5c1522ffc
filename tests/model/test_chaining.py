"""Calls and statements are put into code in its own style."""

from __future__ import annotations

import pytest

from asrs_lint.model.chaining import call_before, call_behind
from asrs_lint.model.statements import statements_before
from asrs_lint.source import Document, Located


def changed(document: Document, edit: Located[str] | None) -> str | None:
    return edit and document.text[: edit.span.start] + edit.value + document.text[edit.span.end :]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("x.a().build()", "x.a().new().build()"),
        ("x\n  .a()\n  .build()", "x\n  .a()\n  .new()\n  .build()"),
        ("x\r\n\t.build();", "x\r\n\t.new()\r\n\t.build();"),
        ("x.\n  a().\n  build()", "x.\n  a().\n  new().\n  build()"),
        ("x.a(). // why\n  build()", "x.a().\n  new(). // why\n  build()"),
        ("x \\\n  .build()", "x \\\n  .new() \\\n  .build()"),
        ("x.a({\n  b: 1\n}).build()", "x.a({\n  b: 1\n}).new().build()"),
    ],
)
def test_a_call_before_another(text: str, expected: str) -> None:
    document = Document("a.js", text)
    dot = text.index("build") - 1 if ".build" in text else text.rindex(".")
    assert changed(document, call_before(document, document.span(dot, len(text)), ".new()")) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{\n  logging.Old();\n}", "{\n  logging.Old();\n  logging.new();\n}"),
        ("{\n  logging.Old(); // why\n}", "{\n  logging.Old(); // why\n  logging.new();\n}"),
        ("if (x)\n  logging.Old();", "if (x)\n  logging.Old().new();"),
        ("f(l => l.Old());", "f(l => l.Old().new());"),
        ("a\n  .Old() // why\n  .B();", "a\n  .Old() // why\n  .new()\n  .B();"),
    ],
)
def test_a_call_behind_another(text: str, expected: str) -> None:
    document = Document("a.cs", text)
    start = text.index(".Old")
    assert changed(document, call_behind(document, document.span(start, start + len(".Old()")), ".new()")) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<script>\n  start();", "<script>\n  f(() => {\n    g();\n  });\n  start();"),
        ("a;\n\n// Start it.\nstart();", "a;\n\nf(() => {\n  g();\n});\n// Start it.\nstart();"),
        ("{\r\n\tstart();\r\n}", "{\r\n\tf(() => {\r\n\t\tg();\r\n\t});\r\n\tstart();\r\n}"),
        ("if (x)\n  start();", None),
        ("a()\nstart()", None),
        ("a; start();", None),
        ("x = start();", None),
    ],
)
def test_statements_before_another(text: str, expected: str | None) -> None:
    document = Document("a.html", text)
    lines = [(0, "f(() => {"), (1, "g();"), (0, "});")]
    assert (
        changed(
            document, statements_before(document, text.index("start();" if "start();" in text else "start()"), lines)
        )
        == expected
    )
