"""A text as the program behind it will read it: escapes undone, literals joined, each character still at its place."""

from __future__ import annotations

import re
from base64 import b64decode, b64encode
from binascii import Error
from bisect import bisect_right
from collections.abc import Iterator

from msgspec import Struct

_ASCII_LOWER = {upper: upper + 32 for upper in range(ord("A"), ord("Z") + 1)}

# What stands for one character of a connection string in JSON, XML, HTML and URLs.
_ENTITIES = {
    "quot": '"',
    "amp": "&",
    "apos": "'",
    "lt": "<",
    "gt": ">",
    "equals": "=",
    "semi": ";",
    "sol": "/",
    "plus": "+",
}
# Every way to write a character begins with one of five characters: that set stands first and alone, so that a search
# runs from one of them to the next.
_ESCAPE = re.compile(
    r"(?P<first>[\"'\\%&`])(?:"
    # "a" + "b" of C#, Java, Swift and JavaScript, "a" "b" of Python, "a" . "b" of PHP, "a" & "b" of Visual Basic
    r"(?<=[\"'])(?P<join>\s{0,80}(?:[+.&]\s{0,200})?[@$fr]{0,2}(?P=first)(?=[a-z0-9+/=;]))"
    r"|(?<=\\)(?:u00(?P<json>[0-9a-f]{2})|(?<!\\\\)\\*+(?P<plain>[/\"']))"
    r"|(?<=%)(?P<url>2b|2f|3a|3b|3d|22)"
    r"|(?<=&)(?:(?P<entity>quot|amp|apos|lt|gt|equals|semi|sol|plus);|#(?P<decimal>\d{2,3});|#x(?P<hex>[0-9a-f]{2});)"
    r"|(?<=[\\`])(?P<continued>\r?\n[ \t]{0,80})"
    r")"
)

_RUN = re.compile(r"[A-Za-z0-9+/]{24,65536}={0,2}")


def lowered(text: str) -> str:
    """Lower case of the same length (`İ` becomes two characters in `str.lower`)."""
    lower = text.lower()
    return lower if len(lower) == len(text) else text.translate(_ASCII_LOWER)


class Reading(Struct, frozen=True):
    """`starts` are places in `text`, `places` what they were in the original; between them both grow alike.

    `joined` marks the steps over a join, which is no character. `whole` is set when every character came from one
    opaque span (a Base64 value)."""

    text: str
    lower: str
    starts: tuple[int, ...] = (0,)
    places: tuple[int, ...] = (0,)
    joined: tuple[bool, ...] = (False,)
    whole: tuple[int, int] | None = None

    def original(self, start: int, end: int) -> tuple[int, int]:
        return self.whole or (self._place(start), self._place(end, behind=True))

    def _place(self, at: int, *, behind: bool = False) -> int:
        step = bisect_right(self.starts, at) - 1
        while behind and self.joined[step] and self.starts[step] == at:
            step -= 1
        return self.places[step] + at - self.starts[step]


def reading_of(text: str, lower: str) -> Reading:
    """One pass over the text; what needs no change costs nothing."""
    parts: list[str] = []
    starts, places, joined = [0], [0], [False]
    length = at = 0
    for found in _ESCAPE.finditer(lower):
        character = _meaning(found)
        parts += (text[at : found.start()], character)
        length += found.start() - at + len(character)
        at = found.end()
        starts.append(length)
        places.append(at)
        joined.append(not character)
    if not parts:
        return Reading(text, lower)
    read = "".join([*parts, text[at:]])
    return Reading(read, lowered(read), tuple(starts), tuple(places), tuple(joined))


def _meaning(found: re.Match[str]) -> str:
    kind, value = found.lastgroup, found[found.lastgroup or 0]
    match kind:
        case "json" | "url" | "hex":
            return chr(int(value, 16))
        case "decimal":
            return chr(int(value))
        case "entity":
            return _ENTITIES[value]
        case "plain":
            return value
        case _:
            return ""


def _tokens() -> tuple[str, ...]:
    """How `AccessKey=` looks inside Base64, at each of the three alignments."""
    found = []
    for word in (b"AccessKey=", b"accesskey="):
        for shift in range(3):
            encoded = b64encode(b"\0" * shift + word).decode("ascii").rstrip("=")
            found.append(encoded[(0, 2, 3)[shift] : len(encoded) - 1])
    return tuple(found)


_TOKENS = _tokens()


def base64_readings(text: str) -> Iterator[Reading]:
    """The Base64 values that hold a connection string, decoded (Kubernetes `data:`)."""
    if not any(token in text for token in _TOKENS):
        return
    for run in _RUN.finditer(text):
        if any(token in run.group() for token in _TOKENS) and (plain := _decoded(run.group())):
            yield Reading(plain, lowered(plain), whole=run.span())


def _decoded(value: str) -> str | None:
    body = value.rstrip("=")
    if len(body) % 4 == 1:
        return None
    try:
        plain = b64decode(body + "=" * (-len(body) % 4), validate=True).decode("utf-8")
    except (Error, UnicodeDecodeError):
        return None
    return plain if all(c.isprintable() or c.isspace() for c in plain) else None
