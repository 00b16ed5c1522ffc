"""Reading asrs-lint.toml, or [tool.asrs-lint] of pyproject.toml: with what it extends merged in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from asrs_lint.config import EVERY_RULE, Config, Override, StatedResource, StatedSuppression, family_of, selects
from asrs_lint.config_layers import Layer, Table, merged, read_layers
from asrs_lint.gitignore import pattern_error
from asrs_lint.plugins import nearest
from asrs_lint.rule import RuleMeta
from asrs_lint.scale import Severity, severity_of


def read_config(path: Path, rules: Sequence[RuleMeta]) -> Config:
    """The configuration in a file, over what it extends. Raises ConfigError."""
    layers = read_layers(path)
    for layer in layers:
        _check_names(layer, rules)
    return _config(path, merged(layers), rules)


def _check_names(layer: Layer, rules: Sequence[RuleMeta]) -> None:
    for where, selector in _selectors(layer.table):
        if not is_known(selector, rules):
            raise layer.error(f"unknown rule {selector!r} in {where}{hint_for(selector, rules)}")
    for where, pattern in _patterns(layer.table):
        if problem := pattern_error(pattern):
            raise layer.error(f"{pattern!r} in {where} is no usable pattern: {problem}")


def _config(path: Path, table: Table, rules: Sequence[RuleMeta]) -> Config:
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
