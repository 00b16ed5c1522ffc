"""Tokens of Bicep files. Line ends are among them, white space and comments are not."""

from __future__ import annotations

import re
from typing import NamedTuple

from asrs_lint.parse.limits import refuse_crowd


class Token(NamedTuple):
    kind: str
    text: str
    start: int
    end: int


_WHOLE = r"'(?!'')(?:[^'\\\n$]++|\\.|\$(?!\{))*+'"  # a string of one line without interpolation
_STRING = re.compile(_WHOLE, re.DOTALL)
_TOKEN = re.compile(
    r"(?:[ \t\r\f]++|//[^\n]*+|/\*(?:[^*]++|\*(?!/))*+(?:\*/)?)*+"
    r"(?:(?P<word>[A-Za-z_][A-Za-z0-9_]*+)"
    r"|(?P<line>\n)"
    rf"|(?P<string>{_WHOLE})"
    r"|(?P<quote>')"  # begins any other string
    r"|(?P<number>[0-9]++)"
    r"|(?P<mark>\.\.\.|&&|\|\||\?\?|==|!=|=~|!~|<=|>=|=>|.))",
    re.DOTALL,
)
_ESCAPE = re.compile(r"\\(u\{[0-9a-fA-F]{1,6}\}|.)", re.DOTALL)
_ESCAPES = {"n": "\n", "r": "\r", "t": "\t"}


def tokens(text: str) -> list[Token]:
    """Raises TooComplex."""
    found: list[Token] = []
    at = 0
    while match := _TOKEN.match(text, at):
        kind = match.lastgroup or ""
        start, at = match.span(kind)
        if kind == "quote":
            kind, at = "string", string_end(text, start)
        found.append(Token(kind, text[start:at], start, at))
        refuse_crowd(len(found))
    return found


def string_end(text: str, at: int) -> int:
    """Behind a string that begins at `at`; interpolations may hold strings again. A line end ends a broken string."""
    if whole := _STRING.match(text, at):
        return whole.end()
    if text.startswith("'''", at):
        end = text.find("'''", at + 3)
        return len(text) if end < 0 else end + 3
    stack = ["'"]  # what is open: a string or an interpolation
    at += 1
    while at < len(text) and stack:
        here = text[at]
        if stack[-1] == "'":
            if here == "\\":
                at += 1
            elif here == "'":
                stack.pop()
            elif text.startswith("${", at):
                stack.append("{")
                at += 1
            elif here == "\n":
                return at
        elif here in "'{":
            stack.append(here)
        elif here == "}":
            stack.pop()
        at += 1
    return at


def unquoted(text: str) -> str | None:
    """The value of a string without interpolation."""
    if text.startswith("'''"):
        return text[3:-3].lstrip("\r\n")
    if len(text) < 2 or not text.endswith("'"):
        return None
    inner = text[1:-1]
    if "${" in inner.replace("\\${", ""):
        return None
    return _ESCAPE.sub(_unescaped, inner) if "\\" in inner else inner


def _unescaped(match: re.Match[str]) -> str:
    code = match[1]
    if not code.startswith("u{"):
        return _ESCAPES.get(code, code)
    number = int(code[2:-1], 16)
    return chr(number) if number < 0x110000 else "\ufffd"
