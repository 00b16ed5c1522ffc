"""What one run leaves for the next, and its file.

The file begins with a digest of the code that wrote it and one of all that follows; anything else about it is checked
by types when it is read. A file that does not pass is no cache at all.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path
from tempfile import mkstemp

from msgspec import DecodeError, Struct, msgpack

_MAGIC = b"asrs-lint cache 1\n"
_DIGEST = 16
FILE_LIMIT = 128 * 1024 * 1024  # bytes of one project; facts beyond it are not kept
FOLDER_LIMIT = 1024 * 1024 * 1024  # bytes of all projects; the longest unused go first
_SUFFIX = ".facts"


class Kept(Struct, array_like=True, frozen=True):
    """The facts of one file by extractor; `digest` is that of the bytes they were read from."""

    digest: bytes
    modules: dict[str, list[tuple[str, bytes]]]

    @property
    def size(self) -> int:
        return sum(len(data) for packed in self.modules.values() for _, data in packed)


class Snapshot(Struct, array_like=True, frozen=True):
    """Columns over the files of a project, and the facts of some. `began` is when the run began, in nanoseconds.

    `listing` is the digest of the list that `paths` (parted by NUL) came from. `stats` holds four numbers a file,
    `sizes` one, eight bytes each; `words`, `readers` (a row of `table`) and each column of `answers` one byte.
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
    facts: dict[int, Kept]

    def is_whole(self) -> bool:
        rows = len(self.words)
        columns = (len(self.stats) // 32, len(self.sizes) // 8, len(self.readers), *map(len, self.answers.values()))
        names = self.paths.count(b"\0") + 1 if self.paths else 0
        in_table = max(self.readers, default=-1) < len(self.table)
        whole = len(self.stats) == 32 * rows and len(self.sizes) == 8 * rows and in_table
        return whole and {rows, names, *columns} == {rows}


def digest(data: bytes) -> bytes:
    return blake2b(data, digest_size=_DIGEST).digest()


def load(file: Path, key: bytes) -> Snapshot | None:
    """None for a file that is not there, not this user's, of other code, or damaged."""
    data = _read(file)
    head = _MAGIC + key
    if data is None or not data.startswith(head):
        return None
    payload = memoryview(data)[len(head) + _DIGEST :]
    if data[len(head) : len(head) + _DIGEST] != blake2b(payload, digest_size=_DIGEST).digest():
        return None
    try:
        found = msgpack.decode(payload, type=Snapshot)
    except (DecodeError, RecursionError):
        return None
    return found if found.is_whole() else None


def _read(file: Path) -> bytes | None:
    try:
        with open(file, "rb", opener=_without_waiting) as opened:
            about = os.fstat(opened.fileno())
            ours = not hasattr(os, "getuid") or about.st_uid == os.getuid()
            good = stat.S_ISREG(about.st_mode) and ours and about.st_size <= 2 * FILE_LIMIT
            return opened.read() if good else None
    except OSError:
        return None


def _without_waiting(file: str, flags: int) -> int:
    """Neither for a pipe that stands in the place of the file, nor through a link."""
    return os.open(file, flags | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))


def save(file: Path, key: bytes, snapshot: Snapshot) -> bool:
    """Write it beside the old one and put it in its place; of two runs at once the last wins. False where nothing can
    be written: a full disk, a folder that is read-only or belongs to somebody else."""
    payload = msgpack.encode(snapshot)
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, name = mkstemp(dir=file.parent, prefix=file.stem, suffix=".new")  # only its owner may read it
    except OSError:
        return False
    try:
        with os.fdopen(handle, "wb") as opened:
            opened.writelines((_MAGIC, key, digest(payload), payload))
        Path(name).replace(file)
    except OSError:
        with suppress(OSError):
            Path(name).unlink()
        return False
    with suppress(OSError):  # another run, or somebody, empties the folder just now
        _evict(file)
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
