"""Whether a file still says the same: in some languages a comment in the wrong place is part of a text."""

from __future__ import annotations

import ast

from asrs_lint.parse.yaml import YamlMapping, YamlNode, YamlSequence, parse_yaml
from asrs_lint.source import Document


def says_the_same(before: Document, after: Document) -> bool:
    """Always true for a language whose comments are found by its grammar."""
    name = before.path.lower()
    if name.endswith((".yaml", ".yml")):
        return _yaml(before) == _yaml(after)
    if name.endswith(".py"):
        return _python(before) == _python(after)
    return True


def _yaml(document: Document) -> object:
    stream = parse_yaml(document)
    return [_values(root) for root in stream.documents], len(stream.errors)


def _values(node: YamlNode) -> object:
    if isinstance(node, YamlMapping):
        return [(_values(key), _values(value)) for key, value in node.pairs]
    return [_values(item) for item in node.items] if isinstance(node, YamlSequence) else node.value


def _python(document: Document) -> str | None:
    from asrs_lint.parse.python import parse

    syntax = parse(document)
    return ast.dump(syntax.tree) if syntax else None
