"""Commands in shell, PowerShell and batch scripts and in the scripts of pipeline YAML: where one ends, and its words.

No script is understood as a whole: a command is looked for by its name and read to its end.
"""

from __future__ import annotations

import re

from msgspec import Struct

from asrs_lint.source import Document, Span

MAX_LENGTH = 8000  # characters of one command
MAX_BEFORE = 200  # characters that are looked at before a command

_CONTINUED = re.compile(r"[\\`^][ \t]*\r?$")
_COMMENT = re.compile(r"\s*(?:-\s+)?(?:#|//|::|REM\s|<!--)", re.IGNORECASE)
_PRINTED = re.compile(r"\b(?:echo|printf|print|Write-\w+)\b[^|;&]*$|[\"'][^\"'$(]*$", re.IGNORECASE)
_FOLDED = re.compile(r":\s*>[+-]?\s*$")
_PIECE = re.compile(
    r"(?P<space>[ \t\r\n]++|[\\`^][ \t]*\r?\n)"
    r"|(?P<double>\"(?:[^\"\\`]++|[\\`](?s:.))*+\"?)"
    r"|(?P<single>'[^']*+'?)"
    r"|(?P<nested>\$\((?:[^()]++|\([^()]*+\))*+\)?|\$\{\{[^}\n]*+\}?\}?|\$\{[^}\n]*+\}?)"
    r"|(?P<end>\|\|?|&&?|;|\)|>|<|#)"
    r"|(?P<plain>\$|[^\s\"'|&;)><$#\\`^]++|[\\`^])"
)


class Word(Struct, frozen=True):
    """A word of a command. `text` is without quotes; `raw` when a variable or command stands in it."""

    text: str
    span: Span
    computed: bool


def is_code(document: Document, at: int) -> bool:
    """Whether a command that begins here runs: not in a comment, not printed."""
    column = document.position(at).column - 1
    begins = document.text[at - column : min(at, at - column + MAX_BEFORE)]
    before = document.text[max(at - column, at - MAX_BEFORE) : at]
    return not _COMMENT.match(begins) and "# " not in before and not _PRINTED.search(before)


def words(document: Document, start: int) -> tuple[Word, ...]:
    """The words of the command that begins here, up to its end."""
    end = _end(document, start)
    found: list[Word] = []
    pieces: list[re.Match[str]] = []
    at = start
    while at < end and (piece := _PIECE.match(document.text, at, end)) is not None:
        at = piece.end()
        if piece.lastgroup == "end" and not (piece[0] == "#" and pieces):
            break
        if piece.lastgroup != "space":
            pieces.append(piece)
        elif pieces:
            found.append(_word(document, pieces))
            pieces = []
    return (*found, _word(document, pieces)) if pieces else tuple(found)


def _end(document: Document, start: int) -> int:
    """Behind the last line of the command: continued lines, or all lines of a folded YAML scalar."""
    line = document.position(start).line
    folded = _is_folded(document, line)
    limit = min(len(document.text), start + MAX_LENGTH)
    last = document.position(limit).line
    while True:
        text = document.line_text(line)
        end = document.offset(line, 1) + len(text)
        if line == last:
            return min(end, limit)
        continued = _CONTINUED.search(text) is not None or _quote_open(document.text[start:end])
        if not continued and (not folded or _indent(document.line_text(line + 1)) < folded):
            return end
        line += 1


def _quote_open(text: str) -> bool:
    """Whether a double quote is still open: a JSON argument over several lines."""
    return text.count('"') % 2 == 1 and "\n" not in text[text.rfind('"') :]


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip()) if line.strip() else 0


def _is_folded(document: Document, line: int) -> int:
    """The indentation of a folded YAML scalar this line is in; 0 when it is in none."""
    if not document.path.lower().endswith((".yml", ".yaml")):
        return 0
    indent = _indent(document.line_text(line))
    for above in range(line - 1, max(0, line - 40), -1):
        text = document.line_text(above)
        if text.strip() and _indent(text) < indent:
            return indent if _FOLDED.search(text) else 0
    return 0


def _word(document: Document, pieces: list[re.Match[str]]) -> Word:
    text = "".join(p[0].strip("\"'") if p.lastgroup in ("double", "single") else p[0] for p in pieces)
    computed = any(p.lastgroup == "nested" or (p.lastgroup != "single" and "$" in p[0]) for p in pieces)
    batch = text.startswith("%") and text.endswith("%")
    return Word(text, document.span(pieces[0].start(), pieces[-1].end()), computed or batch)
