"""What is other than in the last run."""

from __future__ import annotations

from array import array
from collections.abc import Sequence

from msgspec import Struct

from asrs_lint.cache.columns import Look, changed_rows, look_of
from asrs_lint.cache.snapshot import Snapshot


class Changes(Struct, frozen=True):
    """Files that may be other than they were, have come or have gone: all of them in `paths`.

    `before`: what the look at those that were there had shown, with the sizes of their texts in bytes; `now`: those
    that are there. `asked`: the questions about the text of such files."""

    paths: frozenset[str]
    before: Sequence[tuple[Look | None, int]]
    now: Sequence[str]
    asked: Sequence[str]


def changes_since(old: Snapshot, were: Sequence[str], are: Sequence[str], now: array[int], moment: int) -> Changes:
    """`were` and `are`: the paths of the files of the last run and of this one; `now`: the numbers of those that were
    there, as they are now. A file that was written at or after `moment` may be another without showing it."""
    there, known = set(are), set(were)
    rows = set(changed_rows(now, old, moment))
    rows.update(row for row, path in enumerate(were) if path not in there)
    changed = {were[row] for row in rows}
    return Changes(
        paths=frozenset(changed | (there - known)),
        before=[look_of(old, row) for row in sorted(rows)],
        now=[path for path in are if path in changed or path not in known],
        asked=list(old.answers),
    )
