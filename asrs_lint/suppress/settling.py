"""Which findings are reported: the problems of all rules, the suppressions, then the rules about suppressions.

Rules are needed only where something is suppressed: what they found was stamped with their meta data.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date

from msgspec import Struct
from msgspec.structs import replace

from asrs_lint.finding import Failure, Finding, Remark, Suppression
from asrs_lint.rule import Rule
from asrs_lint.stamp import Stamp, Stamped, in_order
from asrs_lint.suppress.entry import Entry


class Terms(Struct, frozen=True):
    """`applied`: suppressions are heard. `certain`: the run saw everything that its rules look at, but for `foreign`
    folders, whose own configuration it does not follow."""

    require_reason: bool
    today: date
    applied: bool = True
    certain: bool = True
    foreign: tuple[str, ...] = ()


class Settled(Struct, frozen=True):
    reported: Sequence[Finding]
    suppressed: Sequence[Finding]
    remarks: Sequence[Remark]


def settle(
    problems: Sequence[Stamped],
    rules: Callable[[], Sequence[Rule]],
    stamp: Stamp,
    entries: Sequence[Entry],
    terms: Terms,
    failures: list[Failure],
) -> Settled:
    """Part the findings. What has expired or lacks a required reason suppresses nothing."""
    in_force = [entry for entry in entries if terms.applied and not fault_of(entry, terms)]
    reported, suppressed = _parted(stamp.all(problems), in_force)

    if not entries:
        return Settled(in_order(reported), in_order(suppressed), ())
    from asrs_lint.suppress.judging import judged, remarks_on, uses_of

    made = rules()
    uses = uses_of(entries, problems, made, stamp, terms, certain=terms.certain and not failures)
    found = judged(made, [use for entry, use in uses if entry.span], failures)
    more, accepted = _parted(stamp.all(found), [entry for entry in in_force if not entry.is_comment])
    remarks = [Remark(text, path) for entry, use in uses for text, path in remarks_on(entry, use, terms)]
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


def fault_of(entry: Entry, terms: Terms) -> str | None:
    """Why an entry suppresses nothing."""
    if terms.require_reason and not entry.reason:
        return "suppression without a reason, which [suppressions] require-reason asks for; nothing is suppressed"
    if entry.until and entry.last_day == date.max:
        return f"until={entry.until} is no date like 2027-01-31; nothing is suppressed"
    if entry.last_day < terms.today:
        return f"suppression expired on {entry.until}"
    return None
