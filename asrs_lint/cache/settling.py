"""What was decoded becomes the facts of a file: its path is put into every place, and texts that are written again and
again become one.

A decoder makes a new string of each text it reads. The path of a file stands in all of its places, and few names are
called in it many times: in a large repository those strings were half of the memory that facts take.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import cache
from operator import attrgetter
from sys import intern
from typing import Any

from msgspec import Struct
from msgspec.structs import force_setattr as put  # into frozen objects that nobody has seen yet

from asrs_lint.facts.base import Fact
from asrs_lint.facts.code import Call
from asrs_lint.source import Span

_PLAIN = re.compile(r"(?:\b(?:str|int|float|bool|None|tuple)\b|\W)*")  # a type that holds no place


def settle(found: Iterable[Fact], path: str) -> None:
    """Facts whose places have no path yet."""
    waiting: list[Any] = list(found)
    while waiting:
        value = waiting.pop()
        kind: object = type(value)
        if kind is Span:
            put(value, "path", path)
        elif kind is Call:
            put(value.span, "path", path)
            put(value, "name", intern(value.name))
            if value.receiver is not None:
                put(value, "receiver", intern(value.receiver))
        elif kind is tuple:
            waiting += value
        else:
            waiting += [part(value) for part in _parts(kind)]


@cache
def _parts(kind: object) -> tuple[Callable[[Any], Any], ...]:
    """The fields of a kind that may hold places."""
    if not isinstance(kind, type) or not issubclass(kind, Struct):
        return ()
    types = {name: written for base in kind.__mro__ for name, written in vars(base).get("__annotations__", {}).items()}
    return tuple(attrgetter(name) for name in kind.__struct_fields__ if not _PLAIN.fullmatch(types[name]))
