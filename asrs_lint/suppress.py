"""Findings that a comment or the configuration accepts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from asrs_lint.config import StatedSuppression, selects
from asrs_lint.discover import matches
from asrs_lint.finding import Finding, Remark, Suppression
from asrs_lint.plugins import nearest
from asrs_lint.rule import RuleMeta
from asrs_lint.source import Document

_COMMENT = re.compile(
    r"asrs-lint:[ \t]{0,4}(?P<scope>ignore(?:-file)?)\[(?P<rules>[^\]\n]{0,300})\](?P<rest>[^\n]{0,500})"
)
_UNTIL = re.compile(r"\buntil=(\S{1,30})")
# What opens a comment in the languages we read: C family, XML, shell and YAML, SQL, INI, batch, Razor, templates.
_OPENER = re.compile(r"(//|/\*|\*|#|<!--|--|;|::|@\*|\{\{!|\{#|<%--|'|\brem\b)[\s*!/#-]*$", re.IGNORECASE)
_CLOSER = re.compile(r"\*/|-->|\*@|--%>|#\}|\}\}")


@dataclass(frozen=True, slots=True)
class Comment:
    """`lines` are those it speaks for, None for the whole file; `line` is where it stands."""

    path: str
    line: int
    lines: tuple[int, ...] | None
    rules: tuple[str, ...]
    reason: str
    until: str | None


@dataclass(frozen=True, slots=True)
class SortedOut:
    reported: Sequence[Finding]
    suppressed: Sequence[Finding]
    remarks: Sequence[Remark]


def comments_of(documents: Mapping[str, Document], paths: Iterable[str]) -> list[Comment]:
    """The comments of these files that speak to asrs-lint."""
    return [comment for path in sorted(paths) if path in documents for comment in _in_document(documents[path])]


def _in_document(document: Document) -> Iterable[Comment]:
    for match in _COMMENT.finditer(document.text):
        line = document.position(match.start()).line
        before = document.text[document.offset(line, 1) : match.start()]
        opener = _OPENER.search(before)
        if opener is None:
            continue
        rest = _CLOSER.split(match["rest"])[0]
        until = _UNTIL.search(rest)
        alone = not before[: opener.start()].strip() or before.strip() in ("{/*",)
        lines = None if match["scope"] == "ignore-file" else (line, line + 1) if alone else (line,)
        rules = tuple(name.strip() for name in match["rules"].split(",") if name.strip())
        reason = " ".join(_UNTIL.sub("", rest).split()).lstrip("-–—: ")
        yield Comment(document.path, line, lines, rules, reason, until[1] if until else None)


def sort_out(
    findings: Sequence[Finding],
    comments: Sequence[Comment],
    stated: Sequence[StatedSuppression],
    rules: Sequence[RuleMeta],
    require_reason: bool,
    today: date,
) -> SortedOut:
    """Part the findings. What has expired or lacks a required reason suppresses nothing; that is remarked on."""
    inspection = _Inspection(rules, require_reason, today)
    good_comments = [comment for comment in comments if inspection.passes(comment)]
    good_stated = [entry for entry in stated if inspection.passes(entry)]
    reported: list[Finding] = []
    suppressed: list[Finding] = []
    for finding in findings:
        why = _by_comment(finding, good_comments) or _by_configuration(finding, good_stated)
        if why:
            suppressed.append(replace(finding, suppressed=why))
        else:
            reported.append(finding)
    return SortedOut(reported, suppressed, inspection.remarks)


def _by_comment(finding: Finding, comments: Iterable[Comment]) -> Suppression | None:
    for comment in comments:
        here = comment.path == finding.path and (comment.lines is None or finding.line in comment.lines)
        if here and any(selects(name, finding.rule) for name in comment.rules):
            return Suppression("comment", comment.reason)
    return None


def _by_configuration(finding: Finding, stated: Iterable[StatedSuppression]) -> Suppression | None:
    for entry in stated:
        if selects(entry.rule, finding.rule) and matches(finding.path, (entry.path,)):
            return Suppression("config", entry.reason)
    return None


@dataclass
class _Inspection:
    """Looks at suppressions one by one and remembers what is wrong with them."""

    rules: Sequence[RuleMeta]
    require_reason: bool
    today: date
    remarks: list[Remark] = field(default_factory=list)

    def passes(self, entry: Comment | StatedSuppression) -> bool:
        """Whether it is in force."""
        self._name_unknown(entry)
        if self.require_reason and not entry.reason:
            self._remark(entry, "suppression without a reason, which [suppressions] require-reason asks for")
            return False
        return entry.until is None or self._is_in_force(entry, entry.until)

    def _name_unknown(self, entry: Comment | StatedSuppression) -> None:
        names = entry.rules if isinstance(entry, Comment) else (entry.rule,)
        known = [word for rule in self.rules for word in (rule.id, rule.name)]
        for name in names:
            if not any(selects(name, rule) for rule in self.rules):
                self._remark(entry, f"suppression of unknown rule {name!r}{nearest(name, known)}")
        if not names:
            self._remark(entry, "suppression without a rule; write asrs-lint: ignore[ASRS401] reason")

    def _is_in_force(self, entry: Comment | StatedSuppression, until: str) -> bool:
        try:
            last = date.fromisoformat(until)
        except ValueError:
            self._remark(entry, f"until={until} is no date like 2027-01-31; nothing is suppressed")
            return False
        if last < self.today:
            self._remark(entry, f"suppression expired on {until}")
        return last >= self.today

    def _remark(self, entry: Comment | StatedSuppression, text: str) -> None:
        if isinstance(entry, Comment):
            self.remarks.append(Remark(f"{entry.path}:{entry.line}: {text}", entry.path))
        else:
            self.remarks.append(Remark(f"[[suppress]] of the configuration: {text}"))
