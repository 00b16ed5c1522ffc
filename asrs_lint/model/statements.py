"""How statements are put in front of another one so that they look as if they had always stood there."""

from __future__ import annotations

import re
from collections.abc import Sequence

from asrs_lint.source import Document, Located

# What stands before a statement that is the branch of nothing: the end of another one, a brace, the start of a script;
# then the comment about the statement.
_BEFORE = re.compile(
    r"(?:[;{}]|<script\b[^<>]*>)[ \t]*(?://[^\n]*)?\r?(?:\n[ \t\r]*)*\n(?P<comments>(?:[ \t]*//[^\n]*\n)*)\Z"
)
_ENOUGH = 20_000  # characters that tell the indentation of a file
_INDENTED = re.compile(r"^(?P<indent>\t|[ ]{2,8})(?=[^\s*])", re.MULTILINE)

Lines = Sequence[tuple[int, str]]
"""Lines of code, each with its depth below the first."""


def statements_before(document: Document, offset: int, lines: Lines) -> Located[str] | None:
    """The text that puts lines of code in front of the statement at `offset` and of the comment above it, and its
    place; None where no statement begins there on a line of its own, or where it may be the branch of an `if`."""
    line = document.text.rfind("\n", 0, offset) + 1
    indent = document.text[line:offset]
    before = _BEFORE.search(document.text[max(0, line - 2000) : line])
    if indent.strip() or (line and not before):
        return None
    unit = _unit(document, indent)
    text = "".join(f"{indent}{unit * depth}{code}{document.newline}" for depth, code in lines)
    at = line - len(before["comments"]) if before else line
    return Located(text, document.span(at, at))


def _unit(document: Document, indent: str) -> str:
    """One level of indentation: a tab where the line has one, else the smallest of the file."""
    if indent.startswith("\t"):
        return "\t"
    found = sorted((match["indent"] for match in _INDENTED.finditer(document.text, 0, _ENOUGH)), key=len)
    return found[0] if found else "  "
