"""Python syntax trees with places in characters.

The tree is the standard library's: libcst's native parser ends the whole process (stack overflow) at some thousand
nested brackets, which a hostile file may hold; `ast` refuses them with an exception.
"""

from __future__ import annotations

import ast
import io
import re
import tokenize
import warnings
from collections.abc import Iterator

from asrs_lint.parse.limits import MOST_NODES, refuse_crowd
from asrs_lint.source import Document, Span

_LONE_RETURN = re.compile(r"\r(?!\n)")


class PythonSyntax:
    """A parsed document. Nodes count UTF-8 bytes from the start of their line; `span` speaks of characters."""

    def __init__(self, document: Document, tree: ast.Module) -> None:
        self.document = document
        self.tree = tree
        self._ascii = document.text.isascii()

    def interval(self, node: ast.expr | ast.stmt | ast.excepthandler | ast.arg) -> tuple[int, int]:
        end_line, end_column = node.end_lineno or node.lineno, node.end_col_offset or node.col_offset
        return self._offset(node.lineno, node.col_offset), self._offset(end_line, end_column)

    def span(self, node: ast.expr | ast.stmt | ast.excepthandler | ast.arg) -> Span:
        return self.document.span(*self.interval(node))

    def text(self, node: ast.expr | ast.stmt) -> str:
        return self.document.slice(self.span(node))

    def _offset(self, line: int, column: int) -> int:
        if not self._ascii:
            before = self.document.line_text(line).encode("utf-8", "replace")[:column]
            column = len(before.decode("utf-8", "replace"))
        return self.document.offset(line, column + 1)

    def comments(self) -> Iterator[tuple[int, int]]:
        """The intervals of the comments."""
        try:
            for token in tokenize.generate_tokens(io.StringIO(self.document.text).readline):
                if token.type == tokenize.COMMENT:
                    start = self.document.offset(token.start[0], token.start[1] + 1)
                    yield start, start + len(token.string)
        except (tokenize.TokenError, SyntaxError):
            return


def parse(document: Document) -> PythonSyntax | None:
    """The tree, or None for what Python 3 cannot read (Python 2, templates, nesting beyond the parser's own limit).
    Raises TooComplex."""
    text = _LONE_RETURN.sub(" ", document.text.replace("\f", " "))  # Python would count a line there, Document does not
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    if len(text) > MOST_NODES // 4:  # a smaller text has no room for them
        refuse_crowd(sum(1 for _ in ast.walk(tree)))
    return PythonSyntax(document, tree)
