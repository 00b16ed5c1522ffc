"""A parsed script: its nodes by type, their parents, and what expressions read like."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from operator import itemgetter

from tree_sitter import Node

from asrs_lint.parse.syntax import Syntax, parse
from asrs_lint.source import Document, Span

FUNCTIONS = frozenset(
    {
        "function_declaration",
        "generator_function_declaration",
        "function_expression",
        "generator_function",
        "arrow_function",
        "method_definition",
    }
)
LOCAL_FUNCTIONS = FUNCTIONS - {"method_definition"}
CLASSES = frozenset({"class_declaration", "class", "abstract_class_declaration"})
WRAPPERS = frozenset(
    {
        "parenthesized_expression",
        "await_expression",
        "non_null_expression",
        "as_expression",
        "satisfies_expression",
        "type_assertion",
    }
)
STRINGS = frozenset({"string", "template_string"})

_KEPT = (
    FUNCTIONS
    | CLASSES
    | STRINGS
    | {
        "call_expression",
        "new_expression",
        "variable_declarator",
        "assignment_expression",
        "augmented_assignment_expression",
        "pair",
        "object",
        "return_statement",
        "import_statement",
        "export_statement",
        "export_specifier",
        "public_field_definition",
        "field_definition",
        "required_parameter",
        "optional_parameter",
    }
)
_SKIPPED = frozenset(
    {"comment", "regex", "jsx_text", "interface_declaration", "type_alias_declaration", "type_arguments"}
)
_LONGEST_CLIMB = 400  # steps; a tree deeper than that was not written by a person
_LONGEST_PATH = 14  # members and calls of an expression that is still a name
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "v": "\v", "0": "\0", "\n": ""}


class Script:
    """A parsed script. `text` is what was parsed: as long as the document, markup blanked. `names` are those of the
    functions asked for so far, by the ids of their nodes."""

    def __init__(self, document: Document, text: str, language: str) -> None:
        self.document = document
        self.text = text
        self.syntax: Syntax = parse(document, language, text)
        self._parents: dict[int, Node] = {}
        self._kept: dict[str, list[Node]] = {kind: [] for kind in _KEPT}
        self._callees: dict[int, tuple[str | None, Node | None]] = {}
        self._paths: dict[int, str | None] = {}
        self.names: dict[int, str | None] = {}
        self._scan()

    @cached_property
    def declared(self) -> Mapping[str, Sequence[Node]]:
        """The declarations of variables and fields by what they declare, as written."""
        found: dict[str, list[Node]] = defaultdict(list)
        for node in self.all("variable_declarator", "public_field_definition", "field_definition"):
            key = node.child_by_field_name("name") or node.child_by_field_name("property")
            if key is not None:
                found[self.source(key)].append(node)
        return found

    def _scan(self) -> None:
        stack = [self.syntax.root]
        while stack:
            node = stack.pop()
            kind = node.type
            if kind in _KEPT:
                self._kept[kind].append(node)
            if kind in _SKIPPED or not node.named_child_count:
                continue
            children = node.named_children
            for child in children:
                self._parents[child.id] = node
            stack.extend(reversed(children))

    def all(self, *types: str) -> list[Node]:
        """The nodes of these types, in document order within each type."""
        return [node for name in types for node in self._kept.get(name, ())]

    @cached_property
    def _calls(self) -> Mapping[str | None, Sequence[tuple[int, Node]]]:
        """Calls by the name they end in, with their numbers in document order."""
        found: dict[str | None, list[tuple[int, Node]]] = defaultdict(list)
        for number, call in enumerate(self.all("call_expression")):
            found[self.callee(call)[0]].append((number, call))
        return found

    def called(self, names: Iterable[str]) -> list[Node]:
        """The calls of these names, in document order."""
        found = [numbered for name in frozenset(names) for numbered in self._calls.get(name, ())]
        return [call for _, call in sorted(found, key=itemgetter(0))]

    def parent(self, node: Node) -> Node | None:
        return self._parents.get(node.id)

    def ancestors(self, node: Node) -> Iterator[Node]:
        """The nodes around a node, innermost first, no further than a person nests."""
        here = self.parent(node)
        for _ in range(_LONGEST_CLIMB):
            if here is None:
                return
            yield here
            here = self.parent(here)

    def span(self, node: Node) -> Span:
        return self.syntax.span(node)

    def between(self, start: Node, end: Node) -> Span:
        """From the start of one node to the end of another."""
        return self.document.span(self.syntax.character(start.start_byte), self.syntax.character(end.end_byte))

    def source(self, node: Node, limit: int = 120) -> str:
        """The source text of a node, cut at `limit` characters."""
        return self.syntax.text(node, limit)

    def literal(self, node: Node | None) -> str | None:
        """The value of a string or a template without substitutions."""
        if node is None or node.type not in STRINGS:
            return None
        if any(child.type == "template_substitution" for child in node.named_children):
            return None
        raw = self.source(node, 20_000)[1:-1]
        return re.sub(r"\\(.)", lambda m: _ESCAPES.get(m[1], m[1]), raw, flags=re.S) if "\\" in raw else raw

    def literal_span(self, node: Node) -> Span:
        """The text of a string without its quotes."""
        span = self.span(node)
        return Span(span.path, span.start + 1, max(span.start + 1, span.end - 1))

    def is_written(self, node: Node) -> bool:
        """Whether a node stands in the document as it was parsed: no server-side expression was blanked in it."""
        span = self.span(node)
        return self.text[span.start : span.end] == self.document.slice(span)

    def dotted(self, node: Node | None) -> str | None:
        """An expression as a path: `this.a!.b?.c` is `this.a.b.c`, a call in it ends in `()`; None for others."""
        if node is None:
            return None
        if node.id not in self._paths:
            self._paths[node.id] = self._dotted(node)
        return self._paths[node.id]

    def _dotted(self, node: Node | None) -> str | None:
        parts: list[str] = []
        for _ in range(_LONGEST_PATH):
            node = unwrapped(node)
            if node is None:
                return None
            if node.type in ("member_expression", "subscript_expression"):
                parts.append(self._last(node))
                node = node.child_by_field_name("object")
            elif node.type == "call_expression":
                parts.append("()")
                node = node.child_by_field_name("function")
            else:
                break
        if node is None or node.type not in ("identifier", "this", "super", "undefined"):
            return None
        path = self.source(node)
        for part in reversed(parts):
            path += part if part in ("()", "[]") else f".{part}"
        return path

    def _last(self, node: Node) -> str:
        """The member a member or subscript expression names; `[]` for a computed one."""
        named = node.child_by_field_name("property")
        if named is not None:
            return self.source(named)
        return self.literal(node.child_by_field_name("index")) or "[]"

    def callee(self, call: Node) -> tuple[str | None, Node | None]:
        """The name a call or construction ends in, and the expression before the last dot."""
        if call.id not in self._callees:
            self._callees[call.id] = self._callee(call)
        return self._callees[call.id]

    def _callee(self, call: Node) -> tuple[str | None, Node | None]:
        function = unwrapped(call.child_by_field_name("function") or call.child_by_field_name("constructor"))
        if function is None:
            return None, None
        if function.type in ("member_expression", "subscript_expression"):
            name = self._last(function)
            return (None if name == "[]" else name), function.child_by_field_name("object")
        if function.type == "identifier":
            return self.source(function), None
        if function.type == "import":
            return "import", None
        return None, None


def unwrapped(node: Node | None) -> Node | None:
    """The expression inside parentheses, `await`, `!`, `as` and `satisfies`."""
    for _ in range(40):
        if node is None or node.type not in WRAPPERS:
            return node
        inner = [child for child in node.named_children if child.type != "comment"]
        node = (inner[-1] if node.type == "type_assertion" else inner[0]) if inner else None
    return None


def arguments(call: Node) -> list[Node]:
    """The arguments of a call, without comments."""
    listed = call.child_by_field_name("arguments")
    if listed is None or listed.type != "arguments":
        return []
    return [child for child in listed.named_children if child.type != "comment"]


def same(one: Node | None, other: Node | None) -> bool:
    return one is not None and other is not None and one.id == other.id
