"""The suppressions of the configuration: its `[[suppress]]` tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from asrs_lint.config import Config, StatedSuppression
from asrs_lint.source import Document, Located, Span
from asrs_lint.suppress.entry import Entry

_NOWHERE = Span("", 0, 0)


def configuration_files(config: Config, root: Path) -> Iterator[Document]:
    """The files below the root in which `[[suppress]]` stands."""
    for file in dict.fromkeys(entry.file for entry in config.suppress):
        path = _below(file, root)
        if file and path:
            yield Document.decode(path, Path(file).read_bytes())


def stated_entries(config: Config, root: Path, documents: Iterable[Document]) -> list[Entry]:
    """The suppressions of a configuration; `documents` are its files below the root."""
    by_path = {document.path: document for document in documents}
    return [_entry(stated, config, by_path.get(_below(stated.file, root) or "")) for stated in config.suppress]


def _below(file: str | None, root: Path) -> str | None:
    """The path from the root; None for a file outside."""
    whole = Path(file).resolve() if file else None
    return whole.relative_to(root).as_posix() if whole and whole.is_relative_to(root) else None


def _entry(stated: StatedSuppression, config: Config, document: Document | None) -> Entry:
    span = None
    if document:
        start = document.offset(stated.line, 1)
        span = document.span(start, start + len(document.line_text(stated.line)))
    return Entry(
        kind="config",
        path=stated.path,
        lines=None,
        rules=(Located(stated.rule, span or _NOWHERE),),
        reason=stated.reason,
        until=stated.until,
        place="[[suppress]] of the configuration",
        span=span,
        own=stated.file == config.origin,
    )
