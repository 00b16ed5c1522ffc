from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from asrs_lint import Fix, Problem, RuleMeta, Safety, Severity, SuppressedRule, SuppressionRule, SuppressionUse


@dataclass(frozen=True)
class UnusedSuppression(SuppressionRule):
    """An expired suppression is told of once, as expired."""

    meta = RuleMeta(
        id="ASRS003",
        name="unused-suppression",
        summary="A suppression that suppresses nothing",
        severity=Severity.WARNING,
        fix=Safety.SAFE,
        since="0.1.0",
        tags=("analysis",),
    )

    def judge(self, suppressions: Sequence[SuppressionUse]) -> Iterator[Problem]:
        for suppression in suppressions:
            unused = [rule for rule in suppression.rules if rule.used is False]
            if unused and not suppression.expired:
                yield _problem(suppression, unused)


def _problem(suppression: SuppressionUse, unused: Sequence[SuppressedRule]) -> Problem:
    names = " or ".join(rule.name for rule in unused)
    where = "there" if suppression.names is None else "in this file" if suppression.whole_file else "here"
    message = f"{names} finds nothing {where}: left in place, the suppression would hide the next real finding"
    whole = len(unused) == len(suppression.rules)
    return Problem(
        suppression.span if whole else unused[0].span, message, fix=_fix(suppression, unused, whole), label="unused"
    )


def _fix(suppression: SuppressionUse, unused: Sequence[SuppressedRule], whole: bool) -> Fix:
    if suppression.names is None:
        return Fix("remove this table from the configuration")
    edits = suppression.without(unused)
    title = "remove the suppression" if whole else f"take {' and '.join(rule.name for rule in unused)} out"
    return Fix(title, edits, Safety.SAFE if edits else Safety.SHOWN)
