"""`asrs-lint init`: what a project needs to use asrs-lint, without touching what is there."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

import click
from msgspec import Struct

from asrs_lint import discover
from asrs_lint.adoption import template
from asrs_lint.adoption.configuration import configuration
from asrs_lint.adoption.pre_commit import NotUnderstood, with_hook
from asrs_lint.cache import Cache
from asrs_lint.cli.accepted import project_baseline
from asrs_lint.cli.exits import Exit
from asrs_lint.discover import BASELINE_NAME
from asrs_lint.engine import no_progress
from asrs_lint.extract.words import Word
from asrs_lint.facts.base import Fact
from asrs_lint.files import Files
from asrs_lint.fix.writing import Change, NotWritten, refuse_links, write_files
from asrs_lint.git import is_there
from asrs_lint.output.places import printable
from asrs_lint.reading.looking import look_at_all
from asrs_lint.reading.project import read_project
from asrs_lint.reading.sources import Sources
from asrs_lint.stopwatch import Stopped

_CONFIGURATION = "asrs-lint.toml"
_HOOKS = ".pre-commit-config.yaml"
_WORKFLOW = ".github/workflows/asrs-lint.yml"
_PIPELINE = "azure-pipelines-asrs-lint.yml"
_LARGEST = 1024 * 1024  # bytes of a file that something may be added to
_REPLACE_ME = "replace ./path/to/asrs-lint in it by where you keep asrs-lint"


class Step(Struct, frozen=True):
    """What becomes of a file: the line that says so, and its bytes before (None: it is not there) and after; no change
    for one that is left alone."""

    path: str
    line: str
    change: Change | None = None


@click.command(
    short_help="Set a project up; accept today's findings.",
    context_settings={"auto_envvar_prefix": "ASRS_LINT_INIT", "help_option_names": ["-h", "--help"]},
)
@click.argument("path", type=click.Path(path_type=Path), default=".")
@click.option("--baseline", is_flag=True, help="Accept today's findings; forget those that are gone.")
@click.option("--github-actions", is_flag=True, help=f"Write {_WORKFLOW}.")
@click.option("--azure-pipelines", is_flag=True, help=f"Write {_PIPELINE}.")
def command(path: Path, baseline: bool, github_actions: bool, azure_pipelines: bool) -> int:
    """Write asrs-lint.toml and the pre-commit entry for the project around PATH (default: here).

    What is there already is left alone, but for the baseline, which --baseline renews.

    Exit codes: 0 done, 2 wrong use, 3 a defect of asrs-lint.
    """
    if not is_there(path):
        raise click.UsageError(f"no such path: {path}")
    root = discover.project_root(path.resolve())
    jobs = {_WORKFLOW: "github-actions.yml"} if github_actions else {}
    jobs |= {_PIPELINE: "azure-pipelines.yml"} if azure_pipelines else {}
    _refuse(root, [_CONFIGURATION, _HOOKS, *jobs, *([BASELINE_NAME] if baseline else [])])
    known = project_baseline(root) if baseline else None
    take(root, [_configured(root), _hooked(root), *_jobs(root, jobs)])
    if not baseline:
        return Exit.CLEAN
    from asrs_lint.cli.renewal import accept

    return accept(root, known)


def _refuse(root: Path, paths: list[str]) -> None:
    """Before anything is written: raises UsageError for a path that leads over a link."""
    try:
        for path in paths:
            refuse_links(root, path)
    except NotWritten as error:
        raise click.UsageError(str(error)) from error


def _configured(root: Path) -> Step:
    there = discover.configuration_in(root)
    if there is not None:
        return left_alone(_CONFIGURATION, f"{there.name} configures asrs-lint already")
    paths = discover.files(root)
    return written(_CONFIGURATION, configuration(paths, _facts(root, paths)).encode())


def _facts(root: Path, paths: list[str]) -> Sequence[Fact]:
    sources, jobs, cache = Sources(Files(root), {}), os.cpu_count() or 1, Cache()
    sight = look_at_all(paths, sources, jobs, cache, no_progress)
    return read_project(sight, sources, jobs, no_progress, cache, Stopped()).facts if sight.shows(Word.SIGNALR) else ()


def _hooked(root: Path) -> Step:
    if not (root / ".git").exists():
        return left_alone(_HOOKS, "pre-commit works in git repositories, at their root")
    if not (root / _HOOKS).exists():
        return written(_HOOKS, template("pre-commit.yaml").encode())
    before = Files(root).read(_HOOKS, _LARGEST)
    try:
        after = with_hook(before or b"")
    except NotUnderstood as error:
        entry = template("pre-commit.yaml").partition("\n")[2]
        return left_alone(_HOOKS, f"{error}; add this to its repos yourself:\n\n{entry}")
    if before is None or after is None:
        return left_alone(_HOOKS, "the hook asrs-lint is there already")
    return written(_HOOKS, after, before)


def _jobs(root: Path, wanted: dict[str, str]) -> Iterator[Step]:
    for path, name in wanted.items():
        if (root / path).exists():
            yield left_alone(path, "it is there already")
        else:
            yield written(path, template(name).encode(), note=f": {_REPLACE_ME}")


def take(root: Path, steps: Sequence[Step]) -> None:
    """Write what is to be written, all of it or nothing, and print what was done. Raises UsageError."""
    try:
        write_files(root, {step.path: step.change for step in steps if step.change})
    except NotWritten as error:
        raise click.UsageError(f"cannot write {error}") from error
    for step in steps:
        click.echo(step.line)


def written(path: str, data: bytes, before: bytes | None = None, note: str = "") -> Step:
    """To make a file, or replace one that holds `before`; `note` goes behind its name."""
    return Step(path, f"written     {printable(path)}{note}", (before, data))


def left_alone(path: str, why: str) -> Step:
    return Step(path, f"left alone  {printable(path)}: {why}")
