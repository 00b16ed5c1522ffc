"""No text keeps a parser busy, ends it, or makes it a defect of asrs-lint: at worst the file is ASRS001.

ASRS_LINT_TEST_FAULTS=all tries every text on every kind of file and at the largest size that is read.
"""

from __future__ import annotations

import os
import resource
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from asrs_lint.engine import Run, check
from asrs_lint.finding import Report
from asrs_lint.reading import workers
from tests.faults.crafted import CSHARP, DEEP, LONG, STARTS, crafted

ALL = os.environ.get("ASRS_LINT_TEST_FAULTS") == "all"
SIZES = (3_000, 20_000, 1_400_000) if ALL else (8_000,)
USES = {"Program.cs": CSHARP + "} }"}  # without a user of the service nothing about it is reported
Write = Callable[[dict[str, str]], Path]


@pytest.fixture(autouse=True)
def little_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "SECONDS", 10.0 if ALL else 0.5)
    monkeypatch.setattr(workers, "HURRIED_SECONDS", 10.0 if ALL else 0.2)


def unreadable(report: Report) -> list[str]:
    return [finding.path for finding in report.findings if finding.id == "ASRS001"]


@pytest.mark.parametrize("path", STARTS)
def test_every_reader_survives_crafted_texts(path: str, project: Write) -> None:
    shapes = [*DEEP.values(), *LONG.values()]
    chosen = shapes if ALL else shapes[sum(path.encode()) % 6 :: 6]
    texts = {f"{n}{size}/{path}": crafted(path, s, size) for n, s in enumerate(chosen) for size in SIZES}
    report = check(project({**USES, **texts}), run=Run(2))
    assert [failure.traceback for failure in report.failures] == []


DEEPEST = 10_000


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("appsettings.json", '{"a":' * DEEPEST + "1" + "}" * DEEPEST),
        ("azuredeploy.json", '{"Microsoft.SignalRService/signalR":' * DEEPEST + "1" + "}" * DEEPEST),
        ("web.config", "<configuration>" + "<a>" * DEEPEST + "</a>" * DEEPEST + "</configuration>"),
        ("a.csproj", "<Project>" + "<a>" * DEEPEST + "</a>" * DEEPEST + "</Project>"),
        ("docker-compose.yml", "a: " + "[" * DEEPEST + "]" * DEEPEST),
        ("docker-compose.yml", "- " * DEEPEST),
        ("a.cs", "// SignalR\nclass A { object M() => " + "(" * DEEPEST + "1" + ")" * DEEPEST + "; }"),
        ("a.cs", CSHARP + "{" * DEEPEST + "}" * DEEPEST + "} }"),
        ("a.ts", "// signalR\nlet a = " + "[" * DEEPEST + "]" * DEEPEST + ";"),
        ("a.js", "// signalR\n" + "function f() {" * DEEPEST + "}" * DEEPEST),
        ("a.py", "# signalr\na = " + "[" * DEEPEST + "]" * DEEPEST),
        ("a.py", "# signalr\na = " + "-" * DEEPEST + "1"),
        ("main.tf", 'resource "azurerm_signalr_service" "a" {\n a = ' + "[" * DEEPEST + "]" * DEEPEST + "\n}\n"),
        ("main.tf", "a {\n" * DEEPEST + "}\n" * DEEPEST),
        ("a.bicep", "resource a 'b/signalR@1' = " + "{\n a: " * DEEPEST + "}\n" * DEEPEST),
        ("a.java", "// signalr\nclass A { int a = " + "(" * DEEPEST + "1" + ")" * DEEPEST + "; }"),
        ("a.kt", "// signalr\nval a = " + "(" * DEEPEST + "1" + ")" * DEEPEST),
        ("a.swift", "// signalr\nlet a = " + "(" * DEEPEST + "1" + ")" * DEEPEST),
        ("a.dart", "// signalr\nvar a = " + "(" * DEEPEST + "1" + ")" * DEEPEST + ";"),
        ("a.go", "// philippseith/signalr\nvar a = " + "(" * DEEPEST + "1" + ")" * DEEPEST),
        ("a.html", "signalr" + "<div>" * DEEPEST + "<script>" * DEEPEST),
    ],
)  # fmt: skip
def test_nesting_without_end_is_bounded(path: str, text: str, project: Write) -> None:
    report = check(project({**USES, f"src/{path}": text}), run=Run(1))
    assert [failure.traceback for failure in report.failures] == []
    assert unreadable(report) in ([], [f"src/{path}"])


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("appsettings.json", '{"a":' * DEEPEST + "1" + "}" * DEEPEST),
        ("azuredeploy.json", '{"Microsoft.SignalRService/signalR":' * 300 + "1" + "}" * 300),
        ("web.config", "<configuration>" + "<a>" * 300 + "</a>" * 300 + "</configuration>"),
        ("a.csproj", "<Project>" + "<a>" * DEEPEST + "</a>" * DEEPEST + "</Project>"),
        ("docker-compose.yml", "a: " + "[" * 300 + "]" * 300),
        ("a.kt", crafted("a.kt", "@", 500)),
        ("a.cs", "// SignalR\n" + "A<" * 10_000),
    ],
)
def test_what_is_too_deep_or_too_complex_is_said(path: str, text: str, project: Write) -> None:
    assert unreadable(check(project({**USES, path: text}), run=Run(1))) == [path]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("a.kt", "// asrs-lint: ignore[ASRS401]\n" + crafted("a.kt", "@", 500)),
        ("a.cs", "// asrs-lint: ignore[ASRS401] SignalR\n" + "A<" * 10_000),
        ("b.cs", "// asrs-lint: ignore[ASRS401]\n" + "A<" * 10_000),
    ],
)
def test_comments_are_read_where_a_parser_may_hang(path: str, text: str, project: Write) -> None:
    report = check(project({**USES, path: text}), run=Run(1))
    assert report.failures == []
    assert unreadable(report) == [path]


BOMB = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 30))
REFUSED_XML = {
    "entity bomb": f'<!DOCTYPE a [<!ENTITY e0 "ha">{BOMB}]><configuration>&e29;</configuration>',
    "external entity": '<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/hostname">]><configuration>&e;</configuration>',
    "parameter entity": '<!DOCTYPE a [<!ENTITY % e SYSTEM "file:///etc/hostname"> %e;]><configuration/>',
    "wide entity": f'<!DOCTYPE a [<!ENTITY e "{"x" * 9000}">]><configuration>{"&e;" * 9000}</configuration>',
}
READ_XML = {
    "external document type": '<!DOCTYPE a SYSTEM "file:///etc/hostname"><configuration/>',
    "XInclude": '<configuration xmlns:x="http://www.w3.org/2001/XInclude"><x:include href="/etc/hostname"/>'
    "</configuration>",
    "style sheet": '<?xml-stylesheet href="file:///etc/hostname"?><configuration/>',
}


@pytest.mark.parametrize("path", ["web.config", "a.csproj", "Web.Release.config"])
@pytest.mark.parametrize("case", [*REFUSED_XML, *READ_XML])
def test_xml_reaches_for_nothing(path: str, case: str, project: Write) -> None:
    text = REFUSED_XML.get(case) or READ_XML[case]
    report = check(project({**USES, path: text}), run=Run(1))
    assert unreadable(report) == ([path] if case in REFUSED_XML else [])
    assert report.failures == []


@pytest.mark.parametrize("kind", ["utf-7", "utf-16", "ascii", "none"])
def test_no_declared_encoding_is_believed(kind: str, project: Write) -> None:
    """The text is decoded once, by its bytes: what it says of itself hides nothing and costs nothing."""
    declared = f'<?xml version="1.0" encoding="{kind}"?>'
    texts = {"web.config": declared + REFUSED_XML["external entity"], "app.config": f"{declared}<configuration/>"}
    assert unreadable(check(project({**USES, **texts}), run=Run(1))) == ["web.config"]


def test_a_grammar_that_is_lost_in_comments_keeps_nobody_waiting(project: Write) -> None:
    """Suppressions are looked for in files that no reader has read: they too are parsed in a process of their own."""
    hidden = "// asrs-lint: ignore[ASRS401] reason\n"
    texts = {"a.kt": hidden + crafted("a.kt", "@", 500), "b.kt": hidden + "fun m() {}\n" + "@" * 500}
    report = check(project({**USES, **texts, "c.kt": hidden}), run=Run(1))
    assert (unreadable(report), report.failures) == (["a.kt"], [])


def test_a_text_too_complex_to_find_comments_in_is_no_defect(project: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    """In this process, as editors and tests run it."""
    monkeypatch.setattr("asrs_lint.parse.limits.MOST_NODES", 100)
    text = "// asrs-lint: ignore[ASRS401] reason\n" + "a();\n" * 200
    assert not check(project({**USES, "a.ts": text}), run=Run(0)).failures


def test_aliases_of_yaml_do_not_multiply(project: Write) -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 30)]
    assert unreadable(check(project({**USES, "docker-compose.yml": "\n".join(lines)}), run=Run(1))) == [
        "docker-compose.yml"
    ]


@pytest.mark.parametrize("path", ["a.cs", "a.ts", "appsettings.json", "web.config", ".env", "a.yaml", "a.md"])
def test_a_line_of_a_hundred_megabytes_costs_no_hundred_megabytes(path: str, project: Write) -> None:
    root = project(USES)
    with (root / path).open("wb") as file:
        file.write(b"signalr accesskey " * 300_000)
        file.truncate(100_000_000)  # the rest takes no room on the disk
    began, most = time.monotonic(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    report = check(root, run=Run(1))
    assert (report.failures, unreadable(report)) == ([], [path] if path != "a.md" else [])
    assert time.monotonic() - began < 10
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - most < 60_000  # kilobytes


@pytest.mark.parametrize(
    "data",
    [
        b"\xff\xfe\x00",
        b"\xff\xfe" + b"\x00\xd8" * 99,
        b"\xfe\xff" + b"signalr",
        b"\xff\xfe\x00\x00" + "signalr".encode("utf-32-le"),
        b"signalr \xc3\x28 \xf0\x9f \xed\xa0\x80",
        b"signalr\0\0\0" * 400,
        b"signalr accesskey \x81\x8d\x8f\x90\x9d",
        b"\0signalr",
        b"PK\x03\x04 signalr accesskey",
        bytes(range(256)) * 40 + b"signalr accesskey",
        "signalr accesskey".encode("utf-16"),
        "signalr accesskey".encode("utf-32"),
        b"\0\0\xfe\xff" + "signalr accesskey".encode("utf-32-be"),
        b"\xff\xfe\0\0\xff\xff\xff\xff\0",
        b"",
    ],
)
def test_no_bytes_are_a_defect(data: bytes, project: Write) -> None:
    root = project(USES)
    for path in STARTS:
        (root / path).write_bytes(data)
    report = check(root, run=Run(2))
    assert [failure.traceback for failure in report.failures] == []


def test_what_holds_nul_is_no_text(project: Write) -> None:
    assert check(project(USES), run=Run(1)).coverage.azure
    assert not check(project({"Program.cs": USES["Program.cs"] + "// \0"}), run=Run(1)).coverage.azure
