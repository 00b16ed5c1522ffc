"""What servers write into scripts."""

from __future__ import annotations

import time

import pytest

from asrs_lint.parse.template import blank_directives, blank_razor


@pytest.mark.parametrize(
    ("text", "server"),
    [
        ('var a = "@Model.Name";', "@Model.Name"),
        ("var a = @Html.Raw(Json.Serialize(Model.X));", "@Html.Raw(Json.Serialize(Model.X))"),
        ("var a = @(1 + f(')'));", "@(1 + f(')'))"),
        ('x("@Url.Action("Go", "Home", new { a = 1 })")', '@Url.Action("Go", "Home", new { a = 1 })'),
        ("var a = @Model.Items[0].Name + 1;", "@Model.Items[0].Name"),
    ],
)
def test_values_of_the_server_read_as_a_name(text: str, server: str) -> None:
    assert blank_razor(text) == text.replace(server, "_" * len(server))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("// mail@example.com", "// mail@example.com"),
        ('"https://x/@@microsoft/signalr"', '"https://x/@@microsoft/signalr"'),
        ("@* gone *@ a();", "           a();"),
        ('@{ var x = "}"; } a();', "                  a();"),
        ("@if (Model.On) { a(); }", "if  (________) { a(); }"),
        ("<text>a();</text>", "      a();       "),
        ("@if (never closed", "    (never closed"),
    ],
)
def test_razor(text: str, expected: str) -> None:
    assert blank_razor(text) == expected
    assert len(expected) == len(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("var a = '<?= $x ?>';", "var a = '_________';"),
        ("<?php if ($a): ?>b();<?php endif; ?>", "                 b();               "),
        ("var a = <%- json %>;", "var a = ___________;"),
        ("<% if (a) { %>b();<% } %>", "              b();       "),
        ("var a = {{{json}}}; {{#if a}}b();{{/if}}", None),
    ],
)
def test_directives(text: str, expected: str | None) -> None:
    blanked = blank_directives(text)
    assert len(blanked) == len(text)
    assert expected is None or blanked == expected
    assert "{{" not in blanked


@pytest.mark.parametrize("piece", ["@(", "@Model", "@{ '", "@if (", "<%", "{{", "@x<", "@a.b("])
def test_time(piece: str) -> None:
    began = time.monotonic()
    text = piece * 20_000
    assert len(blank_razor(text)) == len(blank_directives(text)) == len(text)
    assert time.monotonic() - began < 5
