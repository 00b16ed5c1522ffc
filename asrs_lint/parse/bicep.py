"""Bicep files: their declarations and the literal part of their values.

A scanner of our own: tree-sitter-bicep leaves errors in about a fifth of real files, and only declarations, objects,
lists and literals are needed. What is more than that becomes a Scalar without literal.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from msgspec import Struct

from asrs_lint.parse.bicep_tokens import Token, string_end, tokens, unquoted
from asrs_lint.parse.term import Entry, Items, Scalar, Table, Term
from asrs_lint.source import Document, Span

MAX_DEPTH = 80
Wanted = Callable[[str, str | None], bool]


class Declaration(Struct, frozen=True):
    """`kind` is param, var, resource, module or using. `name` is the symbol; `target` the type or path in quotes.
    `value` is the object, `span` the whole declaration from its keyword on, without decorators."""

    kind: str
    name: str
    target: Scalar | None
    value: Term | None
    span: Span
    existing: bool = False
    conditional: bool = False
    loop: bool = False


_OPENERS = {"{": "}", "[": "]", "(": ")"}
_CONTINUES_BEFORE = {"?", ":", "&&", "||", "==", "!=", "??", ".", ".?", "+", "*", "=~", "!~", ">", "<", ">=", "<="}
_PLAIN = re.compile(r"true|false|null|-?[0-9]+")
_KEYWORDS = {"param", "var", "resource", "module", "using"}


def _everything(kind: str, target: str | None) -> bool:
    return True


def declarations(document: Document, wanted: Wanted = _everything) -> tuple[Declaration, ...]:
    """Every top-level declaration that can be read; what cannot is passed over line by line. `wanted` tells by kind and
    target whose values to read. Raises TooComplex."""
    return tuple(_Reader(document, wanted).declarations())


class _Reader:
    def __init__(self, document: Document, wanted: Wanted) -> None:
        self._document = document
        self._wanted = wanted
        self._all = tokens(document.text)
        self._at = 0

    def declarations(self) -> Iterator[Declaration]:
        while self._at < len(self._all):
            token = self._all[self._at]
            if token.kind == "word" and token.text in _KEYWORDS and self._begins_line():
                found = self._declaration(token)
                if found is not None:
                    yield found
            else:
                self._skip_one()

    def _begins_line(self) -> bool:
        return self._at == 0 or self._all[self._at - 1].kind == "line"

    def _peek(self) -> Token | None:
        return self._all[self._at] if self._at < len(self._all) else None

    def _take(self, text: str) -> bool:
        token = self._peek()
        if token is None or token.text != text or token.kind == "string":
            return False
        self._at += 1
        return True

    def _skip_lines(self) -> None:
        while (token := self._peek()) is not None and token.kind == "line":
            self._at += 1

    def _skip_one(self) -> None:
        """Pass a token, or all that a bracket holds."""
        token = self._all[self._at]
        self._at += 1
        if token.kind != "mark" or token.text not in _OPENERS:
            return
        depth = 1
        while depth and self._at < len(self._all):
            here = self._all[self._at]
            if here.kind == "mark":
                depth += (here.text in _OPENERS) - (here.text in "}])")
            self._at += 1

    def _declaration(self, keyword: Token) -> Declaration | None:
        self._at += 1
        name = self._peek()
        if keyword.text == "using":
            return Declaration("using", "", self._quoted(), None, self._span(keyword.start))
        if name is None or name.kind != "word":
            return None
        self._at += 1
        target = self._quoted() if keyword.text in ("resource", "module") else None
        existing = self._take("existing")
        if not self._to_equals(keyword.text):
            return Declaration(keyword.text, name.text, target, None, self._span(keyword.start), existing)
        conditional, loop = self._conditions(target is not None)
        wanted = self._wanted(keyword.text, target.literal if target else None)
        value = None if not wanted and self._passed() else self._value(0)
        span = self._span(keyword.start)
        return Declaration(keyword.text, name.text, target, value, span, existing, conditional, loop)

    def _quoted(self) -> Scalar | None:
        token = self._peek()
        if token is None or token.kind != "string":
            return None
        self._at += 1
        return self._scalar(token.start, token.end)

    def _to_equals(self, keyword: str) -> bool:
        """Pass the type of a parameter or variable up to `=`; False when the line ends before it."""
        while (token := self._peek()) is not None:
            if token.kind == "line":
                return False
            if token.text == "=" and token.kind == "mark":
                self._at += 1
                return True
            self._skip_one()
        return False

    def _conditions(self, declared: bool) -> tuple[bool, bool]:
        """Pass `if (…)` and `[for … :` before the object of a resource or module."""
        conditional = loop = False
        while declared and (token := self._peek()) is not None and token.text != "{":
            following = self._all[self._at + 1].text if self._at + 1 < len(self._all) else ""
            if token.text == "if" and following == "(":
                conditional = True
                self._at += 1
                self._skip_one()
            elif token.text == "[" and following == "for":
                loop = True
                self._at += 2
                self._to_colon()
            else:
                break
        return conditional, loop

    def _to_colon(self) -> None:
        while (token := self._peek()) is not None and token.kind != "line":
            if self._take(":"):
                return
            self._skip_one()

    def _value(self, depth: int) -> Term:
        """The value that begins here; tokens up to its end are passed."""
        first = self._peek()
        if first is None:
            return self._scalar(len(self._document.text), len(self._document.text))
        began = self._at
        term: Term | None = None
        following = self._all[self._at + 1].text if self._at + 1 < len(self._all) else ""
        if first.text == "{" and depth < MAX_DEPTH:
            term = self._table(depth)
        elif first.text == "[" and following != "for" and depth < MAX_DEPTH:
            term = self._items(depth)
        if term is not None and self._at_end():
            return term
        self._at = began
        return self._rest(first.start)

    def _passed(self) -> bool:
        """Pass an object without reading it; False where only reading can tell its end."""
        began, closing = self._at, self._closing()
        if closing is not None:
            self._at = closing + 1
            if self._at_end():
                return True
            self._at = began
        return False

    def _closing(self) -> int | None:
        """The number of the token that ends the object which begins here; None where brackets do not match."""
        expected: list[str] = []
        for number in range(self._at, len(self._all)):
            kind, text, _, _ = self._all[number]
            if kind == "mark" and text in _OPENERS:
                expected.append(_OPENERS[text])
            elif kind == "mark" and text in "}])" and (not expected or expected.pop() != text):
                return None
            if not expected:
                return number if text == "}" else None
        return None

    def _at_end(self) -> bool:
        token = self._peek()
        return token is None or token.kind == "line" or token.text in (",", "}", "]", ")")

    def _rest(self, start: int) -> Scalar:
        end = start
        while (token := self._peek()) is not None:
            if token.kind == "line" and not self._continues():
                break
            if token.kind == "mark" and token.text in (",", "}", "]", ")"):
                break
            blank = token.kind == "line"
            self._skip_one()
            end = end if blank else self._all[self._at - 1].end
        return self._scalar(start, end)

    def _continues(self) -> bool:
        """Whether the expression goes on behind this line end."""
        before = self._all[self._at - 1].text if self._at else ""
        after = next((t for t in self._all[self._at : self._at + 40] if t.kind != "line"), None)
        return before in ("?", "=", "&&", "||", "??") or (after is not None and after.text in _CONTINUES_BEFORE)

    def _table(self, depth: int) -> Table:
        start = self._all[self._at].start
        self._at += 1
        entries: list[Entry] = []
        opaque: str | None = None
        while (token := self._peek()) is not None:
            if token.kind == "line" or token.text == ",":
                self._at += 1
            elif self._take("}"):
                break
            elif token.kind in ("word", "string") and self._keyed():
                entry = self._entry(token, depth)
                opaque = opaque if entry else "a computed key"
                entries.extend([entry] if entry else [])
            else:
                opaque = "a spread" if token.text == "..." else opaque
                self._pass_line()
        return Table(tuple(entries), self._span(start), opaque)

    def _keyed(self) -> bool:
        return self._at + 1 < len(self._all) and self._all[self._at + 1].text == ":"

    def _entry(self, key: Token, depth: int) -> Entry | None:
        self._at += 2
        self._skip_lines()
        value = self._value(depth + 1)
        name = key.text if key.kind == "word" else unquoted(key.text)
        return Entry(name, value, self._document.span(key.start, value.span.end)) if name is not None else None

    def _pass_line(self) -> None:
        """Pass what is no `key: value`: a spread, a nested resource, something broken."""
        self._skip_one()
        while (token := self._peek()) is not None and token.kind != "line" and token.text != "}":
            self._skip_one()

    def _items(self, depth: int) -> Items:
        start = self._all[self._at].start
        self._at += 1
        items: list[Term] = []
        opaque: str | None = None
        while (token := self._peek()) is not None:
            if token.kind == "line" or token.text == ",":
                self._at += 1
            elif self._take("]"):
                break
            elif token.kind == "mark" and token.text in ("}", ")"):
                self._at += 1
            elif token.text == "...":
                opaque = "a spread"
                self._pass_line()
            else:
                items.append(self._value(depth + 1))
        return Items(tuple(items), self._span(start), opaque)

    def _scalar(self, start: int, end: int) -> Scalar:
        text = self._document.text[start:end]
        literal = None
        if _PLAIN.fullmatch(text):
            literal = text
        elif text.startswith("'") and string_end(text, 0) == len(text):
            literal = unquoted(text)
        return Scalar(text, self._document.span(start, end), literal)

    def _span(self, start: int) -> Span:
        return self._document.span(start, self._all[self._at - 1].end if self._at else start)
