"""What the rules found, as bytes and back.

Messages, evidence and edits carry source text, so the same test applies as for facts: an outcome that could tell a
secret is not kept. Files are kept as rows, whose paths a cache holds anyway; what is read back is checked by types.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from msgspec import DecodeError, json, msgpack
from msgspec.structs import replace

from asrs_lint.outcome import Outcome

_PATH = re.compile(rb'"path":"(?:[^"\\]|\\.)*"')
_Packed = tuple[bytes, list[int]]  # the outcome, and the rows of its readable files


def packed_outcome(outcome: Outcome, paths: Sequence[str]) -> bytes | None:
    """None for an outcome that may not be kept. `paths` are those of the rows."""
    from asrs_lint.cache.secrecy import tells_no_secret

    try:
        data = json.encode(replace(outcome, readable=()))
    except UnicodeEncodeError:  # a path that is no Unicode
        return None
    if outcome.secrets or not tells_no_secret(_PATH.sub(b"", data)):
        return None
    rows = {path: row for row, path in enumerate(paths)}
    return msgpack.encode((data, [rows[path] for path in outcome.readable]))


def unpacked_outcome(data: bytes, paths: Sequence[str]) -> Outcome | None:
    """None for bytes that hold no outcome about these files."""
    try:
        told, readable = msgpack.decode(data, type=_Packed)
        found = json.decode(told, type=Outcome)
    except (DecodeError, UnicodeError, RecursionError):
        return None
    if not all(0 <= row < len(paths) for row in readable):
        return None
    return replace(found, readable=[paths[row] for row in readable])
