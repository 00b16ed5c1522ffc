"""A C# file ready to be read: its tree, its preprocessor regions, its constants and the declared types of its names."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from tree_sitter import Node

from asrs_lint.facts.code import Context
from asrs_lint.parse.syntax import Syntax, parse
from asrs_lint.source import Document, Located, Span

_DIRECTIVE = re.compile(r"^[ \t\ufeff]*#[ \t]*(if|elif|else|endif)\b([^\r\n]*)", re.MULTILINE)
_IF = re.compile(r"#[ \t]*if\b")
_IMPORT = re.compile(r"^[ \t]*(?:global[ \t]+|@)?using[ \t]+([\w.]+)[ \t]*(?:;|\r?$)", re.MULTILINE)
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "0": "\0", '"': '"', "\\": "\\", "'": "'"}
_DEPTH = 12
_LISTS = ("parameter_list", "bracketed_parameter_list")


@dataclass
class Unit:
    """One parsed file. `aliases` renames a class that stands for something else (the component of a Razor file).
    `injected` are names and types that stand outside the C#; `declarations` the parameters, properties and declarations
    of variables."""

    document: Document
    syntax: Syntax
    aliases: dict[str, str] = field(default_factory=dict)
    injected: Sequence[tuple[str, str]] = ()
    constants: dict[str, Node | None] = field(default_factory=dict)
    declarations: list[Node] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._mentioned: dict[str, bool] = {}
        self._starts, self._contexts = _regions(self.document.text)

    def uses(self, namespace: str) -> bool:
        """Whether the namespace or one below it is imported."""
        return self.mentions(namespace) and any(name.startswith(namespace) for name in self._imports)

    @cached_property
    def _imports(self) -> list[str]:
        return _IMPORT.findall(self.document.text)

    @cached_property
    def types(self) -> dict[str, set[str]]:
        """The declared types of each name, without `var`."""
        found: dict[str, set[str]] = {}
        for name, kind in (*self.injected, *self._declared()):
            found.setdefault(name, set()).add(kind)
        return found

    def _declared(self) -> Iterator[tuple[str, str]]:
        for node in self.declarations:
            kind = node.type
            if kind == "variable_declaration":
                holders = [c for c in node.named_children if c.type == "variable_declarator"]
                yield from self._of_type(node, holders)
            else:
                listed = [c for c in node.named_children if c.type == "parameter"] if kind in _LISTS else [node]
                for holder in listed:
                    yield from self._of_type(holder, [holder])

    def _of_type(self, node: Node, holders: list[Node]) -> Iterator[tuple[str, str]]:
        declared = node.child_by_field_name("type")
        kind = simple_name(self.text(declared)) if declared is not None else ""
        for holder in holders if kind not in ("", "var") else ():
            name = holder.child_by_field_name("name")
            if name is not None or holder.type != "parameter":
                yield self.text(name) if name is not None else "", kind

    def text(self, node: Node) -> str:
        return self.syntax.text(node)

    def span(self, node: Node) -> Span:
        return self.syntax.span(node)

    def between(self, start: Node, end: Node) -> Span:
        """From the start of one node to the end of another."""
        return Span(self.document.path, self.span(start).start, self.span(end).end)

    def region(self, node: Node) -> Context:
        """What the preprocessor says about a place: code under `#if DEBUG` is development code."""
        if not self._starts:
            return Context.PLAIN
        at = bisect_right(self._starts, self.syntax.character(node.start_byte)) - 1
        return self._contexts[at] if at >= 0 else Context.PLAIN

    def head(self, node: Node, limit: int) -> str:
        """The beginning of a node's text, without decoding all of it."""
        start, end = node.start_byte, node.end_byte
        if not self.syntax.plain:
            start, end = self.syntax.character(start), self.syntax.character(end)
        return self.document.text[start : min(start + limit, end)]

    def tail(self, node: Node, limit: int) -> str:
        """The end of a node's text."""
        start, end = node.start_byte, node.end_byte
        if not self.syntax.plain:
            start, end = self.syntax.character(start), self.syntax.character(end)
        return self.document.text[max(end - limit, start) : end]

    def mentions(self, *tokens: str) -> bool:
        """Whether one of them stands anywhere in the file."""
        for token in tokens:
            if token not in self._mentioned:
                self._mentioned[token] = token in self.document.text
            if self._mentioned[token]:
                return True
        return False

    def literal(self, node: Node | None, depth: int = _DEPTH) -> str | None:
        """The value of a string expression: a literal, a constant of the file, nameof, or a sum of those."""
        if node is None or depth == 0:
            return None
        if node.type in _LITERALS:
            return _unquoted(self.text(node), node)
        if node.type == "interpolated_string_expression":
            return self._interpolated(node, depth)
        if node.type in ("identifier", "member_access_expression"):
            constant = self.constants.get(self.text(node).rsplit(".", 1)[-1].strip())
            return self.literal(constant, depth - 1)
        if node.type == "binary_expression" and any(c.type == "+" for c in node.children):
            left = self.literal(node.child_by_field_name("left"), depth - 1)
            right = self.literal(node.child_by_field_name("right"), depth - 1)
            return None if left is None or right is None else left + right
        if node.type in ("parenthesized_expression", "argument", "attribute_argument") and node.named_children:
            return self.literal(node.named_children[-1], depth - 1)
        return self._nameof(node)

    def located(self, node: Node | None) -> Located[str] | None:
        value = self.literal(node)
        return None if node is None or value is None else Located(value, self.span(node))

    def _nameof(self, node: Node) -> str | None:
        text = self.text(node) if node.type == "invocation_expression" and node.end_byte - node.start_byte < 200 else ""
        named = re.fullmatch(r"nameof\s*\(\s*(?:[\w.]*\.)?(\w+)(?:<[^()]*>)?\s*\)", text)
        return named.group(1) if named else None

    def _interpolated(self, node: Node, depth: int) -> str | None:
        parts: list[str] = []
        for child in node.named_children:
            if child.type == "string_content":
                parts.append(self.text(child))
            elif child.type == "interpolation":
                inner = next((c for c in child.named_children if c.type != "interpolation_brace"), None)
                value = self.literal(inner, depth - 1)
                if value is None:
                    return None
                parts.append(value)
        return "".join(parts)


_LITERALS = frozenset(("string_literal", "verbatim_string_literal", "raw_string_literal"))


def read(
    document: Document,
    text: str | None = None,
    aliases: dict[str, str] | None = None,
    injected: Sequence[tuple[str, str]] = (),
) -> Unit:
    """Parse a document, or a text of the same length that stands for it.

    Where `#if` cuts an expression in two the raw parse has errors: then the directive lines are blanked, which leaves
    every offset in place and makes all branches visible.
    """
    source = document.text if text is None else text
    syntax = parse(document, "csharp", source)
    if syntax.root.has_error and _DIRECTIVE.search(source):
        syntax = parse(document, "csharp", _DIRECTIVE.sub(lambda found: " " * len(found.group()), source))
    return Unit(document, syntax, dict(aliases or {}), injected)


def simple_name(text: str) -> str:
    """The simple name of a type: `HubConnection` of `Client.HubConnection?`."""
    return text.strip().rstrip("?").split("<")[0].rsplit(".", 1)[-1].strip()


def _unquoted(text: str, node: Node) -> str:
    if node.type == "verbatim_string_literal":
        return text[2:-1].replace('""', '"')
    if node.type == "raw_string_literal":
        return text.strip('"').strip()
    return re.sub(r"\\(.)", lambda found: _ESCAPES.get(found.group(1), found.group()), text[1:-1])


def _regions(text: str) -> tuple[list[int], list[Context]]:
    """Where the preprocessor's conditions change, and what holds from there on."""
    starts: list[int] = []
    contexts: list[Context] = []
    for at, context in _changes(text):
        starts.append(at)
        contexts.append(context)
    return starts, contexts


def _changes(text: str) -> Iterator[tuple[int, Context]]:
    stack: list[tuple[str, Context]] = []  # the condition, and what holds under it and all around it
    if not _IF.search(text):
        return
    for found in _DIRECTIVE.finditer(text):
        word, condition = found.group(1), found.group(2).split("//")[0].strip()
        around = stack[-1][1] if stack else Context.PLAIN
        if word == "if":
            stack.append((condition, around | _conditional(condition)))
        elif stack:
            before, _ = stack.pop()
            around = stack[-1][1] if stack else Context.PLAIN
            if word != "endif":
                condition = condition or (before[1:].strip() if before.startswith("!") else "!" + before)
                stack.append((condition, around | _conditional(condition)))
        yield found.end(), stack[-1][1] if stack else Context.PLAIN


def _conditional(condition: str) -> Context:
    development = Context.DEVELOPMENT if condition.strip("() ") == "DEBUG" else Context.PLAIN
    return Context.CONDITIONAL | development
