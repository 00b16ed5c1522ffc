"""What rules about suppressions say of those of a run, and what no rule says."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from asrs_lint.finding import Failure, Watch
from asrs_lint.rule import Problem, Rule, RuleMeta
from asrs_lint.stamp import Stamp, Stamped, positions_of
from asrs_lint.suppress.entry import Entry
from asrs_lint.suppress.settling import Terms, fault_of
from asrs_lint.suppress.usage import Seen, Usage
from asrs_lint.suppression import SuppressionRule, SuppressionUse


def uses_of(
    entries: Sequence[Entry],
    problems: Iterable[Stamped],
    rules: Sequence[Rule],
    stamp: Stamp,
    terms: Terms,
    certain: bool,
) -> list[tuple[Entry, SuppressionUse]]:
    """Each suppression with its use. `certain`: what this run did not find is not there."""
    seen = [_seen(stamp, rule, problem) for rule, problem in problems]
    judges = [rule.meta for rule in rules if isinstance(rule, SuppressionRule)]
    others = [rule.meta for rule in rules if not isinstance(rule, SuppressionRule)]
    usage = Usage(others, judges, seen, stamp.is_chosen, certain and terms.applied, terms.today, terms.foreign)
    return [(entry, usage.of(entry)) for entry in entries]


def _seen(stamp: Stamp, rule: RuleMeta, problem: Problem) -> Seen:
    start, _ = positions_of(stamp.documents.get(problem.span.path), problem.span)
    return Seen(rule, problem.span.path, start.line)


def judged(rules: Iterable[Rule], uses: Sequence[SuppressionUse], failures: list[Failure]) -> list[Stamped]:
    """The problems of the rules about suppressions."""
    found: list[Stamped] = []
    for rule in rules:
        if isinstance(rule, SuppressionRule):
            with Watch(failures, rule=rule.meta.id):
                found.extend((rule.meta, problem) for problem in rule.judge(uses))
    return found


def remarks_on(entry: Entry, use: SuppressionUse, terms: Terms) -> Iterator[tuple[str, str | None]]:
    """What no rule tells: how an entry is written, and all about one that stands outside the project."""
    path = entry.span.path if entry.span else None
    fault = fault_of(entry, terms)
    if fault and (not entry.span or not use.expired) and terms.applied:
        yield f"{entry.place}: {fault}", path
    if entry.span:
        return
    for rule in use.rules:
        if not rule.known:
            hint = f"; did you mean {' or '.join(rule.near)}?" if rule.near else ""
            yield f"{entry.place}: suppression of unknown rule {rule.name!r}{hint}", path
        elif rule.used is False and not use.expired:
            yield f"{entry.place}: nothing is found that it suppresses ({rule.name} in {entry.path})", path
