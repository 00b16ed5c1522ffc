from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from asrs_lint import Fix, Problem, RuleMeta, Safety, Severity, SuppressionRule, SuppressionUse


@dataclass(frozen=True)
class ExpiredSuppression(SuppressionRule):
    meta = RuleMeta(
        id="ASRS004",
        name="expired-suppression",
        summary="A suppression whose until= date has passed",
        severity=Severity.WARNING,
        fix=Safety.SHOWN,
        since="0.1.0",
        tags=("analysis",),
    )

    def judge(self, suppressions: Sequence[SuppressionUse]) -> Iterator[Problem]:
        for suppression in suppressions:
            if not suppression.expired:
                continue
            ended = f"This suppression ended on {suppression.until}"
            if all(rule.used is False for rule in suppression.rules):
                message, steps = f"{ended}, and nothing is left that it could suppress", "remove it"
            else:
                message = f"{ended}: what it suppressed is reported again"
                steps = "mend what it suppressed and remove it, or set a later date"
            yield Problem(suppression.span, message, fix=Fix(steps), label="no longer in force")
