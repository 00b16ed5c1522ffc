"""Text and the places in it: what every other part is written in terms of."""

from __future__ import annotations

from bisect import bisect_right
from functools import cached_property
from typing import Generic, TypeVar

from msgspec import Struct

T = TypeVar("T")

_MARKS = {
    "utf-32-le": b"\xff\xfe\0\0",  # begins like that of utf-16-le
    "utf-32-be": b"\0\0\xfe\xff",
    "utf-8": b"\xef\xbb\xbf",
    "utf-16-le": b"\xff\xfe",
    "utf-16-be": b"\xfe\xff",
}


class Span(Struct, frozen=True, order=True):
    """A half-open range of characters in one file, named by its repository-relative POSIX path."""

    path: str
    start: int
    end: int

    def before(self) -> Span:
        """The empty span at the start: where an insertion in front of this text goes."""
        return Span(self.path, self.start, self.start)

    def after(self) -> Span:
        """The empty span at the end: where an insertion behind this text goes."""
        return Span(self.path, self.end, self.end)

    def covers(self, other: Span) -> bool:
        return self.path == other.path and self.start <= other.start and other.end <= self.end


class Located(Struct, Generic[T], frozen=True):
    """A value and where it is written."""

    value: T
    span: Span


class Position(Struct, frozen=True):
    """Line and column, both counted from 1, the column in characters."""

    line: int
    column: int


class Document(Struct, frozen=True, dict=True):
    """A file, decoded once. `bom` tells of a byte order mark that is not part of `text`."""

    path: str
    text: str
    encoding: str = "utf-8"
    bom: bool = False

    @classmethod
    def decode(cls, path: str, data: bytes) -> Document:
        """Decode by byte order mark, else UTF-8, else Windows-1252 (what .NET Framework tools wrote).

        No byte sequence fails: what neither encoding knows becomes U+FFFD.
        """
        for encoding, mark in _MARKS.items():
            if data.startswith(mark):
                return cls(path, data[len(mark) :].decode(encoding, "replace"), encoding, bom=True)
        try:
            return cls(path, data.decode("utf-8"))
        except UnicodeDecodeError:
            return cls(path, data.decode("cp1252", "replace"), "cp1252")

    def encoded(self, text: str) -> bytes:
        """The bytes of a text in this file's encoding, with its byte order mark. Raises UnicodeEncodeError."""
        return (_MARKS[self.encoding] if self.bom else b"") + text.encode(self.encoding)

    def span(self, start: int, end: int) -> Span:
        return Span(self.path, start, end)

    def slice(self, span: Span) -> str:
        return self.text[span.start : span.end]

    @cached_property
    def newline(self) -> str:
        """The line end this file uses: that of its first line."""
        at = self.text.find("\n")
        return "\r\n" if at > 0 and self.text[at - 1] == "\r" else "\n"

    @cached_property
    def _line_starts(self) -> list[int]:
        starts = [0]
        at = self.text.find("\n")
        while at >= 0:
            starts.append(at + 1)
            at = self.text.find("\n", at + 1)
        return starts

    def position(self, offset: int) -> Position:
        line = bisect_right(self._line_starts, offset)
        return Position(line, offset - self._line_starts[line - 1] + 1)

    def offset(self, line: int, column: int) -> int:
        """The offset of a 1-based line and column; a line past the end gives the end of the text."""
        if line > len(self._line_starts):
            return len(self.text)
        return min(self._line_starts[line - 1] + column - 1, len(self.text))

    def line_text(self, line: int) -> str:
        """The text of a 1-based line without its line end."""
        start = self._line_starts[line - 1]
        end = self._line_starts[line] if line < len(self._line_starts) else len(self.text)
        return self.text[start:end].rstrip("\r\n")
