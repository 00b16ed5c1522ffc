"""What became of a project by some fixes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec.structs import replace

from asrs_lint.finding import Finding, Report
from asrs_lint.fix.movement import Movement
from asrs_lint.fix.soundness import faults
from asrs_lint.rule import Edit
from asrs_lint.source import Span

Reasons = Mapping[Finding, str]


def edits_of(findings: Iterable[Finding]) -> list[Edit]:
    return [edit for finding in findings if finding.problem.fix for edit in finding.problem.fix.edits]


class Verdict:
    """Compares the project before and after the fixes of some findings. `texts` are those of the files they change: a
    file may be none that is read any more."""

    def __init__(self, before: Report, after: Report, texts: Mapping[str, str], fixed: Sequence[Finding]) -> None:
        self._before = before
        self._after = after
        self._texts = texts
        self._fixed = fixed
        self._movement = Movement(edits_of(fixed))
        self._found = _by_rule_and_path(_all(after))

    def blame(self) -> Reasons:
        """Fixes that fail by themselves, and why."""
        broken = set(self._broken())
        reasons: dict[Finding, str] = {}
        for finding in self._fixed:
            paths = {edit.span.path for edit in edits_of([finding])}
            if paths & broken:
                reasons[finding] = f"{min(paths & broken)} would not parse any more"
            elif self._is_still_there(finding):
                reasons[finding] = "the finding would still be there"
        return reasons

    def harm(self) -> str | None:
        """What all fixes together have brought that was not there."""
        if len(self._after.failures) > len(self._before.failures):
            return "asrs-lint would not get through the changed project"
        new = next(self._new(), None)
        return f"it would bring {new.id} at {new.path}:{new.line}" if new else None

    def _broken(self) -> Iterator[str]:
        for path in self._movement.paths:
            before = self._before.documents[path]
            if faults(replace(before, text=self._texts[path])) > faults(before):
                yield path

    def _is_still_there(self, finding: Finding) -> bool:
        place = self._movement.of(finding.problem.span)
        return any(_touch(place, other.problem.span) for other in self._found.get((finding.id, finding.path), ()))

    def _new(self) -> Iterator[Finding]:
        """Findings that no finding of before explains: by their places, and by how many there were in the file."""
        before = _by_rule_and_path(_all(self._before))
        allowed = Counter({key: len(findings) for key, findings in before.items()})
        for key, findings in self._found.items():
            places = [self._movement.of(finding.problem.span) for finding in before.get(key, ())]
            for number, finding in enumerate(findings, 1):
                if number > allowed[key] or not any(_touch(place, finding.problem.span) for place in places):
                    yield finding


def _all(report: Report) -> Iterator[Finding]:
    yield from report.findings
    yield from report.suppressed


def _by_rule_and_path(findings: Iterable[Finding]) -> dict[tuple[str, str], list[Finding]]:
    grouped: dict[tuple[str, str], list[Finding]] = {}
    for finding in findings:
        grouped.setdefault((finding.id, finding.path), []).append(finding)
    return grouped


def _touch(one: Span, other: Span) -> bool:
    return one.start <= other.end and other.start <= one.end
