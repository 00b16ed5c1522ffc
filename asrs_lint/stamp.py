"""A problem becomes a finding: with its severity, its position and its fingerprint."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from asrs_lint.config import Config, Override, chosen, selects
from asrs_lint.finding import Finding
from asrs_lint.fingerprint import Fingerprints
from asrs_lint.gitignore import matches
from asrs_lint.rule import Problem, RuleMeta
from asrs_lint.scale import Severity
from asrs_lint.source import Document, Position, Span

Stamped = tuple[RuleMeta, Problem]


@dataclass
class Stamp:
    """Stamps the problems of one run. `secrets` are the places of keys: they do not enter a fingerprint."""

    config: Config
    documents: Mapping[str, Document]
    secrets: Sequence[Span] = field(default_factory=list)

    def all(self, problems: Iterable[Stamped]) -> list[Finding]:
        """The findings of the rules that the configuration chooses, by severity, then path, then place."""
        wanted = [(rule, problem) for rule, problem in problems if self.is_chosen(rule, problem.span.path)]
        wanted.sort(key=lambda pair: (pair[1].span, pair[0].id, pair[1].message))
        fingerprints = Fingerprints(self.documents, self.secrets)
        return in_order(self._finding(rule, problem, fingerprints) for rule, problem in wanted)

    def _finding(self, rule: RuleMeta, problem: Problem, fingerprints: Fingerprints) -> Finding:
        start, end = positions_of(self.documents.get(problem.span.path), problem.span)
        return Finding(rule, self._severity(rule, problem), problem, fingerprints.of(rule.id, problem.span), start, end)

    def is_chosen(self, rule: RuleMeta, path: str) -> bool:
        """Whether the configuration wants a rule in a file."""
        select, ignore = list(self.config.select), list(self.config.ignore)
        for override in self._overrides_of(path):
            if any(selects(s, rule) for s in override.select):
                return True
            ignore += override.ignore
        return chosen(rule, select, ignore)

    def _severity(self, rule: RuleMeta, problem: Problem) -> Severity:
        stated = [self.config.severity, *(override.severity for override in self._overrides_of(problem.span.path))]
        for table in reversed(stated):
            for selector, severity in table.items():
                if selects(selector, rule):
                    return severity
        return rule.severity if problem.severity is None else problem.severity

    def _overrides_of(self, path: str) -> list[Override]:
        return [override for override in self.config.overrides if matches(path, override.paths)]


def in_order(findings: Iterable[Finding]) -> list[Finding]:
    """By severity, then path, then place."""
    return sorted(findings, key=lambda f: (-f.severity, f.path, f.problem.span.start, f.rule.id))


def positions_of(document: Document | None, span: Span) -> tuple[Position, Position]:
    """Where a span begins and ends; the start of the file when that was not read."""
    if document is None:
        return Position(1, 1), Position(1, 1)
    end = min(max(span.end, span.start), len(document.text))
    return document.position(min(span.start, len(document.text))), document.position(end)
