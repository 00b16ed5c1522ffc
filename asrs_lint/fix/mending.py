"""Choosing fixes, trying them on the whole project, keeping those that hold."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from msgspec import Struct
from msgspec.structs import replace

from asrs_lint.finding import Finding, Report
from asrs_lint.fix.verdict import Verdict, edits_of
from asrs_lint.rewriting import edits_by_path, rewritten
from asrs_lint.rule import Safety
from asrs_lint.source import Document, Span

_MOST_TRIES = 60  # analyses of the whole project; only fixes that fail cost more than a few

Texts = Mapping[str, str]
Analyse = Callable[[Texts], Report]


class Mending(Struct, frozen=True):
    """`before` and `report` are the project as it was and with the fixes; `texts` are the files they change. A fix
    that was tried and does not hold is in `report` as one that is only shown, with the reason."""

    before: Report
    report: Report
    texts: Texts
    kept: Sequence[Finding]


class _State(Struct, frozen=True):
    texts: Texts
    report: Report


@dataclass
class Mender:
    """`analyse` checks the project with some texts in the place of files. `wants` chooses findings; of their fixes
    those of `safeties` are tried, but for those that would change a file of which `objection` tells why not to."""

    analyse: Analyse
    wants: Callable[[Finding], bool]
    safeties: frozenset[Safety]
    objection: Callable[[Document], str | None]
    _withheld: dict[str, str] = field(default_factory=dict)
    _tries: int = 0

    def mend(self) -> Mending:
        """Fix what can be fixed, until a further run would find nothing to do."""
        state = first = _State({}, self.analyse({}))
        kept: list[Finding] = []
        while wanted := self._candidates(state.report):
            state = self._advance(state, _apart(wanted), kept)
        return Mending(first.report, self._told(state.report), state.texts, kept)

    def _candidates(self, report: Report) -> list[Finding]:
        """The findings whose fixes are still to be tried."""
        found = []
        for finding in report.findings:
            if finding.fingerprint in self._withheld or not self._may_fix(finding):
                continue
            if reason := self._reason_against(finding, report):
                self._withheld[finding.fingerprint] = reason
            else:
                found.append(finding)
        return found

    def _may_fix(self, finding: Finding) -> bool:
        fix = finding.problem.fix
        return fix is not None and bool(fix.edits) and fix.safety in self.safeties and self.wants(finding)

    def _reason_against(self, finding: Finding, report: Report) -> str | None:
        if self._tries >= _MOST_TRIES:
            return "too many other fixes failed to try this one"
        edits = edits_of([finding])
        if any(_overlap(edit.span, secret) for edit in edits for secret in report.secrets):
            return "it would touch a secret"
        paths = sorted({edit.span.path for edit in edits})
        objections = (self.objection(report.documents[path]) for path in paths)
        return next((objection for objection in objections if objection), None)

    def _advance(self, state: _State, group: list[Finding], kept: list[Finding]) -> _State:
        """Keep as much of a group as holds, at least one of it or else withhold one."""
        while True:
            after = self._tried(state, group)
            verdict = Verdict(state.report, after.report, after.texts, group)
            blamed = verdict.blame()
            reason = next(iter(blamed.values()), None) or verdict.harm()
            if reason is None:
                kept += group
                return after
            if len(group) == 1:
                self._withheld[group[0].fingerprint] = reason
                return state
            group = (
                [finding for finding in group if finding not in blamed]
                if 0 < len(blamed) < len(group)
                else _half(group)
            )

    def _tried(self, state: _State, group: Sequence[Finding]) -> _State:
        self._tries += 1
        by_path = edits_by_path(edits_of(group))
        documents = state.report.documents
        texts = {**state.texts, **{path: rewritten(documents[path].text, edits) for path, edits in by_path.items()}}
        return _State(texts, self.analyse(texts))

    def _told(self, report: Report) -> Report:
        return replace(report, findings=[self._with_reason(finding) for finding in report.findings])

    def _with_reason(self, finding: Finding) -> Finding:
        fix, reason = finding.problem.fix, self._withheld.get(finding.fingerprint)
        if fix is None or reason is None:
            return finding
        shown = replace(fix, safety=Safety.SHOWN, withheld=reason)
        return replace(finding, problem=replace(finding.problem, fix=shown))


def _half(group: list[Finding]) -> list[Finding]:
    return group[: len(group) // 2]


def _apart(findings: Iterable[Finding]) -> list[Finding]:
    """Those whose edits touch no edit of one before: the others follow once these are made."""
    chosen: list[Finding] = []
    taken: dict[str, list[Span]] = {}
    for finding in findings:
        spans = [edit.span for edit in edits_of([finding])]
        if not any(_overlap(span, other) for span in spans for other in taken.get(span.path, ())):
            chosen.append(finding)
            for span in spans:
                taken.setdefault(span.path, []).append(span)
    return chosen


def _overlap(one: Span, other: Span) -> bool:
    """Whether two places of the same or different files share characters, or are insertions at one point."""
    return one.path == other.path and one.start <= other.end and other.start <= one.end
