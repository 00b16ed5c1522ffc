"""A patch that `git apply` takes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import unified_diff

from msgspec import Struct

from asrs_lint.redaction import MASK, mask_line
from asrs_lint.source import Document, Span

_CONTEXT = (3, 2, 1)  # lines around a change; git wants at least one behind it
_QUOTED = {0x22: '\\"', 0x5C: "\\\\", 0x09: "\\t", 0x0A: "\\n", 0x0D: "\\r"}


class Change(Struct, frozen=True):
    """A file and its new text. `secrets` are the places of keys in the old one."""

    document: Document
    text: str
    secrets: Sequence[Span] = ()


def patch_of(change: Change, prefix: str = "") -> bytes | None:
    """The patch of one file, in the file's own bytes; None when a line that must stand in it shows a secret. `prefix`
    is the folder of the project within the work tree of git, with a slash at its end."""
    old = change.document.encoded(change.document.text)
    new = change.document.encoded(change.text)
    secrets = _secrets(change)
    for context in _CONTEXT:
        hunks = b"".join(_hunks(old, new, context))
        if not any(secret in hunks for secret in secrets):
            return _header(prefix + change.document.path) + hunks
    return None


def _header(path: str) -> bytes:
    old, new = _name(f"a/{path}"), _name(f"b/{path}")
    tab = "\t" if " " in path else ""  # where a name ends that holds spaces
    return f"diff --git {old} {new}\n--- {old}{tab}\n+++ {new}{tab}\n".encode("utf-8", "surrogateescape")


def _name(path: str) -> str:
    """As git quotes names with characters that would end a line or a string."""
    quoted = path.translate(_QUOTED)
    quoted = "".join(f"\\{ord(c):03o}" if ord(c) < 0x20 or ord(c) == 0x7F else c for c in quoted)
    return path if quoted == path else f'"{quoted}"'


def _hunks(old: bytes, new: bytes, context: int) -> Iterator[bytes]:
    """The hunks, each line with its end. Bytes become characters one by one: any encoding passes through difflib."""
    before, after = (data.decode("latin-1").split("\n") for data in (old, new))
    diff = unified_diff(_ended(before), _ended(after), n=context)
    for line in list(diff)[2:]:
        data = line.encode("latin-1")
        yield data if data.endswith(b"\n") else data + b"\n\\ No newline at end of file\n"


def _ended(lines: list[str]) -> list[str]:
    return [f"{line}\n" for line in lines[:-1]] + ([lines[-1]] if lines[-1] else [])


def _secrets(change: Change) -> set[bytes]:
    """What no output shows of the old file, as its bytes."""
    document = change.document
    found: set[bytes] = set()
    for number in range(1, document.position(len(document.text)).line + 1):
        line = document.line_text(number)
        found.update(
            line[start:end].encode(document.encoding)
            for start, end in mask_line(document, number, change.secrets).hidden
            if line[start:end] != MASK
        )
    return found
