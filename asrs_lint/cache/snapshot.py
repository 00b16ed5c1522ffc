"""What one run leaves for the next, and its file.

The file begins with a digest of the code that wrote it and one of its first part, which holds that of the second;
anything else about it is checked by types when it is read. A file that does not pass is no cache at all.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator
from contextlib import suppress
from hashlib import blake2b
from itertools import chain
from pathlib import Path
from tempfile import mkstemp
from typing import BinaryIO

from msgspec import DecodeError, Struct, msgpack
from msgspec.structs import replace

from asrs_lint.signals import uninterrupted

_MAGIC = b"asrs-lint cache 2\n"
_DIGEST = 16
_LENGTH = 8
FILE_LIMIT = 128 * 1024 * 1024  # bytes of the facts of one project, and of its outcome; what is beyond it is not kept
FOLDER_LIMIT = 1024 * 1024 * 1024  # bytes of all projects; the longest unused go first
_SUFFIX = ".facts"


class Kept(Struct, array_like=True, frozen=True):
    """The facts of one file by extractor; `digest` is that of the bytes they were read from."""

    digest: bytes
    modules: dict[str, list[tuple[str, bytes]]]

    @property
    def size(self) -> int:
        return sum(len(data) for packed in self.modules.values() for _, data in packed)


Facts = dict[int, Kept]  # by row


class Snapshot(Struct, array_like=True, frozen=True):
    """Columns over the files of a project. `began` is when the run began, in nanoseconds.

    `listing` is the digest of the list that `paths` (parted by NUL) came from. `stats` holds four numbers a file,
    `sizes` one, eight bytes each; `words`, `readers` (a row of `table`) and each column of `answers` one byte.
    `outcome` is what the rules found, behind the question that they were asked. `facts` is the digest of the second
    part of the file, which is read only where something has changed.
    """

    began: int
    listing: bytes
    paths: bytes
    stats: bytes
    sizes: bytes
    words: bytes
    readers: bytes
    table: list[tuple[int, ...]]
    answers: dict[str, bytes]
    outcome: tuple[str, bytes] | None = None
    facts: bytes = b""

    def is_whole(self) -> bool:
        rows = len(self.words)
        columns = (len(self.stats) // 32, len(self.sizes) // 8, len(self.readers), *map(len, self.answers.values()))
        names = self.paths.count(b"\0") + 1 if self.paths else 0
        in_table = max(self.readers, default=-1) < len(self.table)
        whole = len(self.stats) == 32 * rows and len(self.sizes) == 8 * rows and in_table
        return whole and {rows, names, *columns} == {rows}

    def after(self, old: Snapshot) -> Snapshot:
        """With the outcome of an earlier run over the same files, where this one has none."""
        return self if self.outcome else replace(self, outcome=old.outcome)


def digest(data: bytes) -> bytes:
    return blake2b(data, digest_size=_DIGEST).digest()


def load(file: Path, key: bytes) -> Snapshot | None:
    """The first part of a file. None where it is not there, not this user's, of other code, or damaged."""
    payload = _read(file, key, 0)
    try:
        found = msgpack.decode(payload, type=Snapshot) if payload is not None else None
    except (DecodeError, UnicodeError, RecursionError):
        return None
    return found if found and found.is_whole() else None


def load_facts(file: Path, key: bytes, snapshot: Snapshot) -> Facts:
    """The second part; no facts where it does not belong to the first, which another run may have replaced."""
    payload = _read(file, key, 1)
    if payload is None or digest(payload) != snapshot.facts:
        return {}
    try:
        return msgpack.decode(payload, type=Facts)
    except (DecodeError, UnicodeError, RecursionError):
        return {}


def _read(file: Path, key: bytes, part: int) -> bytes | None:
    """One part of a file. Each stands behind its length; the digest before them is that of the first."""
    try:
        with open(file, "rb", opener=_without_waiting) as opened:
            about = os.fstat(opened.fileno())
            ours = not hasattr(os, "getuid") or about.st_uid == os.getuid()
            if not (stat.S_ISREG(about.st_mode) and ours and about.st_size <= 2 * FILE_LIMIT):
                return None
            if opened.read(len(_MAGIC) + len(key)) != _MAGIC + key:
                return None
            whole = opened.read(_DIGEST)
            first = opened.read(_length(opened))
            second = _length(opened)
            if digest(first) != whole or opened.tell() + second != about.st_size:
                return None
            return opened.read(second) if part else first
    except OSError:
        return None


def _length(opened: BinaryIO) -> int:
    return min(int.from_bytes(opened.read(_LENGTH), "big"), 2 * FILE_LIMIT)


def _without_waiting(file: str, flags: int) -> int:
    """Neither for a pipe that stands in the place of the file, nor through a link."""
    return os.open(file, flags | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))


def save(file: Path, key: bytes, snapshot: Snapshot, facts: Facts) -> bool:
    """Write it beside the old one and put it in its place; of two runs at once the last wins. False where nothing can
    be written: a full disk, a folder that is read-only or belongs to somebody else."""
    second = msgpack.encode(facts)
    first = msgpack.encode(replace(snapshot, facts=digest(second)))
    parts = ((len(part).to_bytes(_LENGTH, "big"), part) for part in (first, second))
    with uninterrupted():  # or half a file would be left
        if not _written(file, (_MAGIC, key, digest(first), *chain.from_iterable(parts))):
            return False
    with suppress(OSError):  # another run, or somebody, empties the folder just now
        _evict(file)
    return True


def _written(file: Path, pieces: Iterable[bytes]) -> bool:
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, name = mkstemp(dir=file.parent, prefix=file.stem, suffix=".new")  # only its owner may read it
    except OSError:
        return False
    try:
        with os.fdopen(handle, "wb") as opened:
            opened.writelines(pieces)
        Path(name).replace(file)
    except OSError:
        with suppress(OSError):
            Path(name).unlink()
        return False
    return True


def touch(file: Path) -> None:
    """The time of a file tells when it was last of use."""
    with suppress(OSError):
        os.utime(file)


def _evict(newest: Path) -> None:
    total = 0
    for used, size, file in sorted(_files_in(newest.parent), reverse=True):
        total += size
        if file != newest and (
            total > FOLDER_LIMIT or (file.suffix == ".new" and used < newest.stat().st_mtime - 3600)
        ):
            with suppress(OSError):
                file.unlink()


def _files_in(folder: Path) -> Iterator[tuple[float, int, Path]]:
    """The files that runs of this tool left, finished or not."""
    for file in folder.iterdir():
        if file.suffix in (_SUFFIX, ".new"):
            with suppress(OSError):
                about = file.stat()
                yield about.st_mtime, about.st_size, file
