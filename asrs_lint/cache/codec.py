"""Facts of one file as bytes, and back.

The bytes are JSON, one list for each kind of fact, read by the types of their fields: what does not fit them is an
error here, never a crash of a rule. The path of the file is in no place (a cache cannot lead to another file); it is
put in when the bytes are read.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import TYPE_CHECKING, Any

from asrs_lint import facts as package
from asrs_lint.cache.settling import settle
from asrs_lint.facts.base import Fact

if TYPE_CHECKING:
    from msgspec.json import Decoder

_PATH = b'"path":'  # no string of JSON holds it unescaped
_NO_PATH = _PATH + b'""'

Packed = list[tuple[str, bytes]]  # the name of a kind, and its facts in their order


class Unfit(ValueError):
    """Facts that cannot be kept, or bytes that hold no facts."""


def pack(path: str, facts: Iterable[Fact]) -> Packed:
    """Raises Unfit for a place in another file, and for text that is no Unicode."""
    from msgspec import json

    by_kind: dict[str, list[Fact]] = {}
    for fact in facts:
        by_kind.setdefault(type(fact).__name__, []).append(fact)
    try:
        known = _PATH + json.encode(path)
        encoded = {kind: json.encode(found) for kind, found in by_kind.items()}
    except UnicodeEncodeError as error:
        raise Unfit(str(error)) from error
    if any(data.count(_PATH) != data.count(known) for data in encoded.values()):
        raise Unfit("a place in another file")
    return [(kind, data.replace(known, _NO_PATH)) for kind, data in encoded.items()]


def unpack(path: str, packed: Packed, size: int) -> list[Fact]:
    """The facts of a file of `size` bytes, with every place checked. Raises Unfit."""
    found = facts_in(path, packed)
    if not all(0 <= fact.span.start <= fact.span.end <= size for fact in found):
        raise Unfit("a place outside its file")
    return found


def facts_in(path: str, packed: Packed) -> list[Fact]:
    """The facts of a file, in the order in which they were packed. Raises Unfit."""
    return [fact for kind, data in packed for fact in _unpack(path, kind, data)]


def _unpack(path: str, kind: str, data: bytes) -> Sequence[Fact]:
    from msgspec import DecodeError

    if kind not in kinds() or data.count(_PATH) != data.count(_NO_PATH):
        raise Unfit("no facts of this version")
    try:
        found: list[Fact] = _decoder(kind).decode(data)
    except (DecodeError, UnicodeError, RecursionError) as error:
        raise Unfit(str(error)) from error
    settle(found, path)
    return found


@cache
def _decoder(kind: str) -> Decoder[Any]:
    from msgspec.json import Decoder

    return Decoder(list[kinds()[kind]])  # type: ignore[misc]


@cache
def kinds() -> dict[str, type[Fact]]:
    """All kinds of facts by name."""
    modules = [import_module(f"{package.__name__}.{found.name}") for found in iter_modules(package.__path__)]
    named = {kind for module in modules for kind in vars(module).values() if isinstance(kind, type)}
    return {kind.__name__: kind for kind in named if issubclass(kind, Fact) and kind is not Fact}
