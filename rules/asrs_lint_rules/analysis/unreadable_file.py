from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from asrs_lint import Problem, Rule, RuleMeta, Safety, Severity, Unreadable, Workspace


@dataclass(frozen=True)
class UnreadableFile(Rule):
    """A repository that does not use the service loses nothing by a file that cannot be read."""

    meta = RuleMeta(
        id="ASRS001",
        name="unreadable-file",
        summary="A file that matters could not be read or parsed; its findings may be missing",
        severity=Severity.WARNING,
        fix=Safety.SHOWN,
        since="0.1.0",
        tags=("analysis",),
    )

    def check(self, workspace: Workspace) -> Iterator[Problem]:
        if not workspace.azure:
            return
        told: set[str] = set()
        for fact in workspace.facts(Unreadable):
            if fact.path not in told:  # one damaged place makes others behind it
                told.add(fact.path)
                message = f"{fact.reason.rstrip('.')}: what this file says about Azure SignalR is not known"
                yield Problem(fact.span, message, label="here")
