"""Positions of spans, and text that is safe to print."""

from __future__ import annotations

import re

from msgspec import Struct

from asrs_lint.finding import Report
from asrs_lint.source import Document, Position, Span

# Control characters, those that reorder or hide text on a screen (Trojan Source), and what would be a command to an
# agent of Azure Pipelines that reads the log: it looks for ##vso[ anywhere in a line.
_UNSAFE = re.compile(
    r"#(?=#(?:vso)?\[)|"
    "[\x00-\x08\x0a-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff\ufff9-\ufffb]"
)


class Place(Struct, frozen=True):
    """A span in lines and columns, the end exclusive."""

    path: str
    start: Position
    end: Position


def place_of(report: Report, span: Span) -> Place:
    document = document_of(report, span.path)
    if document is None:
        return Place(span.path, Position(1, 1), Position(1, 1))
    length = len(document.text)
    return Place(
        span.path, document.position(min(span.start, length)), document.position(min(max(span.end, span.start), length))
    )


def document_of(report: Report, path: str) -> Document | None:
    """None for a file that was not parsed, or that has gone since."""
    try:
        return report.documents[path]
    except KeyError:
        return None


def printable(text: str) -> str:
    """One line of text with control and bidirectional characters written out, as one would in source code."""
    return _UNSAFE.sub(lambda match: _escaped(match[0]), text)


def _escaped(character: str) -> str:
    code = ord(character)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"
