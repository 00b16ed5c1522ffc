"""JSON as settings files and ARM templates have it, with the exact place of every key, value and object.

Comments and trailing commas are accepted, as `JsonConfigurationFileParser` of .NET and Azure Resource Manager accept
them; repeated keys are all kept, in order. What is wrong comes back as data beside whatever could be read.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import Enum, auto

from asrs_lint.parse.json_tree import JsonArray, JsonDocument, JsonError, JsonMember, JsonNode, JsonObject, JsonScalar
from asrs_lint.source import Document, Span

__all__ = [
    "JsonArray",
    "JsonDocument",
    "JsonError",
    "JsonMember",
    "JsonNode",
    "JsonObject",
    "JsonScalar",
    "parse_json",
]

MAX_DEPTH = 200
MAX_NODES = 300_000  # real files of the size that is read have less than half
MAX_ERRORS = 20


def parse_json(document: Document, multiline: bool = False) -> JsonDocument:
    """Read a text. `multiline` allows line ends inside strings, as Azure Resource Manager does."""
    return _Reader(document, _MULTILINE if multiline else _TOKEN).read()


_STRING = r'"[^"\\{n}]*+(?:\\[^{n}][^"\\{n}]*+)*+"|\'[^\'\\{n}]*+(?:\\[^{n}][^\'\\{n}]*+)*+\''
# Every character begins a token and possessive quantifiers give nothing back: time is linear in the text.
_PATTERN = r"""
\s*+ (?:
  (?P<string>{string})
| (?P<mark>[{{}}\[\],:])
| (?P<word>[^\s{{}}\[\],:"'/]++)
| (?P<space>//[^\n]*+|/\*(?:[^*]++|\*(?!/))*+\*/)
| \Z
| (?P<broken>/\*[\s\S]*+|["'][^\n]*+|/)
)
"""
_TOKEN = re.compile(_PATTERN.format(string=_STRING.format(n=r"\n")), re.VERBOSE)
_MULTILINE = re.compile(_PATTERN.format(string=_STRING.format(n="").replace("[^]", r"[\s\S]")), re.VERBOSE)
# A member without escapes whose value is a string (with the comma behind it, if any) or opens an object or array.
_MEMBER = re.compile(r"""\s*+(?P<key>"[^"\\\n]*+")\s*+:\s*+(?:(?P<string>"[^"\\\n]*+")(?:\s*+,)?+|(?P<open>[{\[]))""")
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*+)(?:\.[0-9]++)?(?:[eE][+-]?[0-9]++)?\Z")
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|([\s\S]))")
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f"}
_WORDS = {"true": "boolean", "false": "boolean", "null": "null"}
_SURROGATE = re.compile("[\ud800-\udfff]")


def _decoded(text: str) -> str:
    if "\\" not in text:
        return text
    text = _ESCAPE.sub(lambda m: chr(int(m[1], 16)) if m[1] else _ESCAPES.get(m[2], m[2]), text)
    if _SURROGATE.search(text):
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text


class _Expect(Enum):
    KEY = auto()
    COLON = auto()
    VALUE = auto()
    SEPARATOR = auto()


@dataclass(slots=True)
class _Open:
    """An object or array that is not closed yet."""

    start: int
    closer: str
    expect: _Expect
    members: list[JsonMember] = field(default_factory=list)
    items: list[JsonNode] = field(default_factory=list)
    key: tuple[str, Span] | None = None


class _Reader:
    def __init__(self, document: Document, pattern: re.Pattern[str]) -> None:
        self._document = document
        self._path = document.path
        self._pattern = pattern
        self._errors: list[JsonError] = []
        self._open: list[_Open] = []
        self._root: JsonNode | None = None
        self._end = 0  # behind the last token
        self._nodes = 0
        self._stopped = self._cut = False

    def read(self) -> JsonDocument:
        text, at = self._document.text, 0
        while not self._stopped:
            frame = self._open[-1] if self._open else None
            if frame is not None and frame.expect is _Expect.KEY and (plain := _MEMBER.match(text, at)):
                self._member(frame, plain)
                at = self._end = plain.end()
                continue
            token = self._pattern.match(text, at)
            kind = token.lastgroup if token else None
            if token is None or kind is None:
                break
            at = token.end()
            if kind != "space":
                self._token(kind, token[kind], token.start(kind), at)
                self._end = at
        self._close_all()
        return JsonDocument(self._root, tuple(self._errors), self._cut)

    def _member(self, frame: _Open, plain: re.Match[str]) -> None:
        """The short way for what nearly all text consists of: key, colon and the beginning of a value at once."""
        kind = plain.lastgroup or ""
        start, end = plain.span(kind)
        key_start, key_end = plain.span("key")
        key, key_span = self._document.text[key_start + 1 : key_end - 1], Span(self._path, key_start, key_end)
        if kind == "open":
            frame.key, frame.expect = (key, key_span), _Expect.VALUE
            self._begin(plain["open"], start)
            return
        self._count(start)
        value = JsonScalar("string", self._document.text[start + 1 : end - 1], Span(self._path, start, end))
        frame.members.append(JsonMember(key, key_span, value, Span(self._path, key_start, end)))
        frame.expect = _Expect.KEY if plain.end() > end else _Expect.SEPARATOR

    def _token(self, kind: str, text: str, start: int, end: int) -> None:
        if kind == "broken":
            reason = "a comment is not closed" if text.startswith("/*") else f"{text[0]} has no partner on its line"
            self._error(start, end, reason if text != "/" else "/ is not allowed here")
        elif kind == "mark":
            self._mark(text, start, end)
        else:
            self._scalar(kind, text, Span(self._path, start, end))

    def _mark(self, mark: str, start: int, end: int) -> None:
        if mark in "{[":
            self._begin(mark, start)
        elif mark in "}]":
            self._finish(mark, start, end)
        elif mark == ":":
            self._colon(start, end)
        else:
            self._comma(start, end)

    def _begin(self, mark: str, start: int) -> None:
        if not self._ready_for_value(start):
            return
        if len(self._open) >= MAX_DEPTH:
            self._stopped = self._cut = True
            self._error(start, start + 1, f"nested deeper than {MAX_DEPTH} levels")
            return
        self._count(start)
        self._open.append(_Open(start, "}", _Expect.KEY) if mark == "{" else _Open(start, "]", _Expect.VALUE))

    def _finish(self, mark: str, start: int, end: int) -> None:
        if all(frame.closer != mark for frame in self._open):
            self._error(start, end, f"{mark} closes nothing")
            return
        while self._open[-1].closer != mark:
            self._error(start, start, f"{self._open[-1].closer} is missing")
            self._pop(start)
        self._missing_value(start)
        self._pop(end)

    def _pop(self, end: int) -> None:
        frame = self._open.pop()
        span = Span(self._path, frame.start, end)
        whole = JsonObject(tuple(frame.members), span) if frame.closer == "}" else JsonArray(tuple(frame.items), span)
        self._put(whole, span)

    def _colon(self, start: int, end: int) -> None:
        frame = self._open[-1] if self._open else None
        if frame is None or frame.expect is not _Expect.COLON:
            self._error(start, end, "a colon is not allowed here")
        else:
            frame.expect = _Expect.VALUE

    def _comma(self, start: int, end: int) -> None:
        frame = self._open[-1] if self._open else None
        if frame is not None and frame.expect is _Expect.SEPARATOR:
            frame.expect = _Expect.KEY if frame.closer == "}" else _Expect.VALUE
        elif frame is not None and frame.key:
            self._missing_value(start)
            frame.expect = _Expect.KEY
        else:
            self._error(start, end, "a comma is not allowed here")

    def _missing_value(self, at: int) -> None:
        frame = self._open[-1]
        if frame.key is not None:
            self._error(at, at, f'the value of "{frame.key[0]}" is missing')
            frame.key = None

    def _scalar(self, kind: str, text: str, span: Span) -> None:
        frame = self._open[-1] if self._open else None
        if frame is not None and frame.closer == "}" and frame.expect in (_Expect.KEY, _Expect.SEPARATOR):
            self._key(frame, kind, text, span)
        elif self._ready_for_value(span.start):
            self._count(span.start)
            self._put(self._leaf(kind, text, span), span)

    def _key(self, frame: _Open, kind: str, text: str, span: Span) -> None:
        if frame.expect is _Expect.SEPARATOR:
            self._error(self._end, self._end, "a comma is missing")
        if kind == "word":
            self._error(span.start, span.end, "a key needs quotation marks")
        frame.key = (_decoded(text[1:-1]) if kind == "string" else text, span)
        frame.expect = _Expect.COLON

    def _leaf(self, kind: str, text: str, span: Span) -> JsonScalar:
        if kind == "string":
            if text[0] == "'":
                self._error(span.start, span.end, "a string needs double quotation marks")
            return JsonScalar("string", _decoded(text[1:-1]), span)
        word = _WORDS.get(text) or ("number" if _NUMBER.match(text) else "invalid")
        if word == "invalid":
            self._error(span.start, span.end, f"{text[:40]} is no value; a string needs quotation marks")
        return JsonScalar(word, text, span)

    def _ready_for_value(self, start: int) -> bool:
        """Whether a value may stand here; a missing colon or comma before it is reported and passed over."""
        frame = self._open[-1] if self._open else None
        if frame is None:
            if self._root is not None:
                self._error(start, start, "there is more text behind the end of the value")
            return self._root is None
        if frame.expect is _Expect.COLON:
            self._error(self._end, self._end, "a colon is missing")
        elif frame.expect is _Expect.SEPARATOR and frame.closer == "]":
            self._error(self._end, self._end, "a comma is missing")
        elif frame.expect is not _Expect.VALUE:
            self._error(start, start, "a key is missing")
            frame.key = ("", Span(self._path, start, start))
        return True

    def _put(self, value: JsonNode, span: Span) -> None:
        if not self._open:
            self._root = value
            return
        frame = self._open[-1]
        frame.expect = _Expect.SEPARATOR
        if frame.closer == "]":
            frame.items.append(value)
        elif frame.key is not None:
            key, key_span = frame.key
            frame.members.append(JsonMember(key, key_span, value, Span(self._path, key_span.start, span.end)))
            frame.key = None

    def _close_all(self) -> None:
        if self._open and not self._stopped:
            self._missing_value(self._end)
            self._error(self._end, self._end, f"{self._open[-1].closer} is missing at the end")
        while self._open:
            self._pop(self._end)

    def _count(self, start: int) -> None:
        self._nodes += 1
        if self._nodes == MAX_NODES:
            self._stopped = self._cut = True
            self._error(start, start, f"more than {MAX_NODES} values")

    def _error(self, start: int, end: int, reason: str) -> None:
        self._errors.append(JsonError(Span(self._path, start, end), reason))
        self._stopped = self._stopped or len(self._errors) >= MAX_ERRORS
