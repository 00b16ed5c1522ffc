"""Every file of a project that git or, without it, the folders name."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from asrs_lint.files import Files
from asrs_lint.git import Asked, GitError, in_work_tree
from asrs_lint.gitignore import compiled, pattern_error

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

# What tools write or other people wrote: never the project's own text, and never looked into.
FOREIGN_FOLDERS = frozenset(
    """
    node_modules bower_components jspm_packages bin obj dist build vendor publish site-packages __pycache__
    .git .hg .svn .vs .idea .gradle .venv venv .tox .next .nuxt .angular .terraform .yarn .pnpm-store coverage
    """.split()
)
_LIMIT = 1 << 20  # bytes of a .gitignore or .gitmodules
_MOST_PATTERNS = 5_000  # lines of one .gitignore
_SUBMODULE = re.compile(rb"^[ \t]*path[ \t]*=[ \t]*\"?([^\"\r\n]*[^\"\s])", re.MULTILINE)


def listed(root: Path) -> Callable[[], bytes]:
    """Every file that git or the folders name, each with a NUL behind it. git looks for them from now on, while the
    caller does other things."""
    try:
        asked = Asked(root, ("ls-files", "-co", "--exclude-standard", "-z")) if in_work_tree(root) else None
    except GitError:
        asked = None

    def listing() -> bytes:
        try:
            named = asked.answer() if asked else None
        except GitError:
            named = None
        if named is None:
            return _walked(root, "")
        return _looked_into(root, named)

    return listing


def _looked_into(root: Path, listing: bytes) -> bytes:
    """A listing with the files of the repositories that it names as one."""
    inner = list(_repositories_in(root, listing))
    if not inner:
        return listing
    gone = set(map(os.fsencode, inner))
    outer = [entry for entry in listing.split(b"\0") if entry.rstrip(b"/") not in gone]
    return b"\0".join(outer) + b"".join(_walked(root, folder) for folder in inner)


def _repositories_in(root: Path, listing: bytes) -> Iterator[str]:
    """The folders that git names but does not look into: submodules, and repositories that nobody ignores."""
    named = b"\0" + listing
    found = [entry[:-1] for entry in listing.split(b"\0") if entry.endswith(b"/")] if b"/\0" in named else []
    files = Files(root)
    if b"\0.gitmodules\0" in named:
        declared = files.read(".gitmodules", _LIMIT) or b""
        found += [path for path in _SUBMODULE.findall(declared) if b"\0%b\0" % path in named]
    for folder in map(os.fsdecode, dict.fromkeys(found)):
        if files.has_folder(folder):
            yield folder


def _walked(root: Path, start: str) -> bytes:
    return b"".join(os.fsencode(path) + b"\0" for path in _files_below(root, start))


def _files_below(root: Path, start: str) -> Iterator[str]:
    """Every file below a folder of the root, links not followed, .gitignore files from there on obeyed."""
    folders: list[tuple[str, tuple[tuple[str, GitIgnoreSpec], ...]]] = [(start, ())]
    while folders:
        folder, ignoring = folders.pop()
        try:
            entries = sorted(os.scandir(root / folder), key=lambda entry: entry.name)
        except OSError:
            continue
        if any(entry.name == ".gitignore" for entry in entries):
            ignoring = (*ignoring, (folder, _ignored_in(root / folder)))
        for entry in entries:
            path = f"{folder}/{entry.name}" if folder else entry.name
            is_folder = entry.is_dir(follow_symlinks=False)
            if entry.name == ".git" or entry.is_symlink() or _ignored(path + "/" * is_folder, ignoring):
                continue
            if not is_folder:
                yield path
            elif entry.name.lower() not in FOREIGN_FOLDERS:
                folders.append((path, ignoring))


def _ignored(path: str, ignoring: Sequence[tuple[str, GitIgnoreSpec]]) -> bool:
    return any(spec.match_file(path[len(folder) + 1 if folder else 0 :]) for folder, spec in ignoring)


def _ignored_in(folder: Path) -> GitIgnoreSpec:
    data = Files(folder).read(".gitignore", _LIMIT) or b""
    lines = data[:_LIMIT].decode("utf-8", "replace").splitlines()
    return compiled(tuple(line for line in lines[:_MOST_PATTERNS] if pattern_error(line) is None))
