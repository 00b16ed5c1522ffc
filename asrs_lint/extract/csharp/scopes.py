"""What the walk over a C# tree hands to the readers of single domains: functions, calls and their circumstances."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple, TypeAlias

from tree_sitter import Node

from asrs_lint.facts.code import Call, Context

_PLAIN = Context.PLAIN
# What holds of a function's own code only while it runs, not of code that is merely registered there.
TRANSIENT = Context.LOOP | Context.FAILURE | Context.TIMER | Context.HANDLED | Context.AWAITED

# The way from a node up to the root, as the walk came down (asking tree-sitter for a parent searches anew): the type of
# the node, the node, and the way on. A plain tuple, since one is made for every node.
Trail: TypeAlias = "tuple[str, Node, Trail | None]"


def up(trail: Trail | None, levels: int) -> Node | None:
    """The node so many levels above the one a trail starts at."""
    for _ in range(levels):
        trail = trail[2] if trail is not None else None
    return trail[1] if trail is not None else None


@dataclass(eq=False)
class Frame:
    """A function under way. `callback` is the method an anonymous function is an argument of, `base` the context
    in which its enclosing function runs it, `taker` that call, `depth` the number of functions around it."""

    node: Node
    name: str | None
    owner: str | None
    parameters: tuple[str, ...] = ()
    parent: Frame | None = None
    base: Context = Context.PLAIN
    condition: str | None = None
    callback: str | None = None
    exported: bool = False
    taker: Node | None = None
    depth: int = 0
    calls: list[Call] = field(default_factory=list)

    @property
    def named(self) -> Frame:
        """The innermost function with a name around this one."""
        frame = self
        while frame.name is None and frame.parent is not None:
            frame = frame.parent
        return frame

    def within(self, other: Frame | None) -> bool:
        frame: Frame | None = self
        while frame is not None:
            if frame is other:
                return True
            frame = frame.parent
        return False


class Scope(NamedTuple):
    """Where a node stands."""

    owner: str | None = None
    frame: Frame | None = None
    context: Context = Context.PLAIN
    condition: str | None = None

    def plus(self, context: Context) -> Scope:
        """The same place with more circumstances."""
        if context is _PLAIN:
            return self
        return Scope(self.owner, self.frame, self.context | context, self.condition)

    @property
    def function(self) -> str | None:
        return self.frame.named.name if self.frame else None

    @property
    def whole_context(self) -> Context:
        """The context as seen from the function with a name: that of the anonymous ones in between is added."""
        context, frame = self.context, self.frame
        while frame is not None and frame.name is None:
            context |= frame.base
            frame = frame.parent
        return context

    @property
    def whole_condition(self) -> str | None:
        condition, frame = self.condition, self.frame
        while condition is None and frame is not None and frame.name is None:
            condition, frame = frame.condition, frame.parent
        return condition


class Site(NamedTuple):
    """A node of interest and where it stands. `name` is the method called or the type created."""

    node: Node
    scope: Scope
    name: str = ""
    receiver: Node | None = None
    name_node: Node | None = None
    type_arguments: tuple[Node, ...] = ()


@dataclass
class Program:
    """Everything of a file that the readers look at, in document order."""

    calls: dict[str, list[Site]] = field(default_factory=dict)
    creations: dict[str, list[Site]] = field(default_factory=dict)
    assignments: list[Site] = field(default_factory=list)
    declarators: list[Site] = field(default_factory=list)
    disposed: list[Site] = field(default_factory=list)  # declarators of `using` and `await using`: end with their block
    returns: list[Site] = field(default_factory=list)
    classes: list[Site] = field(default_factory=list)
    methods: list[Site] = field(default_factory=list)
    properties: list[Site] = field(default_factory=list)
    strings: list[Site] = field(default_factory=list)
    loops: list[Site] = field(default_factory=list)
    awaits: list[Site] = field(default_factory=list)
    frames: list[Frame] = field(default_factory=list)
    by_root: dict[str, list[Site]] = field(default_factory=dict)
    by_argument: dict[str, list[Site]] = field(default_factory=dict)
    by_target: dict[str, list[Site]] = field(default_factory=dict)
    searches: int = 300  # how often a value may still be traced: bounds what a file made for it can cost

    @cached_property
    def all_calls(self) -> list[Site]:
        return [site for sites in self.calls.values() for site in sites]

    @cached_property
    def by_node(self) -> dict[int, Site]:
        """The calls by the identity of their node."""
        return {site.node.id: site for site in self.all_calls}

    def called(self, *names: str) -> list[Site]:
        """The calls of any of these names, in document order."""
        found = [site for name in names for site in self.calls.get(name, ())]
        return sorted(found, key=lambda site: site.node.end_byte) if len(names) > 1 else found

    def created(self, *names: str) -> list[Site]:
        return [site for name in names for site in self.creations.get(name, ())]
