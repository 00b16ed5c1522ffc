"""Where a project begins, and which of its files people wrote."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path, PurePosixPath

from asrs_lint.files import read_regular
from asrs_lint.git import is_there
from asrs_lint.gitignore import compiled
from asrs_lint.listing import FOREIGN_FOLDERS, listed

BASELINE_NAME = "asrs-lint-baseline.json"
SETTINGS_NAMES = ("asrs-lint.toml", "pyproject.toml")
SETTINGS_FILE_LIMIT = 1 << 20  # bytes of a file of settings for this tool

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


def own_files(listing: bytes, exclude: Sequence[str] = ()) -> list[str]:
    """Those of a listing that people of the project wrote, sorted."""
    own = [path for path in os.fsdecode(listing).split("\0") if path and is_own(path)]
    _is_own_folder.cache_clear()
    # CocoaPods lays out what a Podfile names in a folder Pods beside it.
    pods = tuple(f"{path[:-7].lower()}pods/" for path in own if f"/{path}"[-8:].lower() == "/podfile")
    if pods:
        own = [path for path in own if not path.lower().startswith(pods)]
    if exclude:
        spec = compiled(tuple(exclude))
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
    return FOREIGN_FOLDERS.isdisjoint(lowered.split("/")) and not _FOREIGN_PATHS.search(lowered)


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
