"""Which files belong to a project, and reading one of them without ever leaving the project's root."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from asrs_lint.git import Asked, GitError, in_work_tree, is_there

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

_SUBMODULE = re.compile(rb"^[ \t]*path[ \t]*=[ \t]*\"?([^\"\r\n]*[^\"\s])", re.MULTILINE)

_MOST_PATTERNS, _LONGEST_PATTERN = 5_000, 1_000  # lines of one .gitignore, characters of a line
_WAITLESS = getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)  # to open a pipe would wait for its writer
_NOFOLLOW = _WAITLESS | getattr(os, "O_NOFOLLOW", 0)
_INT64 = (1 << 63) - 1
_NO_FILE = (0, 0, 0, 0)


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
    return own_files(listed(root)(), exclude)


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
        declared = files.read(".gitmodules", SETTINGS_FILE_LIMIT) or b""
        found += [path for path in _SUBMODULE.findall(declared) if b"\0%b\0" % path in named]
    for folder in map(os.fsdecode, dict.fromkeys(found)):
        if files.has_folder(folder):
            yield folder


def own_files(listing: bytes, exclude: Sequence[str] = ()) -> list[str]:
    """Those of a listing that people of the project wrote, sorted."""
    own = [path for path in os.fsdecode(listing).split("\0") if path and is_own(path)]
    # CocoaPods lays out what a Podfile names in a folder Pods beside it.
    pods = tuple(f"{path[:-7].lower()}pods/" for path in own if f"/{path}"[-8:].lower() == "/podfile")
    if pods:
        own = [path for path in own if not path.lower().startswith(pods)]
    if exclude:
        spec = _patterns(tuple(exclude))
        own = [path for path in own if not spec.match_file(path)]
    return sorted(set(own))  # git names a file of a conflict once for each side


def is_own(path: str) -> bool:
    """Whether a path is, by its name alone, one of a file that may be read."""
    folder, slash, name = path.lower().rpartition("/")
    if name.rpartition(".")[2] in _BINARY or (slash and not _is_own_folder(folder + slash)):
        return False
    return not (name in _LOCKS or name == BASELINE_NAME or _FOREIGN_NAMES.search(name))


@cache
def _is_own_folder(lowered: str) -> bool:
    return _FOREIGN_FOLDERS.isdisjoint(lowered.split("/")) and not _FOREIGN_PATHS.search(lowered)


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

    # Other engines, taken where they happen to be installed, refuse patterns that this one bounds.
    return GitIgnoreSpec.from_lines(lines, backend="simple")


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
