"""What a connection is called: one name for `this.connection`, `connectionRef.current` and their copies."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property

from tree_sitter import Node

from asrs_lint.extract.script.keeping import HOLDERS, binding, normal
from asrs_lint.extract.script.naming import name_of, parameters
from asrs_lint.extract.script.tree import FUNCTIONS, Script, arguments, unwrapped

_LIKE_CONNECTION = re.compile(
    r"(?:^|[._])(?:hub|signalr)?_?(?:conn|connection)s?\d*$|(?:Conn|Connection)\d*$|[hH]ub\d*$|^signal[rR]$",
    re.IGNORECASE,
)
_NO_CONNECTION = re.compile(r"(?:socket|db|database|mongo|redis|sql|peer|amqp|rabbit|audio|server)", re.IGNORECASE)
_TELLING = frozenset(
    "onclose onreconnecting onreconnected serverTimeoutInMilliseconds keepAliveIntervalInMilliseconds connectionSlow "
    "stateChanged createHubProxy".split()
)


class Symbols:
    """The names of a script's connections. Names copied from one another have one representative."""

    def __init__(self, script: Script) -> None:
        self._script = script
        self._leader: dict[str, str] = {}
        self._connections: set[str] = set()
        self._parameters: set[str] = set()
        self._setters = dict(self._state_setters())

    def connect(self, seeds: Iterable[str]) -> None:
        """Take `seeds` for names of connections and find what else they are called."""
        self._connections.update(seeds)
        self._connections.update(self._telling())
        self._connections.update(self._typed())
        pairs = self._copied if self._connections else []
        changed = True
        while changed:
            changed = False
            for leader, follower in pairs:
                if {leader, follower} & self._connections and not {leader, follower} <= self._connections:
                    self._connections.update((leader, follower))
                    changed = True
        for leader, follower in pairs:
            if leader in self._connections:
                self._join(leader, follower)
        self._parameters.update(
            parameter
            for parameter, value in self._given
            if value in self._connections or _LIKE_CONNECTION.search(value)
        )

    def alias(self, leader: str, follower: str) -> None:
        """`follower` is another name of the connection `leader`."""
        self._connections.update((leader, follower))
        self._join(leader, follower)

    def canonical(self, name: str) -> str:
        seen = 0
        while name in self._leader and seen < 50:
            name, seen = self._leader[name], seen + 1
        return name

    def receiver(self, node: Node | None) -> str | None:
        """What stands before the last dot of a call, as connections are called."""
        if node is None:
            return None
        path = self._script.dotted(node)
        if path is None:
            return self._script.source(node, 60)
        name = normal(path)
        return self.canonical(name) if name else None

    def is_connection(self, name: str | None) -> bool:
        """Whether a receiver is known for a connection, or called like one."""
        if name is None:
            return False
        if name in self._connections or self.canonical(name) in self._connections or name in self._parameters:
            return True
        return bool(_LIKE_CONNECTION.search(name)) and not _NO_CONNECTION.search(name)

    def result(self, call: Node) -> str | None:
        """The name that keeps the value of an expression, in its canonical form."""
        name = binding(self._script, call, self._setters)
        return self.canonical(name) if name else None

    def _join(self, leader: str, follower: str) -> None:
        leader, follower = self.canonical(leader), self.canonical(follower)
        if leader != follower:
            self._leader[follower] = leader

    def _state_setters(self) -> Iterator[tuple[str, str]]:
        """`const [connection, setConnection] = useState()`: the setter and what it sets."""
        for node in self._script.all("variable_declarator"):
            pattern = node.child_by_field_name("name")
            if pattern is not None and pattern.type == "array_pattern" and pattern.named_child_count >= 2:
                first, second = pattern.named_children[:2]
                yield self._script.source(second), self._script.source(first)

    def _telling(self) -> Iterator[str]:
        """Names on which something is called or set that only SignalR connections have."""
        nodes = [n.child_by_field_name("function") for n in self._script.called(_TELLING)]
        nodes += [n.child_by_field_name("left") for n in self._script.all("assignment_expression")]
        for node in nodes:
            if node is None or node.type != "member_expression":
                continue
            last = node.child_by_field_name("property")
            if last is None or self._script.source(last) not in _TELLING:
                continue
            if (self._script.source(last) == "onclose") and self._script.parent(node) is not None:
                parent = self._script.parent(node)
                if parent is not None and parent.type == "assignment_expression":
                    continue  # WebSocket: socket.onclose = …
            path = self._script.dotted(node.child_by_field_name("object"))
            name = normal(path) if path else None
            if name:
                yield name

    def _typed(self) -> Iterator[str]:
        """Variables, fields and parameters of a type that names HubConnection."""
        if "HubConnection" not in self._script.text:
            return
        kinds = ("variable_declarator", "public_field_definition", "required_parameter", "optional_parameter")
        for node in self._script.all(*kinds):
            annotated = node.child_by_field_name("type")
            named = node.child_by_field_name("name") or node.child_by_field_name("pattern")
            if annotated is None or named is None or "=>" in self._script.source(annotated):
                continue
            if re.search(r"\bHubConnection\b(?!State|Builder)", self._script.source(annotated)):
                name = normal(self._script.source(named))
                if name:
                    yield name

    @cached_property
    def _copied(self) -> Sequence[tuple[str, str]]:
        return list(self._copies())

    def _copies(self) -> Iterator[tuple[str, str]]:
        """Pairs (kept name, other name) of plain copies: the kept one is a field, a ref, a state, an outer variable."""
        for node in self._script.all("variable_declarator"):
            target, value = node.child_by_field_name("name"), node.child_by_field_name("value")
            yield from self._pair(value, target)
        for node in self._script.all("assignment_expression", "augmented_assignment_expression"):
            yield from self._pair(node.child_by_field_name("left"), node.child_by_field_name("right"))
        for node in self._script.all("pair"):
            if self._is_state(node):
                yield from self._pair(node.child_by_field_name("key"), node.child_by_field_name("value"))
        for call in self._script.all("call_expression", "new_expression"):
            yield from self._through_call(call)

    def _through_call(self, call: Node) -> Iterator[tuple[str, str]]:
        name, before = self._script.callee(call)
        given = arguments(call)
        if not given or name is None:
            return
        value = self._plain(given[0])
        if value is None:
            return
        if name in self._setters:
            yield self._setters[name], value
        elif name in HOLDERS:
            kept = binding(self._script, call, self._setters)
            if kept:
                yield kept, value
        elif name in ("next", "set") and before is not None and len(given) == 1:
            path = self._script.dotted(before)
            kept = normal(path) if path else None
            if kept and _LIKE_CONNECTION.search(kept):
                yield kept, value

    def _pair(self, kept: Node | None, other: Node | None) -> Iterator[tuple[str, str]]:
        one, two = self._plain(kept), self._plain(other)
        if not one or not two or one == two:
            return
        if len(two) > 2 or re.search(
            "conn|hub|signalr", one, re.IGNORECASE
        ):  # `c` means something else in the next function
            yield one, two

    def _plain(self, node: Node | None) -> str | None:
        """The name of an identifier or member; None for anything that computes."""
        here = unwrapped(node)
        if here is None or here.type not in ("identifier", "member_expression", "property_identifier"):
            return None
        path = self._script.source(here) if here.type == "property_identifier" else self._script.dotted(here)
        if path is None or path in ("undefined", "NaN") or "(" in path or "[" in path:
            return None
        return normal(path)

    def _is_state(self, pair: Node) -> bool:
        """`setState({connection: conn})`, `this.state = {connection: conn}`."""
        holder = self._script.parent(pair)
        outer = self._script.parent(holder) if holder is not None else None
        if outer is None:
            return False
        if outer.type == "assignment_expression":
            return (self._script.dotted(outer.child_by_field_name("left")) or "").endswith("state")
        call = self._script.parent(outer) if outer.type == "arguments" else None
        return call is not None and call.type == "call_expression" and self._script.callee(call)[0] == "setState"

    @cached_property
    def _given(self) -> Sequence[tuple[str, str]]:
        """Parameters of the script's functions, with the names that calls in it give them."""
        named = {name: f for f in self._script.all(*sorted(FUNCTIONS)) if (name := name_of(self._script, f))}
        pairs = []
        for call in self._script.called(named):
            names = parameters(self._script, named[self._script.callee(call)[0] or ""])
            pairs += [
                (parameter, value)
                for argument, parameter in zip(arguments(call), names, strict=False)
                if (value := self._plain(argument))
            ]
        return pairs
