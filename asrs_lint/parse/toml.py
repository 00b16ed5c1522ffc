"""Where the keys of a TOML file are written, which tomllib does not tell."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from typing import Any

Key = tuple[str | int, ...]  # the numbers count the tables of an array from 0

# What may hold a line end or a bracket that ends no statement.
_TOKEN = re.compile(
    r'"""(?:[^\\]|\\.)*?"{3,5}'
    r"|'''.*?'{3,5}"
    r'|"(?:[^"\\\n]|\\.)*"'
    r"|'[^'\n]*'"
    r"|#[^\n]*|[\[{]|[\]}]|\n",
    re.DOTALL,
)


def key_lines(text: str) -> dict[Key, int]:
    """The line, counted from 1, of every key and table of a file that tomllib has read without complaint."""
    lines: dict[Key, int] = {}
    tables: Counter[Key] = Counter()
    table: Key = ()
    for line, statement in _statements(text):
        parsed = tomllib.loads(statement)
        if not statement.startswith("["):
            _note(parsed, table, line, lines)
            continue
        table = _placed(_names(parsed), tables, new=statement.startswith("[["))
        lines.setdefault(table, line)
    return lines


def _statements(text: str) -> Iterator[tuple[int, str]]:
    """Every header and every assignment, with the line on which it begins."""
    start, line, at, depth = 0, 1, 1, 0
    for token in _TOKEN.finditer(text + "\n"):
        kind = token[0]
        line += kind.count("\n")
        depth += (kind in ("[", "{")) - (kind in ("]", "}"))
        if kind == "\n" and not depth:
            statement = text[start : token.start()].strip()
            if statement and not statement.startswith("#"):
                yield at, statement
            start, at = token.end(), line


def _names(header: dict[str, Any]) -> list[str]:
    names = []
    inner: Any = header
    while inner and inner != [{}]:
        ((name, inner),) = inner.items()
        names.append(name)
    return names


def _placed(names: list[str], tables: Counter[Key], new: bool) -> Key:
    """The key of a header: within an array of tables the last one is meant, and `[[…]]` begins a new one."""
    key: Key = ()
    for number, name in enumerate(names):
        key = (*key, name)
        if new and number == len(names) - 1:
            tables[key] += 1
        if tables[key]:
            key = (*key, tables[key] - 1)
    return key


def _note(value: Any, key: Key, line: int, lines: dict[Key, int]) -> None:
    lines.setdefault(key, line)
    members = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, inner in members:
        _note(inner, (*key, name), line, lines)
