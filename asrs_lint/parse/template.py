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
_SPACE = re.compile(r"\s*")
_PAIRS = {"(": ")", "[": "]", "{": "}"}
_BRACKET = re.compile(r"[\"'()\[\]{}]")
_QUOTED = {quote: re.compile(rf"{quote}(?:[^{quote}\\\n]|\\.)*{quote}?") for quote in "\"'"}
_LOOKED_AT = 4  # how often each character may be looked at while brackets are matched, on average


def _named(text: str) -> str:
    """As many characters that read as one name; line ends stay."""
    return re.sub(r"[^\r\n]", "_", text)


def _blank(text: str) -> str:
    return re.sub(r"[^\r\n]", " ", text)


def blank_directives(text: str) -> str:
    """PHP, EJS, JSP and Handlebars: `<?= x ?>` and `{{x}}` become a name, other directives nothing."""
    parts: list[str] = []
    at = 0
    last = {mark: text.rfind(mark) for mark in _CLOSE.values()}
    while found := _DIRECTIVE.search(text, at):
        mark = _CLOSE[found[0]]
        close = text.find(mark, found.end()) if found.end() <= last[mark] else -1
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
    return _Razor(text).blanked()


class _Razor:
    """Walks over one text. Brackets that nobody closes must not cost the square of the text: `_left` counts down."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._left = _LOOKED_AT * len(text) + 1_000

    def blanked(self) -> str:
        parts: list[str] = []
        at = 0
        while found := _RAZOR.search(self._text, at):
            end, replaced = self._piece(found)
            parts += [self._text[at : found.start()], replaced]
            at = end
        parts.append(self._text[at:])
        return "".join(parts)

    def _piece(self, found: re.Match[str]) -> tuple[int, str]:
        """The end of one piece of Razor and what stands for it."""
        start, end, mark, word = found.start(), found.end(), found[0], found[1]
        if mark == "@@":
            return end, mark
        if mark in ("@:", "<text>", "</text>") or word in _LINES:
            return end, _blank(mark)
        if mark in ("@*", "@{"):
            end = self._comment(end) if mark == "@*" else self._closed(end - 1)
            return end, _blank(self._text[start:end])
        if word is not None and start and (self._text[start - 1].isalnum() or self._text[start - 1] in "_."):
            return end, mark  # an address of mail, not Razor
        if word in _STATEMENTS:
            return self._statement(found)
        end = self._closed(end - 1) if mark == "@(" else self._expression(end)
        return end, _named(self._text[start:end])

    def _comment(self, at: int) -> int:
        if self._left <= 0:
            return at
        end = self._text.find("*@", at)
        self._left -= (end if end >= 0 else len(self._text)) - at
        return end + 2 if end >= 0 else at

    def _statement(self, found: re.Match[str]) -> tuple[int, str]:
        """`@if (Model.X)` reads as `if (____)`: what is inside its braces stays."""
        opening = _SPACE.match(self._text, found.end())
        at = opening.end() if opening else found.end()
        end = self._closed(at) if self._text[at : at + 1] == "(" else 0
        if end < at + 2 or self._text[end - 1] != ")":
            return found.end(), _blank(found[0])
        keyword = "while" if found[1] == "while" else "if"
        head = keyword.ljust(len(found[0])) + self._text[found.end() : at]
        return end, f"{head}({_named(self._text[at + 1 : end - 1])})"

    def _expression(self, at: int) -> int:
        """The end of an implicit expression: names, calls and indexes without blanks between."""
        while at < len(self._text):
            generic = _GENERIC.match(self._text, at)
            at = generic.end() if generic else at
            if self._text[at : at + 1] in ("(", "["):
                at = self._closed(at)
                continue
            name = _NAME.match(self._text, at)
            if name is None:
                return at
            at = name.end()
        return at

    def _closed(self, opening: int) -> int:
        """The place behind the bracket that closes the one at `opening`, strings of C# skipped; behind the opening one
        when nothing closes it."""
        stack: list[str] = []
        at = opening
        while self._left > 0 and (found := _BRACKET.search(self._text, at)):
            character = found[0]
            quoted = _QUOTED[character].match(self._text, found.start()) if character in _QUOTED else None
            self._left -= (quoted.end() if quoted else found.end()) - at
            at = quoted.end() if quoted else found.end()
            if character in _PAIRS:
                stack.append(_PAIRS[character])
            elif stack and character == stack[-1]:
                stack.pop()
                if not stack:
                    return at
        return opening + 1
