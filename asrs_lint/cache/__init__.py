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
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from asrs_lint.cache.codec import Unfit, pack, unpack
from asrs_lint.cache.place import cache_file, code_key
from asrs_lint.facts.base import Fact

if TYPE_CHECKING:
    from asrs_lint.cache.columns import Look, Row, Stat
    from asrs_lint.cache.snapshot import Kept, Snapshot

_GRANULE = 2_000_000_000  # nanoseconds: the coarsest clock of a file system, that of FAT
_GONE: Stat = (0, 0, 0, 0)


class Cache:
    """What is known of the files of one root, and what this run learns of them. Without a file it knows nothing."""

    def __init__(self, file: Path | None = None, key: bytes = b"", old: Snapshot | None = None) -> None:
        self._file, self._key, self._old = file, key, old
        self._began = time.time_ns()
        self._changed = old is None
        self._listing = b""
        self._rows: dict[str, Row] = {}
        self._old_rows: dict[str, int] = {}
        self._same: dict[str, int] = {}  # unchanged files, with their old rows
        self._facts: dict[str, Kept] = {}
        self._answers: dict[str, dict[str, bool]] = {}
        if old:
            from asrs_lint.cache.columns import paths_of

            self._old_rows = {path: row for row, path in enumerate(paths_of(old))}

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

    def paths(self, listing: bytes, own: Callable[[], list[str]]) -> list[str]:
        """The project's own files: those of the last run when `listing`, all that decides them, is the same."""
        if self._file is None:
            return own()
        from asrs_lint.cache.snapshot import digest

        self._listing = digest(listing)
        if self._old and self._old.listing == self._listing:
            return list(self._old_rows)
        self._changed = True
        return own()

    def looks(
        self,
        paths: Iterable[str],
        stat: Callable[[str], Stat | None],
        look: Callable[[Sequence[str]], Iterable[tuple[Look | None, int]]],
    ) -> dict[str, Row]:
        """What is known of each file, by `look` for those that changed; a look of None is no text."""
        known, before = self._known()
        changed: dict[str, Stat] = {}
        for path in paths:
            about = stat(path) if self._file else None
            row = self._old_rows.get(path, -1)
            if about and row >= 0 and known[row][0] == about and about[1] < before and about[2] < before:
                self._same[path] = row
                self._rows[path] = known[row]
            else:
                changed[path] = about or _GONE
                self._rows[path] = (_GONE, None, 0)
        self._changed = self._changed or bool(changed)
        for path, (shown, size) in zip(changed, look(list(changed)), strict=True):
            self._rows[path] = (changed[path], shown, size)
        return self._rows

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
        size = self._rows[path][2]
        try:
            return [fact for module in modules for fact in unpack(path, kept.modules[module], size)]
        except Unfit:
            self._facts.pop(path, None)
            return None

    def _kept(self, path: str, data: Callable[[], bytes | None]) -> Kept | None:
        if self._old is None or path in self._facts:
            return self._facts.get(path)
        kept = self._old.facts.get(self._old_rows.get(path, -1))
        if kept is None or (path not in self._same and _digest_of(data()) != kept.digest):
            return None
        self._facts[path] = kept
        return kept

    def learn(self, path: str, content: bytes, seen: Mapping[str, Sequence[Fact]]) -> None:
        """Keep what extractors saw in a file whose bytes have the digest `content`, unless a secret could be in it."""
        if self._file is None:
            return
        from asrs_lint.cache.secrecy import may_be_kept
        from asrs_lint.cache.snapshot import Kept

        try:
            packed = {module: pack(path, facts) for module, facts in seen.items()}
        except Unfit:
            return
        before = self._facts.get(path)
        if all(may_be_kept(seen[module], packed[module]) for module in seen):
            self._changed = True
            modules = before.modules if before and before.digest == content else {}
            self._facts[path] = Kept(content, {**modules, **packed})
        elif before:
            self._changed = True
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
        from asrs_lint.cache.columns import snapshot_of
        from asrs_lint.cache.snapshot import save, touch

        fresh = snapshot_of(self._began, self._listing, self._rows, self._answers, self._all_facts())
        if self._changed or (self._old and fresh.answers != self._old.answers):
            save(self._file, self._key, fresh)
        else:
            touch(self._file)

    def _all_facts(self) -> dict[str, Kept]:
        """Those of unchanged files that nobody asked for this time are kept, too."""
        others = {p: kept for p, row in self._same.items() if (kept := self._old.facts.get(row))} if self._old else {}
        return {**others, **self._facts}


def _digest_of(data: bytes | None) -> bytes | None:
    from asrs_lint.cache.snapshot import digest

    return None if data is None else digest(data)
