"""Replacing files: all or none, each at once, their permissions kept."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from asrs_lint.files import Files
from asrs_lint.signals import uninterrupted
from asrs_lint.source import Document


class NotWritten(Exception):
    """The files are as they were. The message names the file at fault and why."""


def changed_bytes(documents: Mapping[str, Document], texts: Mapping[str, str]) -> dict[str, tuple[bytes, bytes]]:
    """What `replace_files` takes: the bytes of documents by path, and those of their new texts."""
    pairs = {}
    for path, text in texts.items():
        document = documents[path]
        pairs[path] = (document.encoded(document.text), document.encoded(text))
    return pairs


def replace_files(root: Path, texts: Mapping[str, tuple[bytes, bytes]]) -> None:
    """Replace files by root-relative path; each comes with the bytes it must hold still and its new ones.

    No symbolic link is followed. Raises NotWritten, after which every file is as it was. An interruption waits until
    all are done: at any other moment it would leave files that nobody knows of.
    """
    files = Files(root)
    for path, (before, _) in texts.items():
        if files.read(path, len(before)) != before:
            raise NotWritten(f"{path} has changed since it was read")
    with uninterrupted():
        _replace(root, texts)


def _replace(root: Path, texts: Mapping[str, tuple[bytes, bytes]]) -> None:
    ready: list[tuple[Path, Path, bytes]] = []
    try:
        for path, (before, after) in sorted(texts.items()):
            ready.append((_beside(root / path, after), root / path, before))
        _swap(ready)
    except OSError as error:
        raise NotWritten(f"{error.filename or root}: {error.strerror or error}") from error
    finally:
        for temporary, _, _ in ready:
            with suppress(FileNotFoundError):
                temporary.unlink()


def _swap(ready: list[tuple[Path, Path, bytes]]) -> None:
    """Put every file in its place; when one cannot be, those before it get their old bytes back."""
    done: list[tuple[Path, bytes]] = []
    try:
        for temporary, file, before in ready:
            temporary.replace(file)
            done.append((file, before))
    except BaseException:
        for file, before in done:
            _beside(file, before).replace(file)
        raise


def _beside(file: Path, data: bytes) -> Path:
    """A new file in the folder of another, with its permissions and, where that is allowed, its owner."""
    handle, name = tempfile.mkstemp(prefix=f".{file.name[:40]}.", suffix=".asrs-lint", dir=file.parent)
    made = Path(name)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        status = file.lstat()
        if hasattr(os, "chown") and (status.st_uid, status.st_gid) != (os.geteuid(), os.getegid()):
            with suppress(PermissionError):
                os.chown(made, status.st_uid, status.st_gid)
        made.chmod(status.st_mode & 0o7777)
    except BaseException:
        made.unlink()
        raise
    return made
