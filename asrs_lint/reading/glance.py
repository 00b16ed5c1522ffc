"""The look at a file before it is parsed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import TYPE_CHECKING

from msgspec import Struct

from asrs_lint.discover import is_generated
from asrs_lint.extract.registry import CODE_LIMIT, READERS, Reader, readers_of
from asrs_lint.extract.words import Word, look
from asrs_lint.reading.sources import Sources

if TYPE_CHECKING:
    from asrs_lint.cache.columns import Look
    from asrs_lint.facts.base import Unreadable

_WIDE = (b"\xff\xfe", b"\xfe\xff", b"\0\0\xfe\xff")  # the first begins UTF-32, too


class Glance(Struct, frozen=True, eq=False):
    """What a look has shown of a file, or of many that look alike. `size` is in bytes, for a file that may be too large
    for a reader; else 0."""

    words: Word
    readers: tuple[Reader, ...]
    size: int

    def modules(self) -> tuple[str, ...]:
        """The extractors that are to read it, whether or not it builds a host."""
        return self._modules(self.words & ~Word.HOST)

    def modules_of_hosts(self) -> tuple[str, ...]:
        """Those that are to read it when the host it builds matters."""
        return self._modules(self.words)

    def modules_of_second_look(self) -> tuple[str, ...]:
        return tuple(r.module for r in self.readers if r.second and self.size <= r.limit)

    def limit_passed(self) -> int | None:
        """The limit in bytes that keeps a reader from it. The scan for keys does without very large files."""
        over = [r.limit for r in self._wanted(self.words) if r.module != "secrets" and self.size > r.limit]
        return min(over, default=None)

    def _modules(self, words: Word) -> tuple[str, ...]:
        return tuple(dict.fromkeys(r.module for r in self._wanted(words) if self.size <= r.limit))

    def _wanted(self, words: Word) -> Iterator[Reader]:
        return (r for r in self.readers if not r.words or r.words & words)


def look_at(path: str, sources: Sources) -> tuple[Look | None, int]:
    """The words and readers of a file, with its size in bytes; no look for a file that holds no text of people: gone,
    binary or bundled."""
    data = sources.data(path)
    if data is None or is_generated(data, path):
        return None, 0
    if data.startswith(_WIDE):
        from asrs_lint.source import Document

        data = Document.decode(path, data).text.encode("utf-8", "replace")
    elif b"\0" in data[:1024]:
        return None, 0
    return _look(look(data, path).value, readers_of(path)), len(data)


def glance_of(look: Look, size: int) -> Glance:
    """One object for all files that look alike."""
    return _glance(look, size if size > CODE_LIMIT else 0)


@cache
def _glance(look: Look, size: int) -> Glance:
    words, numbers = look
    return Glance(Word(words), tuple(READERS[number] for number in numbers), size)


@cache
def _look(words: int, readers: tuple[Reader, ...]) -> Look:
    """One object for all files that look alike: it is sent once for many of them."""
    return words, tuple(READERS.index(reader) for reader in readers)


def too_large(glances: Mapping[str, Glance]) -> Iterator[Unreadable]:
    from asrs_lint.facts.base import Unreadable
    from asrs_lint.source import Span

    for path, glance in glances.items():
        if glance.size and (limit := glance.limit_passed()):
            reason = f"the file is larger than {limit / 1024 / 1024:g} MiB and was not read"
            yield Unreadable(Span(path, 0, 0), reason)
