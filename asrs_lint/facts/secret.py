"""Access keys that stand in files. The key itself is never kept: only where it is and a salted hash to recognise it
again."""

from __future__ import annotations

from asrs_lint.facts.base import Fact


class KeyFound(Fact, frozen=True):
    """A key-shaped value. `host` is that of the connection string (None for a lone key), `score` the plausibility of
    client.md C5 (4 and above: real-looking; 2–3: possible), `digest` eight hexadecimal digits of a salted hash. `span`
    covers the value to be removed: the key itself, never more than its line."""

    host: str | None
    score: int
    digest: str
    form: str  # connection-string | lone-key
