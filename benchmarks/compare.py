"""Do the tools find the same? python benchmarks/compare.py TREE… [--show] [--sample] [--without semgrep].

Runs asrs-lint, ast-grep and semgrep once over each tree and prints, shape by shape, how many places each set of tools
found. Of asrs-lint the findings of every confidence count, as with --audit; why it is silent where the others are not
is told by its own model. --sample adds a small tree that is made on the spot: every shape in every syntax, each with a
sound twin, which the public trees do not have.
"""

from __future__ import annotations

import argparse
import shutil
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from figures import TooSlow
from places import SHAPES, Place, Places, of_ast_grep, of_semgrep
from sample import lay_out
from seen import Seen, of_asrs_lint

_OTHERS = {"ast-grep": of_ast_grep, "semgrep": of_semgrep}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("trees", nargs="*", type=Path)
    parser.add_argument("--show", action="store_true", help="list the places that not all tools found")
    parser.add_argument("--sample", action="store_true", help="compare on the made tree, too")
    parser.add_argument("--without", action="append", default=[], metavar="TOOL")
    parser.add_argument("--timeout", type=float, default=900, help="seconds for each tool and tree")
    options = parser.parse_args()
    for tree in options.trees:
        compare(tree.resolve(), options)
    if options.sample:
        with TemporaryDirectory(prefix="sample-") as folder:
            lay_out(Path(folder))
            compare(Path(folder), options)


def compare(tree: Path, options: argparse.Namespace) -> None:
    print(f"\n## {tree.name}\n", flush=True)
    seen = of_asrs_lint(tree)
    found: dict[str, Places] = {"asrs-lint": seen.places}
    for tool, places_of in _OTHERS.items():
        if tool in options.without or shutil.which(tool) is None:
            print(f"without {tool}\n")
            continue
        try:
            found[tool] = places_of(tree, options.timeout)
        except TooSlow as late:
            print(f"without {tool}: {late}\n")
    show(found, seen, options.show)


def show(found: Mapping[str, Places], seen: Seen, listed: bool) -> None:
    print("| shape | found by | places | what asrs-lint says to them |\n|---|---|---|---|")
    places: list[str] = []
    for shape, tools, group in groups(found):
        reasons = {place: _reason(shape, place, tools, seen) for place in group}
        print(f"| {shape} | {', '.join(tools)} | {len(group)} | {_counted(list(reasons.values()))} |")
        if len(tools) < len(found):
            places += [f"{shape} [{', '.join(tools)}] {place} {reason}".rstrip() for place, reason in reasons.items()]
    if listed:
        print("", *places, sep="\n")


def groups(found: Mapping[str, Places]) -> Iterator[tuple[str, tuple[str, ...], list[Place]]]:
    """Each shape, the tools that found the same places of it, and those places; what all found first."""
    for shape in SHAPES:
        finders: dict[Place, tuple[str, ...]] = {}
        for tool, places in found.items():
            for place in places.get(shape, ()):
                finders[place] = (*finders.get(place, ()), tool)
        by_tools: dict[tuple[str, ...], list[Place]] = defaultdict(list)
        for place, tools in sorted(finders.items()):
            by_tools[tools].append(place)
        for tools, group in sorted(by_tools.items(), key=lambda item: (-len(item[0]), item[0])):
            yield shape, tools, group


def _reason(shape: str, place: Place, tools: Sequence[str], seen: Seen) -> str:
    return "" if "asrs-lint" in tools else seen.reason(shape, place) or "it sees none there"


def _counted(reasons: Sequence[str]) -> str:
    return "; ".join(f"{count} {reason}" for reason, count in Counter(filter(None, reasons)).most_common())


if __name__ == "__main__":
    main()
