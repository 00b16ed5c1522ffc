"""Reading asrs-lint.toml, or [tool.asrs-lint] of pyproject.toml: validated, with what it extends merged in."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from asrs_lint.config import EVERY_RULE, Config, Override, StatedResource, StatedSuppression, family_of, selects
from asrs_lint.discover import pattern_error
from asrs_lint.plugins import nearest
from asrs_lint.rule import RuleMeta, Severity

if TYPE_CHECKING:
    from jsonschema.exceptions import ValidationError

_LONGEST_CHAIN = 10
Table = dict[str, Any]


class ConfigError(ValueError):
    """A configuration that cannot be used; the message is one line with the file in front."""


def severity_of(name: str) -> Severity:
    return Severity[name.upper()]


def read_config(path: Path, rules: Sequence[RuleMeta]) -> Config:
    """The configuration in a file. Raises ConfigError."""
    return _config(path, _merged(path), rules)


def _merged(path: Path, depth: int = 0) -> Table:
    """The table of a file over that of the file it extends: lists of tables add up, tables join, all else replaces."""
    if depth > _LONGEST_CHAIN:
        raise ConfigError(f"{path}: extends goes round in a circle, or is longer than {_LONGEST_CHAIN} files")
    own = _validated(path, _table(path))
    for entry in _tables(own, "suppress"):
        entry["file"] = str(path)
    base = own.pop("extends", None)
    if base is None:
        return own
    if "://" in base:
        raise ConfigError(f"{path}: extends must name a file, not {base}")
    merged = _merged(path.parent / base, depth + 1)
    for key, value in own.items():
        merged[key] = _joined(key, merged.get(key), value)
    return merged


def _joined(key: str, below: Any, value: Any) -> Any:
    if isinstance(below, dict) and isinstance(value, dict):
        return {**below, **value}
    return [*below, *value] if below and key in ("override", "resource", "suppress") else value


def _table(path: Path) -> Table:
    try:
        text = path.read_text("utf-8-sig")
        table = tomllib.loads(text)
    except OSError as error:
        raise ConfigError(f"{path}: {error.strerror or error}") from error
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigError(f"{path}: {error}") from error
    if path.name == "pyproject.toml":
        table = table.get("tool", {}).get("asrs-lint", {})
    for key in ("resource", "suppress"):
        for entry, line in zip(_tables(table, key), _lines_of_tables(text, key), strict=False):
            entry["line"] = line
    return table


def _tables(table: Table, key: str) -> list[Table]:
    found = table.get(key, [])
    return [entry for entry in found if isinstance(entry, dict)] if isinstance(found, list) else []


def _lines_of_tables(text: str, key: str) -> list[int]:
    heading = re.compile(rf"""\s*\[\[\s*(?:tool\s*\.\s*["']?asrs-lint["']?\s*\.\s*)?{key}\s*\]\]""")
    return [number for number, line in enumerate(text.split("\n"), 1) if heading.match(line)]


@cache
def config_schema() -> Table:
    schema: Table = json.loads((files("asrs_lint") / "schema" / "config.json").read_text("utf-8"))
    return schema


def _validated(path: Path, table: Table) -> Table:
    from jsonschema import Draft202012Validator

    plain = _without_lines(table)
    errors = list(Draft202012Validator(config_schema()).iter_errors(plain))
    if errors:
        raise ConfigError(f"{path}: {_explained(min(errors, key=_rank))}")
    return table


def _without_lines(value: Any) -> Any:
    """A copy as JSON would have it: dates written out, without the lines that were noted."""
    if isinstance(value, dict):
        return {
            key: _without_lines(inner) for key, inner in value.items() if key != "line" or not isinstance(inner, int)
        }
    if isinstance(value, list):
        return [_without_lines(inner) for inner in value]
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


def _config(path: Path, table: Table, rules: Sequence[RuleMeta]) -> Config:
    for where, selector in _selectors(table):
        if not is_known(selector, rules):
            raise ConfigError(f"{path}: unknown rule {selector!r} in {where}{hint_for(selector, rules)}")
    for where, pattern in _patterns(table):
        if problem := pattern_error(pattern):
            raise ConfigError(f"{path}: {pattern!r} in {where} is no usable pattern: {problem}")
    environments = table.get("environments")
    return Config(
        origin=str(path),
        select=tuple(table.get("select", (EVERY_RULE,))),
        ignore=tuple(table.get("ignore", ())),
        environments=None if environments is None else tuple(environments),
        exclude=tuple(table.get("exclude", ())),
        fail_on=severity_of(table.get("fail-on", "warning")),
        assume_azure_signalr=table.get("assume-azure-signalr", False),
        severity=_severities(table),
        overrides=tuple(map(_override, table.get("override", ()))),
        rules=_options(table, rules),
        resources=tuple(StatedResource(**entry) for entry in table.get("resource", ())),
        suppress=tuple(_suppression(entry) for entry in table.get("suppress", ())),
        require_reason=table.get("suppressions", {}).get("require-reason", False),
    )


def _severities(table: Table) -> dict[str, Severity]:
    return {rule: severity_of(name) for rule, name in table.get("severity", {}).items()}


def _override(entry: Table) -> Override:
    lists = {key: tuple(entry.get(key, ())) for key in ("paths", "select", "ignore")}
    return Override(**lists, severity=_severities(entry))


def _suppression(entry: Table) -> StatedSuppression:
    texts = {key: str(value) for key, value in entry.items() if key != "line"}
    return StatedSuppression(**texts, line=entry.get("line", 1))


def _options(table: Table, rules: Sequence[RuleMeta]) -> Mapping[str, Mapping[str, object]]:
    by_name = {word.upper(): rule.id for rule in rules for word in (rule.id, rule.name)}
    return {by_name[selector.upper()]: options for selector, options in table.get("rules", {}).items()}


def _selectors(table: Table) -> Iterator[tuple[str, str]]:
    """Every place that names rules, and what it names. Suppressions are not among them: an unknown one is a finding."""
    for key in ("select", "ignore", "severity", "rules"):
        yield from ((key, selector) for selector in table.get(key, ()))
    for entry in table.get("override", ()):
        for key in ("select", "ignore", "severity"):
            yield from ((f"override.{key}", selector) for selector in entry.get(key, ()))


def _patterns(table: Table) -> Iterator[tuple[str, str]]:
    yield from (("exclude", pattern) for pattern in table.get("exclude", ()))
    yield from (("override.paths", pattern) for entry in table.get("override", ()) for pattern in entry["paths"])
    yield from (("suppress.path", entry["path"]) for entry in table.get("suppress", ()) if "path" in entry)


def is_known(selector: str, rules: Sequence[RuleMeta]) -> bool:
    return selector.upper() == EVERY_RULE or any(selects(selector, rule) for rule in rules)


def hint_for(selector: str, rules: Sequence[RuleMeta]) -> str:
    """The nearest ids, names, families and tags."""
    words = {word for rule in rules for word in (rule.id, rule.name, family_of(rule.id), *rule.tags)}
    return nearest(selector, sorted(words))
