"""YAML values as terms: for resources that are declared in YAML."""

from __future__ import annotations

from asrs_lint.parse.term import Entry, Items, Scalar, Table, Term
from asrs_lint.parse.yaml import YamlMapping, YamlNode, YamlScalar, YamlSequence
from asrs_lint.source import Span

MAX_DEPTH = 60


def term(node: YamlNode, depth: int = 0) -> Term:
    """The node as a term. Text that a template engine fills in (`${…}`, `{{…}}`) is no literal."""
    if depth > MAX_DEPTH:
        return Scalar("", node.span)
    if isinstance(node, YamlMapping):
        entries = (_entry(key, value, depth) for key, value in node.entries())
        return Table(tuple(entries), node.span)
    if isinstance(node, YamlSequence):
        return Items(tuple(term(item, depth + 1) for item in node.items), node.span)
    computed = "${" in node.value or "{{" in node.value
    return Scalar(node.value, node.span, None if computed else "null" if node.null else node.value)


def _entry(key: YamlScalar, value: YamlNode, depth: int) -> Entry:
    return Entry(
        key.value, term(value, depth + 1), Span(key.span.path, key.span.start, max(key.span.end, value.span.end))
    )
