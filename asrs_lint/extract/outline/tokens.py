"""Tokens of Dart and Go: comments dropped, strings whole, brackets matched (client.md C0)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from asrs_lint.parse.limits import refuse_crowd

_WORD = re.compile(r"[A-Za-z_$][\w$]*")
_NUMBER = re.compile(r"\d[\w.]*")
_MARK = re.compile(
    r"\?\.\.|\.\.\.|\?\?=|:=|=>|->|<-|\?\.|\.\.|\?\?|==|!=|<=|>=|&&|\|\||\+\+|--|[+\-*/%|&^]=|.", re.DOTALL
)
_OPENING = {"(": ")", "[": "]", "{": "}"}
_ENDS_STATEMENT = frozenset({")", "]", "}", "++", "--"})
_CONTINUES = frozenset({"break", "continue", "fallthrough", "return"})
_INTERPOLATION_DEPTH = 8


@dataclass(frozen=True, slots=True)
class Token:
    """`kind` is word, number, string, mark or end (a statement that ends with its line, in Go)."""

    kind: str
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Tokens:
    """`partner` gives for each bracket the number of the one that matches it."""

    items: tuple[Token, ...]
    partner: dict[int, int]
    comments: tuple[tuple[int, int], ...]

    def text(self, number: int) -> str:
        return self.items[number].text if 0 <= number < len(self.items) else ""

    def kind(self, number: int) -> str:
        return self.items[number].kind if 0 <= number < len(self.items) else ""


def tokens(text: str, line_ends: bool) -> Tokens:
    """`line_ends`: a line end finishes a statement where Go says so. Raises TooComplex."""
    items: list[Token] = []
    comments: list[tuple[int, int]] = []
    at = 0
    while at < len(text):
        character = text[at]
        if character == "\n" and line_ends and _finished(items):
            items.append(Token("end", ";", at, at))
        if character.isspace():
            at += 1
            continue
        end = _comment_end(text, at)
        if end:
            comments.append((at, end))
            at = end
            continue
        token = _token(text, at)
        items.append(token)
        refuse_crowd(len(items))
        at = token.end
    return Tokens(tuple(items), _partners(items), tuple(comments))


def _finished(items: list[Token]) -> bool:
    if not items:
        return False
    last = items[-1]
    return last.kind in ("word", "number", "string") or last.text in _ENDS_STATEMENT or last.text in _CONTINUES


def _comment_end(text: str, at: int) -> int | None:
    if text.startswith("//", at):
        end = text.find("\n", at)
    elif text.startswith("/*", at):
        end = text.find("*/", at + 2)
        end = end + 2 if end >= 0 else end
    else:
        return None
    return len(text) if end < 0 else end


def _token(text: str, at: int) -> Token:
    if text[at] in "\"'`" or (text[at] == "r" and text[at + 1 : at + 2] in ("'", '"')):
        end = _string_end(text, at, 0)
        return Token("string", text[at:end], at, end)
    for kind, pattern in (("word", _WORD), ("number", _NUMBER)):
        found = pattern.match(text, at)
        if found:
            return Token(kind, found[0], at, found.end())
    found = _MARK.match(text, at)
    end = found.end() if found else at + 1
    return Token("mark", text[at:end], at, end)


def _string_end(text: str, at: int, depth: int) -> int:
    """Behind the string that begins here; Dart's `${…}` may hold strings of its own."""
    raw = text[at] in "r`"
    at += text[at] == "r"
    quote = text[at] * 3 if text[at : at + 3] in ('"""', "'''") else text[at]
    at += len(quote)
    while at < len(text):
        if text.startswith(quote, at):
            return at + len(quote)
        if text[at] == "\n" and len(quote) == 1 and quote != "`":
            return at  # an unfinished string ends with its line
        if not raw and text[at] == "\\":
            at += 2
        elif not raw and text.startswith("${", at) and depth < _INTERPOLATION_DEPTH:
            at = _interpolation_end(text, at + 2, depth + 1)
        else:
            at += 1
    return len(text)


def _interpolation_end(text: str, at: int, depth: int) -> int:
    open_braces = 1
    while at < len(text) and text[at] != "\n":
        if text[at] in "\"'":
            at = _string_end(text, at, depth)
            continue
        open_braces += {"{": 1, "}": -1}.get(text[at], 0)
        at += 1
        if open_braces == 0:
            break
    return at


def _partners(items: list[Token]) -> dict[int, int]:
    partner: dict[int, int] = {}
    stack: list[int] = []
    for number, token in enumerate(items):
        if token.kind != "mark":
            continue
        if token.text in _OPENING:
            stack.append(number)
        elif token.text in ")]}":
            while stack and _OPENING[items[stack[-1]].text] != token.text:
                stack.pop()
            if stack:
                opening = stack.pop()
                partner[opening] = number
                partner[number] = opening
    return partner
