"""The script elements of a page, found in one pass, without a tree: pages of web frameworks are seldom well formed."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

from asrs_lint.source import Document, Span

_START = re.compile(r"<!--|@\*|<script(?=[\s>/])", re.IGNORECASE)
_END = re.compile(r"</script(?=[\s>/])", re.IGNORECASE)
_NAME = re.compile(r"[^\s=>\"'/]+")
_BLANK = re.compile(r"\s*")
_UNQUOTED = re.compile(r"[^\s>]+")
_MOST_ATTRIBUTES = 100
_MOST_OPENINGS = 20  # looked at before a place: an attribute may hold some
_TAG = re.compile(r"<[A-Za-z][^\s/>\"']*")


class ScriptElement(Struct, frozen=True):
    """`tag` is the start tag; `body` what stands before the end tag (or the end of the page). Attribute names are in
    lower case; one without a value has the value ""."""

    tag: Span
    body: Span
    attributes: tuple[tuple[str, str], ...]

    def get(self, name: str) -> str | None:
        return next((value for key, value in self.attributes if key == name), None)


def scripts(document: Document, razor: bool = False) -> Iterator[ScriptElement]:
    """The script elements outside of comments (`<!-- -->`, with `razor` also `@* *@`), in order."""
    text = document.text
    last = {"-->": text.rfind("-->"), "*@": text.rfind("*@") if razor else -1}
    at = 0
    while found := _START.search(text, at):
        mark = {"<!--": "-->", "@*": "*@"}.get(found[0])
        if mark is not None:  # a comment that is never closed is none
            at = text.index(mark, found.end()) + len(mark) if found.end() <= last[mark] else found.end()
        else:
            element = _element(document, found)
            yield element
            at = element.body.end


def is_inside_tag(text: str, offset: int) -> bool:
    """Whether a start tag is open at a place. Where a `<` may be a comparison, it says yes rather than no."""
    at = offset
    for _ in range(_MOST_OPENINGS):
        at = text.rfind("<", 0, at)
        if at < 0:
            return False
        name = _TAG.match(text, at)
        if name and _attributes(text, name.end())[1] > offset:
            return True
    return False


def _element(document: Document, found: re.Match[str]) -> ScriptElement:
    text = document.text
    attributes, open_end = _attributes(text, found.end())
    closing = _END.search(text, open_end)
    body_end = closing.start() if closing else len(text)
    if text[open_end - 2 : open_end] == "/>" and not closing:
        body_end = open_end
    return ScriptElement(document.span(found.start(), open_end), document.span(open_end, body_end), tuple(attributes))


def _attributes(text: str, at: int) -> tuple[list[tuple[str, str]], int]:
    """The attributes of a start tag and the place behind its `>`."""
    found: list[tuple[str, str]] = []
    while at < len(text):
        at = _end(_BLANK, text, at)
        if at >= len(text) or text[at] == ">" or len(found) > _MOST_ATTRIBUTES:
            break
        name = _NAME.match(text, at)
        if name is None:
            at += 1
            continue
        value, at = _value(text, _end(_BLANK, text, name.end()), name.end())
        found.append((name[0].lower(), value))
    close = text.find(">", at)
    return found, close + 1 if close >= 0 else len(text)


def _end(pattern: re.Pattern[str], text: str, at: int) -> int:
    match = pattern.match(text, at)
    return match.end() if match else at


def _value(text: str, at: int, without: int) -> tuple[str, int]:
    """The value that follows a name, and the place behind it; `without` is that place when there is none."""
    if at >= len(text) or text[at] != "=":
        return "", without
    at = _end(_BLANK, text, at + 1)
    if at < len(text) and text[at] in "\"'":
        end = text.find(text[at], at + 1)
        return (text[at + 1 : end], end + 1) if end >= 0 else ("", at + 1)
    match = _UNQUOTED.match(text, at)
    return (match[0], match.end()) if match else ("", at)
