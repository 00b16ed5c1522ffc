"""Suppressions for findings: planned in memory, proven by an analysis of the whole project with them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence

from msgspec import Struct

from asrs_lint.accept.placing import Wanted, placed
from asrs_lint.accept.table import pattern_for
from asrs_lint.config import StatedSuppression
from asrs_lint.finding import Finding, Report
from asrs_lint.rewriting import rewritten
from asrs_lint.rule import Edit
from asrs_lint.source import Document
from asrs_lint.suppress.comments import reason_and_end
from asrs_lint.suppression import SuppressionRule

Texts = Mapping[str, str]
Analyse = Callable[[Texts, Sequence[StatedSuppression]], Report]

_MOST_COMMENTS = 100  # in one file: nobody would read more


class NotAccepted(Exception):
    """Neither comments nor the configuration would suppress just the findings that were asked for."""


class Acceptance(Struct, frozen=True):
    """`texts` are the files with comments, `stated` what the configuration is to accept, `accepted` the findings that
    both suppress; `report` is that of the project with them."""

    before: Report
    report: Report
    accepted: Sequence[Finding]
    texts: Texts
    stated: Sequence[StatedSuppression]


class Acceptor(Struct, frozen=True):
    """`analyse` checks the project with some texts in the place of files, and more suppressions. `wants` chooses the
    findings. `objection` tells why a file must stay as it is."""

    analyse: Analyse
    wants: Callable[[Finding], bool]
    reason: str
    objection: Callable[[Document], str | None]

    def accept(self) -> Acceptance:
        """Raises NotAccepted."""
        before = self.analyse({}, ())
        targets = [finding for finding in before.findings if self.wants(finding)]
        files = [_Commented.of(before, found, self) for found in _by_path(targets).values()]
        acceptance = self._tried(before, targets, files)
        if not _is_just(before, acceptance.report, targets):
            files = [file for file in files if self._holds(before, file)]
            acceptance = self._tried(before, targets, files)
            if not _is_just(before, acceptance.report, targets):
                raise NotAccepted("a suppression would change what else is found")
        return acceptance

    def _tried(self, before: Report, targets: Sequence[Finding], files: Iterable[_Commented]) -> Acceptance:
        chosen = [file for file in files if file.findings]
        texts = {file.path: file.text for file in chosen}
        spoken_for = {finding for file in chosen for finding in file.findings}
        stated = self._stated(finding for finding in targets if finding not in spoken_for)
        report = self.analyse(texts, stated) if targets else before
        return Acceptance(before, report, targets, texts, stated)

    def _holds(self, before: Report, file: _Commented) -> bool:
        """Whether the comments of a file do what they should when no other file has any."""
        return _is_just(before, self._tried(before, file.findings, [file]).report, file.findings)

    def _stated(self, findings: Iterable[Finding]) -> list[StatedSuppression]:
        reason, until = reason_and_end(self.reason)
        pairs = dict.fromkeys((finding.id, pattern_for(finding.path)) for finding in findings)
        return [StatedSuppression(rule, path, reason, until) for rule, path in pairs]


class _Commented(Struct, frozen=True):
    """A file with comments, and the findings that they suppress."""

    path: str
    text: str
    findings: Sequence[Finding]

    @classmethod
    def of(cls, before: Report, findings: Sequence[Finding], acceptor: Acceptor) -> _Commented:
        """A rule of which one finding cannot have a comment gets none in this file: the configuration speaks for it,
        and it speaks for a rule in a whole file."""
        path = findings[0].path
        document = before.documents.get(path)
        if document is None or acceptor.objection(document) or any(map(_is_about_the_file, findings)):
            return cls(path, "", ())
        judges = {rule.meta.id for rule in before.rules if issubclass(rule, SuppressionRule)}
        kept = [finding for finding in findings if finding.id not in judges]
        if len(_by_line(kept)) > _MOST_COMMENTS:
            return cls(path, "", ())
        edits = _edits(document, kept, acceptor.reason)
        hopeless = {rule for rules, edit in edits if edit is None for rule in rules}
        if hopeless:
            kept = [finding for finding in kept if finding.id not in hopeless]
            edits = _edits(document, kept, acceptor.reason)
        text = rewritten(document.text, [edit for _, edit in edits if edit])
        whole = all(edit for _, edit in edits) and _is_encodable(document, text)
        return cls(path, text, kept if whole else ())


def _is_about_the_file(finding: Finding) -> bool:
    """Whether no line of it is meant. It may be a file that no parser gets through: none is to try again here."""
    return finding.problem.span.end == 0


def _edits(document: Document, findings: Sequence[Finding], reason: str) -> list[tuple[Sequence[str], Edit | None]]:
    wanted = [Wanted(line, rules, reason) for line, rules in sorted(_by_line(findings).items())]
    return [(each.rules, edit) for each, edit in zip(wanted, placed(document, wanted), strict=True)]


def _is_just(before: Report, after: Report, targets: Sequence[Finding]) -> bool:
    """Whether the targets are suppressed, and nothing else has come."""
    left = _counted(after.findings)
    gone = _counted(targets)
    allowed = _counted(before.findings)
    allowed.subtract(gone)
    return (
        all(number <= allowed[key] for key, number in left.items())
        and len(after.failures) <= len(before.failures)
        and gone <= _counted(after.suppressed)
    )


def _counted(findings: Iterable[Finding]) -> Counter[tuple[str, str, str]]:
    return Counter((finding.id, finding.path, finding.message) for finding in findings)


def _by_path(findings: Iterable[Finding]) -> dict[str, list[Finding]]:
    grouped: dict[str, list[Finding]] = {}
    for finding in findings:
        grouped.setdefault(finding.path, []).append(finding)
    return grouped


def _by_line(findings: Iterable[Finding]) -> dict[int, list[str]]:
    grouped: dict[int, list[str]] = {}
    for finding in findings:
        rules = grouped.setdefault(finding.line, [])
        if finding.id not in rules:
            rules.append(finding.id)
    return {line: sorted(rules) for line, rules in grouped.items()}


def _is_encodable(document: Document, text: str) -> bool:
    try:
        document.encoded(text)
    except UnicodeEncodeError:
        return False
    return True
