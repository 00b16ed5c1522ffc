"""The comments of a file that may suppress findings.

They are facts like all else a parser sees, so that they are read where a parser that hangs costs one file and not the
run: tree-sitter does not come back from some texts of a few hundred characters.
"""

from __future__ import annotations

from collections.abc import Iterable

from asrs_lint.facts.base import Fact
from asrs_lint.facts.comment import CommentFound
from asrs_lint.parse.comments import comments_in
from asrs_lint.source import Document


def extract(document: Document) -> Iterable[Fact]:
    found = comments_in(document)
    return tuple(CommentFound(document.span(c.start, c.end), c.opener, c.closer) for c in found)
