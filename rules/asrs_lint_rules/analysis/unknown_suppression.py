from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from asrs_lint import (
    Edit,
    Fix,
    Problem,
    RuleMeta,
    Safety,
    Severity,
    SuppressedRule,
    SuppressionRule,
    SuppressionUse,
)


@dataclass(frozen=True)
class UnknownSuppression(SuppressionRule):
    meta = RuleMeta(
        id="ASRS002",
        name="unknown-suppression",
        summary="A suppression names a rule that does not exist",
        severity=Severity.WARNING,
        fix=Safety.UNSAFE,
        since="0.1.0",
        tags=("analysis",),
    )

    def judge(self, suppressions: Sequence[SuppressionUse]) -> Iterator[Problem]:
        for suppression in suppressions:
            if not suppression.rules:
                message = "This suppression names no rule, so it suppresses nothing"
                yield Problem(suppression.span, message, label="write asrs-lint: ignore[ASRS401] and the reason")
            for rule in suppression.rules:
                if not rule.known:
                    message = f"No rule is called {rule.name}, so this suppresses nothing{_hint(rule)}"
                    fix = _renamed(rule) if suppression.names else None
                    yield Problem(rule.span, message, fix=fix, label="no such rule")


def _hint(rule: SuppressedRule) -> str:
    return f"; did you mean {' or '.join(rule.near)}?" if rule.near else ""


def _renamed(rule: SuppressedRule) -> Fix | None:
    """Ids of one family are all near to each other: only a name that has one neighbour was surely mistyped."""
    if len(rule.near) != 1:
        return None
    return Fix(f"name the rule {rule.near[0]}", (Edit(rule.span, rule.near[0]),), Safety.UNSAFE)
