"""Making and replacing files: all or none, each at once, never through a link; the permissions of those that are there
are kept."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from msgspec import Struct

from asrs_lint.files import Files
from asrs_lint.signals import uninterrupted
from asrs_lint.source import Document

Change = tuple[bytes | None, bytes]


class NotWritten(Exception):
    """The files are as they were. The message names the file at fault and why."""


def changed_bytes(documents: Mapping[str, Document], texts: Mapping[str, str]) -> dict[str, Change]:
    """What `write_files` takes: the bytes of documents by path, and those of their new texts."""
    pairs: dict[str, Change] = {}
    for path, text in texts.items():
        document = documents[path]
        pairs[path] = (document.encoded(document.text), document.encoded(text))
    return pairs


def write_files(root: Path, changes: Mapping[str, Change]) -> None:
    """Write files by root-relative path; each comes with the bytes it must hold still and its new ones. One that must
    not be there yet comes with None, and the folders it needs are made.

    No symbolic link is followed. Raises NotWritten, after which every file is as it was. An interruption waits until
    all are done: at any other moment it would leave files that nobody knows of.
    """
    files = Files(root)
    for path, (before, _) in changes.items():
        if before is None:
            refuse_links(root, path)
        elif files.read(path, len(before)) != before:
            raise NotWritten(f"{path} has changed since it was read")
    with uninterrupted():
        _write(root, changes)


def refuse_links(root: Path, path: str) -> None:
    """Raises NotWritten when a root-relative path is, or leads over, a symbolic link or something that is no folder."""
    here = root
    for name in path.split("/")[:-1]:
        here = here / name
        if here.is_symlink() or (here.exists() and not here.is_dir()):
            raise NotWritten(f"{path}: {here.relative_to(root).as_posix()} is no folder of the project")
    if (root / path).is_symlink():
        raise NotWritten(f"{path} is a symbolic link")


class _Ready(Struct, frozen=True):
    """A file whose new bytes lie beside its place, with those that it has: to take them back needs no room then."""

    path: str
    file: Path
    new: Path
    old: Path | None

    def put(self) -> None:
        if self.old is None:
            os.link(self.new, self.file)  # unlike a rename, fails when the file is there by now
        else:
            self.new.replace(self.file)

    def take_back(self) -> None:
        if self.old is None:
            self.file.unlink()
        else:
            self.old.replace(self.file)


def _write(root: Path, changes: Mapping[str, Change]) -> None:
    ready: list[_Ready] = []
    beside: list[Path] = []
    folders: list[Path] = []
    try:
        for path, change in sorted(changes.items()):
            with _told(path):
                ready.append(_laid_out(root, path, change, beside, folders))
        _swap(ready)
    finally:
        for temporary in beside:
            with suppress(FileNotFoundError):
                temporary.unlink()
        for folder in reversed(folders):
            with suppress(OSError):  # it holds what it was made for
                folder.rmdir()


def _laid_out(root: Path, path: str, change: Change, beside: list[Path], folders: list[Path]) -> _Ready:
    """`beside` and `folders` gain what is made."""
    before, after = change
    file = root / path
    if before is None:
        _make_folders(file.parent, folders)
    beside.append(_beside(file, after))
    if before is None:
        return _Ready(path, file, beside[-1], None)
    beside.append(_beside(file, before))
    return _Ready(path, file, *beside[-2:])


@contextmanager
def _told(path: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise NotWritten(f"{path}: {error.strerror or error}") from error


def _make_folders(folder: Path, made: list[Path]) -> None:
    missing = [above for above in (folder, *folder.parents) if not above.exists()]
    for above in reversed(missing):
        above.mkdir()
        made.append(above)


def _swap(ready: list[_Ready]) -> None:
    """Put every file in its place; when one cannot be, those before it become what they were."""
    done: list[_Ready] = []
    try:
        for each in ready:
            with _told(each.path):
                each.put()
            done.append(each)
    except BaseException:
        _take_back(done)
        raise


def _take_back(done: list[_Ready]) -> None:
    kept = []
    for each in done:
        try:
            each.take_back()
        except OSError:
            kept.append(each.path)
    if kept:
        raise NotWritten(f"not all could be written, and what was written could not be taken back: {', '.join(kept)}")


def _beside(file: Path, data: bytes) -> Path:
    """A new file in the folder of another, with its permissions and, where that is allowed, its owner; those of any
    new file where the other is not there."""
    handle, name = tempfile.mkstemp(prefix=f".{file.name[:40]}.", suffix=".asrs-lint", dir=file.parent)
    made = Path(name)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        made.chmod(_mode_of(file, made))
    except BaseException:
        made.unlink()
        raise
    return made


def _mode_of(file: Path, made: Path) -> int:
    """The permissions of a file, once the one that is to take its place has its owner."""
    if not file.exists():
        return 0o666 & ~_umask()
    status = file.lstat()
    if hasattr(os, "chown") and (status.st_uid, status.st_gid) != (os.geteuid(), os.getegid()):
        with suppress(PermissionError):
            os.chown(made, status.st_uid, status.st_gid)
    return status.st_mode & 0o7777


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
