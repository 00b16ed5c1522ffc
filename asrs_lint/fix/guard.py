"""Which files of a project a fix may change."""

from __future__ import annotations

import stat
from functools import cached_property
from pathlib import Path

from asrs_lint.files import Files
from asrs_lint.git import tracked
from asrs_lint.source import Document


class Guard:
    """Answers for the files of one root. `dirty`: also those that git does not track."""

    def __init__(self, root: Path, dirty: bool) -> None:
        self._root = root
        self._files = Files(root)
        self._dirty = dirty
        self._known: dict[str, str | None] = {}

    def objection(self, document: Document) -> str | None:
        """Why a file must stay as it is; None when it may be changed. `document` is the file as it was read first, or
        with edits: the answer is that for the first time."""
        if document.path not in self._known:
            self._known[document.path] = self._look(document)
        return self._known[document.path]

    def _look(self, document: Document) -> str | None:
        path = document.path
        try:
            before = document.encoded(document.text)
        except UnicodeEncodeError:
            return f"{path} holds bytes that are no text in {document.encoding}"
        found = self._files.read(path, len(before)) if _is_inside(path) else None
        if found is None:
            return f"{path} is no regular file of the project"
        if found != before:
            return f"{path} has changed since it was read, or holds bytes that are no text in {document.encoding}"
        if not (self._root / path).stat().st_mode & (stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH):
            return f"{path} is read-only"
        if not self._dirty and path not in self._tracked:
            return f"git does not track {path}; with --allow-dirty it is changed all the same"
        return None

    @cached_property
    def _tracked(self) -> set[str]:
        return tracked(self._root)


def _is_inside(path: str) -> bool:
    return not path.startswith("/") and ".." not in path.split("/") and ":" not in path.split("/")[0]
