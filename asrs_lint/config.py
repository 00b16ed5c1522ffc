"""The settings of a run, and which rules they choose."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from msgspec import Struct, field

from asrs_lint.scale import Severity

if TYPE_CHECKING:
    from asrs_lint.rule import RuleMeta

EVERY_RULE = "ALL"


class Override(Struct, frozen=True):
    """Other choices for some paths (gitignore patterns)."""

    paths: tuple[str, ...]
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    severity: Mapping[str, Severity] = field(default_factory=dict)


class StatedResource(Struct, frozen=True):
    """A service that the repository does not declare. `line` is where the configuration states it."""

    name: str
    mode: str | None = None
    sku: str | None = None
    line: int = 1


class StatedSuppression(Struct, frozen=True):
    """Findings that the configuration accepts. `file` and `line` are where it says so; `file` is None for settings that
    no file holds."""

    rule: str
    path: str = "**"
    reason: str = ""
    until: str | None = None
    file: str | None = None
    line: int = 1


class Config(Struct, frozen=True):
    """All keys of asrs-lint.toml, with their defaults. `origin` is the file they come from."""

    origin: str | None = None
    select: tuple[str, ...] = (EVERY_RULE,)
    ignore: tuple[str, ...] = ()
    environments: tuple[str, ...] | None = None
    exclude: tuple[str, ...] = ()
    fail_on: Severity = Severity.WARNING
    assume_azure_signalr: bool = False
    severity: Mapping[str, Severity] = field(default_factory=dict)
    overrides: tuple[Override, ...] = ()
    rules: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    resources: tuple[StatedResource, ...] = ()
    suppress: tuple[StatedSuppression, ...] = ()
    require_reason: bool = False


def selects(selector: str, rule: RuleMeta) -> bool:
    """Whether a selector means a rule: its id, its name, its family (`4`), one of its tags, or ALL."""
    if selector.upper() in (EVERY_RULE, rule.id.upper()) or selector.lower() == rule.name:
        return True
    return selector == family_of(rule.id) or selector.lower() in rule.tags


def family_of(rule_id: str) -> str:
    """The first digits of an id before its last two: `4` for ASRS401, `0` for ASRS001."""
    number = re.sub(r"\D", "", rule_id)
    return number[:-2]


def chosen(rule: RuleMeta, select: Iterable[str], ignore: Iterable[str]) -> bool:
    return any(selects(s, rule) for s in select) and not any(selects(s, rule) for s in ignore)
