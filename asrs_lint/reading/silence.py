"""Whether files that changed since the last run can tell the rules anything.

Most commits touch files of which nothing is ever read: no word that matters stands in them, no reader takes them for
their name, and nothing in them uses what the files that are read give to others. Then what the rules found is what they
would find again.
"""

from __future__ import annotations

from collections.abc import Set

from asrs_lint.cache.changes import Changes
from asrs_lint.cache.columns import Look
from asrs_lint.extract.registry import CODE_LIMIT
from asrs_lint.reading.glance import glance_of, look_at
from asrs_lint.reading.sources import Sources
from asrs_lint.reading.wanted import asked_for

_MOST = 500  # files: more are looked at once for all, in several processes


def tell_nothing(changes: Changes, paths: Set[str], sources: Sources) -> bool:
    """`paths` are those of all files of the project, as they are now."""
    if len(changes.paths) > _MOST or not all(_is_silent(*shown) for shown in changes.before):
        return False
    wanted = asked_for(changes.asked)
    if wanted is None:
        return False
    stand_in = wanted.search()
    return not any(
        _is_beside_function(path, paths)
        or not _is_silent(*look_at(path, sources))
        or stand_in(path, sources.data(path) or b"")
        for path in changes.now
    )


def _is_silent(look: Look | None, size: int) -> bool:
    """Whether nothing of such a file is read, unless it uses what other files give it."""
    if look is None:
        return True
    words, _ = look
    return not words and size <= CODE_LIMIT and not glance_of(look, size).modules()


def _is_beside_function(path: str, paths: Set[str]) -> bool:
    """The code of a function need not name SignalR; rules look into it all the same."""
    return f"{path.rpartition('/')[0]}/function.json".lstrip("/") in paths
