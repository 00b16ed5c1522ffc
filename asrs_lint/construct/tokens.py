"""Tokens of a text, told apart by their characters: no grammar is loaded and nothing but the part asked for is read.

A tree would tell more, but parsing once more all files with findings costs a run several percent of its time.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from asrs_lint.source import Document, Span

_STRING = r'"(?:[^"\\\n]|\\.)*+"|' + r"'(?:[^'\\\n]|\\.)*+'|`[^`]*+`"
_TOKEN = rf"""
(?P<space>\s+|\\\r?\n|{{comment}})
| (?P<token>{_STRING}|[\w$]+|=>|.)
"""
# What nobody closes ends with the text: to look for the end of each of many would take the square of the text.
SLASHED = r"//[^\n]*+|/\*(?:[^*]|\*(?!/))*+(?:\*/|\Z)|<!--(?:[^-]|-(?!->))*+(?:-->|\Z)"
HASHED = r"(?<!\S)\#[^\n]*+"
_PATTERNS = {mark: re.compile(_TOKEN.format(comment=mark), re.VERBOSE) for mark in (SLASHED, HASHED)}
STRUCTURE = re.compile(rf"{SLASHED}|{_STRING}|(?P<mark>[{{}}()\[\];])")
OPENERS = {"(": ")", "[": "]", "{": "}"}
CLOSERS = frozenset(OPENERS.values())


def tokens(document: Document, start: int, end: int, comments: str = SLASHED) -> list[Span]:
    """The tokens of a part of a document; strings are whole, comments are none."""
    found = _PATTERNS[comments].finditer(document.text, start, end)
    return [Span(document.path, *match.span()) for match in found if match.lastgroup == "token"]


def significant(document: Document, given: Sequence[Span], bodies_after: frozenset[str]) -> list[Span]:
    """The tokens without what formatters add and take away (semicolons, commas before a closing bracket), and without
    the bodies of functions: braces behind one of `bodies_after`. They are other code, and may change."""
    kept: list[Span] = []
    depth = 0
    for token in given:
        text = document.slice(token)
        if depth:
            depth += (text == "{") - (text == "}")
            continue
        before = document.slice(kept[-1]) if kept else ""
        if text == "{" and before in bodies_after:
            depth = 1
            continue
        if text in CLOSERS and before == ",":
            kept.pop()
        if text != ";":
            kept.append(token)
    return kept
