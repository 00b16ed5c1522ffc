"""Outlines of Python."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

from asrs_lint.extract.outline.shape import Argument, Binding, Invocation, Kind, Outline, Region, neutral
from asrs_lint.extract.outline.tree import blanked
from asrs_lint.parse.python import PythonSyntax

_RETRIES = ("retry", "backoff.", "tenacity", "stamina", "retrying")


def outline(syntax: PythonSyntax) -> Outline:
    shape = Outline(syntax.document, "python", blanked(syntax.document.text, syntax.comments()))
    awaited = {id(n.value) for n in ast.walk(syntax.tree) if isinstance(n, ast.Await)}
    for node in ast.walk(syntax.tree):
        shape.regions.extend(_regions(syntax, node))
        shape.bindings.extend(_bindings(syntax, node))
        if isinstance(node, ast.Call):
            call = _call(syntax, node, id(node) in awaited)
            if call:
                shape.calls.append(call)
    shape.calls.sort(key=lambda c: (c.link, c.start))
    return shape


def _regions(syntax: PythonSyntax, node: ast.AST) -> Iterator[Region]:
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        start, end = syntax.interval(node)
        retries = any(syntax.text(d).startswith(_RETRIES) for d in node.decorator_list)
        yield Region(Kind.FUNCTION, start, end, node.name, _parameters(node.args), exported=True, retries=retries)
    elif isinstance(node, ast.Lambda):
        yield Region(Kind.LAMBDA, *syntax.interval(node), None, _parameters(node.args))
    elif isinstance(node, ast.ClassDef):
        bases = tuple(syntax.text(b) for b in node.bases)
        yield Region(Kind.TYPE, *syntax.interval(node), node.name, bases=bases)
    elif isinstance(node, ast.For | ast.AsyncFor | ast.While):
        yield Region(Kind.LOOP, *syntax.interval(node))
    elif isinstance(node, ast.Try | ast.TryStar) and node.handlers:
        yield _block(syntax, Kind.TRY, node.body)
        for handler in node.handlers:
            yield Region(Kind.FAILURE, *syntax.interval(handler))
    elif isinstance(node, ast.If):
        yield from _branches(syntax, node)


def _branches(syntax: PythonSyntax, node: ast.If) -> Iterator[Region]:
    condition = syntax.text(node.test)[:200]
    if "__name__" in condition:  # `if __name__ == "__main__"` is how a script begins, not a condition
        return
    yield _block(syntax, Kind.BRANCH, node.body, condition)
    if node.orelse:
        yield _block(syntax, Kind.BRANCH, node.orelse, condition)


def _block(syntax: PythonSyntax, kind: Kind, body: list[ast.stmt], condition: str | None = None) -> Region:
    return Region(kind, syntax.interval(body[0])[0], syntax.interval(body[-1])[1], condition=condition)


def _parameters(arguments: ast.arguments) -> tuple[str, ...]:
    listed = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
    return tuple(a.arg for a in listed if a.arg not in ("self", "cls"))


def _call(syntax: PythonSyntax, node: ast.Call, awaited: bool) -> Invocation | None:
    start, end = syntax.interval(node)
    given = tuple(_arguments(syntax, node))
    if isinstance(node.func, ast.Name):
        return Invocation(node.func.id, start, end, start, given, None, awaited)
    if not isinstance(node.func, ast.Attribute):
        return None
    receiver = syntax.interval(node.func.value)
    dot = syntax.interval(node.func)[1] - len(node.func.attr)
    return Invocation(node.func.attr, start, end, _dot(syntax, receiver[1], dot), given, receiver, awaited)


def _dot(syntax: PythonSyntax, low: int, high: int) -> int:
    found = syntax.document.text.rfind(".", low, high)
    return found if found >= 0 else high


def _arguments(syntax: PythonSyntax, node: ast.Call) -> Iterator[Argument]:
    for value in node.args:
        yield Argument(syntax.text(value), *syntax.interval(value))
    for keyword in node.keywords:
        yield Argument(syntax.text(keyword.value), *syntax.interval(keyword.value), keyword.arg)


def _bindings(syntax: PythonSyntax, node: ast.AST) -> Iterable[Binding]:
    if isinstance(node, ast.Assign):
        targets, value = node.targets, node.value
    elif isinstance(node, ast.AnnAssign | ast.NamedExpr) and node.value:
        targets, value = [node.target], node.value
    elif isinstance(node, ast.Return) and node.value:
        return [Binding(None, *syntax.interval(node.value))]
    elif isinstance(node, ast.With | ast.AsyncWith):
        return [
            Binding(neutral(syntax.text(i.optional_vars)), *syntax.interval(i.context_expr))
            for i in node.items
            if i.optional_vars
        ]
    else:
        return []
    return [Binding(neutral(syntax.text(t)), *syntax.interval(value)) for t in targets]
