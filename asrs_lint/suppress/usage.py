"""How each suppression was used in a run: what rules about suppressions judge."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from msgspec import Struct

from asrs_lint.config import selects
from asrs_lint.plugins import near_words
from asrs_lint.rule import RuleMeta
from asrs_lint.source import Located, Span
from asrs_lint.suppress.entry import Entry
from asrs_lint.suppression import SuppressedRule, SuppressionUse

_NOWHERE = Span("", 0, 0)


class Seen(Struct, frozen=True):
    """A problem of any rule and any confidence, whether or not the configuration wants to hear of it."""

    rule: RuleMeta
    path: str
    line: int


class Usage(Struct, frozen=True):
    """What a run knows. `rules` are those that look at the project, `judges` those about suppressions. `certain`: the
    run saw everything, so that what it did not find is not there; but for the `foreign` folders, which have a
    configuration of their own that this run does not follow."""

    rules: Sequence[RuleMeta]
    judges: Sequence[RuleMeta]
    seen: Sequence[Seen]
    is_chosen: Callable[[RuleMeta, str], bool]
    certain: bool
    today: date
    foreign: tuple[str, ...] = ()

    def of(self, entry: Entry) -> SuppressionUse:
        here = [seen.rule for seen in self.seen if entry.speaks_for(seen.path, seen.line)] if self.seen else []
        return SuppressionUse(
            span=entry.span or _NOWHERE,
            rules=tuple(self._rule(entry, name, here) for name in entry.rules),
            whole_file=entry.lines is None,
            reason=entry.reason,
            until=entry.until,
            expired=entry.last_day < self.today,
            names=entry.names,
            removal=entry.removal,
        )

    def _rule(self, entry: Entry, name: Located[str], here: Sequence[RuleMeta]) -> SuppressedRule:
        every = (*self.rules, *self.judges)
        if not any(selects(name.value, rule) for rule in every):
            return SuppressedRule(name.value, name.span, False, None, tuple(self._near(name.value)))
        used = any(selects(name.value, rule) for rule in here)
        return SuppressedRule(name.value, name.span, True, True if used else self._unused(entry, name.value))

    def _near(self, name: str) -> list[str]:
        """The one name that was surely meant, else those that may have been."""
        words = [word for rule in (*self.rules, *self.judges) for word in (rule.id, rule.name)]
        same_but_for_a_slip = near_words(name, words, likeness=0.9)
        return same_but_for_a_slip if len(same_but_for_a_slip) == 1 else near_words(name, words)

    def _unused(self, entry: Entry, name: str) -> bool | None:
        """False when nothing is there that it could suppress, None when this run cannot know."""
        meant = [rule for rule in self.rules if selects(name, rule)]
        if entry.is_comment:
            wanted = not meant or any(self.is_chosen(rule, entry.path) for rule in meant)
            judged = wanted and not entry.path.startswith(self.foreign)
        else:
            beyond = any(selects(name, rule) for rule in self.judges)
            judged = entry.own and not beyond and any(self.is_chosen(rule, "") for rule in meant)
        return False if self.certain and judged else None
