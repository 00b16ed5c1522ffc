"""Facts of an earlier run, so that a file that did not change is neither read nor parsed again.

What protects against what. The folder is the user's own (0700, files 0600): whoever can write there can run code as
that user anyway. Digests tell a file that is damaged, cut short, or of other code; types and places are checked where
facts are decoded, so that a file made up by hand can at worst hide or invent findings, never run code, crash a rule or
lead out of the root. The one hostile party is the repository: a cache inside the analysed root is not used, whatever
the environment says. No facts of files that hold secrets are kept (`secrecy`). A file counts as unchanged when size,
times and inode are those of the last run and its times are older than that run; else its bytes are compared by digest.
"""

from __future__ import annotations

import time
from array import array
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from asrs_lint.cache.place import cache_file, code_key

if TYPE_CHECKING:
    from asrs_lint.cache.changes import Changes
    from asrs_lint.cache.codec import Packed
    from asrs_lint.cache.columns import Look, Row, Stat
    from asrs_lint.cache.snapshot import Facts, Kept, Snapshot
    from asrs_lint.facts.base import Fact
    from asrs_lint.outcome import Outcome

_GRANULE = 2_000_000_000  # nanoseconds: the coarsest clock of a file system, that of FAT
_UNKNOWN = (0, 0, 0, 0)
Stats = Callable[[Sequence[str]], Iterable["Stat"]]
Looking = Callable[[Sequence[str]], Iterable["tuple[Look | None, int]"]]


class Cache:
    """What is known of the files of one root, and what this run learns of them. Without a file it knows nothing."""

    def __init__(self, file: Path | None = None, key: bytes = b"", old: Snapshot | None = None) -> None:
        self._file, self._key, self._old = file, key, old
        self._began = time.time_ns()
        self._moved = old is None  # whether the list of files, or a file, is another than in the last run
        self._learned = False
        self._listing = b""
        self._paths: list[str] = []
        self._now = array("q")  # of the files of the last run, four numbers a file
        self._rows: dict[str, Row] = {}
        self._same: dict[str, int] = {}  # unchanged files, with their old rows
        self._facts: dict[str, Kept] = {}
        self._answers: dict[str, dict[str, bool]] = {}
        self._outcome: tuple[str, bytes] | None = None

    @classmethod
    def of(cls, root: Path) -> Cache:
        """The cache of a root; one that knows nothing and keeps nothing where none can be had."""
        file = cache_file(root)
        if file is None:
            return cls()
        from asrs_lint.cache.columns import fits
        from asrs_lint.cache.snapshot import load

        key = code_key()
        old = load(file, key)
        return cls(file, key, old if old and fits(old) else None)

    def look_ahead(self, stats: Stats) -> None:
        """Find out how the files of the last run are now: most are still the project's."""
        if self._old:
            from asrs_lint.cache.columns import numbers_of

            self._now = numbers_of(stats(self._old_paths))

    def paths(self, listing: bytes, own: Callable[[], list[str]]) -> list[str]:
        """The project's own files: those of the last run when `listing`, all that decides them, is the same."""
        if not self.keeps:
            return own()
        from asrs_lint.cache.snapshot import digest

        self._listing = digest(listing)
        self._moved = self._old is None or self._old.listing != self._listing
        self._paths = own() if self._moved else self._old_paths
        return self._paths

    def outcome(self, question: str, tell_nothing: Callable[[Changes], bool]) -> Outcome | None:
        """What the rules found when they were last asked, if `question` is the same and the files that have changed
        since tell nothing, nor may be looked into. An empty question was never asked."""
        if self._old is None or self._old.outcome is None or self._old.outcome[0] != question:
            return None
        changes = self._changes(self._old)
        if changes and not tell_nothing(changes):
            return None
        from asrs_lint.cache.remembered import unpacked_outcome

        known = unpacked_outcome(self._old.outcome[1], self._old_paths)
        if known is None or (changes and not changes.paths.isdisjoint(known.readable)):
            return None
        return known.among(len(self._paths))

    def _changes(self, old: Snapshot) -> Changes | None:
        """What is other than in the last run; None where nothing is."""
        from asrs_lint.cache.columns import are_older

        before = old.began - _GRANULE
        if not self._moved and self._now.tobytes() == old.stats and are_older(self._now, before):
            return None
        from asrs_lint.cache.changes import changes_since

        return changes_since(old, self._old_paths, self._paths, self._now, before)

    def learn_outcome(self, question: str, outcome: Outcome) -> None:
        if not self.keeps:
            return
        from asrs_lint.cache.remembered import packed_outcome

        packed = packed_outcome(outcome, self._paths)
        self._outcome = (question, packed) if packed is not None else None
        self._learned = True

    def looks(self, paths: Sequence[str], stats: Stats, look: Looking) -> dict[str, Row]:
        """What is known of each file, by `look` for those that changed; a look of None is no text."""
        known, before = self._known()
        changed: dict[str, Stat] = {}
        for path, about in self._stats_of(paths, stats).items():
            row = self._old_rows.get(path, -1)
            if row >= 0 and known[row][0] == about and about[1] < before and about[2] < before:
                self._same[path] = row
                self._rows[path] = known[row]
            else:
                changed[path] = about
                self._rows[path] = (about, None, 0)
        self._moved = self._moved or bool(changed)
        for path, (shown, size) in zip(changed, look(list(changed)), strict=True):
            self._rows[path] = (changed[path], shown, size)
        return self._rows

    def _stats_of(self, paths: Sequence[str], stats: Stats) -> dict[str, Stat]:
        if not self.keeps:
            return dict.fromkeys(paths, _UNKNOWN)
        numbers = iter(self._now)
        ahead = dict(zip(self._old_paths, zip(numbers, numbers, numbers, numbers, strict=True), strict=True))
        missing = [path for path in paths if path not in ahead]
        ahead.update(zip(missing, stats(missing), strict=True))
        return {path: ahead[path] for path in paths}

    @cached_property
    def _old_paths(self) -> list[str]:
        if self._old is None:
            return []
        from asrs_lint.cache.columns import paths_of

        return paths_of(self._old)

    @cached_property
    def _old_rows(self) -> dict[str, int]:
        return {path: row for row, path in enumerate(self._old_paths)}

    @cached_property
    def _old_facts(self) -> Facts:
        if self._old is None or self._file is None:
            return {}
        from asrs_lint.cache.snapshot import load_facts

        return load_facts(self._file, self._key, self._old)

    def _known(self) -> tuple[Sequence[Row], int]:
        """The rows of the last run, and the time before which a file must have been left alone to be the same."""
        if self._old is None:
            return (), 0
        from asrs_lint.cache.columns import rows_of

        return rows_of(self._old), self._old.began - _GRANULE

    def facts(self, path: str, modules: Sequence[str], data: Callable[[], bytes | None]) -> list[Fact] | None:
        """What these extractors saw in a file; None when that is not known. `data` reads the file."""
        kept = self._kept(path, data)
        if kept is None or not all(module in kept.modules for module in modules):
            return None
        from asrs_lint.cache.codec import Unfit, unpack

        size = self._rows[path][2]
        try:
            return [fact for module in modules for fact in unpack(path, kept.modules[module], size)]
        except Unfit:
            self._facts.pop(path, None)
            return None

    def _kept(self, path: str, data: Callable[[], bytes | None]) -> Kept | None:
        if self._old is None or path in self._facts:
            return self._facts.get(path)
        kept = self._old_facts.get(self._old_rows.get(path, -1))
        if kept is None or (path not in self._same and _digest_of(data()) != kept.digest):
            return None
        self._facts[path] = kept
        return kept

    @property
    def keeps(self) -> bool:
        """Whether anything is left to the next run."""
        return self._file is not None

    def learn(self, path: str, content: bytes, packed: Mapping[str, Packed], keepable: bool) -> None:
        """Keep what extractors saw in a file whose bytes have the digest `content`, unless a secret could be in it."""
        if not self.keeps:
            return
        from asrs_lint.cache.snapshot import Kept

        before = self._facts.get(path)
        self._learned = self._learned or keepable or before is not None
        if keepable:
            modules = before.modules if before and before.digest == content else {}
            self._facts[path] = Kept(content, {**modules, **packed})
        elif before:
            del self._facts[path]

    def answers(self, question: str) -> dict[str, bool]:
        """What is known of unchanged files to a question about their text; what is found out is to be added."""
        if question not in self._answers:
            column = self._old.answers.get(question) if self._old else None
            known = {path: column[row] == 2 for path, row in self._same.items() if column[row]} if column else {}
            self._answers[question] = known
        return self._answers[question]

    def save(self) -> None:
        """Leave what was learned to the next run; without a word where that cannot be."""
        if self._file is None:
            return
        from asrs_lint.cache.snapshot import save, touch

        fresh = self._fresh()
        if fresh:
            save(self._file, self._key, *fresh)
        else:
            touch(self._file)

    def _fresh(self) -> tuple[Snapshot, Facts] | None:
        """What the next run is to know; None where that is what this one has found."""
        if not self._rows:  # all was known, and nothing was looked at
            return None
        from asrs_lint.cache.columns import numbered, snapshot_of

        fresh = snapshot_of(self._began, self._listing, self._rows, self._answers, self._outcome)
        if self._old and not self._moved and fresh.answers == self._old.answers:
            if not self._learned:
                return None
            fresh = fresh.after(self._old)
        return fresh, numbered(self._rows, self._all_facts())

    def _all_facts(self) -> dict[str, Kept]:
        """Those of unchanged files that nobody asked for this time are kept, too."""
        others = {path: kept for path, row in self._same.items() if (kept := self._old_facts.get(row))}
        return {**others, **self._facts}


def _digest_of(data: bytes | None) -> bytes | None:
    from asrs_lint.cache.snapshot import digest

    return None if data is None else digest(data)
