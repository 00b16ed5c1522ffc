"""How a call is put into a chain of calls so that it looks as if it had always stood there."""

from __future__ import annotations

import re

from asrs_lint.source import Document, Located, Span

# `.` at the end of a line, the next call on the next one; a comment may stand between them.
_TRAILING_DOT = re.compile(r"\.[ \t]*(?://[^\r\n]*)?\r?\n[ \t]*")
_COMMENT = re.compile(r"[ \t]*(?://[^\r\n]*|/\*[^\r\n]*?\*/)(?=[ \t]*(?:\r?\n|\Z))")
_RECEIVER = re.compile(r"[ \t]*\w+(?:\.\w+)*")


def call_before(document: Document, link: Span, call: str) -> Located[str]:
    """The text that puts a call (`.withUrl("/chat")`) in front of another of its chain, and its place. `link` begins at
    the dot of that other call. A line of its own where that one has it."""
    line = document.text.rfind("\n", 0, link.start) + 1
    indent = document.text[line : link.start]
    if not indent.strip():
        continued = " \\" if document.text[max(0, line - 4) : line].rstrip("\r\n").endswith(" \\") else ""
        return Located(f"{call}{continued}{document.newline}{indent}", link.before())
    trailing = _TRAILING_DOT.match(document.text, link.start)
    if trailing:
        gap = document.newline + re.split(r"\n", trailing[0])[-1]
        return Located(f".{gap}{call.removeprefix('.')}", link.before())
    return Located(call, link.before())


def call_behind(document: Document, link: Span, call: str) -> Located[str]:
    """As `call_before`, behind another call; `link` is all of that one from its dot on. A statement of its own where
    the other call is one (`logging.AddConsole();`)."""
    line = document.text.rfind("\n", 0, link.start) + 1
    before = document.text[line : link.start]
    if not before.strip():
        return Located(f"{document.newline}{before}{call}", _behind(document, link.end))
    alone = _RECEIVER.fullmatch(before)
    if (
        alone
        and document.text.startswith(";", link.end)
        and document.text[max(0, line - 500) : line].rstrip().endswith(("{", "}", ";"))
    ):
        return Located(f"{document.newline}{before}{call};", _behind(document, link.end + 1))
    return Located(call, link.after())


def _behind(document: Document, offset: int) -> Span:
    """The place behind the comment that follows on the line."""
    comment = _COMMENT.match(document.text, offset)
    at = comment.end() if comment else offset
    return document.span(at, at)
