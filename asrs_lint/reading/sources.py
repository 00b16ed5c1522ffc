"""Bytes and documents of one root, with the unsaved texts of an editor over them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from asrs_lint.extract.registry import SETTINGS_LIMIT
from asrs_lint.files import Files

if TYPE_CHECKING:
    from asrs_lint.source import Document


class Sources:
    """What the files of a root hold; `overlaid` stand in for the files of those paths."""

    def __init__(self, files: Files, overlaid: Mapping[str, str]) -> None:
        self._files = files
        self.overlaid = overlaid

    def data(self, path: str) -> bytes | None:
        """At most one byte more than the largest limit of a reader; None for a file that cannot be read."""
        if path in self.overlaid:
            return self.overlaid[path].encode("utf-8", "replace")
        return self._files.read(path, SETTINGS_LIMIT)

    def stats(self, paths: Iterable[str]) -> Iterator[tuple[int, int, int, int]]:
        """As `Files.stats`: by them a file is known to be the same without being read."""
        return self._files.stats(paths)

    def document(self, path: str) -> Document:
        """Raises KeyError for a file that cannot be read (any more)."""
        from asrs_lint.source import Document

        data = self.data(path)
        if data is None:
            raise KeyError(path)
        return Document.decode(path, data)


class Documents(Mapping[str, "Document"]):
    """The documents of the parsed files, decoded when somebody asks for one: rules ask for few."""

    def __init__(self, sources: Sources, paths: Iterable[str]) -> None:
        self._sources = sources
        self._known: dict[str, Document | None] = dict.fromkeys(sorted(paths))

    def add(self, document: Document) -> None:
        self._known[document.path] = document

    def __getitem__(self, path: str) -> Document:
        known = self._known[path]
        if known is None:
            known = self._known[path] = self._sources.document(path)
        return known

    def __iter__(self) -> Iterator[str]:
        return iter(self._known)

    def __len__(self) -> int:
        return len(self._known)
