"""What names of a script stand for, when it is written in the same file."""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node

from asrs_lint.extract.script.keeping import normal
from asrs_lint.extract.script.naming import functions_around, name_of, parameters
from asrs_lint.extract.script.tree import CLASSES, FUNCTIONS, Script, same, unwrapped


class Values:
    """Values, functions and classes by name. A name that is given several values stands for none of them."""

    def __init__(self, script: Script) -> None:
        self._script = script
        self._given: dict[str, list[Node]] = {}
        for name, value in self._assignments():
            self._given.setdefault(name, []).append(value)

    def _assignments(self) -> Iterator[tuple[str, Node]]:
        fields = ("variable_declarator", "field_definition", "public_field_definition")
        for node in self._script.all(*fields):
            key = node.child_by_field_name("name") or node.child_by_field_name("property")
            value = node.child_by_field_name("value")
            if key is not None and value is not None and key.type != "object_pattern":
                yield self._script.source(key), value
        for node in self._script.all("assignment_expression"):
            path = self._script.dotted(node.child_by_field_name("left"))
            value, name = node.child_by_field_name("right"), normal(path) if path else None
            if name and value is not None:
                yield name, value

    def of(self, node: Node | None) -> Node | None:
        """The expression a node stands for: itself unless it is a name with one value in this script."""
        here = unwrapped(node)
        for _ in range(5):
            if here is None or here.type not in ("identifier", "member_expression"):
                return here
            path = self._script.dotted(here)
            given = self._given.get(normal(path) or "", []) if path else []
            near = self._visible(here, given) if here.type == "identifier" else given
            near = near if len(near) < 2 else self._in_same_function(here, near)
            if len(near) != 1:
                return here
            here = unwrapped(near[0])
        return here

    def _visible(self, node: Node, given: list[Node]) -> list[Node]:
        """Those of the values of a variable that are given in a function around the place where it is read; none when
        it is a parameter there."""
        around = list(functions_around(self._script, node))
        name = self._script.source(node)
        if any(name in parameters(self._script, function) for function in around):
            return []
        seen = {function.id for function in around}
        outer = ((value, next(functions_around(self._script, value), None)) for value in given[:50])
        return [value for value, function in outer if function is None or function.id in seen]

    def _in_same_function(self, node: Node, given: list[Node]) -> list[Node]:
        """Those of several values that are given in the function a name is read in."""
        function = next(functions_around(self._script, node), None)
        around = (next(functions_around(self._script, value), None) for value in given[:50])
        return [
            value for value, outer in zip(given, around, strict=False) if function is not None and same(outer, function)
        ]

    def all_of(self, node: Node | None) -> list[Node]:
        """Every value a name is given in this script; the node itself when it is no name."""
        here = unwrapped(node)
        if here is None:
            return []
        if here.type not in ("identifier", "member_expression"):
            return [here]
        path = self._script.dotted(here)
        return self._given.get(normal(path) or "", []) if path else []

    def function(self, node: Node | None) -> Node | None:
        """The function a node is or names."""
        here = self.of(node)
        if here is None or here.type in FUNCTIONS:
            return here
        if here.type not in ("identifier", "member_expression"):
            return None
        path = self._script.dotted(here)
        name = (normal(path) or "").rsplit(".", 1)[-1] if path else ""
        found = [f for f in self._script.all(*sorted(FUNCTIONS)) if name and name_of(self._script, f) == name]
        return found[0] if len(found) == 1 else None

    def class_named(self, name: str) -> Node | None:
        for node in self._script.all(*sorted(CLASSES)):
            own = node.child_by_field_name("name")
            if own is not None and self._script.source(own) == name:
                return node
        return None


def member(script: Script, holder: Node, name: str) -> Node | None:
    """The value of a property of an object, or a method of an object or class; the last one wins."""
    body = holder.child_by_field_name("body") or holder
    found: Node | None = None
    for child in body.named_children:
        key = (
            child.child_by_field_name("key")
            or child.child_by_field_name("name")
            or child.child_by_field_name("property")
        )
        told = script.source(key).strip("'\"") if key is not None else script.source(child)
        if told != name:
            continue
        if child.type in ("method_definition", "shorthand_property_identifier"):
            found = child
        else:
            found = child.child_by_field_name("value") or found
    return found


def has_spread(holder: Node) -> bool:
    return any(child.type == "spread_element" for child in holder.named_children)
