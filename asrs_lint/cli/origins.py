"""Where the settings in force come from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import MISSING, fields
from datetime import date
from pathlib import Path
from typing import Any

import click
from click.core import ParameterSource
from msgspec import Struct

from asrs_lint.cli.analysis import configuration_file, configuration_of, known_selectors
from asrs_lint.config import Config
from asrs_lint.config_layers import Layer, read_layers
from asrs_lint.parse.toml import Key
from asrs_lint.plugins import WrongOption, installed_rules, with_options
from asrs_lint.rule import RuleMeta
from asrs_lint.stated import shown_path

# Keys that are always in force, with what holds where no file sets them.
_DEFAULTS: Mapping[Key, object] = {
    ("select",): ["ALL"],
    ("ignore",): [],
    ("environments",): None,
    ("exclude",): [],
    ("fail-on",): "warning",
    ("assume-azure-signalr",): False,
    ("suppressions", "require-reason"): False,
}
_ARRAYS = ("override", "resource", "suppress")


class Setting(Struct, frozen=True):
    """A value in force. `origin` is default, file, or the name of an option or an environment variable."""

    key: str
    value: object
    origin: str = "default"
    file: str | None = None
    line: int | None = None

    @property
    def place(self) -> str:
        """The origin for people: `asrs-lint.toml:3` of a file."""
        return f"{self.file}:{self.line}" if self.file else self.origin


def settings_of(ctx: click.Context, root: Path, options: Mapping[str, Any]) -> list[Setting]:
    """Every setting of a project, those of the command line and the environment over those of files. Raises
    UsageError."""
    _complain_about(configuration_of(root, options))
    file = configuration_file(root, options)
    files = _Files(read_layers(file) if file else [], root)
    settings = [*files.values(), *files.tables(), *files.options(), *files.arrays()]
    return [_overridden(setting, ctx, options) for setting in settings]


def _complain_about(config: Config) -> None:
    """What the analysis would refuse is refused here, too."""
    try:
        with_options(installed_rules(), config.rules)
    except WrongOption as error:
        raise click.UsageError(f"{config.origin}: {error}") from error


def _overridden(setting: Setting, ctx: click.Context, options: Mapping[str, Any]) -> Setting:
    name = setting.key.replace("-", "_")
    given = options.get(name)
    if not given:
        return setting
    if name == "fail_on":
        return Setting(setting.key, given, _source(ctx, name))
    words = list(known_selectors(given))
    if name == "select" or not setting.value:
        return Setting(setting.key, words, _source(ctx, name))
    assert isinstance(setting.value, list)
    return Setting(setting.key, [*setting.value, *words], f"{setting.place} and {_source(ctx, name)}")


def _source(ctx: click.Context, name: str) -> str:
    if ctx.get_parameter_source(name) is ParameterSource.ENVIRONMENT:
        return f"{ctx.auto_envvar_prefix}_{name.upper()}"
    return "--" + name.replace("_", "-")


class _Files(Struct, frozen=True):
    """What files set, the nearest first."""

    layers: Sequence[Layer]
    root: Path

    def values(self) -> Iterator[Setting]:
        for key, default in _DEFAULTS.items():
            yield self._nearest(key) or Setting(_dotted(key), default)

    def tables(self) -> Iterator[Setting]:
        """Every severity that is set."""
        for name in dict.fromkeys(name for layer in reversed(self.layers) for name in layer.table.get("severity", {})):
            yield from filter(None, [self._nearest(("severity", name))])

    def options(self) -> Iterator[Setting]:
        """Every option of every rule that has some."""
        for rule in installed_rules():
            for field in fields(rule):
                default = None if field.default is MISSING else field.default
                key = f"rules.{rule.meta.id}.{field.name.replace('_', '-')}"
                yield self._option(rule.meta, field.name, key) or Setting(key, _plain(default))

    def arrays(self) -> Iterator[Setting]:
        """The entries of all files, those of the farthest first: the order in which they count."""
        for name in _ARRAYS:
            entries = [
                (layer, number, entry)
                for layer in reversed(self.layers)
                for number, entry in enumerate(layer.table.get(name, ()))
            ]
            for place, (layer, number, entry) in enumerate(entries):
                yield self._setting(f"{name}[{place}]", entry, layer, (name, number))

    def _option(self, rule: RuleMeta, option: str, key: str) -> Setting | None:
        """The nearest table of a rule replaces those behind it, whatever it sets."""
        for layer in self.layers:
            for written, table in layer.table.get("rules", {}).items():
                if written.upper() in (rule.id.upper(), rule.name.upper()):
                    names = [name for name in table if name.replace("-", "_") == option]
                    return self._setting(key, table[names[0]], layer, ("rules", written, names[0])) if names else None
        return None

    def _nearest(self, key: Key) -> Setting | None:
        for layer in self.layers:
            value: Any = layer.table
            for name in key:
                value = value.get(name) if isinstance(value, dict) else None
            if value is not None:
                return self._setting(_dotted(key), value, layer, key)
        return None

    def _setting(self, name: str, value: object, layer: Layer, key: Key) -> Setting:
        return Setting(name, _plain(value), "file", shown_path(layer.path, self.root), layer.lines.get(key, 1))


def _dotted(key: Key) -> str:
    return ".".join(map(str, key))


def _plain(value: Any) -> object:
    """A value as JSON has it."""
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    return value.isoformat() if isinstance(value, date) else value
