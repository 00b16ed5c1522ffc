"""Reading a file without ever leaving the root it belongs to."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path

_WAITLESS = getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)  # to open a pipe would wait for its writer
_NOFOLLOW = _WAITLESS | getattr(os, "O_NOFOLLOW", 0)
_INT64 = (1 << 63) - 1
_NO_FILE = (0, 0, 0, 0)


def read_regular(path: str | Path, limit: int, flags: int = _WAITLESS) -> bytes | None:
    """Up to `limit` + 1 bytes of a file; None when it is gone, no regular file or not permitted."""
    try:
        handle = os.open(path, os.O_RDONLY | flags)
    except (OSError, ValueError):
        return None
    try:
        about = os.fstat(handle)
        return _read_up_to(handle, about.st_size, limit + 1) if stat.S_ISREG(about.st_mode) else None
    except OSError:
        return None
    finally:
        os.close(handle)


class Files:
    """Reads the files of one root. No symbolic link is followed, neither the file's own nor one on the way to it, and
    nothing but regular files is opened: a pipe or device would block."""

    def __init__(self, root: Path) -> None:
        self._root = os.fspath(root) + os.sep
        self._inside: dict[str, bool] = {"": True}

    def read(self, path: str, limit: int) -> bytes | None:
        """The bytes of a file; None when it is gone, no regular file or not permitted. At most `limit` + 1 are read:
        one more than the limit tells of a file that is too large."""
        if not self._folder_is_inside(path.rpartition("/")[0]):
            return None
        return read_regular(self._root + path, limit, _NOFOLLOW)

    def stats(self, paths: Iterable[str]) -> Iterator[tuple[int, int, int, int]]:
        """Size, time of modification, time of change (nanoseconds) and inode of each file; zeros where `read` gives
        None."""
        root, inside = self._root, self._inside
        for path in paths:
            folder = path.rpartition("/")[0]
            try:
                about = os.lstat(root + path) if inside.get(folder) or self._folder_is_inside(folder) else None
            except (OSError, ValueError):
                about = None
            if about and stat.S_ISREG(about.st_mode):
                # An archive may bring times beyond the year 2262; such a file never counts as unchanged.
                modified, changed = min(about.st_mtime_ns, _INT64), min(about.st_ctime_ns, _INT64)
                yield about.st_size, modified, changed, about.st_ino & _INT64
            else:
                yield _NO_FILE

    def has_folder(self, path: str) -> bool:
        """Whether a folder lies there, and no link on the way."""
        return self._folder_is_inside(path) and Path(self._root, path).is_dir()

    def _folder_is_inside(self, folder: str) -> bool:
        known = self._inside.get(folder)
        if known is not None:
            return known
        inside, here = True, ""
        for name in folder.split("/"):
            here = f"{here}/{name}" if here else name
            if here not in self._inside:
                self._inside[here] = inside and not _is_link(self._root + here)
            inside = self._inside[here]
        return inside


def _is_link(path: str) -> bool:
    try:
        return stat.S_ISLNK(os.lstat(path).st_mode)
    except (OSError, ValueError):
        return False


def _read_up_to(handle: int, size: int, limit: int) -> bytes:
    """All of a file of this size that has not grown, in one call; what cannot be had so, piece by piece."""
    data = os.read(handle, min(size + 1, limit))
    if len(data) == size:
        return data
    pieces = [data]
    left = limit - len(data)
    while left > 0 and (piece := os.read(handle, min(left, 1 << 20))):
        pieces.append(piece)
        left -= len(piece)
    return b"".join(pieces)
