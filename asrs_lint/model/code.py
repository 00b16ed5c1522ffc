"""Functions of a repository as a call graph that can be asked: does this lead to a start of the connection, and for
how long?"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from asrs_lint.facts.client import ClientBuilt, ConnectionStarted, HandlerAdded
from asrs_lint.facts.code import Call, Context, Function
from asrs_lint.model.index import FactIndex
from asrs_lint.source import Span

_DEPTH = 5  # calls deep: restarts are rarely wrapped more often (client.md C1 says 3)
_COMMON = 4  # a name that more functions than these have tells nothing
_SENDS = ("invoke", "send", "invokeasync", "sendasync", "sendcoreasync", "invokecoreasync", "stream")
# What runs once in the life of a page, a component or a process: a state check there sees a new connection only.
_ONCE = frozenset(
    "main ngoninit ngafterviewinit componentdidmount mounted created beforemount setup initstate oncreate viewdidload "
    "oninitialized oninitializedasync onafterrender onafterrenderasync".split()
)

_OTHERS = re.compile(
    r"(?i)(?:^|[._])(?:js|jsruntime|jsinterop|dispatcher|mainthread|module)$"
)  # invoke is no send there


class Code:
    """All functions, found by file and name or by place."""

    def __init__(self, index: FactIndex) -> None:
        self._in_file: dict[str, dict[str, list[Function]]] = defaultdict(lambda: defaultdict(list))
        self._named: dict[str, list[Function]] = defaultdict(list)
        self._of_file: dict[str, list[Function]] = defaultdict(list)
        self._owned: dict[str, list[Function]] = defaultdict(list)
        self._at: dict[tuple[str, int], Function] = {}
        for function in index.all(Function):
            self._at.setdefault((function.path, function.span.start), function)
            self._of_file[function.path].append(function)
            if function.owner:
                self._owned[function.owner].append(function)
            if function.name:
                self._in_file[function.path][function.name].append(function)
                self._named[function.name].append(function)
        self._calls: dict[str, list[tuple[Call, Function]]] = defaultdict(list)
        for function in index.all(Function):
            for call in function.calls:
                self._calls[call.name].append((call, function))
        self._handlers: dict[str, list[Span]] = defaultdict(list)
        for handler in index.all(HandlerAdded):
            if handler.body is not None:
                self._handlers[handler.path].append(handler.body)
        self._starts = {(start.path, start.span.end) for start in index.all(ConnectionStarted)}
        self._starts |= {(start.path, start.span.start) for start in index.all(ConnectionStarted)}
        self._builds: dict[str, list[Span]] = defaultdict(list)
        for built in index.all(ClientBuilt):
            self._builds[built.path].append(built.span)

    def functions(self, path: str) -> Iterator[Function]:
        for found in self._in_file[path].values():
            yield from found

    def all_functions(self, path: str) -> Sequence[Function]:
        """Those of a file, with the anonymous ones."""
        return self._of_file[path]

    def calls_from(self, function: Function) -> Iterator[tuple[Call, str | None]]:
        """The calls of a function and of those it calls, each with the owner it is made in."""
        return self._closure(function)

    def at(self, span: Span) -> Function | None:
        return self._at.get((span.path, span.start))

    def named(self, path: str, name: str, owner: str | None = None) -> list[Function]:
        """The functions a name means in a file: those of the same owner first, then of the file, then of the repository
        when so few have that name that it means something."""
        here = self._in_file[path].get(name, [])
        of_owner = [function for function in here if owner and function.owner == owner]
        if of_owner or here:
            return of_owner or here
        elsewhere = self._named.get(name, [])
        return elsewhere if len(elsewhere) <= _COMMON else []

    def members(self, owner: str) -> list[Function]:
        """The methods of a class, wherever it stands, when few classes have that name."""
        found = self._owned.get(owner, [])
        return found if len({function.path for function in found}) <= _COMMON else []

    def overriding(self, path: str, name: str, owner: str | None) -> list[Function]:
        """As `named`, and the methods of that name in other classes, which may override it."""
        others = self._named.get(name, [])
        found = self.named(path, name, owner)
        known = {function.span for function in found}
        return found + [f for f in others if f.span not in known and f.owner and len(others) <= _COMMON]

    def is_start(self, call: Call) -> bool:
        """Whether a call starts a connection: an extractor saw a start at that place."""
        path = call.span.path
        return (path, call.span.end) in self._starts or (path, call.span.start) in self._starts

    def leads_to_start(self, call: Call, owner: str | None) -> bool:
        return self.is_start(call) or any(self.reaches(f) for f in self._callees(call, owner))

    def reaches(self, function: Function) -> bool:
        """Whether the function starts a connection, itself or through others."""
        return any(self.is_start(call) for call, _ in self._closure(function))

    def persists(self, function: Function) -> bool:
        """Whether it goes on until a start succeeds: a start in a loop, or the way of failure leads to a start
        again."""
        for call, owner in self._closure(function):
            if call.context & (Context.LOOP | Context.FAILURE) and self.leads_to_start(call, owner):
                return True
        return False

    def on_demand(self, start: ConnectionStarted) -> bool:
        """Whether a start behind a state check is made before each send, or again and again: then the connection is
        polled (decision 8). A handler for messages that sends, and a start on the way up, make no polling."""
        if start.guarded is None:
            return False
        # Checked within the loop (`!(…)`: left early); a check that is the loop's own condition ends it once connected.
        inner = bool(start.context & Context.CONDITIONAL) or start.guarded.startswith("!(")
        if inner and start.context & Context.LOOP:
            return True
        holding = [f for f in self._of_file[start.path] if f.name != "" and f.span.covers(start.span)]
        if any(self._sends(f) for f in holding):
            return True
        return any(
            call.context & Context.LOOP or (caller.path == start.path and caller.name != "" and self._sends(caller))
            for f in holding
            if f.name
            for call, caller in self._calling(f)
        )

    def _calling(self, function: Function) -> Iterator[tuple[Call, Function]]:
        """The calls of a function, each with a function it is made in."""
        for call, caller in self._calls.get(function.name or "", ()):
            if function in self.named(caller.path, call.name):
                yield call, caller

    def _sends(self, function: Function) -> bool:
        """Whether it sends by itself, not only in handlers for messages and events that it adds."""
        if (function.name or "").lower() in _ONCE:
            return False
        handlers = [call.span for call in function.calls if call.name.lower() in ("on", "addeventlistener")]
        handlers += self._handlers[function.path]
        return any(
            call.name.lower() in _SENDS
            and not _OTHERS.search(call.receiver or "")
            and not any(h.covers(call.span) and not h.covers(function.span) for h in handlers)
            for call in function.calls
        )

    def _closure(self, function: Function) -> Iterator[tuple[Call, str | None]]:
        """The calls of a function and of those it calls, each with the owner it is made in."""
        seen = {function.span}
        waiting = [(function, 0)]
        while waiting:
            here, deep = waiting.pop()
            for call in here.calls:
                yield call, here.owner
                if deep < _DEPTH and not self.is_start(call):
                    for callee in self._callees(call, here.owner):
                        if callee.span not in seen:
                            seen.add(callee.span)
                            waiting.append((callee, deep + 1))

    def _callees(self, call: Call, owner: str | None) -> Iterable[Function]:
        return self.named(call.span.path, call.name, owner if call.receiver is None else None)
