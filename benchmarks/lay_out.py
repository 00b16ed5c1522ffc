"""Lay out the trees of trees.json, each as one git work tree. Those that grow hold the repositories of the smaller.

python benchmarks/lay_out.py TARGET [--checkouts FOLDER]…

FOLDERs hold checkouts named owner+name; what is in none of them is fetched from GitHub, one commit deep.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

HERE = Path(__file__).parent


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("target", type=Path)
    parser.add_argument("--checkouts", type=Path, action="append", default=[], metavar="FOLDER")
    options = parser.parse_args()
    trees: dict[str, dict[str, dict[str, str]]] = json.loads((HERE / "trees.json").read_text())
    places = [*options.checkouts, options.target / "checkouts"]
    for name, repositories in trees["alone"].items():
        lay_out(options.target / name, repositories, places)
    together: dict[str, str] = {}
    for name, repositories in trees["growing"].items():
        together |= repositories
        lay_out(options.target / name, together, places)


def lay_out(tree: Path, repositories: dict[str, str], checkouts: Sequence[Path]) -> None:
    """Make a tree of hard links, committed so that `git ls-files` knows it."""
    for repository, commit in repositories.items():
        place = tree / repository.replace("/", "+")
        if not place.exists():
            source = checkout(repository, commit, checkouts)
            shutil.copytree(source, place, symlinks=True, ignore=_foreign, copy_function=os.link)
    git(tree, "init", "-q")
    git(tree, "add", "-A", "-f")
    git(tree, "-c", "user.name=t", "-c", "user.email=t@example.invalid", "commit", "-qm", "snapshot")


def _foreign(folder: str, names: list[str]) -> set[str]:
    """asrs-lint does not read a folder `vendor` but the other tools do: none gets one, so that all do the same work."""
    return {name for name in names if name in (".git", ".gitmodules", "vendor")}


def checkout(repository: str, commit: str, places: Sequence[Path]) -> Path:
    """The folder with the files of a commit, fetched into the last of the places when it is in none."""
    name = repository.replace("/", "+")
    for place in places:
        if (place / name).is_dir():
            return place / name
    folder = places[-1] / name
    folder.mkdir(parents=True)
    git(folder, "init", "-q")
    git(folder, "fetch", "-q", "--depth", "1", f"https://github.com/{repository}", commit)
    git(folder, "checkout", "-q", "FETCH_HEAD")
    return folder


def git(folder: Path, *arguments: str) -> None:
    subprocess.run(("git", "-C", str(folder), *arguments), check=True)


if __name__ == "__main__":
    main()
