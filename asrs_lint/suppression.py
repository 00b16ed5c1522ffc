"""What a rule about suppressions is shown: how each suppression was used in a run."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, final

from msgspec import Struct

from asrs_lint.rule import Edit, Problem, Rule
from asrs_lint.source import Span

if TYPE_CHECKING:
    from asrs_lint.model.workspace import Workspace


class SuppressedRule(Struct, frozen=True):
    """A word in the brackets of a suppression. `used`: whether something is found there that it speaks of; None where
    this run cannot know. `near` are the names of rules that an unknown word may have meant."""

    name: str
    span: Span
    known: bool
    used: bool | None
    near: tuple[str, ...] = ()


class SuppressionUse(Struct, frozen=True):
    """A suppression after a run. `names` covers the brackets' inside, None outside of comments. `removal` is what to
    delete so that nothing is left of it; None when it cannot be deleted alone. `until` is its last day, as written."""

    span: Span
    rules: tuple[SuppressedRule, ...]
    whole_file: bool
    reason: str = ""
    until: str | None = None
    expired: bool = False
    names: Span | None = None
    removal: Span | None = None

    def without(self, gone: Sequence[SuppressedRule]) -> tuple[Edit, ...]:
        """The edits that take rules out of it, all of it when no rule would be left; none when it cannot be edited."""
        kept = [rule.name for rule in self.rules if rule not in gone]
        if kept and self.names:
            return (Edit(self.names, ", ".join(kept)),)
        return (Edit(self.removal, ""),) if self.removal and not kept else ()


@dataclass(frozen=True)
class SuppressionRule(Rule):
    """A rule about the suppressions themselves. No comment suppresses what it finds; the configuration may."""

    @final
    def check(self, workspace: Workspace) -> Iterable[Problem]:
        """Nothing: a suppression is judged when the findings of all other rules are known."""
        return ()

    @abstractmethod
    def judge(self, suppressions: Sequence[SuppressionUse]) -> Iterable[Problem]:
        """Every problem of this kind in the suppressions of a run. Reads no file, keeps no state."""
