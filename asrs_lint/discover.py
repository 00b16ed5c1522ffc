"""Which files belong to a project, and reading one of them without ever leaving the project's root."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from asrs_lint.git import GitError, git, in_work_tree, is_there

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

BASELINE_NAME = "asrs-lint-baseline.json"
SETTINGS_NAMES = ("asrs-lint.toml", "pyproject.toml")
SETTINGS_FILE_LIMIT = 1 << 20  # bytes of a file of settings or patterns for this tool or git

# What tools write or other people wrote: never the project's own text.
_FOREIGN_FOLDERS = frozenset(
    """
    node_modules bower_components jspm_packages bin obj dist build vendor publish site-packages __pycache__
    .git .hg .svn .vs .idea .gradle .venv venv .tox .next .nuxt .angular .terraform .yarn .pnpm-store coverage
    """.split()
)
_FOREIGN_PATHS = re.compile(r"(^|/)wwwroot/lib/|\.xcframework/")
_PODFILE = re.compile(r"(^|/)podfile$", re.I)  # CocoaPods lays out what it names in a folder Pods beside it
_FOREIGN_NAMES = re.compile(
    r"\.min\.[a-z]+$|[.-]bundle\.js$|\.chunk\.js$|[.-]es20\d\d\.js$|\.designer\.cs$|\.g(\.i)?\.cs$|\.d\.ts$"
    r"|^(jquery|bootstrap|angular|modernizr|knockout|react|vue)[.-][\w.-]*\d[\w.-]*\.js$|^jquery\.signalr.*\.js$"
)
# A picture or sound that a person put into a script.
_EMBEDDED = re.compile(rb"data:\w+/[\w.+-]+;base64,[A-Za-z0-9+/=]+")
# No text worth reading: pictures, archives, programs, fonts, and locks that list hashes.
_BINARY = frozenset(
    """
    png jpg jpeg gif bmp ico webp avif svg tif tiff psd ai eps pdf doc docx xls xlsx ppt pptx odt zip gz tgz bz2
    xz 7z rar tar nupkg snupkg whl jar war aar apk ipa dll exe pdb so dylib a o lib class pyc wasm bin dat db
    sqlite mdf ldf bak snk pfx woff woff2 ttf otf eot mp3 mp4 m4a wav ogg webm mov avi flac glb gltf fbx obj stl
    onnx pb pt h5 npy parquet csv tsv map scss sass less css resx xlf po mo lock sum suo user snap patch diff
    """.split()
)
_LOCKS = frozenset(("package-lock.json", "npm-shrinkwrap.json", "yarn.lock", "pnpm-lock.yaml", "project.assets.json"))

_MOST_PATTERNS, _LONGEST_PATTERN = 5_000, 1_000  # lines of one .gitignore, characters of a line
_WAITLESS = getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)  # to open a pipe would wait for its writer
_NOFOLLOW = _WAITLESS | getattr(os, "O_NOFOLLOW", 0)
_INT64 = (1 << 63) - 1


def project_root(place: Path) -> Path:
    """The folder of the whole project around a place: the nearest that holds a configuration or is a git work tree; the
    place itself (its folder, for a file) when there is none."""
    start = place if place.is_dir() else place.parent
    for folder in (start, *start.parents):
        if is_there(folder / ".git") or configuration_in(folder):
            return folder
    return start


def configuration_in(folder: Path) -> Path | None:
    """The configuration file of a folder. A pyproject.toml counts when it has a table [tool.asrs-lint]."""
    own, shared = (folder / name for name in SETTINGS_NAMES)
    if is_there(own) and own.is_file():
        return own
    if b"[tool.asrs-lint" in (read_regular(shared, SETTINGS_FILE_LIMIT) or b""):
        return shared
    return None


def configured_folders(paths: Iterable[str]) -> tuple[str, ...]:
    """The folders below the root that have an asrs-lint.toml of their own, each with a slash at its end."""
    return tuple(path.removesuffix(SETTINGS_NAMES[0]) for path in paths if path.endswith("/" + SETTINGS_NAMES[0]))


def files(root: Path, exclude: Sequence[str] = ()) -> list[str]:
    """The repository-relative POSIX paths of all files that may be read, sorted. `exclude` are gitignore patterns."""
    return own_files(listed(root), exclude)


def listed(root: Path) -> bytes:
    """Every file that git or the folders name, each with a NUL behind it."""
    by_git = _listed_by_git(root)
    return b"".join(os.fsencode(path) + b"\0" for path in _walked(root)) if by_git is None else by_git


def own_files(listing: bytes, exclude: Sequence[str] = ()) -> list[str]:
    """Those of a listing that people of the project wrote, sorted."""
    every = [os.fsdecode(path) for path in listing.split(b"\0") if path]
    pods = tuple(path[: -len("podfile")].lower() + "pods/" for path in every if _PODFILE.search(path))
    found = (path for path in every if is_own(path) and not path.lower().startswith(pods))
    if exclude:
        spec = _patterns(tuple(exclude))
        found = (path for path in found if not spec.match_file(path))
    return sorted(set(found))


def is_own(path: str) -> bool:
    """Whether a path is, by its name alone, one of a file that may be read."""
    lowered = path.lower()
    *folders, name = lowered.split("/")
    if name.rpartition(".")[2] in _BINARY or not _FOREIGN_FOLDERS.isdisjoint(folders):
        return False
    if name in _LOCKS or name == BASELINE_NAME:
        return False
    return not (_FOREIGN_NAMES.search(name) or ("/" in lowered and _FOREIGN_PATHS.search(lowered)))


def _listed_by_git(root: Path) -> bytes | None:
    """What git tracks, and what it neither tracks nor ignores; None when this is no work tree or git is not there."""
    if not in_work_tree(root):
        return None
    try:
        return git(root, ("ls-files", "-co", "--exclude-standard", "-z"))
    except GitError:
        return None


def _walked(root: Path) -> Iterator[str]:
    """Every file below a plain folder, links not followed, .gitignore files obeyed."""
    folders: list[tuple[str, tuple[tuple[str, GitIgnoreSpec], ...]]] = [("", ())]
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
            if entry.is_symlink() or _ignored(path + "/" * is_folder, ignoring):
                continue
            if not is_folder:
                yield path
            elif entry.name.lower() not in _FOREIGN_FOLDERS:
                folders.append((path, ignoring))


def _ignored(path: str, ignoring: Sequence[tuple[str, GitIgnoreSpec]]) -> bool:
    return any(spec.match_file(path[len(folder) + 1 if folder else 0 :]) for folder, spec in ignoring)


def _ignored_in(folder: Path) -> GitIgnoreSpec:
    data = Files(folder).read(".gitignore", SETTINGS_FILE_LIMIT) or b""
    lines = data[:SETTINGS_FILE_LIMIT].decode("utf-8", "replace").splitlines()
    return _patterns(tuple(line for line in lines[:_MOST_PATTERNS] if pattern_error(line) is None))


@cache
def _patterns(lines: tuple[str, ...]) -> GitIgnoreSpec:
    from pathspec import GitIgnoreSpec

    return GitIgnoreSpec.from_lines(lines)


def _is_costly(pattern: str) -> bool:
    """Whether to match it may cost more than the square of a path: each `*` may be tried at each character. One at the
    end of a folder's or file's name is not tried more than once."""
    parts = pattern.split("/")
    return (
        len(pattern) > _LONGEST_PATTERN
        or parts.count("**") > 2
        or any(len(re.findall(r"\*+(?!\*|$)", part)) > 2 for part in parts)
    )


def pattern_error(pattern: str) -> str | None:
    """Why a pattern of the configuration cannot be used, None for a good one."""
    if _is_costly(pattern):
        return "it has too many * or characters to be matched quickly"
    try:
        _patterns((pattern,))
    except ValueError as error:
        return str(error)
    return None


def matches(path: str, patterns: Sequence[str]) -> bool:
    """Whether a repository-relative path is meant by gitignore patterns."""
    return _patterns(tuple(patterns)).match_file(path)


def read_regular(path: str | Path, limit: int, flags: int = _WAITLESS) -> bytes | None:
    """Up to `limit` + 1 bytes of a file; None when it is gone, no regular file or not permitted."""
    try:
        handle = os.open(path, os.O_RDONLY | flags)
    except (OSError, ValueError):
        return None
    try:
        return _read_up_to(handle, limit + 1) if stat.S_ISREG(os.fstat(handle).st_mode) else None
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

    def stat(self, path: str) -> tuple[int, int, int, int] | None:
        """Size, time of modification, time of change (nanoseconds) and inode of a file; None where `read` gives
        None."""
        if not self._folder_is_inside(path.rpartition("/")[0]):
            return None
        try:
            about = os.lstat(self._root + path)
        except (OSError, ValueError):
            return None
        if not stat.S_ISREG(about.st_mode):
            return None
        # An archive may bring times beyond the year 2262; such a file never counts as unchanged.
        changed = min(about.st_mtime_ns, _INT64)
        return about.st_size, changed, min(about.st_ctime_ns, _INT64), about.st_ino & _INT64

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


def _read_up_to(handle: int, limit: int) -> bytes:
    pieces = []
    while limit > 0 and (piece := os.read(handle, min(limit, 1 << 20))):
        pieces.append(piece)
        limit -= len(piece)
    return b"".join(pieces)


def is_generated(data: bytes, path: str) -> bool:
    """Whether a script was made by a bundler or minifier: its lines are very long, or its first lines say so."""
    if not path.lower().endswith((".js", ".mjs", ".cjs")):
        return False
    start = data[:2000]
    if b"webpackUniversalModuleDefinition" in start or b"webpackBootstrap" in start:
        return True
    written = _EMBEDDED.sub(b"", data)
    return len(written) > 5000 and len(written) // (written.count(b"\n") + 1) > 500


def relative(path: Path, root: Path) -> str:
    """A path relative to a root with `/`; `""` for the root itself."""
    text = PurePosixPath(path.relative_to(root).as_posix()).as_posix()
    return "" if text == "." else text
