"""Pulumi in Python: `signalrservice.SignalR("name", features=[…])`."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asrs_lint.extract.pulumi.declared import declared, tool_of
from asrs_lint.facts.base import Fact
from asrs_lint.parse.python import PythonSyntax, parse
from asrs_lint.parse.term import Entry, Items, Scalar, Table, Term
from asrs_lint.source import Document

MAX_DEPTH = 60


def extract(document: Document) -> Iterator[Fact]:
    syntax = parse(document)
    if syntax is None:
        return
    reader = _Reader(syntax)
    for node in ast.walk(syntax.tree):
        constructor = _dotted(node.func) if isinstance(node, ast.Call) else None
        tool = tool_of(constructor, document) if constructor is not None else None
        if tool is not None and isinstance(node, ast.Call):
            found = declared(document, tool, syntax.span(node), reader.arguments(node))
            yield from () if found is None else (found,)


def _dotted(node: ast.expr) -> str | None:
    names: list[str] = []
    while isinstance(node, ast.Attribute):
        names.append(node.attr)
        node = node.value
    return ".".join(reversed([*names, node.id])) if isinstance(node, ast.Name) else None


class _Reader:
    def __init__(self, syntax: PythonSyntax) -> None:
        self._syntax = syntax
        self._span = syntax.span

    def arguments(self, call: ast.Call) -> Term:
        """The keywords of the call, or of the `…Args(…)` object it is given."""
        built = next(
            (a for a in [*call.args[1:], *self._named(call, "args")] if isinstance(a, (ast.Call, ast.Dict))), None
        )
        given = any(k.arg not in ("opts", "resource_group_name") for k in call.keywords)
        if built is not None and not self._named(call, "features") and self._is_arguments(built):
            return self._term(built, 0)
        if not given and len(call.args) > 1 and not isinstance(call.args[1], ast.Constant):
            return Scalar("", self._span(call.args[1]))
        return self._keywords(call, 0)

    def _is_arguments(self, node: ast.expr) -> bool:
        name = _dotted(node.func) if isinstance(node, ast.Call) else ""
        return name is not None and (not name or name.endswith("Args"))

    def _named(self, call: ast.Call, name: str) -> list[ast.expr]:
        return [k.value for k in call.keywords if k.arg == name]

    def _keywords(self, call: ast.Call, depth: int) -> Table:
        entries = [
            Entry(k.arg, self._term(k.value, depth + 1), self._span(k.value))
            for k in call.keywords
            if k.arg is not None
        ]
        return Table(tuple(entries), self._span(call), None if len(entries) == len(call.keywords) else "a spread")

    def _term(self, node: ast.expr, depth: int) -> Term:
        if depth > MAX_DEPTH:
            return Scalar("", self._span(node))
        if isinstance(node, ast.Call) and node.keywords and not node.args:
            return self._keywords(node, depth)
        if isinstance(node, ast.Dict):
            return self._dict(node, depth)
        if isinstance(node, (ast.List, ast.Tuple)):
            items = tuple(self._term(i, depth + 1) for i in node.elts if not isinstance(i, ast.Starred))
            return Items(items, self._span(node), None if len(items) == len(node.elts) else "a spread")
        return self._scalar(node)

    def _dict(self, node: ast.Dict, depth: int) -> Table:
        entries = [
            Entry(key.value, self._term(value, depth + 1), self._span(value))
            for key, value in zip(node.keys, node.values, strict=True)
            if isinstance(key, ast.Constant) and isinstance(key.value, str)
        ]
        return Table(tuple(entries), self._span(node), None if len(entries) == len(node.keys) else "a spread")

    def _scalar(self, node: ast.expr) -> Scalar:
        span = self._span(node)
        literal = str(node.value) if isinstance(node, ast.Constant) else None
        return Scalar(self._syntax.document.slice(span), span, "null" if literal == "None" else literal)
