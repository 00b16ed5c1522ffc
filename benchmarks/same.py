"""Check on real repositories that a run gives the same bytes however it is made: python benchmarks/same.py TREE…

Without the cache, with an empty one, with a filled one, in one process and in several; --asrs-lint as in run.py, where
each installation is to give what the first gives. Ends with 1 where anything differs.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

_FORMATS = ("json", "sarif")
_ALL = ("check", ".", "--audit")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("trees", nargs="+", type=Path)
    parser.add_argument("--asrs-lint", action="append", metavar="PATH", help="default: that of this interpreter")
    options = parser.parse_args()
    programs = options.asrs_lint or [str(Path(sys.executable).with_name("asrs-lint"))]
    different = [f"{tree.name}: {how}" for tree in options.trees for how in differences(tree, programs)]
    print(*different, f"{len(options.trees)} trees, {len(different)} differences", sep="\n")
    sys.exit(bool(different))


def differences(tree: Path, programs: Sequence[str]) -> Iterator[str]:
    """The ways to run that do not give what the first gives."""
    for form in _FORMATS:
        first: bytes | None = None
        for how, told in outputs(tree, programs, form):
            first = told if first is None else first
            if told != first:
                yield f"{form}, {how}"


def outputs(tree: Path, programs: Sequence[str], form: str) -> Iterator[tuple[str, bytes]]:
    for number, program in enumerate(programs):
        with TemporaryDirectory(prefix="caches-") as caches:
            command = (program, *_ALL, "--format", form)
            for how, more in (
                ("without a cache", ("--no-cache",)),
                ("in one process", ("--no-cache", "--jobs", "1")),
                ("in eight processes", ("--no-cache", "--jobs", "8")),
                ("with an empty cache", ()),
                ("with a filled cache", ()),
            ):
                yield f"{how}, installation {number + 1}", _output((*command, *more), tree, caches)


def _output(command: Sequence[str], tree: Path, caches: str) -> bytes:
    """What a run prints, and how it ends."""
    environment = {**os.environ, "ASRS_LINT_CACHE_DIR": caches}
    done = subprocess.run(command, cwd=tree, env=environment, capture_output=True, check=False)
    return done.stdout + done.stderr + str(done.returncode).encode()


if __name__ == "__main__":
    main()
