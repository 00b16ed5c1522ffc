"""Which findings are reported: the problems of all rules, the suppressions, then the rules about suppressions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from asrs_lint.finding import Failure, Finding, Remark, Suppression, Watch
from asrs_lint.rule import Problem, Rule
from asrs_lint.stamp import Stamp, in_order, positions_of
from asrs_lint.suppress.entry import Entry
from asrs_lint.suppress.usage import Seen, Usage, last_day
from asrs_lint.suppression import SuppressionRule, SuppressionUse

Stamped = tuple[Rule, Problem]


@dataclass(frozen=True, slots=True)
class Terms:
    """`applied`: suppressions are heard. `certain`: the run saw everything that its rules look at, but for `foreign`
    folders, whose own configuration it does not follow."""

    require_reason: bool
    today: date
    applied: bool = True
    certain: bool = True
    foreign: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Settled:
    reported: Sequence[Finding]
    suppressed: Sequence[Finding]
    remarks: Sequence[Remark]


def settle(
    problems: Sequence[Stamped],
    rules: Sequence[Rule],
    stamp: Stamp,
    entries: Sequence[Entry],
    terms: Terms,
    failures: list[Failure],
) -> Settled:
    """Part the findings. What has expired or lacks a required reason suppresses nothing."""
    in_force = [entry for entry in entries if terms.applied and not _fault(entry, terms)]
    reported, suppressed = _parted(stamp.all(problems), in_force)

    usage = _usage(problems, rules, stamp, entries, terms, certain=terms.certain and not failures)
    uses = [(entry, usage.of(entry)) for entry in entries]
    judged = list(_judged(rules, [use for entry, use in uses if entry.span], failures))
    more, accepted = _parted(stamp.all(judged), [entry for entry in in_force if not entry.is_comment])
    remarks = [Remark(text, path) for entry, use in uses for text, path in _remarks(entry, use, terms)]
    return Settled(in_order([*reported, *more]), in_order([*suppressed, *accepted]), remarks)


def _parted(findings: Iterable[Finding], entries: Sequence[Entry]) -> tuple[list[Finding], list[Finding]]:
    reported: list[Finding] = []
    suppressed: list[Finding] = []
    for finding in findings:
        why = next((entry for entry in entries if _accepts(entry, finding)), None)
        if why is None:
            reported.append(finding)
        else:
            suppressed.append(replace(finding, suppressed=Suppression(why.kind, why.reason, why.until)))
    return reported, suppressed


def _accepts(entry: Entry, finding: Finding) -> bool:
    return entry.speaks_for(finding.path, finding.line) and entry.names_rule(finding.rule)


def _usage(
    problems: Iterable[Stamped],
    rules: Sequence[Rule],
    stamp: Stamp,
    entries: Sequence[Entry],
    terms: Terms,
    certain: bool,
) -> Usage:
    seen = [_seen(stamp, rule, problem) for rule, problem in problems] if entries else []
    judges = [rule.meta for rule in rules if isinstance(rule, SuppressionRule)]
    others = [rule.meta for rule in rules if not isinstance(rule, SuppressionRule)]
    return Usage(others, judges, seen, stamp.is_chosen, certain and terms.applied, terms.today, terms.foreign)


def _seen(stamp: Stamp, rule: Rule, problem: Problem) -> Seen:
    start, _ = positions_of(stamp.documents.get(problem.span.path), problem.span)
    return Seen(rule.meta, problem.span.path, start.line)


def _judged(rules: Iterable[Rule], uses: Sequence[SuppressionUse], failures: list[Failure]) -> Iterator[Stamped]:
    for rule in rules:
        if isinstance(rule, SuppressionRule):
            found: list[Problem] = []
            with Watch(failures, rule=rule.meta.id):
                found.extend(rule.judge(uses))
            yield from ((rule, problem) for problem in found)


def _fault(entry: Entry, terms: Terms) -> str | None:
    """Why an entry suppresses nothing."""
    if terms.require_reason and not entry.reason:
        return "suppression without a reason, which [suppressions] require-reason asks for; nothing is suppressed"
    if entry.until and last_day(entry) == date.max:
        return f"until={entry.until} is no date like 2027-01-31; nothing is suppressed"
    if last_day(entry) < terms.today:
        return f"suppression expired on {entry.until}"
    return None


def _remarks(entry: Entry, use: SuppressionUse, terms: Terms) -> Iterator[tuple[str, str | None]]:
    """What no rule tells: how an entry is written, and all about one that stands outside the project."""
    path = entry.span.path if entry.span else None
    fault = _fault(entry, terms)
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
