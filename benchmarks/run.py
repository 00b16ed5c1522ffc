"""Measure asrs-lint beside rg, ast-grep and semgrep: python benchmarks/run.py TREE… [--hook TREE] [--json FILE].

Give the trees from the smallest to the largest. Tools that are not installed are left out, and that is said. Several
installations are measured side by side: --asrs-lint /a/bin/asrs-lint --asrs-lint fast=/b/bin/asrs-lint.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from figures import Command, interleaved
from places import AST_GREP, QUIET, SEMGREP
from report import lines, plot, section

_VERSIONS = (["rg", "--version"], ["ast-grep", "--version"], ["semgrep", "--version"], ["git", "--version"])
# What makes an installation with the extra [fast] work without it, if anything does. As nothing does yet, the two are
# compared as two installations.
_WITHOUT_FAST: Mapping[str, str] = {}
_OF_USE = (b"signalr", b"hub", b"builder", b"services", b"logger")  # what may make asrs-lint read a C# file
_SETTLED = 3  # seconds after which the cache believes the times of a file
_ASKED = """
import importlib.util, json, sys
from importlib.metadata import distribution
found = distribution("asrs-lint")
url = json.loads(found.read_text("direct_url.json") or "{}")
print(json.dumps({"version": found.version, "python": sys.version.split()[0],
    "editable": url.get("dir_info", {}).get("editable", False), "fast": bool(importlib.util.find_spec("hyperscan"))}))
"""


@dataclass(frozen=True, slots=True)
class Installation:
    """An asrs-lint with the interpreter that stands beside it. `fast`: hyperscan can be imported there."""

    name: str
    program: str
    python: str
    version: str
    fast: bool

    @classmethod
    def of(cls, text: str) -> Installation:
        name, equals, path = text.partition("=")
        program = Path(path if equals else text).absolute()
        python = str(program.with_name("python"))
        told = json.loads(subprocess.run([python, "-c", _ASKED], capture_output=True, check=True, text=True).stdout)
        how = ", editable" if told["editable"] else ", from a wheel"
        with_fast = ", hyperscan importable" if told["fast"] else ""
        version = f"{told['version']}{how}, Python {told['python']}{with_fast}"
        return cls(name if equals else "asrs-lint", str(program), python, version, told["fast"])


def main() -> None:
    options = _options()
    installations = [Installation.of(text) for text in options.asrs_lint]
    with TemporaryDirectory(prefix="caches-") as caches:
        sections = list(_sections(installations, Path(caches), options))
    measured = {"about": _about(installations, options), "sections": sections}
    print("\n".join(lines(measured)))
    if options.json:
        options.json.write_text(json.dumps(measured, indent=1, ensure_ascii=False) + "\n")
    if options.plot:
        plot(measured, options.plot)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("trees", nargs="*", type=Path)
    parser.add_argument("--hook", type=Path, metavar="TREE", help="a repository to check as a hook does at a commit")
    parser.add_argument("--asrs-lint", action="append", metavar="[NAME=]PATH", help="default: that of this interpreter")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--timeout", type=float, default=600, help="seconds for a run; what is slower is left out then")
    parser.add_argument("--without", action="append", default=[], metavar="ROW", help="a tool or a row of the tables")
    parser.add_argument("--json", type=Path, metavar="FILE", help="keep every run; report.py makes the tables from it")
    parser.add_argument("--plot", type=Path, metavar="PNG")
    options = parser.parse_args()
    options.asrs_lint = options.asrs_lint or [str(Path(sys.executable).with_name("asrs-lint"))]
    return options


def _sections(
    installations: Sequence[Installation], caches: Path, options: argparse.Namespace
) -> Iterator[dict[str, Any]]:
    """One table after the other, each told of while it is measured: the whole takes long."""
    _tell("start-up")
    started = interleaved(list(_start_up(installations)), Path(), options.runs * 4, options.timeout)
    yield section("Start-up", started)
    if options.hook:
        _tell(options.hook.name)
        commands = list(_hook(installations, options.hook.resolve(), caches / "hook"))
        time.sleep(_SETTLED)
        found = interleaved(commands, options.hook.resolve(), options.runs * 2, options.timeout)
        yield section(f"As a hook: {_repositories(options.hook)}, {len(tracked(options.hook))} files", found)
    for number, tree in enumerate(options.trees):
        _tell(tree.name)
        commands = [c for c in tools(installations, caches / str(number)) if not _is_left_out(c, options.without)]
        found = interleaved(commands, tree.resolve(), options.runs, options.timeout)
        files = tracked(tree)
        size = sum((tree / path).lstat().st_size for path in files) / 1e6
        yield section(f"{tree.name}: {len(files)} files, {size:.0f} MB", found, growth=len(files))


def _tell(what: str) -> None:
    print(f"measuring {what} …", file=sys.stderr, flush=True)


def _start_up(installations: Sequence[Installation]) -> Iterator[Command]:
    yield Command("python -c pass", [installations[0].python, "-c", "pass"])
    for one in installations:
        yield Command(f"{one.name} --version", [one.program, "--version"])


def _hook(installations: Sequence[Installation], tree: Path, caches: Path) -> Iterator[Command]:
    """What `.pre-commit-hooks.yaml` runs: the whole repository, whatever was changed. The uncounted run fills the
    cache. A file is edited in a copy of the repository."""
    yield Command("python -c pass", [installations[0].python, "-c", "pass"])
    code = {path: (tree / path).read_bytes().lower() for path in tracked(tree) if path.endswith(".cs")}
    edits = {
        "edited, of no use": next(path for path, text in code.items() if not any(word in text for word in _OF_USE)),
        "edited, of use": next(path for path, text in code.items() if b"maphub" in text),
    }
    for one in installations:
        yield Command(f"{one.name} warm", [one.program, "check"], _cache(caches / one.name))
        for name, path in edits.items():
            copy = shutil.copytree(tree, caches / f"{one.name}, {name}" / "tree", symlinks=True)
            yield Command(
                f"{one.name} {name}", [one.program, "check"], _cache(copy.parent), edited=copy / path, folder=copy
            )


def tools(installations: Sequence[Installation], caches: Path) -> Iterator[Command]:
    """The floor first. `ast-grep, no keys` does without the rules for access keys: nothing but those makes it parse
    Java, Go, Kotlin, Python, YAML and plain text."""
    others = [
        Command("rg", ["rg", "-l", "-i", "signalr|hubconn|maphub|accesskey", "."]),
        Command("ast-grep", AST_GREP),
        Command("ast-grep, no keys", [*AST_GREP, "--filter", "^(reconnect|logs|mode|hub)-"]),
        Command("semgrep", [*SEMGREP, "."], QUIET),
    ]
    absent = sorted({command.arguments[0] for command in others if shutil.which(command.arguments[0]) is None})
    if absent:
        print(f"not installed: {', '.join(absent)}", file=sys.stderr)
    found = [command for command in others if command.arguments[0] not in absent]
    yield from found[:1]
    for one in installations:
        yield from _checks(one, one.name, {}, caches)
        if one.fast and _WITHOUT_FAST:
            yield from _checks(one, f"{one.name} without [fast]", _WITHOUT_FAST, caches)
    yield from found[1:]


def _checks(one: Installation, name: str, environment: Mapping[str, str], caches: Path) -> Iterator[Command]:
    check = [one.program, "check", "--format", "json"]
    kept, emptied = caches / name / "kept", caches / name / "emptied"
    yield Command(f"{name} cold", [*check, "--no-cache"], environment)
    yield Command(f"{name} first", check, {**environment, **_cache(emptied)}, emptied)
    yield Command(f"{name} warm", check, {**environment, **_cache(kept)})


def _cache(folder: Path) -> Mapping[str, str]:
    return {"ASRS_LINT_CACHE_DIR": str(folder)}


def _is_left_out(command: Command, without: Sequence[str]) -> bool:
    return command.name in without or Path(command.arguments[0]).name in without


def tracked(tree: Path) -> list[str]:
    listed = subprocess.run(["git", "-C", str(tree), "ls-files", "-z"], capture_output=True, check=True)
    return [os.fsdecode(path) for path in listed.stdout.split(b"\0") if path]


def _repositories(tree: Path) -> str:
    """They are the folders of a tree that lay_out.py made."""
    folders = {path.partition("/")[0] for path in tracked(tree)}
    return ", ".join(sorted(name.replace("+", "/") for name in folders if "+" in name)) or tree.name


def _about(installations: Sequence[Installation], options: argparse.Namespace) -> dict[str, str]:
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    versions = {name: text for command in _VERSIONS if (text := _version(command)) for name in command[:1]}
    return {
        "date": date.today().isoformat(),
        "machine": f"{os.cpu_count()} cores, {memory:.0f} GiB, {platform.system()} {platform.release()}",
        "runs": f"{options.runs} on each tree, {options.runs * 4} at start-up, {options.runs * 2} as a hook",
        **{one.name: one.version for one in installations},
        **versions,
    }


def _version(command: Sequence[str]) -> str | None:
    if shutil.which(command[0]) is None:
        return None
    told = subprocess.run(command, capture_output=True, text=True, env={**os.environ, **QUIET}).stdout
    return told.strip().splitlines()[0] if told.strip() else None


if __name__ == "__main__":
    main()
