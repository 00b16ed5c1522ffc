"""The look at a file before it is parsed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from asrs_lint.discover import is_generated
from asrs_lint.extract.registry import Reader, Word, look, readers_of
from asrs_lint.facts.base import Unreadable
from asrs_lint.reading.sources import Sources
from asrs_lint.source import Document, Span

_WIDE = (b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True, slots=True)
class Glance:
    """What a look at a file has shown. `size` is in bytes."""

    path: str
    words: Word
    size: int
    readers: tuple[Reader, ...]

    def modules(self, hosts: bool = True) -> tuple[str, ...]:
        """The extractors that are to read it; `hosts`: also when it only builds a host."""
        words = self.words if hosts else self.words & ~Word.HOST
        return tuple(dict.fromkeys(r.module for r in self._wanted(words) if self.size <= r.limit))

    def modules_of_second_look(self) -> tuple[str, ...]:
        return tuple(r.module for r in self.readers if r.second and self.size <= r.limit)

    def limit_passed(self) -> int | None:
        """The limit in bytes that keeps a reader from it. The scan for keys does without very large files."""
        over = [r.limit for r in self._wanted(self.words) if r.module != "secrets" and self.size > r.limit]
        return min(over, default=None)

    def _wanted(self, words: Word) -> Iterator[Reader]:
        return (r for r in self.readers if not r.words or r.words & words)


def glance_at(path: str, sources: Sources) -> Glance | None:
    """None for a file that holds no text of people: gone, binary or bundled."""
    data = sources.data(path)
    if data is None or is_generated(data, path):
        return None
    if data[:2] in _WIDE:
        data = Document.decode(path, data).text.encode("utf-8", "replace")
    elif b"\0" in data[:1024]:
        return None
    return Glance(path, look(data, path), len(data), readers_of(path))


def uses_signalr(glances: Iterable[Glance]) -> bool:
    return any(glance.words & Word.SIGNALR for glance in glances)


def uses_the_service(glances: Iterable[Glance]) -> bool:
    return any(glance.words & Word.AZURE for glance in glances)


def too_large(glances: Iterable[Glance]) -> Iterator[Unreadable]:
    for glance in glances:
        if limit := glance.limit_passed():
            reason = f"the file is larger than {limit / 1024 / 1024:g} MiB and was not read"
            yield Unreadable(Span(glance.path, 0, 0), reason)
