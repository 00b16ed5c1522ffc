"""What is done with a text once it was read: comments, fingerprints, masks, edits, and the fixes of a whole project."""

from __future__ import annotations

import contextlib
import re
import tempfile
from collections.abc import Iterator, Mapping
from itertools import pairwise
from pathlib import Path

from promises import Broken, check, choice, read

from asrs_lint.accept.placing import Wanted, placed
from asrs_lint.engine import Run
from asrs_lint.engine import check as analyse_project
from asrs_lint.extract.registry import extractor
from asrs_lint.facts.secret import KeyFound
from asrs_lint.finding import Report
from asrs_lint.fingerprint import Fingerprints
from asrs_lint.fix.guard import Guard
from asrs_lint.fix.mending import Mender, Mending
from asrs_lint.fix.movement import Movement
from asrs_lint.fix.patch import Change, patch_of
from asrs_lint.fix.soundness import faults
from asrs_lint.fix.writing import changed_bytes, write_files
from asrs_lint.linediff import changed_lines
from asrs_lint.parse.comments import comments_in
from asrs_lint.parse.limits import TooComplex
from asrs_lint.redaction import hidden_ranges, mask, mask_between, mask_line
from asrs_lint.rewriting import OverlappingEdits, rewritten
from asrs_lint.rule import Edit, Safety
from asrs_lint.source import Document, Span
from asrs_lint.suppress.comments import entries_of
from asrs_lint.testing import access_key

# One name for each comment syntax and each way to tell a construct. Grammars of Kotlin and Swift have targets.
NAMES = (
    "a.go", "a.dart", "a.gradle", "a.json", "a.fs", "a.py", "a.yaml", "a.sh", "a.ps1", "Dockerfile", "a.ini", "a.bat",
    "a.vb", "a.sql", "web.config", "a.md", "a.html", "a.hbs", "a.ejs", "a.cshtml", "a.cs", "a.ts", "a.tsx", "a.java",
    "a.tf", "a.bicep", ".env", "a.txt", "a.vue",
)  # fmt: skip
FIXED = (
    "appsettings.json", "Program.cs", "web.config", "chat.ts", "chat.js", "azuredeploy.json", "App.csproj", "host.json",
    "main.bicep", "main.tf", "index.html", "Chat.java", "app.py", "Chat.razor", "docker-compose.yml", "deploy.sh",
)  # fmt: skip
_STANDING = re.compile(rf"(?<![A-Za-z0-9+/]){re.escape(access_key())}(?![A-Za-z0-9+/=])")  # glued to no letters
_GLUED = re.compile(r"[A-Za-z0-9+/=]*")
_PROJECT = {
    "App.csproj": '<Project Sdk="Microsoft.NET.Sdk.Web"><ItemGroup><PackageReference Include="Microsoft.Azure.SignalR" '
    'Version="1.21.0" /></ItemGroup></Project>',
    "Program.cs": "var b = WebApplication.CreateBuilder(args); b.Services.AddSignalR().AddAzureSignalR();\n"
    'var app = b.Build(); app.MapHub<Chat>("/chat"); app.Run();\n',
    "appsettings.json": '{ "Logging": { "LogLevel": { "Default": "Warning" } } }',
    "chat.ts": 'import { HubConnectionBuilder } from "@microsoft/signalr";\n'
    'const c = new HubConnectionBuilder().withUrl("/chat").build();\nc.start();\n',
}


def comments(data: bytes) -> None:
    """Comments come in order and hold their marks; a suppression stands in one."""
    path, text = choice(data, NAMES)
    document = read(path, text)
    with contextlib.suppress(TooComplex):
        at = 0
        for comment in comments_in(document):
            if not at <= comment.start <= comment.end <= len(document.text):
                raise Broken(f"{comment} behind {at}")
            if not document.text.startswith(comment.opener, comment.start):
                raise Broken(f"{comment} does not begin so")
            at = comment.end
        check(list(entries_of(document)), document)


def fingerprint(data: bytes) -> None:
    """The same for the same place, whatever line ends the file has."""
    path, text = choice(data, NAMES)
    document = read(path, text)
    length = len(document.text)
    places = [document.span(length * n // 5, max(length * n // 5, length * (n + 1) // 5 - 1)) for n in range(5)]
    first, second = ([made.of("ASRS401", place) for place in places] for made in _twice(document))
    if first != second or len({*first}) != len(first):
        raise Broken("a fingerprint that tells no place, or another each time")


def _twice(document: Document) -> Iterator[Fingerprints]:
    return (Fingerprints({document.path: document}) for _ in range(2))


def redaction(data: bytes) -> None:
    """No key that can be found is left, line by line, and what is masked stays so."""
    document = read("notes.md", data.replace(b"KEY", access_key().encode()))
    find = extractor("secrets")
    keys = [fact.span for fact in find(document) if isinstance(fact, KeyFound)]
    lines = range(1, min(document.position(len(document.text)).line, 1_000) + 1)  # outputs show a few
    masked = [mask_line(document, line, keys) for line in lines]
    for line, shown in zip(lines, masked, strict=True):
        columns = [shown.column(column) for column in range(1, len(document.line_text(line)) + 2)]
        if not all(1 <= column <= len(shown.text) + 1 for column in columns) or columns != sorted(columns):
            raise Broken("a column outside its masked line")
    left = find(Document("notes.md", "\n".join(shown.text for shown in masked)))
    if any(isinstance(fact, KeyFound) and fact.score >= 4 for fact in left):
        raise Broken("a key is left")
    cut = _GLUED.match(document.text, len(document.text) // 2)  # not behind a key to which letters are glued
    for shown in (mask(document.text), mask_between(document.text, 0, cut.end() if cut else 0)):
        if _STANDING.search(shown):
            raise Broken("a known key is left")
    ranges = hidden_ranges(document.text, ())
    if any(end > start for (_, end), (start, _) in pairwise(ranges)):
        raise Broken("hidden ranges overlap")


def rewriting(data: bytes) -> None:
    """What stands between edits stays, and `Movement` says where it went."""
    text = data[16:].decode("utf-8", "replace")
    edits = [_edit(data[at : at + 4], len(text)) for at in range(0, min(16, len(data) - 3), 4)]
    try:
        after = rewritten(text, edits)
    except OverlappingEdits:
        return
    if len(after) != len(text) + sum(len(edit.text) - (edit.span.end - edit.span.start) for edit in edits):
        raise Broken("characters were lost")
    movement, at = Movement(edits), 0
    for edit in sorted(edits, key=lambda edit: (edit.span.start, edit.span.end)):
        if at + 2 < edit.span.start:
            moved = movement.of(Span("a", at + 1, edit.span.start - 1))
            if after[moved.start : moved.end] != text[at + 1 : edit.span.start - 1]:
                raise Broken("what no edit touches is lost")
        at = edit.span.end


def _edit(four: bytes, length: int) -> Edit:
    start = (four[0] * 256 + four[1]) % (length + 1)
    return Edit(Span("a", start, min(length, start + four[2] % 32)), "x" * (four[3] % 8))


def difference(data: bytes) -> None:
    """A line that the old text has not is told; of the same text no line is."""
    old, _, new = data.decode("utf-8", "replace").partition("=====\n")
    changed = changed_lines(old, new)
    before = {line.rstrip("\r") for line in old.split("\n")}
    fresh = {n for n, line in enumerate(new.split("\n"), 1) if line.rstrip("\r") not in before}
    if not fresh <= changed or changed_lines(new, new):
        raise Broken("a new line is not told, or an old one is")


def placing(data: bytes) -> None:
    """A comment that suppresses a finding can be placed, or not; faults are counted in any text."""
    path, text = choice(data, NAMES)
    document = read(path, text)
    faults(document)
    line = document.position(len(document.text) // 2).line
    (edit,) = placed(document, [Wanted(line, ("ASRS401",), "not now")])
    if edit and not any("ASRS401" in [n.value for n in e.rules] for e in entries_of(_after(document, edit))):
        raise Broken("the comment suppresses nothing")


def _after(document: Document, edit: Edit) -> Document:
    return Document(document.path, rewritten(document.text, (edit,)))


def fixes(data: bytes) -> None:
    """A project with one file of these bytes is fixed: what was written reads as planned, nothing else has changed,
    and a second time there is nothing left to fix."""
    path, text = choice(data, FIXED)
    files = {**{name: told.encode() for name, told in _PROJECT.items()}, path: text}
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        for name, content in files.items():
            (root / name).write_bytes(content)
        mending = _mended(root)
        _shown(mending)
        write_files(root, changed_bytes(mending.before.documents, mending.texts))
        _check_written(root, files, mending)
        if _mended(root).texts:
            raise Broken("a second run has something to fix")


def _mended(root: Path) -> Mending:
    def analyse(texts: Mapping[str, str]) -> Report:
        found = analyse_project(root, overlays=texts, run=Run(0))
        if found.failures:
            raise Broken(found.failures[0].traceback)
        return found

    return Mender(analyse, lambda _: True, frozenset({Safety.SAFE, Safety.UNSAFE}), Guard(root, True).objection).mend()


def _shown(mending: Mending) -> None:
    """The patch can be made, and none of the keys that were found is in it."""
    for path, text in mending.texts.items():
        document = mending.before.documents[path]
        patch = patch_of(Change(document, text, mending.before.secrets)) or b""
        keys = [document.slice(span) for span in mending.before.secrets if span.path == path]
        if any(key.encode(document.encoding) in patch for key in keys):
            raise Broken("a key in a patch")


def _check_written(root: Path, files: dict[str, bytes], mending: Mending) -> None:
    for name, content in files.items():
        now = (root / name).read_bytes()
        planned = mending.texts.get(name)
        if planned is None and now != content:
            raise Broken(f"{name} has changed without a fix")
        if planned is not None and Document.decode(name, now).text != planned:
            raise Broken(f"{name} reads otherwise than planned")
    if sorted(file.name for file in root.iterdir()) != sorted(files):
        raise Broken("a file is left behind")
