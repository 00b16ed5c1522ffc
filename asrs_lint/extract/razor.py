"""The C# in Razor files: `@code` and `@functions` blocks and `@{ … }`, read where they stand.

Everything else is blanked with spaces, so that every offset stays; the class that Razor makes of a file is written into
the blanked text before each block of members.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath

from msgspec import Struct

from asrs_lint.extract import csharp
from asrs_lint.extract.csharp.unit import read, simple_name
from asrs_lint.facts.base import Fact
from asrs_lint.source import Document

_START = re.compile(r"@(?:\*|(?:code|functions)\b\s*\{|\{)")
_INJECTED = re.compile(r"^[ \t]*@inject[ \t]+([\w.<>]+)[ \t]+(\w+)", re.MULTILINE)
_COMMENT = re.compile(r"@\*(?:[^*]|\*(?!@))*+(?:\*@|\Z)")  # Razor knows it between the statements of C#, too
_BLANKED = re.compile(r"[^\r\n]")
_CLASS = "class _"


class _Block(Struct, frozen=True):
    """A piece of C#: `start` is its opening brace, `end` lies behind the closing one; `members` for `@code`."""

    start: int
    end: int
    members: bool


def extract(document: Document) -> Iterable[Fact]:
    """All facts of the C# of a Razor file."""
    blocks = list(_blocks(document.text))
    if not blocks:
        return ()
    owner = PurePosixPath(document.path).name.split(".")[0]
    injected = [(name, simple_name(kind)) for kind, name in _INJECTED.findall(document.text)]
    return csharp.facts(read(document, _masked(document.text, blocks), {"_": owner}, injected))


def code_of(document: Document) -> str:
    """The text of a Razor file in which everything but its blocks of C# is blank."""
    return _masked(document.text, list(_blocks(document.text)))


def is_member_code(document: Document, offset: int) -> bool:
    """Whether a place lies in the members of the page's class, where C# has no markup around it."""
    return any(block.members and block.start < offset < block.end for block in _blocks(document.text))


def _masked(text: str, blocks: list[_Block]) -> str:
    """The text with everything but the C# of the blocks blanked; line ends stay."""
    parts: list[str] = []
    at = 0
    for block in blocks:
        blank = _BLANKED.sub(" ", text[at : block.start])
        if block.members and len(blank) >= len(_CLASS):
            blank = blank[: -len(_CLASS)] + _CLASS
        parts += [blank, _COMMENT.sub(_blanked, text[block.start : block.end])]
        at = block.end
    parts.append(_BLANKED.sub(" ", text[at:]))
    return "".join(parts)


def _blanked(match: re.Match[str]) -> str:
    return _BLANKED.sub(" ", match[0])


def _blocks(text: str) -> Iterator[_Block]:
    at = 0
    while found := _START.search(text, at):
        if found.group() == "@*":
            at = _behind(text, "*@", found.end())
            continue
        if found.start() and text[found.start() - 1] == "@":  # `@@` is a plain @
            at = found.end()
            continue
        opening = found.end() - 1
        at = _closing(text, opening)
        yield _Block(opening, at, found.group() != "@{")


def _behind(text: str, token: str, at: int) -> int:
    found = text.find(token, at)
    return len(text) if found < 0 else found + len(token)


_TOKEN = re.compile(r"[{}\"'/@$]")


def _closing(text: str, opening: int) -> int:
    """Behind the brace that closes the one at `opening`, past strings, characters and comments."""
    depth = 0
    at = opening
    while found := _TOKEN.search(text, at):
        at = found.start()
        sign = text[at]
        if sign in "{}":
            depth += 1 if sign == "{" else -1
            at += 1
            if depth == 0:
                return at
        else:
            at = _skipped(text, at)
    return len(text)


def _skipped(text: str, at: int) -> int:
    """Behind the string, character or comment that starts here, or one character on."""
    if text.startswith("//", at):
        end = text.find("\n", at)
        return len(text) if end < 0 else end
    for opening, token in (("/*", "*/"), ("@*", "*@"), ('"""', '"""')):
        if text.startswith(opening, at):
            return _behind(text, token, at + len(opening))
    verbatim = re.compile(r'(?:\$@|@\$|@)"(?:[^"]|"")*"').match(text, at)
    plain = re.compile(r'\$?"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])\'').match(text, at)
    found = verbatim or plain
    return found.end() if found else at + 1
