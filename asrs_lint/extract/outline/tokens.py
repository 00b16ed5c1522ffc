"""Tokens of Dart and Go: comments dropped, strings whole, brackets matched (client.md C0)."""

from __future__ import annotations

import re

from msgspec import Struct, field

from asrs_lint.parse.limits import refuse_crowd

# Anything is one of these. `string` is whole; `quote` begins the others: raw, unfinished, with `${` or quotes in them.
_TOKEN = re.compile(
    r"[^\S\n]*+(?:(?P<word>(?!r[\"'])[A-Za-z_$][\w$]*+)"
    r"|(?P<line>\n\s*+)"
    r"|(?P<comment>//[^\n]*+|/\*.*?(?:\*/|\Z))"
    r"|(?P<string>\"(?!\"\")(?:[^\"\\\n$]++|\\.|\$(?!\{))*+\"|'(?!'')(?:[^'\\\n$]++|\\.|\$(?!\{))*+'|`[^`]*+`)"
    r"|(?P<quote>r?[\"']|`)"
    r"|(?P<number>\d[\w.]*+)"
    r"|(?P<mark>\?\.\.|\.\.\.|\?\?=|:=|=>|->|<-|\?\.|\.\.|\?\?|==|!=|<=|>=|&&|\|\||\+\+|--|[+\-*/%|&^]=|.))",
    re.DOTALL,
)
_OPENING = {"(": ")", "[": "]", "{": "}"}
_CLOSING = frozenset(_OPENING.values())
_ENDS_STATEMENT = frozenset({")", "]", "}", "++", "--"})
_INTERPOLATION_DEPTH = 8


class Tokens(Struct, frozen=True):
    """Their columns. A kind is word, number, string, mark or end (a statement that ends with its line, in Go).
    `partner` gives for each bracket the number of the one that matches it."""

    kinds: list[str] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    partner: dict[int, int] = field(default_factory=dict)
    comments: list[tuple[int, int]] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.texts)

    def text(self, number: int) -> str:
        return self.texts[number] if 0 <= number < len(self.texts) else ""

    def kind(self, number: int) -> str:
        return self.kinds[number] if 0 <= number < len(self.kinds) else ""

    def add(self, kind: str, text: str, start: int, end: int) -> None:
        self.kinds.append(kind)
        self.texts.append(text)
        self.starts.append(start)
        self.ends.append(end)


def tokens(text: str, line_ends: bool) -> Tokens:
    """`line_ends`: a line end finishes a statement where Go says so. Raises TooComplex."""
    found = Tokens()
    add, at = found.add, 0
    while match := _TOKEN.match(text, at):
        kind = match.lastgroup or ""
        start, at = match.span(kind)
        if kind == "line":
            if line_ends and _finished(found):
                add("end", ";", start, start)
        elif kind == "comment":
            found.comments.append((start, at))
        elif kind == "quote":
            at = _string_end(text, start, 0)
            add("string", text[start:at], start, at)
        else:
            add(kind, text[start:at], start, at)
        refuse_crowd(len(found))
    found.partner.update(_partners(found))
    return found


def _finished(found: Tokens) -> bool:
    last = len(found) - 1
    return found.kind(last) in ("word", "number", "string") or found.text(last) in _ENDS_STATEMENT


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


def _partners(found: Tokens) -> dict[int, int]:
    partner: dict[int, int] = {}
    stack: list[int] = []
    for number, text in enumerate(found.texts):
        if text in _OPENING:
            stack.append(number)
        elif text in _CLOSING:
            while stack and _OPENING[found.texts[stack[-1]]] != text:
                stack.pop()
            if stack:
                opening = stack.pop()
                partner[opening] = number
                partner[number] = opening
    return partner
