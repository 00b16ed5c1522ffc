"""`[[suppress]]` tables at the end of a configuration file."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterable, Sequence
from typing import Any

from asrs_lint.config import StatedSuppression
from asrs_lint.gitignore import matches

_SPECIAL = re.compile(r"([\\*?\[\]!#])|( )(?=$)")


class NotAppendable(ValueError):
    """The file's `suppress` is no array of tables, or the file is not TOML."""


def with_tables(text: str, stated: Iterable[StatedSuppression], pyproject: bool, newline: str) -> str:
    """A configuration with more suppressions: what was there stays as it is. Raises NotAppendable."""
    heading = "[[tool.asrs-lint.suppress]]" if pyproject else "[[suppress]]"
    wanted = [_keys(entry) for entry in stated]
    tables = [newline.join([heading, *(f"{key} = {_quoted(value)}" for key, value in keys.items())]) for keys in wanted]
    end = "" if not text or text.endswith("\n") else newline
    gap = newline if text.strip() else ""
    whole = text + end + gap + (newline * 2).join(tables) + newline
    if not _adds_only(text, whole, wanted, pyproject):
        raise NotAppendable("its suppressions are not written as [[suppress]] tables")
    return whole


def pattern_for(path: str) -> str:
    """The gitignore pattern that means one file and no other."""
    escaped = _SPECIAL.sub(lambda match: "\\" + match[0], path)
    return escaped if "/" in path and matches(path, (escaped,)) else f"/{escaped}"


def _keys(entry: StatedSuppression) -> dict[str, str]:
    keys = {"rule": entry.rule, "path": entry.path, "reason": entry.reason}
    return {**keys, "until": entry.until} if entry.until else keys


def _quoted(text: str) -> str:
    """A basic string of TOML, which escapes as JSON does."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _adds_only(before: str, after: str, wanted: Sequence[dict[str, str]], pyproject: bool) -> bool:
    try:
        old, new = tomllib.loads(before), tomllib.loads(after)
    except tomllib.TOMLDecodeError:
        return False
    own = _own(new, pyproject)
    count = len(own["suppress"]) - len(wanted)
    added = own["suppress"][count:]
    own["suppress"] = own["suppress"][:count]
    if not own["suppress"]:
        del own["suppress"]
    return added == wanted and new == old


def _own(table: dict[str, Any], pyproject: bool) -> dict[str, Any]:
    own: dict[str, Any] = table["tool"]["asrs-lint"] if pyproject else table
    return own
