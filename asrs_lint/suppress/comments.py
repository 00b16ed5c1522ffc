"""The comments that speak to asrs-lint: `asrs-lint: ignore[ASRS401] reason`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice

from asrs_lint.facts.base import Fact
from asrs_lint.facts.comment import CommentFound
from asrs_lint.parse.comments import Comment, comments_in, syntax_of
from asrs_lint.source import Document, Located, Span
from asrs_lint.suppress.entry import Entry

_DIRECTIVE = re.compile(
    r"asrs-lint:[ \t]{0,4}(?P<scope>ignore(?:-file)?)(?![\w-])(?:[ \t]{0,4}\[(?P<rules>[^\]\n]{0,300})\])?"
    r"(?P<rest>[^\r\n]{0,500})"
)
_NAME = re.compile(r"[^,\s][^,]*")
_UNTIL = re.compile(r"\buntil=(\S{1,30})")
# A comment may begin with others' words: `// eslint-disable-line // asrs-lint: ignore[ASRS401]`.
_SECOND = ("//", "#")
_MOST = 2_000  # suppressions of one file: what is above that is no work of people
_DECORATION = re.compile(r"[\s*!/#-]*")
_BRACE = ("{", "}")  # around a comment between the elements of JSX
# A line that holds nothing but attributes or decorators belongs to the declaration below it.
_ATTRIBUTES = {
    "csharp": re.compile(r"\s*(?:\[[^\n]{0,400}\]\s*)$"),
    "fsharp": re.compile(r"\s*\[<[^\n]{0,400}>\]\s*$"),
    **dict.fromkeys(
        ("javascript", "typescript", "tsx", "java", "kotlin", "swift", "python", "script"),
        re.compile(r"\s*@[\w.]+(?:\([^\n]{0,400}\))?\s*$"),
    ),
}


def entries_in(documents: Mapping[str, Document], facts: Iterable[Fact]) -> list[Entry]:
    """The suppressions in the comments that were found in these documents."""
    found: dict[str, list[Comment]] = {}
    for fact in facts:
        if isinstance(fact, CommentFound):
            comment = Comment(fact.span.start, fact.span.end, fact.opener, fact.closer)
            found.setdefault(fact.path, []).append(comment)
    paths = [path for path in sorted(found) if path in documents]
    return [entry for path in paths for entry in islice(_found(documents[path], found[path]), _MOST)]


def entries_of(document: Document) -> Iterator[Entry]:
    """The suppressions in the comments of a document, in order."""
    if "asrs-lint:" not in document.text:
        return
    yield from islice(_found(document, comments_in(document)), _MOST)


def _found(document: Document, comments: Sequence[Comment]) -> Iterator[Entry]:
    around = _Surroundings(document, comments)
    for comment in comments:
        directives = list(_directives(document.text, comment))
        for match in directives:
            yield _entry(document, comment, match, around, alone=len(directives) == 1)


def reason_and_end(text: str) -> tuple[str, str | None]:
    """The reason in the words behind the brackets, and the last day that `until=` names."""
    until = _UNTIL.search(text)
    reason = " ".join(_UNTIL.sub("", text).split()).lstrip("-–—: ")
    return reason, until[1] if until else None


def _directives(text: str, comment: Comment) -> Iterator[re.Match[str]]:
    inside = comment.end - len(comment.closer)
    for match in _DIRECTIVE.finditer(text, comment.start + len(comment.opener), inside):
        begin = comment.start + len(comment.opener)
        if comment.closer or comment.opener in ("/*", "/**"):
            begin = max(begin, text.rfind("\n", begin, match.start()) + 1)
        before = text[begin : match.start()]
        if _DECORATION.fullmatch(before) or (_is_plain(comment) and before.rstrip().endswith(_SECOND)):
            yield match


def _is_plain(comment: Comment) -> bool:
    """Ends with its line, and is not the documentation of an interface, which may hold an example."""
    return not comment.closer and comment.opener in ("//", "#")


def _entry(document: Document, comment: Comment, match: re.Match[str], around: _Surroundings, alone: bool) -> Entry:
    line = document.position(match.start()).line
    end = match.end("rules") + 1 if match["rules"] is not None else match.end("scope")
    names = _NAME.finditer(document.text, match.start("rules"), match.end("rules")) if match["rules"] else ()
    reason, until = reason_and_end(match["rest"])
    return Entry(
        kind="comment",
        path=document.path,
        lines=None if match["scope"] == "ignore-file" else around.lines(comment),
        rules=tuple(_located(document, name) for name in names),
        reason=reason,
        until=until,
        place=f"{document.path}:{line}",
        span=document.span(match.start(), end),
        names=document.span(*match.span("rules")) if match["rules"] is not None else None,
        removal=_removal(document, comment, match, around) if alone else None,
    )


def _located(document: Document, name: re.Match[str]) -> Located[str]:
    text = name[0].rstrip()
    return Located(text, document.span(name.start(), name.start() + len(text)))


def _removal(document: Document, comment: Comment, match: re.Match[str], around: _Surroundings) -> Span | None:
    """The whole line of a comment that stands alone, else the comment with the blanks before it. None for a comment
    that says something else as well, on other lines."""
    text = document.text
    before = text[comment.start + len(comment.opener) : match.start()]
    inside = text[match.end() : comment.end - len(comment.closer)]
    if comment.closer and (not _DECORATION.fullmatch(before) or not _DECORATION.fullmatch(inside)):
        return None
    start, end = around.braced(comment)
    if not _DECORATION.fullmatch(before):
        start = comment.start + len(comment.opener) + len(before.rstrip().rstrip("/#"))
    elif around.is_alone(comment):
        return document.span(*around.whole_lines(start, end))
    while start and text[start - 1] in " \t":
        start -= 1
    return document.span(start, end)


class _Surroundings:
    """The lines around the comments of a document."""

    def __init__(self, document: Document, comments: Sequence[Comment]) -> None:
        self._document = document
        self._attributes = _ATTRIBUTES.get(syntax_of(document.path) or "")
        self._ends: dict[int, int] = {}
        self._code: dict[int, int] = {}
        for comment in comments:
            if self.is_alone(comment):
                self._ends[self._line(comment.start)] = self._line(comment.end)

    def lines(self, comment: Comment) -> Sequence[int]:
        """Its own, and for a comment that stands alone all down to the first that is code: other comments and
        attributes may stand between."""
        first, last = self._line(comment.start), self._line(comment.end)
        return range(first, (self._code_from(last + 1) if self.is_alone(comment) else last) + 1)

    def _code_from(self, line: int) -> int:
        """The first line from here on that is neither comment nor attribute. Each line is looked at once."""
        passed = []
        while line not in self._code:
            passed.append(line)
            if line in self._ends:
                line = self._ends[line] + 1
            elif self._is_attribute(line):
                line += 1
            else:
                self._code[line] = line
        self._code.update(dict.fromkeys(passed, self._code[line]))
        return self._code[line]

    def is_alone(self, comment: Comment) -> bool:
        text = self._document.text
        start, end = self.braced(comment)
        while start and text[start - 1] in " \t":
            start -= 1
        while end < len(text) and text[end] in " \t\r":
            end += 1
        return text[start - 1 : start] in ("", "\n") and text[end : end + 1] in ("", "\n")

    def braced(self, comment: Comment) -> tuple[int, int]:
        """The interval of a comment with the braces of JSX around it."""
        text = self._document.text
        braces = (text[comment.start - 1 : comment.start], text[comment.end : comment.end + 1])
        if comment.opener == "/*" and braces == _BRACE:
            return comment.start - 1, comment.end + 1
        return comment.start, comment.end

    def whole_lines(self, start: int, end: int) -> tuple[int, int]:
        """The interval of the lines that hold an interval, with the last line's end."""
        text = self._document.text
        close = text.find("\n", end)
        return text.rfind("\n", 0, start) + 1, len(text) if close < 0 else close + 1

    def _is_attribute(self, line: int) -> bool:
        start = self._document.offset(line, 1)
        if self._attributes is None or start >= len(self._document.text):
            return False
        return self._attributes.match(self._document.line_text(line)) is not None

    def _line(self, offset: int) -> int:
        return self._document.position(offset).line
