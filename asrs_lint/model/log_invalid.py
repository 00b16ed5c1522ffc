"""Values that stand where a log level belongs and are none."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from difflib import get_close_matches

from msgspec import Struct

from asrs_lint.dotnet.configuration import split_key
from asrs_lint.dotnet.log_level import LogLevel, level_leaf, parse_level
from asrs_lint.facts.configuration import Setting


class InvalidLevel(Struct, frozen=True):
    """A value under LogLevel that is no level: the host throws at start. `meant` is the level it stands for elsewhere,
    `known` whether that is a fixed convention rather than a likeness."""

    setting: Setting
    meant: str | None
    known: bool


# What other libraries call these levels.
_MEANT = {
    "info": "Information",
    "informational": "Information",
    "warn": "Warning",
    "err": "Error",
    "verbose": "Trace",
    "all": "Trace",
    "fatal": "Critical",
    "off": "None",
    "silent": "None",
}
_PLACEHOLDER = re.compile(r"#\{|\$\{|\$\(|\{\{|<|%|__\w+__|@Microsoft\.|^todo$", re.IGNORECASE)


def invalid_levels(settings: Iterable[Setting]) -> Iterable[InvalidLevel]:
    """Values under Logging (logging of host.json) that should be levels and are none. Placeholders are left alone."""
    for setting in settings:
        keys = split_key(setting.keys)
        own = keys[:1] and keys[0].lower() == "logging"  # a key may be nothing but colons
        inside = keys[1:] if own else keys[2:] if _of_functions(keys) else ()
        leaf = level_leaf(inside, setting.value, None)
        if leaf is None or not leaf.value or _PLACEHOLDER.search(leaf.value) or parse_level(leaf.value) is not None:
            continue
        word = leaf.value.strip().lower()
        near = get_close_matches(word, [level.name.lower() for level in LogLevel], 1, 0.8)
        yield InvalidLevel(setting, _MEANT.get(word) or (near[0].title() if near else None), word in _MEANT)


def _of_functions(keys: Sequence[str]) -> bool:
    return len(keys) > 2 and keys[0].lower() == "azurefunctionsjobhost" and keys[1].lower() == "logging"
