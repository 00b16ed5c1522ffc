"""Server-side templates inside scripts, made harmless: what the server writes is replaced by as many characters that
parse as one name (or nothing), so that every place stays where it is."""

from __future__ import annotations

import re

_DIRECTIVE = re.compile(r"<\?|<%|\{\{")
_CLOSE = {"<?": "?>", "<%": "%>", "{{": "}}"}
_WRITES = re.compile(r"<\?=|<\?php\s+echo\b|<%[=-]|\{\{(?![#/!>])")
_RAZOR = re.compile(r"@@|@\*|@\(|@\{|@:|@([A-Za-z_]\w*)|</?text>")
_STATEMENTS = frozenset({"if", "for", "foreach", "while", "switch", "using", "lock"})
_LINES = frozenset({"model", "inject", "inherits", "namespace", "page", "section"})
_NAME = re.compile(r"\??\.[A-Za-z_]\w*")
_GENERIC = re.compile(r"<[\w.,\s?<>]{1,80}>(?=\()")
_PAIRS = {"(": ")", "[": "]", "{": "}"}
_LONGEST = 20_000  # characters of one expression of the server


def _named(text: str) -> str:
    """As many characters that read as one name; line ends stay."""
    return re.sub(r"[^\r\n]", "_", text)


def _blank(text: str) -> str:
    return re.sub(r"[^\r\n]", " ", text)


def blank_directives(text: str) -> str:
    """PHP, EJS, JSP and Handlebars: `<?= x ?>` and `{{x}}` become a name, other directives nothing."""
    parts: list[str] = []
    at = 0
    while found := _DIRECTIVE.search(text, at):
        close = text.find(_CLOSE[found[0]], found.end())
        end = close + 2 if close >= 0 else found.end()
        if close >= 0 and text[close : close + 3] == "}}}":
            end += 1
        inside = text[found.start() : end]
        written = found[0] == "{{" or bool(_WRITES.match(inside))
        parts += [text[at : found.start()], _named(inside) if written and "\n" not in inside else _blank(inside)]
        at = end
    parts.append(text[at:])
    return "".join(parts)


def blank_razor(text: str) -> str:
    """Razor in a script: `@Model.Name` and `@(…)` become a name, `@{…}` and `@* *@` nothing, `@if (…)` an `if`."""
    parts: list[str] = []
    at = 0
    while found := _RAZOR.search(text, at):
        end, replaced = _razor(text, found)
        parts += [text[at : found.start()], replaced]
        at = end
    parts.append(text[at:])
    return "".join(parts)


def _razor(text: str, found: re.Match[str]) -> tuple[int, str]:
    """The end of one piece of Razor and what stands for it."""
    start, mark, word = found.start(), found[0], found[1]
    if mark == "@@":
        return found.end(), "@@"
    if mark == "@*":
        end = text.find("*@", found.end())
        end = end + 2 if end >= 0 else found.end()
        return end, _blank(text[start:end])
    if mark in ("@:", "<text>", "</text>"):
        return found.end(), _blank(mark)
    if mark == "@{":
        end = _closed(text, found.end() - 1)
        return end, _blank(text[start:end])
    if word is not None and start and (text[start - 1].isalnum() or text[start - 1] in "_."):
        return found.end(), mark  # an address of mail, not Razor
    if word in _STATEMENTS:
        return _statement(text, found)
    if word in _LINES:
        return found.end(), _blank(mark)
    end = _closed(text, found.end() - 1) if mark == "@(" else _expression(text, found.end())
    return end, _named(text[start:end])


def _statement(text: str, found: re.Match[str]) -> tuple[int, str]:
    """`@if (Model.X)` reads as `if(____)`: what is inside its braces stays."""
    opening = found.end()
    while opening < len(text) and text[opening] in " \t\r\n":
        opening += 1
    if opening >= len(text) or text[opening] != "(":
        return found.end(), _blank(found[0])
    end = _closed(text, opening)
    keyword = "if" if found[1] != "while" else "while"
    head = keyword + " " * (len(found[0]) - len(keyword)) + text[found.end() : opening]
    return end, f"{head}({_named(text[opening + 1 : end - 1])})"


def _expression(text: str, at: int) -> int:
    """The end of an implicit expression: names, calls and indexes without blanks between."""
    limit = min(len(text), at + _LONGEST)
    while at < limit:
        generic = _GENERIC.match(text, at)
        if generic:
            at = generic.end()
        if at < limit and text[at] in "([":
            at = _closed(text, at)
            continue
        name = _NAME.match(text, at)
        if name is None:
            return at
        at = name.end()
    return at


def _closed(text: str, opening: int) -> int:
    """The place behind the bracket that closes the one at `opening`, strings of C# skipped."""
    stack: list[str] = []
    at, limit = opening, min(len(text), opening + _LONGEST)
    while at < limit:
        character = text[at]
        if character in "\"'":
            at = _string(text, at, limit)
            continue
        if character in _PAIRS:
            stack.append(_PAIRS[character])
        elif stack and character == stack[-1]:
            stack.pop()
            if not stack:
                return at + 1
        at += 1
    return min(len(text), opening + 1)


def _string(text: str, at: int, limit: int) -> int:
    quote = text[at]
    at += 1
    while at < limit and text[at] not in (quote, "\n"):
        at += 2 if text[at] == "\\" else 1
    return min(at + 1, limit)
