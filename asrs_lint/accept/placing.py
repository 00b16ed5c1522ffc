"""Where the comment that suppresses a finding can stand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct
from msgspec.structs import replace

from asrs_lint.accept.form import Form, forms_for
from asrs_lint.accept.meaning import says_the_same
from asrs_lint.fix.soundness import faults
from asrs_lint.parse.html import is_inside_tag
from asrs_lint.parse.limits import TooComplex
from asrs_lint.reading.workers import apart
from asrs_lint.rewriting import rewritten
from asrs_lint.rule import Edit
from asrs_lint.source import Document
from asrs_lint.suppress.comments import entries_of, reason_and_end
from asrs_lint.suppress.entry import Entry

_CONTINUED = ("\\", "`", "^")  # at the end of a line of a shell, of PowerShell, of a batch file
_NOTHING: list[Entry] = []


class Wanted(Struct, frozen=True):
    """The rules to suppress on a line, and why."""

    line: int
    rules: Sequence[str]
    reason: str

    @property
    def text(self) -> str:
        return f"asrs-lint: ignore[{', '.join(self.rules)}] {self.reason}"


def placed(document: Document, wanted: Wanted) -> Edit | None:
    """The insertion of a comment alone above the line, else at its end; None where neither would be a comment that
    suppresses just this and could be removed without a trace."""
    for form in forms_for(document, document.offset(wanted.line, 1), wanted.reason):
        for edit, line in _candidates(document, wanted, form):
            if _holds(document, wanted, edit, line):
                return edit
    return None


def _candidates(document: Document, wanted: Wanted, form: Form) -> Iterator[tuple[Edit, int]]:
    """Insertions, each with the line on which the finding is then."""
    comment = f"{form.opener}{wanted.text}{form.closer}"
    start = document.offset(wanted.line, 1)
    line = document.line_text(wanted.line)
    if not form.closer and comment.endswith("\\"):  # goes on in the next line, for some
        return
    above = document.line_text(wanted.line - 1) if wanted.line > 1 else ""
    if not above.rstrip().endswith(_CONTINUED) and not (form.between_tags and is_inside_tag(document.text, start)):
        indentation = line[: len(line) - len(line.lstrip())]
        yield Edit(document.span(start, start), f"{indentation}{comment}{document.newline}"), wanted.line + 1
    end = start + len(line)
    if form.behind and line == line.rstrip() and not line.endswith(_CONTINUED):
        if form.between_tags and is_inside_tag(document.text, end):
            return
        blanks = "  " if form.opener == "# " and document.path.endswith(".py") else " "
        yield Edit(document.span(end, end), f"{blanks}{comment}"), wanted.line


def _holds(document: Document, wanted: Wanted, edit: Edit, line: int) -> bool:
    after = replace(document, text=rewritten(document.text, (edit,)))
    begin, end = edit.span.start, edit.span.start + len(edit.text)
    written = apart(lambda: _written(after, begin, end), otherwise=_NOTHING)
    if len(written) != 1:
        return False
    (entry,) = written
    return (
        [name.value for name in entry.rules] == list(wanted.rules)
        and (entry.reason, entry.until) == reason_and_end(wanted.reason)
        and entry.speaks_for(document.path, line)
        and entry.removal == document.span(begin, end)
        and faults(after) <= faults(document)
        and says_the_same(document, after)
    )


def _written(document: Document, begin: int, end: int) -> list[Entry]:
    """The suppressions that begin between two places; none in a file that no parser gets through."""
    try:
        return [entry for entry in entries_of(document) if entry.span and begin <= entry.span.start < end]
    except TooComplex:
        return []
