"""The files of a configuration: each read and validated by itself, nearest first, and laid over each other.

What a repository extends may lie anywhere, so nothing but a regular file of sensible size is read, and no message shows
anything of a file outside the folder of the configuration.
"""

from __future__ import annotations

import json
import os
import re
import stat
import tomllib
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from importlib.resources import files
from pathlib import Path, PureWindowsPath
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from asrs_lint.config_shape import fits
from asrs_lint.parse.toml import Key, key_lines
from asrs_lint.plugins import nearest

if TYPE_CHECKING:
    from jsonschema.exceptions import ValidationError

_LONGEST_CHAIN = 10
# tomllib takes the square of the parts of a dotted key.
_DEEP_KEY = re.compile(r"""(?<![\w-])(?:(?:[\w-]++|"[^"\n]*+"|'[^'\n]*+')[ \t]*+\.[ \t]*+){100}""")
_LARGEST = 1 << 20  # bytes of a configuration file
_ADDED_UP = ("override", "resource", "suppress")  # arrays of tables: those of all files count
_NONBLOCK = getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
Table = dict[str, Any]


class ConfigError(ValueError):
    """A configuration that cannot be used; the message is one line with the file in front."""


class Layer(Struct, frozen=True):
    """The table of one file. `lines` are those of its keys. `is_foreign`: it lies outside the folder of the file that
    extends it first, and no message may show what stands in it."""

    path: Path
    table: Table
    lines: Mapping[Key, int]
    is_foreign: bool = False

    def error(self, text: str) -> ConfigError:
        return _error(self.path, text, self.is_foreign)


def read_layers(path: Path) -> list[Layer]:
    """A configuration file, the one it extends, the one that extends, and so on. Raises ConfigError."""
    layers: list[Layer] = []
    here: Path | None = path
    while here is not None:
        if len(layers) > _LONGEST_CHAIN:
            raise ConfigError(f"{path}: extends goes round in a circle, or is longer than {_LONGEST_CHAIN} files")
        layers.append(_layer(here, is_foreign=not _real(here).is_relative_to(_real(path.parent))))
        here = _extended(layers[-1])
    return layers


def _real(path: Path) -> Path:
    return Path(os.path.realpath(path))  # Path.resolve raises where links go round in a circle


def merged(layers: Sequence[Layer]) -> Table:
    """Arrays of tables add up, tables join, all else replaces. Each `resource` has the `line` that brings it into the
    nearest file: its own, or that of `extends`; each `suppress` the `file` and the `line` that hold it."""
    table: Table = {}
    for layer in reversed(layers):
        for key, value in layer.table.items():
            if key == "resource":
                value = [{**entry, "line": _line(layers, layer, number)} for number, entry in enumerate(value)]
            if key == "suppress":
                held = (layer.lines[(key, number)] for number in range(len(value)))
                value = [{**e, "file": str(layer.path), "line": n} for e, n in zip(value, held, strict=True)]
            table[key] = _joined(key, table.get(key), value)
    table.pop("extends", None)
    return table


def _line(layers: Sequence[Layer], layer: Layer, number: int) -> int:
    return layer.lines[("resource", number)] if layer is layers[0] else layers[0].lines[("extends",)]


def _joined(key: str, below: Any, value: Any) -> Any:
    if isinstance(below, dict) and isinstance(value, dict):
        return {**below, **value}
    return [*below, *value] if below and key in _ADDED_UP else value


def _extended(layer: Layer) -> Path | None:
    base: str | None = layer.table.get("extends")
    if base is None:
        return None
    if "://" in base or "\0" in base:
        raise layer.error(f"extends must name a file, not {base}")
    if PureWindowsPath(base).anchor:  # also \\server\share, which would be asked over the network
        raise layer.error(f"extends must be relative to its file, not {base}")
    return layer.path.parent / base


def _layer(path: Path, is_foreign: bool) -> Layer:
    try:
        text = _read(path).decode("utf-8-sig")
        if _DEEP_KEY.search(text):
            raise RecursionError("a key of more than 100 parts")
        table = tomllib.loads(text)
        lines = key_lines(text)
    except OSError as error:
        raise ConfigError(f"{path}: {error.strerror or error}") from error
    except (ValueError, RecursionError) as error:
        raise _error(path, str(error), is_foreign) from error
    if path.name == "pyproject.toml":
        table = _own(table)
        lines = {key[2:]: line for key, line in lines.items() if key[:2] == ("tool", "asrs-lint")}
    if complaint := _complaint(table):
        raise _error(path, complaint, is_foreign)
    return Layer(path, table, lines, is_foreign)


def _own(table: Table) -> Table:
    """[tool.asrs-lint] of a pyproject.toml; empty where `tool` is something else."""
    for name in ("tool", "asrs-lint"):
        inner = table.get(name)
        table = inner if isinstance(inner, dict) else {}
    return table


def _read(path: Path) -> bytes:
    """Raises OSError, and ValueError for what is no file of sensible size."""
    handle = os.open(path, os.O_RDONLY | _NONBLOCK)
    with os.fdopen(handle, "rb") as stream:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            raise ValueError("no regular file")
        data = stream.read(_LARGEST + 1)
    if len(data) > _LARGEST:
        raise ValueError("larger than 1 MiB")
    return data


def _error(path: Path, text: str, is_foreign: bool) -> ConfigError:
    return ConfigError(f"{path}: {'is no configuration of asrs-lint' if is_foreign else text}")


@cache
def config_schema() -> Table:
    schema: Table = json.loads((files("asrs_lint") / "schema" / "config.json").read_text("utf-8"))
    return schema


def _complaint(table: Table) -> str | None:
    """What is wrong with a table, None for a good one."""
    plain = _as_json(table)
    if fits(plain):
        return None
    from jsonschema import Draft202012Validator

    errors = list(Draft202012Validator(config_schema()).iter_errors(plain))
    return _explained(min(errors, key=_rank)) if errors else None


def _as_json(value: Any) -> Any:
    """A copy as JSON would have it: dates written out."""
    if isinstance(value, dict):
        return {key: _as_json(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_as_json(inner) for inner in value]
    return value.isoformat() if isinstance(value, date) else value


def _rank(error: ValidationError) -> tuple[list[str], bool]:
    """Which error to tell first: by its place, an unknown key before what is missing because of it."""
    return [str(part) for part in error.absolute_path], error.validator != "additionalProperties"


def _explained(error: ValidationError) -> str:
    where = ".".join(str(part) for part in error.absolute_path)
    inside = f" in {where}" if where else ""
    if (
        error.validator == "additionalProperties"
        and isinstance(error.instance, dict)
        and isinstance(error.schema, dict)
    ):
        known = error.schema.get("properties", {})
        unknown = next(key for key in error.instance if key not in known)
        return f"unknown key {unknown!r}{inside}{nearest(unknown, known)}"
    if error.validator == "enum" and isinstance(error.schema, dict):
        allowed = ", ".join(str(value) for value in error.schema["enum"])
        return f"{where}: {error.instance!r} is none of {allowed}"
    return f"{where}: {error.message}" if where else error.message
