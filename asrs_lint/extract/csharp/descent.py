"""Which parts of a node the walk goes on to, and how a visitor tells it so."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from tree_sitter import Node

from asrs_lint.extract.csharp.scopes import Scope, Trail

Next = list[tuple[Trail, Scope]]  # what is visited next, in document order
Visitor = Callable[[Trail, Scope], Next | None]  # None for all parts of the node, in the scope of the node

VERBATIM = "verbatim_string_literal"  # the one kind of leaf that anybody looks at
STRINGS = ("string_literal", VERBATIM, "raw_string_literal")
# Names of types and the like, in which nothing is called.
_BARREN = frozenset(
    (
        "modifier",
        "using_directive",
        "generic_name",
        "qualified_name",
        "base_list",
        "nullable_type",
        "array_type",
        "tuple_type",
        "type_parameter_list",
        "type_argument_list",
    )
)
_BARREN_WITHOUT_STRINGS = _BARREN.union(STRINGS)


class Descent:
    """Leaves out what nobody looks at, and strings where none can matter."""

    def __init__(self, strings: bool) -> None:
        self._verbatim = VERBATIM if strings else None
        self._barren = _BARREN if strings else _BARREN_WITHOUT_STRINGS

    def add(self, following: Next, here: Trail, parts: Iterable[Node], scope: Scope) -> None:
        """Go on to some parts of a node, all in the same scope."""
        barren, verbatim = self._barren, self._verbatim
        for part in parts:
            if part.named_child_count or (verbatim and part.type == verbatim):
                kind = part.type
                if kind not in barren:
                    following.append(((kind, part, here), scope))

    def all(self, here: Trail, scope: Scope) -> Next:
        """All parts of a node, in the same scope."""
        following: Next = []
        self.add(following, here, here[1].named_children, scope)
        return following
