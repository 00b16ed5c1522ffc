"""Python: SignalR clients, Azure Functions (v2 model), and negotiate endpoints written by hand."""

from __future__ import annotations

import ast
from collections.abc import Iterable

from asrs_lint.extract.outline.clients import clients
from asrs_lint.extract.outline.functions import functions
from asrs_lint.extract.outline.nesting import Nesting
from asrs_lint.extract.outline.shape import string_value
from asrs_lint.extract.python.bindings import bindings
from asrs_lint.extract.python.client import DIALECT
from asrs_lint.extract.python.reading import outline
from asrs_lint.extract.python.rest import rest
from asrs_lint.facts.base import Fact
from asrs_lint.facts.client import ClientLogging
from asrs_lint.facts.code import ModuleImported
from asrs_lint.parse.python import PythonSyntax, parse
from asrs_lint.source import Document

_LOGGERS = ("SignalRCoreClient", "pysignalr")


def extract(document: Document) -> Iterable[Fact]:
    syntax = parse(document)
    if syntax is None:
        return
    nesting = Nesting(outline(syntax))
    yield from _imports(syntax)
    yield from functions(nesting)
    yield from clients(nesting, DIALECT)
    yield from _logging(nesting)
    yield from bindings(syntax)
    yield from rest(nesting, syntax)


def _imports(syntax: PythonSyntax) -> Iterable[ModuleImported]:
    for node in ast.walk(syntax.tree):
        if isinstance(node, ast.ImportFrom):
            source = "." * node.level + (node.module or "")
            yield ModuleImported(syntax.span(node), source, tuple(a.name for a in node.names))
        elif isinstance(node, ast.Import):
            for name in node.names:
                yield ModuleImported(syntax.span(node), name.name, ())


def _logging(nesting: Nesting) -> Iterable[ClientLogging]:
    """`getLogger("SignalRCoreClient")`, `getLogger("pysignalr.transport")`: the client's own logger is set up."""
    for call in nesting.outline.calls:
        name = string_value(call.arguments[0].text) if call.name == "getLogger" and call.arguments else None
        if name and name.startswith(_LOGGERS):
            yield ClientLogging(nesting.outline.span(call.start, call.end), name)
