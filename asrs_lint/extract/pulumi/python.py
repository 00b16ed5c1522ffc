"""Pulumi in Python: `signalrservice.SignalR("name", features=[…])`."""

from __future__ import annotations

import ast
import warnings
from collections.abc import Iterator

from asrs_lint.extract.pulumi.declared import declared, tool_of
from asrs_lint.facts.base import Fact
from asrs_lint.parse.term import Entry, Items, Scalar, Table, Term
from asrs_lint.source import Document, Span

MAX_DEPTH = 60


def extract(document: Document) -> Iterator[Fact]:
    tree = _parsed(document)
    if tree is None:
        return
    reader = _Reader(document)
    for node in ast.walk(tree):
        constructor = _dotted(node.func) if isinstance(node, ast.Call) else None
        tool = tool_of(constructor, document) if constructor is not None else None
        if tool is not None and isinstance(node, ast.Call):
            found = declared(document, tool, reader.span(node), reader.arguments(node))
            yield from () if found is None else (found,)


def _parsed(document: Document) -> ast.Module | None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of invalid escapes in strings
            return ast.parse(document.text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _dotted(node: ast.expr) -> str | None:
    names: list[str] = []
    while isinstance(node, ast.Attribute):
        names.append(node.attr)
        node = node.value
    return ".".join(reversed([*names, node.id])) if isinstance(node, ast.Name) else None


class _Reader:
    def __init__(self, document: Document) -> None:
        self._document = document

    def span(self, node: ast.expr) -> Span:
        return self._document.span(
            self._offset(node.lineno, node.col_offset),
            self._offset(node.end_lineno or node.lineno, node.end_col_offset or node.col_offset),
        )

    def _offset(self, line: int, column: int) -> int:
        """`ast` counts columns in bytes of UTF-8."""
        start = self._document.offset(line, 1)
        text = self._document.text[start : start + column]
        return start + len(text.encode("utf-8", "replace")[:column].decode("utf-8", "ignore"))

    def arguments(self, call: ast.Call) -> Term:
        """The keywords of the call, or of the `…Args(…)` object it is given."""
        built = next(
            (a for a in [*call.args[1:], *self._named(call, "args")] if isinstance(a, (ast.Call, ast.Dict))), None
        )
        given = any(k.arg not in ("opts", "resource_group_name") for k in call.keywords)
        if built is not None and not self._named(call, "features") and self._is_arguments(built):
            return self._term(built, 0)
        if not given and len(call.args) > 1 and not isinstance(call.args[1], ast.Constant):
            return Scalar("", self.span(call.args[1]))
        return self._keywords(call, 0)

    def _is_arguments(self, node: ast.expr) -> bool:
        name = _dotted(node.func) if isinstance(node, ast.Call) else ""
        return name is not None and (not name or name.endswith("Args"))

    def _named(self, call: ast.Call, name: str) -> list[ast.expr]:
        return [k.value for k in call.keywords if k.arg == name]

    def _keywords(self, call: ast.Call, depth: int) -> Table:
        entries = [
            Entry(k.arg, self._term(k.value, depth + 1), self.span(k.value)) for k in call.keywords if k.arg is not None
        ]
        return Table(tuple(entries), self.span(call), None if len(entries) == len(call.keywords) else "a spread")

    def _term(self, node: ast.expr, depth: int) -> Term:
        if depth > MAX_DEPTH:
            return Scalar("", self.span(node))
        if isinstance(node, ast.Call) and node.keywords and not node.args:
            return self._keywords(node, depth)
        if isinstance(node, ast.Dict):
            return self._dict(node, depth)
        if isinstance(node, (ast.List, ast.Tuple)):
            items = tuple(self._term(i, depth + 1) for i in node.elts if not isinstance(i, ast.Starred))
            return Items(items, self.span(node), None if len(items) == len(node.elts) else "a spread")
        return self._scalar(node)

    def _dict(self, node: ast.Dict, depth: int) -> Table:
        entries = [
            Entry(key.value, self._term(value, depth + 1), self.span(value))
            for key, value in zip(node.keys, node.values, strict=True)
            if isinstance(key, ast.Constant) and isinstance(key.value, str)
        ]
        return Table(tuple(entries), self.span(node), None if len(entries) == len(node.keys) else "a spread")

    def _scalar(self, node: ast.expr) -> Scalar:
        span = self.span(node)
        literal = str(node.value) if isinstance(node, ast.Constant) else None
        return Scalar(self._document.slice(span), span, "null" if literal == "None" else literal)
