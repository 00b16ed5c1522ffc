"""The rules that are installed, and rules with the options a configuration gives them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import MISSING, Field, fields
from functools import cache
from typing import TYPE_CHECKING, overload

if TYPE_CHECKING:
    from asrs_lint.rule import Rule

GROUP = "asrs_lint.rules"


class WrongOption(ValueError):
    """An option that a rule does not have, or of another type than the rule's own default."""


@cache
def installed_rules() -> tuple[type[Rule], ...]:
    """The rules of every package that registers some, by id. Two rules of one id are a defect of a package."""
    from importlib.metadata import entry_points

    found: dict[str, type[Rule]] = {}
    for point in sorted(entry_points(group=GROUP), key=lambda point: (point.name, point.value)):
        for rule in point.load()():
            if found.setdefault(rule.meta.id, rule) is not rule:
                raise ValueError(
                    f"two rules have the id {rule.meta.id}: {found[rule.meta.id].__module__}, {rule.__module__}"
                )
    return tuple(rule for _, rule in sorted(found.items()))


class InstalledRules(Sequence["type[Rule]"]):
    """The installed rules, imported when somebody asks for one: a project without SignalR needs none."""

    @overload
    def __getitem__(self, index: int) -> type[Rule]: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[type[Rule]]: ...
    def __getitem__(self, index: int | slice) -> type[Rule] | Sequence[type[Rule]]:
        return installed_rules()[index]

    def __len__(self) -> int:
        return len(installed_rules())


def with_options(rules: Iterable[type[Rule]], options: Mapping[str, Mapping[str, object]]) -> list[Rule]:
    """Instances of rules. Raises WrongOption."""
    return [rule(**_checked(rule, options.get(rule.meta.id, {}))) for rule in rules]


def _checked(rule: type[Rule], options: Mapping[str, object]) -> dict[str, object]:
    known = {field.name.replace("_", "-"): field for field in fields(rule)}
    checked: dict[str, object] = {}
    for key, value in options.items():
        field = known.get(key.replace("_", "-"))
        if field is None:
            raise WrongOption(f"{rule.meta.id} has no option {key!r}{nearest(key, known)}")
        checked[field.name] = _of_type(rule, field, key, value)
    return checked


def _of_type(rule: type[Rule], field: Field[object], key: str, value: object) -> object:
    default = field.default if field.default is not MISSING else None
    if isinstance(value, list):
        value = tuple(value)
    if default is not None and (
        not isinstance(value, type(default)) or isinstance(value, bool) is not isinstance(default, bool)
    ):
        raise WrongOption(f"{rule.meta.id}: option {key!r} must be of type {type(default).__name__}")
    return value


def nearest(word: str, known: Iterable[str]) -> str:
    """A hint with the known words that are really near, empty when none is."""
    near = near_words(word, known)
    return f"; did you mean {' or '.join(near)}?" if near else ""


def near_words(word: str, known: Iterable[str], likeness: float = 0.75) -> list[str]:
    """The known words that are really near, the nearest first, at most three. `likeness` is 1 for the same word."""
    from difflib import get_close_matches

    lowered = {name.lower(): name for name in known}
    return [lowered[name] for name in get_close_matches(word.lower(), lowered, n=3, cutoff=likeness)]
