"""`asrs-lint check --watch`: the report again whenever a file changes that is read."""

from __future__ import annotations

import sys
from collections.abc import Callable, Collection, Iterator, Sequence
from pathlib import Path

import click
from msgspec import Struct

from asrs_lint import discover
from asrs_lint.cli.exits import complain

_QUIET = 100  # milliseconds without a change that end a burst
_LONGEST_BURST = 2000  # milliseconds
_GLANCE = 250  # milliseconds after which the first report is written: the watch must stand before
_NAMED = 3  # changed files that are named


class Watched(Struct, frozen=True):
    """`beside` are files outside `root` that count, `own` those that every run writes."""

    root: Path
    beside: Collection[Path] = ()
    own: Collection[Path] = ()

    def may_count(self, path: Path) -> bool:
        """Whether a file may be one that is read; asks no program and no disk."""
        if path in self.own:
            return False
        return path in self.beside or (path.is_relative_to(self.root) and discover.is_own(self.name(path)))

    def name(self, path: Path) -> str:
        return discover.relative(path, self.root) if path.is_relative_to(self.root) else str(path)

    def files(self) -> set[Path]:
        return {*self.beside, *(self.root / path for path in discover.files(self.root))}

    def changes(self) -> Iterator[set[Path]]:
        """Each burst of changes; first an empty one, once the watch stands. Raises UsageError."""
        try:
            from watchfiles import watch
        except ImportError as error:
            raise click.UsageError("--watch needs the package watchfiles: pip install 'asrs-lint[watch]'") from error
        places = [self.root, *(path for path in self.beside if not path.is_relative_to(self.root))]
        bursts = watch(
            *places,
            watch_filter=lambda _, path: self.may_count(Path(path)),
            debounce=_LONGEST_BURST,
            step=_QUIET,
            rust_timeout=_GLANCE,
            yield_on_timeout=True,
        )
        for burst in bursts:
            yield {Path(path) for _, path in burst}


def rerun(watched: Watched, check: Callable[[], object], separator: str) -> None:
    """Call `check` now and after every change, until Ctrl+C. `separator` goes between what it prints.

    Raises UsageError where the first call does; a later one is told and waited out, such as a configuration that is
    just being written.
    """
    known: set[Path] | None = None
    for burst in watched.changes():
        if known is None:
            known = _checked(watched, check)
        elif burst:
            files = watched.files()
            if changed := sorted(burst & (known | files)):
                sys.stdout.write(separator)
                sys.stdout.flush()
                complain(_told([watched.name(path) for path in changed]))
                known = _checked_again(watched, check)


def _checked(watched: Watched, check: Callable[[], object]) -> set[Path]:
    files = watched.files()
    check()
    complain("watching for changes; Ctrl+C ends it")
    return files


def _checked_again(watched: Watched, check: Callable[[], object]) -> set[Path]:
    try:
        return _checked(watched, check)
    except click.UsageError as error:
        complain(error.format_message())
        return watched.files()


def _told(names: Sequence[str]) -> str:
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return f"{', '.join(names[:_NAMED])}{more} changed"
