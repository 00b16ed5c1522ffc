"""Which expressions of a file are SignalR connections, and under which name a connection is kept."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from tree_sitter import Node

from asrs_lint.extract.csharp.chains import Binding, Kept
from asrs_lint.extract.csharp.scopes import Frame, Program, Scope, Site
from asrs_lint.extract.csharp.tree import modifiers, receiver_text, unwrapped
from asrs_lint.extract.csharp.unit import Unit
from asrs_lint.facts.client import Escape, Flavour

ASPNET = "Microsoft.AspNet.SignalR.Client"
CORE = "Microsoft.AspNetCore.SignalR.Client"
_SUGGESTIVE = re.compile(r"(?i)hub|conn|signalr")
_WIDE = frozenset(("public", "internal", "protected"))


@dataclass
class Connections:
    """The names that hold connections. `aliases` leads from a local of a function to the field it is stored in."""

    unit: Unit
    program: Program
    symbols: set[str] = field(default_factory=set)
    aliases: list[tuple[str, Frame | None, str]] = field(default_factory=list)

    @property
    def flavour(self) -> Flavour:
        if not self.unit.uses(ASPNET) or self.unit.mentions("HubConnectionBuilder") or self.unit.uses(CORE):
            return Flavour.CORE
        return Flavour.ASPNET

    def is_connection(self, receiver: str | None) -> bool:
        """By declared type where there is one, else by having been built here, else by a telling name."""
        if receiver is None:
            return False
        last = receiver.rsplit(".", 1)[-1]
        telling = receiver in self.symbols or last in self.symbols or bool(_SUGGESTIVE.search(last))
        if not telling and not self.unit.mentions("HubConnection"):
            return False
        types = self.unit.types.get(last)
        if types:
            return any(t.endswith("HubConnection") for t in types)
        return telling

    def known_as(self, receiver: str | None, scope: Scope) -> str | None:
        """The name of a receiver, or that of the field its local is stored in."""
        for local, frame, symbol in self.aliases:
            if receiver == local and (frame is None or (scope.frame is not None and scope.frame.within(frame))):
                return symbol
        return receiver

    def keep(self, bound: Binding, site: Site) -> tuple[str | None, Escape]:
        """The symbol of a built connection and the ways it leaves the code at hand."""
        if bound.kept is Kept.RETURNED:
            return None, Escape.RETURNED
        name, escapes = bound.name, Escape.NONE
        if name is None:
            return None, escapes
        if self._returned(name, bound, site):
            escapes |= Escape.RETURNED
        stored = self._stored(name, site) if bound.kept is Kept.LOCAL or "." not in name else None
        if stored:
            self.aliases.append((name, site.scope.frame, stored))
            name = stored
        self.symbols.add(name)
        return name, escapes | (Escape.EXPORTED if self._exported(name, site) else Escape.NONE)

    def is_local(self, bound: Binding, site: Site) -> bool:
        """Whether nothing but a local of its function holds the connection."""
        if bound.name is None or not (bound.kept is Kept.LOCAL or self._declared_here(bound.name, site)):
            return False
        return not self._stored(bound.name, site) and not self._returned(bound.name, bound, site)

    def _declared_here(self, name: str, site: Site) -> bool:
        """Whether a name that is assigned is a local of the same function."""
        return any(found.name == name and found.scope.frame is site.scope.frame for found in self.program.declarators)

    def _stored(self, name: str, site: Site) -> str | None:
        for assigned in self.program.assignments:
            right, left = assigned.node.child_by_field_name("right"), assigned.node.child_by_field_name("left")
            if left is None or right is None or not _near(assigned, site):
                continue
            if any(c.type in ("=", "??=") for c in assigned.node.children) and self._is_name(right, name):
                return receiver_text(self.unit, left)
        return None

    def _returned(self, name: str, bound: Binding, site: Site) -> bool:
        if bound.node.parent is not None and bound.node.parent.type in ("return_statement", "arrow_expression_clause"):
            return True
        for returned in self.program.returns:
            if _near(returned, site) and any(self._hands_out(c, name) for c in returned.node.named_children):
                return returned.scope.frame is site.scope.frame
        return False

    def _hands_out(self, node: Node, name: str) -> bool:
        node = unwrapped(node)
        if node.type == "tuple_expression":
            return any(self._is_name(c.named_children[-1], name) for c in node.named_children if c.named_children)
        if node.type == "invocation_expression":
            return bool(re.fullmatch(rf"Task\.FromResult(?:<\w+>)?\({re.escape(name)}\)", self.unit.text(node)[:200]))
        return self._is_name(node, name)

    def _is_name(self, node: Node, name: str) -> bool:
        return receiver_text(self.unit, node) == name

    def _exported(self, name: str, site: Site) -> bool:
        for found in self.program.properties:
            if found.name == name and found.scope.owner == site.scope.owner:
                return bool(modifiers(self.unit, found.node) & _WIDE)
        for found in self.program.declarators:
            if found.name != name or found.node.parent is None:
                continue
            holder = found.node.parent.parent
            if holder is not None and holder.type == "field_declaration":
                return bool(modifiers(self.unit, holder) & _WIDE)
        return False


def _near(found: Site, site: Site) -> bool:
    mine = site.scope.frame
    return found.scope.frame is not None and mine is not None and found.scope.frame.within(mine)
