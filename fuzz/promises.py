"""What every target promises about places and bytes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msgspec import Struct

from asrs_lint.source import Document, Span


class Broken(AssertionError):
    """A promise that does not hold."""


def read(path: str, data: bytes) -> Document:
    """The document of some bytes, which comes back as it was read where all of them are text."""
    document = Document.decode(path, data)
    if "\ufffd" not in document.text and document.encoded(document.text) != data:
        raise Broken("a file does not come back as it was read")
    return document


def choice(data: bytes, choices: tuple[str, ...]) -> tuple[str, bytes]:
    """One of some names by the first byte, and the bytes behind it."""
    return choices[data[0] % len(choices) if data else 0], data[1:]


def check(value: object, document: Document) -> None:
    """Every span in a fact or a tree lies within its document."""
    for span in spans(value):
        if span.path == document.path and not 0 <= span.start <= span.end <= len(document.text):
            raise Broken(f"{span} in {len(document.text)} characters")


def spans(value: object) -> Iterator[Span]:
    pending, seen = [value], set[int]()
    while pending:
        here = pending.pop()
        if isinstance(here, Span):
            yield here
        elif isinstance(here, Struct) and not isinstance(here, Document):
            if id(here) not in seen:
                seen.add(id(here))
                pending.extend(getattr(here, name) for name in here.__struct_fields__)
        elif isinstance(here, Mapping):
            pending.extend((*here.keys(), *here.values()))
        elif isinstance(here, (tuple, list, set, frozenset)):
            pending.extend(here)
