"""Measure asrs-lint beside rg, ast-grep and semgrep: python benchmarks/run.py TREE… [--runs 5] [--plot growth.png].

Give the trees from the smallest to the largest. Tools that are not installed are left out, and that is said.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median

from figures import Run, interleaved, row

RULES = Path(__file__).parent / "rules"
HEAD = (
    "| | wall s: median (min–max) | CPU s: median (min–max) | wall / floor | CPU / floor | MiB |\n"
    "|---|---|---|---|---|---|"
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("trees", nargs="+", type=Path)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--without", action="append", default=[], metavar="TOOL")
    parser.add_argument("--plot", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as cache:
        environment = {**os.environ, "ASRS_LINT_CACHE_DIR": cache, "SEMGREP_ENABLE_VERSION_CHECK": "0"}
        start_up(environment, options.runs)
        growth = [(count(tree), on_tree(tree, environment, options)) for tree in options.trees]
    if options.plot:
        plot(growth, options.plot)


def start_up(environment: Mapping[str, str], runs: int) -> None:
    commands = {"python -c pass": [sys.executable, "-c", "pass"], "asrs-lint --version": [program(), "--version"]}
    print("## Start-up\n")
    show(interleaved(commands, Path(), environment, runs * 4))


def on_tree(tree: Path, environment: Mapping[str, str], options: argparse.Namespace) -> dict[str, list[Run]]:
    commands = {name: command for name, command in tools().items() if name not in options.without}
    print(f"\n## {tree.name}: {count(tree)} files\n")
    found = interleaved(commands, tree.resolve(), environment, options.runs)
    show(found)
    return found


def show(found: Mapping[str, list[Run]]) -> None:
    floor = next(iter(found.values()))
    print(HEAD, *(row(name, runs, floor) for name, runs in found.items()), sep="\n", flush=True)


def program() -> str:
    """The asrs-lint of this interpreter."""
    beside = Path(sys.executable).with_name("asrs-lint")
    return str(beside) if beside.exists() else "asrs-lint"


def tools() -> dict[str, Sequence[str]]:
    """The floor first."""
    ours = [program(), "check", "--format", "json"]
    commands: dict[str, Sequence[str]] = {
        "rg": ["rg", "-l", "-i", "signalr|hubconn|maphub|accesskey", "."],
        "asrs-lint cold": [*ours, "--no-cache"],
        "asrs-lint warm": ours,
        "ast-grep": ["ast-grep", "scan", "-c", str(RULES / "ast-grep" / "sgconfig.yml"), "--json=compact"],
        "semgrep": [
            *("semgrep", "scan", "--metrics=off", "--disable-version-check", "--quiet", "--json"),
            *("--config", str(RULES / "semgrep.yml")),
        ],
    }
    absent = [name for name, command in commands.items() if shutil.which(command[0]) is None]
    if absent:
        print(f"not installed: {', '.join(absent)}")
    return {name: command for name, command in commands.items() if name not in absent}


def count(tree: Path) -> int:
    listed = subprocess.run(["git", "-C", str(tree), "ls-files", "-z"], capture_output=True, check=True)
    return listed.stdout.count(b"\0")


def plot(growth: Sequence[tuple[int, Mapping[str, Sequence[Run]]]], file: Path) -> None:
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(figsize=(7, 5))
    for name in dict.fromkeys(name for _, found in growth for name in found):
        points = [(files, median(run.cpu for run in found[name])) for files, found in growth if name in found]
        axes.loglog(*zip(*points, strict=True), marker="o", label=name)
    axes.set(xlabel="files", ylabel="seconds of the processor, median")
    axes.grid(visible=True, which="both", alpha=0.3)
    axes.legend()
    figure.savefig(file, dpi=110, bbox_inches="tight")


if __name__ == "__main__":
    main()
