"""Where the comment that suppresses a finding can stand."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from itertools import accumulate
from typing import NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from asrs_lint.accept.form import Form, forms_for
from asrs_lint.accept.meaning import says_the_same
from asrs_lint.fix.soundness import faults_here
from asrs_lint.parse.comments import Comment, comments_in
from asrs_lint.parse.html import is_inside_tag
from asrs_lint.parse.limits import TooComplex
from asrs_lint.reading.workers import apart
from asrs_lint.rewriting import rewritten
from asrs_lint.rule import Edit
from asrs_lint.source import Document
from asrs_lint.suppress.comments import entries_of, reason_and_end
from asrs_lint.suppress.entry import Entry

_CONTINUED = ("\\", "`", "^")  # at the end of a line of a shell, of PowerShell, of a batch file
_PATIENCE = 10  # trials of one file that are lost: each takes all the time that any reader has


class Wanted(Struct, frozen=True):
    """The rules to suppress on a line, and why."""

    line: int
    rules: Sequence[str]
    reason: str

    @property
    def text(self) -> str:
        return f"asrs-lint: ignore[{', '.join(self.rules)}] {self.reason}"


class _Candidate(Struct, frozen=True):
    """An insertion for what is wanted; `line` is the one on which the finding is then."""

    wanted: Wanted
    edit: Edit
    line: int


class _Place(NamedTuple):
    """The interval of a comment, and the line that it is for."""

    begin: int
    end: int
    line: int


def placed(document: Document, wanted: Sequence[Wanted]) -> list[Edit | None]:
    """For each line the insertion of a comment alone above it, else at its end; None where neither would be a comment
    that suppresses just this and could be removed without a trace. No two are for one line."""
    trials, found = _Trials(document), dict[int, Edit]()
    waiting = {each.line: _candidates(document, each) for each in wanted}
    while waiting:
        nearest = {line: next(candidates, None) for line, candidates in waiting.items()}
        held = trials.holding([candidate for candidate in nearest.values() if candidate])
        found.update((candidate.wanted.line, candidate.edit) for candidate in held)
        waiting = {line: waiting[line] for line, candidate in nearest.items() if candidate and line not in found}
    return [found.get(each.line) for each in wanted]


def _candidates(document: Document, wanted: Wanted) -> Iterator[_Candidate]:
    for form in forms_for(document, document.offset(wanted.line, 1), wanted.reason):
        yield from _in_form(document, wanted, form)


def _in_form(document: Document, wanted: Wanted, form: Form) -> Iterator[_Candidate]:
    comment = f"{form.opener}{wanted.text}{form.closer}"
    start = document.offset(wanted.line, 1)
    line = document.line_text(wanted.line)
    if not form.closer and comment.endswith("\\"):  # goes on in the next line, for some
        return
    above = document.line_text(wanted.line - 1) if wanted.line > 1 else ""
    if not above.rstrip().endswith(_CONTINUED) and not (form.between_tags and is_inside_tag(document.text, start)):
        indentation = line[: len(line) - len(line.lstrip())]
        inserted = Edit(document.span(start, start), f"{indentation}{comment}{document.newline}")
        yield _Candidate(wanted, inserted, wanted.line + 1)
    end = start + len(line)
    if form.behind and line == line.rstrip() and not line.endswith(_CONTINUED):
        if form.between_tags and is_inside_tag(document.text, end):
            return
        blanks = "  " if form.opener == "# " and document.path.endswith(".py") else " "
        yield _Candidate(wanted, Edit(document.span(end, end), f"{blanks}{comment}"), wanted.line)


class _Before(Struct, frozen=True):
    """What a file is without any of the comments."""

    faults: int
    comments: Sequence[Comment]


class _Trials:
    """Tells which comments are what they should be: by the text with all of them. Only where together they break the
    file are they tried in halves, so that one that does costs the others nothing."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._lost = 0

    @cached_property
    def _before(self) -> _Before | None:
        return apart(lambda: _before(self._document), otherwise=None)

    def holding(self, candidates: Sequence[_Candidate]) -> Sequence[_Candidate]:
        before = self._before
        if not candidates or before is None or self._lost >= _PATIENCE:
            return ()
        trial = apart(lambda: _tried(self._document, before, candidates), otherwise=_LOST)
        self._lost += trial.is_lost
        if trial.is_sound:
            return [candidate for candidate, held in zip(candidates, trial.held, strict=True) if held]
        if len(candidates) == 1:
            return ()
        half = len(candidates) // 2
        return [*self.holding(candidates[:half]), *self.holding(candidates[half:])]


class _Trial(Struct, frozen=True):
    """`is_sound`: with the comments a file parses as well as before and says the same. `held`: which of them are
    comments that suppress just what they should. `is_lost`: no parser gets through it."""

    is_sound: bool = False
    held: Sequence[bool] = ()
    is_lost: bool = False


_LOST = _Trial(is_lost=True)


def _before(document: Document) -> _Before | None:
    try:
        return _Before(faults_here(document), comments_in(document))
    except TooComplex:
        return None


def _tried(document: Document, before: _Before, candidates: Sequence[_Candidate]) -> _Trial:
    after = replace(document, text=rewritten(document.text, [candidate.edit for candidate in candidates]))
    if faults_here(after) > before.faults or not says_the_same(document, after):
        return _Trial()
    try:
        if len(candidates) > 1 and not _leave_alone(before.comments, candidates, comments_in(after)):
            return _Trial()
        entries = {entry.span.start: entry for entry in entries_of(after) if entry.span}
    except TooComplex:
        return _Trial()
    return _Trial(True, [_is_meant(after, candidate, within, entries) for candidate, within in _within(candidates)])


def _leave_alone(before: Sequence[Comment], candidates: Sequence[_Candidate], after: Sequence[Comment]) -> bool:
    """Whether every comment that was there is where it was: one written within another would end that, and what
    stands behind it would be something else to all that are tried with it."""
    places = [candidate.edit.span.start for candidate in candidates]
    grown = list(accumulate((len(candidate.edit.text) for candidate in candidates), initial=0))
    ends = {comment.start: comment.end for comment in after}
    return all(
        ends.get(comment.start + grown[bisect_right(places, comment.start)])
        in {comment.end + grown[count(places, comment.end)] for count in (bisect_left, bisect_right)}
        for comment in before  # the end of one moves when another is put there, or holds it
    )


def _within(candidates: Sequence[_Candidate]) -> Iterator[tuple[_Candidate, _Place]]:
    """Where each stands once all of them do; they come from the first line to the last."""
    characters = lines = 0
    for candidate in candidates:
        begin = candidate.edit.span.start + characters
        characters += len(candidate.edit.text)
        yield candidate, _Place(begin, begin + len(candidate.edit.text), candidate.line + lines)
        lines += candidate.line - candidate.wanted.line


def _is_meant(document: Document, candidate: _Candidate, within: _Place, entries: Mapping[int, Entry]) -> bool:
    begin, end, line = within
    written = [entries[at] for at in range(begin, end) if at in entries]
    if len(written) != 1:
        return False
    (entry,) = written
    return (
        [name.value for name in entry.rules] == list(candidate.wanted.rules)
        and (entry.reason, entry.until) == reason_and_end(candidate.wanted.reason)
        and entry.speaks_for(document.path, line)
        and entry.removal == document.span(begin, end)
    )
