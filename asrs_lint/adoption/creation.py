"""Making files that are not there yet: at once, never over another file, never through a link."""

from __future__ import annotations

import os
import tempfile
from contextlib import suppress
from pathlib import Path


class NotCreated(Exception):
    """Nothing was written at this path; the message names it and says why."""


def refuse_links(root: Path, path: str) -> None:
    """Raises NotCreated when a root-relative path is, or leads over, a symbolic link or something that is no folder."""
    here = root
    for name in path.split("/")[:-1]:
        here = here / name
        if here.is_symlink() or (here.exists() and not here.is_dir()):
            raise NotCreated(f"{path}: {here.relative_to(root).as_posix()} is no folder of the project")
    if (root / path).is_symlink():
        raise NotCreated(f"{path} is a symbolic link")


def create_file(root: Path, path: str, data: bytes) -> None:
    """Make a file with these bytes, and the folders it needs. Raises NotCreated."""
    refuse_links(root, path)
    file = root / path
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=f".{file.name}.", suffix=".asrs-lint", dir=file.parent)
        made = Path(name)
        try:
            with os.fdopen(handle, "wb") as stream:
                stream.write(data)
            made.chmod(0o666 & ~_umask())
            os.link(made, file)  # unlike a rename, fails when the file is there by now
        finally:
            with suppress(FileNotFoundError):
                made.unlink()
    except OSError as error:
        raise NotCreated(f"{path}: {error.strerror or error}") from error


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
