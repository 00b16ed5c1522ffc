"""Files that asrs-lint reads about itself: configuration, baseline, cache."""

from __future__ import annotations

import contextlib
import tempfile
import tomllib
from pathlib import Path

import msgspec
from promises import Broken, choice, spans

from asrs_lint.accept.table import NotAppendable, with_tables
from asrs_lint.baseline import Baseline, BaselineError
from asrs_lint.cache.codec import Unfit, kinds, pack, unpack
from asrs_lint.cache.columns import fits, numbered, paths_of, rows_of, snapshot_of
from asrs_lint.cache.remembered import packed_outcome, unpacked_outcome
from asrs_lint.cache.snapshot import _MAGIC, Kept, digest, load, load_facts
from asrs_lint.config import StatedSuppression
from asrs_lint.config_file import read_config
from asrs_lint.config_layers import _DEEP_KEY, ConfigError
from asrs_lint.facts.base import Unreadable
from asrs_lint.finding import Coverage
from asrs_lint.outcome import Outcome
from asrs_lint.parse.toml import Key, key_lines
from asrs_lint.source import Span

NAMES = ("asrs-lint.toml", "pyproject.toml")
_KINDS = tuple(sorted(kinds()))


def configuration(data: bytes) -> None:
    name, text = choice(data, NAMES)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, name)
        file.write_bytes(text)
        with contextlib.suppress(ConfigError):
            read_config(file, ())


def toml(data: bytes) -> None:
    """What tomllib reads has a line for every value."""
    try:
        text = data.decode()
        if _DEEP_KEY.search(text):
            return
        table = tomllib.loads(text)
        lines = key_lines(text)
    except (ValueError, RecursionError) as error:
        if isinstance(error, ValueError) and "table" in locals():
            raise Broken("a part of a good file was no TOML") from error
        return
    last = text.count("\n") + 1
    if missing := [key for key in _keys(table, ()) if not 1 <= lines.get(key, 0) <= last]:
        raise Broken(f"no line for {missing[0]}")


def accepting(data: bytes) -> None:
    """A configuration with one suppression more says all that it said, or is left alone."""
    name, body = choice(data, NAMES)
    text = body.decode("utf-8", "replace")
    stated = [StatedSuppression("ASRS401", "/a.ts", text[:40], None)]
    with contextlib.suppress(NotAppendable, RecursionError, ValueError):  # what is no configuration is refused before
        tomllib.loads(text)
        after = with_tables(text, stated, name == NAMES[1], "\r\n" if "\r\n" in text else "\n")
        if not after.startswith(text) or len(key_lines(after)) <= len(key_lines(text)):
            raise Broken("the suppression is not added")


def _keys(value: object, key: Key) -> list[Key]:
    """Those of the values that hold no others."""
    members = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    inner = [found for name, held in members for found in _keys(held, (*key, name))]
    return inner or ([] if isinstance(value, dict | list) else [key])


def baseline(data: bytes) -> None:
    """What can be read comes back the same from its own text."""
    try:
        found = Baseline.parse(data.decode("utf-8", "replace"))
    except BaselineError:
        return
    if sorted(Baseline.parse(found.text()).entries) != sorted(found.entries):
        raise Broken("a baseline reads differently once written")
    found.part(())


def snapshot(data: bytes) -> None:
    """A cache file whose digests are right, whatever it holds, is read by its types or is none."""
    size = int.from_bytes(data[:2], "big")
    first, second = data[2 : 2 + size], data[2 + size :]
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "a.facts")
        _write(file, first, second)
        found = load(file, b"key")
        if found is None or not fits(found):
            return
        mine = msgspec.structs.replace(found, facts=digest(second))
        _write(file, msgspec.msgpack.encode(mine), second)
        facts = load_facts(file, b"key", mine)
    paths = paths_of(found)
    if len(rows_of(found)) != len(paths):
        raise Broken("rows without paths")
    if found.outcome:
        unpacked_outcome(found.outcome[1], paths)
    for packed in (packed for kept in facts.values() for packed in kept.modules.values()):
        with contextlib.suppress(Unfit):
            unpack("a.cs", packed, 1000)


def _write(file: Path, first: bytes, second: bytes) -> None:
    parts = (len(part).to_bytes(8, "big") + part for part in (first, second))
    file.write_bytes(b"".join((_MAGIC, b"key", digest(first), *parts)))


def codec(data: bytes) -> None:
    """Facts that can be read are those of the file that was asked for, and are kept as they are."""
    kind, body = choice(data, _KINDS)
    try:
        facts = unpack("a.cs", [(kind, body)], 1000)
    except Unfit:
        return
    if any(span.path != "a.cs" for span in spans(facts)):
        raise Broken("a place in another file")
    with contextlib.suppress(Unfit):  # text that is no Unicode
        if unpack("a.cs", pack("a.cs", facts), 1000) != facts:
            raise Broken("facts read differently once kept")


def snapshots() -> list[bytes]:
    """A good cache of one file, as a seed."""
    facts = {"script": pack("a.ts", [Unreadable(Span("a.ts", 0, 1), "x")])}
    rows = {"a.ts": ((1, 2, 3, 4), (1, (2, 3)), 9), "b.ts": ((1, 2, 3, 4), None, 0)}
    outcome = packed_outcome(Outcome(Coverage(1), readable=["a.ts"]), list(rows))
    first = msgspec.msgpack.encode(snapshot_of(1, b"", rows, {"q": {"a.ts": True}}, ("q", outcome or b"")))
    second = msgspec.msgpack.encode(numbered(rows, {"a.ts": Kept(b"", facts)}))
    return [len(first).to_bytes(2, "big") + first + second]


def packed() -> list[bytes]:
    """An unreadable file as facts, and nothing of each other kind."""
    (_, known), *_ = pack("a.cs", [Unreadable(Span("a.cs", 0, 1), "x")])
    return [bytes([n]) + (known if kind == "Unreadable" else b"[{}]") for n, kind in enumerate(_KINDS)]
