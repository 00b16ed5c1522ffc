"""Where caches are, and which code they belong to."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator
from hashlib import blake2b
from importlib.util import find_spec
from pathlib import Path

_PACKAGE = Path(__file__).parent.parent
_LATER = ("accept", "adoption", "cli", "fix", "output", "schema")  # what is done with an outcome changes none
_RULES = re.compile(r"^\[asrs_lint\.rules\]$([^\[]*)", re.MULTILINE)  # the entry points of packages with rules
_MODULE = re.compile(r"^[^#;=\n]+=\s*(\w+)", re.MULTILINE)


def cache_folder() -> Path | None:
    """The folder for caches: `ASRS_LINT_CACHE_DIR`, else asrs-lint below the user's folder for caches."""
    if own := os.environ.get("ASRS_LINT_CACHE_DIR"):
        return Path(own)
    # The XDG specification wants a relative path to be ignored.
    for variable, below in (("XDG_CACHE_HOME", "asrs-lint"), ("LOCALAPPDATA", "asrs-lint/Cache")):
        base = Path(os.environ.get(variable, ""))
        if base.is_absolute():
            return base / below
    try:
        return Path.home() / ".cache" / "asrs-lint"
    except RuntimeError:
        return None


def cache_file(root: Path) -> Path | None:
    """The file for a root. None where the folder lies in the root: a repository could bring facts of its own."""
    folder = cache_folder()
    if folder is None:
        return None
    folder, root = (Path(os.path.realpath(path)) for path in (folder, root))  # Path.resolve raises for a loop of links
    if folder == root or root in folder.parents:
        return None
    return folder / (blake2b(os.fsencode(root), digest_size=16).hexdigest() + ".facts")


def code_key(package: Path = _PACKAGE) -> bytes:
    """A digest of the source of all that decides facts and outcomes, rules among it, of the versions of all installed
    packages (grammars and parsers among them) and of Python: an edited extractor or rule makes another key, whatever
    its version says."""
    told = blake2b(f"{sys.version} {sys.byteorder}".encode(), digest_size=16)
    rules: set[str] = set()
    for folder in sorted(set(sys.path)):
        packages = _packages_in(folder)
        told.update("\n".join(packages).encode("utf-8", "replace"))
        rules.update(found for name in packages for found in _rules_of(f"{folder or '.'}/{name}"))
    for base in (os.fspath(package), *sorted(rules)):
        for file in sorted(_sources_in(base, _LATER)):
            told.update(file[len(base) :].encode())
            told.update(Path(file).read_bytes())
    return told.digest()


def _sources_in(folder: str, left_out: tuple[str, ...] = ()) -> Iterator[str]:
    """Plain strings: to make and sort objects for paths took longer than to read the files."""
    for entry in os.scandir(folder):
        if entry.name.endswith(".py"):
            yield entry.path
        elif entry.is_dir() and entry.name not in ("__pycache__", *left_out):
            yield from _sources_in(entry.path)


def _packages_in(folder: str) -> list[str]:
    """The names of installed packages with their versions, as pip writes them."""
    try:
        entries = [entry.name for entry in os.scandir(folder or ".")]
    except OSError:
        return []
    return sorted(name for name in entries if name.endswith((".dist-info", ".egg-info")))


def _rules_of(package: str) -> Iterator[str]:
    """The folders of the rules that an installed package brings."""
    try:
        section = _RULES.search(Path(package, "entry_points.txt").read_text("utf-8", "replace"))
    except OSError:
        return
    for module in _MODULE.findall(section[1]) if section else ():
        spec = find_spec(module)
        yield from (spec.submodule_search_locations or ()) if spec else ()
