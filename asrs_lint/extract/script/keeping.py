"""Which names keep values: of variables, fields and properties, written in one way."""

from __future__ import annotations

import re

from tree_sitter import Node

from asrs_lint.extract.script.tree import LOCAL_FUNCTIONS, WRAPPERS, Script, same

_LEADING = re.compile(
    r"(?:(?:this|self|that|_this|_self|vm|\$scope|\$ctrl|ctrl|window|globalThis|state|props|context)\.)+"
)
_TRAILING = re.compile(r"(?:\.(?:current|value))+$")
_HUB = "$.connection.hub"
# Calls that hold what they are given: `useRef(new …build())`, `useState(() => build())`, `ref(build())`.
HOLDERS = frozenset(
    "useRef useState useMemo ref shallowRef markRaw reactive signal createSignal computed of from resolve "
    "BehaviorSubject writable readable toRaw".split()
)
_KEEPERS = frozenset(
    {
        "variable_declarator",
        "assignment_expression",
        "augmented_assignment_expression",
        "field_definition",
        "public_field_definition",
        "pair",
    }
)


def normal(path: str) -> str | None:
    """A path without what does not tell connections apart; None for `this` itself."""
    if path.startswith("jQuery."):
        path = path.replace("jQuery.", "$.", 1)
    if path in ("$.connection.hub", "connection.hub"):
        return _HUB
    if leading := _LEADING.match(path):
        path = path[leading.end() :]
    if ".current" in path or ".value" in path:
        path = _TRAILING.sub("", path)
    return None if path in ("", "this", "self", "that", "_this") else path


def binding(script: Script, node: Node, setters: dict[str, str]) -> str | None:
    """The variable, field or property that keeps the value of an expression, `this.` and `.current` taken off."""
    returned = False
    for outer in script.ancestors(node):
        kind = outer.type
        if kind == "return_statement":
            returned = True
        elif kind in LOCAL_FUNCTIONS:
            holder = script.parent(outer)
            gives = returned or same(outer.child_by_field_name("body"), node)
            if not gives or holder is None or holder.type != "arguments":
                return None
            returned = False
        elif kind in _KEEPERS:
            return _kept(script, outer, node)
        elif kind == "arguments":
            call = script.parent(outer)
            name = script.callee(call)[0] if call is not None else None
            if name in setters:
                return setters[name]
            if name not in HOLDERS:
                return None
        elif not returned and not _passes(outer, node):
            return None
        node = outer
    return None


def _kept(script: Script, keeper: Node, node: Node) -> str | None:
    """The name a declaration, assignment, field or property gives its value."""
    if keeper.type == "variable_declarator":
        return _declared(script, keeper, node)
    if keeper.type in ("assignment_expression", "augmented_assignment_expression"):
        left = keeper.child_by_field_name("left")
        path = script.dotted(left) if not same(left, node) else None
        return normal(path) if path else None
    if keeper.type == "pair":
        return _property(script, keeper)
    key = keeper.child_by_field_name("name") or keeper.child_by_field_name("property")
    return normal(script.source(key)) if key is not None else None


def _passes(outer: Node, node: Node) -> bool:
    """Whether the value of a node is (one of) the value(s) of the node around it."""
    if outer.type in WRAPPERS:
        return True
    if outer.type in ("call_expression", "new_expression"):
        return not same(outer.child_by_field_name("function"), node)
    if outer.type == "ternary_expression":
        return not same(outer.child_by_field_name("condition"), node)
    return outer.type == "binary_expression" and same(outer.child_by_field_name("right"), node)


def _declared(script: Script, declarator: Node, value: Node) -> str | None:
    name = declarator.child_by_field_name("name")
    if name is None or same(name, value):
        return None
    if name.type == "identifier":
        return normal(script.source(name))
    if name.type == "array_pattern" and name.named_children:
        return normal(script.source(name.named_children[0]))
    return None


def _property(script: Script, pair: Node) -> str | None:
    key = pair.child_by_field_name("key")
    if key is None or key.type != "property_identifier":
        return None
    return normal(script.source(key))
