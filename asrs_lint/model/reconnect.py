"""Does this connection come back? The decision procedure of client.md A6: the strongest evidence found decides."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from posixpath import basename, splitext
from typing import Generic, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from asrs_lint.evidence import Note
from asrs_lint.facts.client import (
    ClientBuilt,
    ConnectionStarted,
    Escape,
    Flavour,
    HandlerAdded,
    PolicyKind,
    Reconnect,
    RetryPolicyDeclared,
)
from asrs_lint.facts.code import Function, ModuleImported
from asrs_lint.model.code import Code
from asrs_lint.model.grade import Grade
from asrs_lint.model.handed import Handed, Hands
from asrs_lint.model.index import FactIndex, folder_of
from asrs_lint.model.places import common_folder
from asrs_lint.model.wakes import Wakes

_STRENGTH = (Grade.R0, Grade.R1, Grade.R2, Grade.R3, Grade.R4, Grade.R5)
_LEAVES = Escape.RETURNED | Escape.EXPORTED
# `.disconnected` and `Closed` of ASP.NET SignalR fire for failed starts too (client.md A5): restarts from there go on.
_CLOSING = {Flavour.CORE: ("close",), Flavour.ASPNET: ("close", "error", "state")}
_INERT = re.compile(r"(?i)(?:.*\.)?(?:log\w*|error|warn(?:ing)?|info|debug|trace|print(?:ln)?|writeline|alert|noop)")
# People do not write more than this many connections into a file, or uses of one: what stands in larger numbers is
# generated (or hostile), and telling the uses apart takes time that grows with the square of their number.
_MOST_CONNECTIONS = 60
_MOST_USES = 500

U = TypeVar("U", ConnectionStarted, HandlerAdded)


class Verdict(Struct, frozen=True):
    """The grade with the places it rests on."""

    grade: Grade
    reasons: tuple[Note, ...] = ()
    starts: tuple[ConnectionStarted, ...] = ()
    close_handlers: tuple[HandlerAdded, ...] = ()

    def or_stronger(self, grade: Grade, note: Note) -> Verdict:
        if _STRENGTH.index(grade) <= _STRENGTH.index(self.grade):
            return self
        return replace(self, grade=grade, reasons=(note,))


class _Uses(Generic[U]):
    """Starts or handlers, found by file and by the name they are called on."""

    def __init__(self, index: FactIndex, kind: type[U]) -> None:
        self._index = index
        self._kind: type[U] = kind
        self._by_name: dict[str | None, list[U]] = defaultdict(list)
        for use in index.all(kind):
            self._by_name[_last(use.receiver)].append(use)

    def near(self, built: ClientBuilt, files: set[str]) -> list[U]:
        """Those in some files and in the other half of a class in two parts, and those of the same name anywhere."""
        paths = {*files, f"{built.path}.cs", built.path.removesuffix(".cs")}
        found = [use for path in sorted(paths) for use in self._index.in_file(self._kind, path)]
        named = self._by_name.get(_last(built.symbol), []) if built.symbol else []
        # A name so common tells nothing of connections in other files.
        return found + [use for use in named if use.path not in paths] if len(named) <= _MOST_USES else found


class Reconnects:
    """Grades the clients of a repository."""

    def __init__(self, index: FactIndex) -> None:
        self._index = index
        self._code = Code(index)
        self._hands = Hands(self._code)
        self._wakes = Wakes(self._code)
        self._infinite = {policy.name: policy.infinite for policy in index.all(RetryPolicyDeclared)}
        self._imports = index.all(ModuleImported)
        self._starts = _Uses(index, ConnectionStarted)
        self._handlers = _Uses(index, HandlerAdded)
        self._symbols = Counter(_last(built.symbol) for built in index.all(ClientBuilt))
        self._users: dict[str, set[str]] = {}
        for function in index.all(Function):
            for call in function.calls:
                self._users.setdefault(call.name, set()).add(function.path)

    def grade(self, built: ClientBuilt) -> Verdict:
        if built.framework:
            return Verdict(Grade.RF, (Note(built.span, f"{built.framework} owns this connection"),))
        if built.short_lived:
            return Verdict(Grade.RF, (Note(built.span, "used within one call of a function only"),))
        if len(self._index.in_file(ClientBuilt, built.path)) > _MOST_CONNECTIONS:
            return Verdict(Grade.RU, (Note(built.span, "the file builds more connections than can be told apart"),))
        handed = self._hands.of(built)
        files = self._files(built) | handed.files
        starts = tuple(s for s in self._starts.near(built, files) if self._is_on(built, s, files))
        handlers = tuple(h for h in self._handlers.near(built, files) if self._is_on(built, h, files))
        if len(starts) + len(handlers) > _MOST_USES:
            return Verdict(Grade.RU, (Note(built.span, "it is used at more places than can be told apart"),))
        closing = tuple(h for h in handlers if h.event in _CLOSING[built.flavour])
        verdict = Verdict(Grade.R0, starts=starts, close_handlers=closing)
        verdict = self._by_policy(built.reconnect, verdict)
        verdict = self._by_handlers(built, closing, verdict)
        verdict = self._by_starts(starts, verdict)
        if woken := self._wakes.listener(files):
            verdict = verdict.or_stronger(Grade.R2, woken)
        if _STRENGTH.index(verdict.grade) < _STRENGTH.index(Grade.R2) and (
            why := self._unknown(built, verdict, handed)
        ):
            return replace(verdict, grade=Grade.RU, reasons=(Note(built.span, why),))
        return verdict

    def _by_policy(self, reconnect: Reconnect | None, verdict: Verdict) -> Verdict:
        if reconnect is None or (reconnect.kind is PolicyKind.DELAYS and reconnect.delays == ()):
            return verdict
        infinite = reconnect.infinite
        if infinite is None and reconnect.policy:
            infinite = self._infinite.get(reconnect.policy)
        grade = Grade.R5 if infinite else Grade.R3
        return verdict.or_stronger(grade, Note(reconnect.span, "automatic reconnect"))

    def _by_handlers(self, built: ClientBuilt, closing: Iterable[HandlerAdded], verdict: Verdict) -> Verdict:
        for handler in closing:
            for function in self._bodies(handler):
                grade = self._restart(built, function)
                if grade is Grade.R1 and self._wakes.begins_anew(function):
                    verdict = verdict.or_stronger(Grade.R4, Note(handler.span, "this handler begins anew"))
                says = "watches the connection" if grade is Grade.R1 else "starts it again"
                verdict = verdict.or_stronger(grade, Note(handler.span, f"this handler {says}"))
        return verdict

    def _restart(self, built: ClientBuilt, function: Function) -> Grade:
        if not self._code.reaches(function):
            return Grade.R1
        lasting = built.flavour is Flavour.ASPNET or self._code.persists(function)
        return Grade.R4 if lasting else Grade.R2

    def _bodies(self, handler: HandlerAdded) -> Iterator[Function]:
        if handler.body is not None:
            function = self._code.at(handler.body)
            if function is not None:
                yield function
        elif handler.target:
            yield from self._code.overriding(handler.path, handler.target.rpartition(".")[2], handler.owner)

    def _by_starts(self, starts: Iterable[ConnectionStarted], verdict: Verdict) -> Verdict:
        for start in starts:
            if self._code.on_demand(start):
                verdict = verdict.or_stronger(Grade.R4, Note(start.span, "the state is checked and started again"))
        return verdict

    def _unknown(self, built: ClientBuilt, verdict: Verdict, handed: Handed) -> str | None:
        """Why absence of evidence proves nothing here."""
        if built.reconnect and built.reconnect.conditional:
            return "automatic reconnect depends on a condition"
        if built.escapes & Escape.COMPUTED:
            return "what is called on the builder is not known"
        if built.escapes & Escape.PASSED:
            return "the builder is passed to other code"
        if handed.lost is not None:
            return f"the connection is passed to {handed.lost.name}, whose code was not found"
        if not verdict.starts:
            return "it is started by code that was not found"
        return self._left_to_others(verdict)

    def _left_to_others(self, verdict: Verdict) -> str | None:
        """Whether a close handler leaves it to code out of sight, or to code that it only signals to."""
        for handler in verdict.close_handlers:
            bodies = list(self._bodies(handler))
            if not bodies and handler.target and not _INERT.fullmatch(handler.target):
                return f"the close handler {handler.target} was not found"
            for function in bodies:
                if answered := self._wakes.answered(function, verdict.starts):
                    return answered
        return None

    def _files(self, built: ClientBuilt) -> set[str]:
        """The files in which the connection may be used: its own, and those that use what it escapes through."""
        files = {built.path}
        if not built.escapes & _LEAVES:
            return files
        stem = splitext(basename(built.path))[0].removesuffix(".razor")
        names = {name for name in (stem, basename(folder_of(built.path)) if stem == "index" else "") if name}
        files |= {i.path for i in self._imports if splitext(basename(i.source))[0] in names}
        if built.function:
            files |= self._users.get(built.function, set())
        return files

    def _is_on(self, built: ClientBuilt, found: ConnectionStarted | HandlerAdded, files: set[str]) -> bool:
        """Whether a start or handler is on this connection, as far as can be told."""
        return self._concerns(built, found.receiver, found.path, files) and not self._is_on_namesake(built, found)

    def _is_on_namesake(self, built: ClientBuilt, found: ConnectionStarted | HandlerAdded) -> bool:
        """Whether it stands in another function of the file that builds a connection of its own by that name."""
        place = (found.path, found.function, found.owner)
        if found.path != built.path or place == (built.path, built.function, built.owner):
            return False
        return any(
            place == (o.path, o.function, o.owner) and _last(o.symbol) == _last(built.symbol) == _last(found.receiver)
            for o in self._index.in_file(ClientBuilt, found.path)
        )

    def _concerns(self, built: ClientBuilt, receiver: str | None, path: str, files: set[str]) -> bool:
        if path not in files:
            return self._partial(built, receiver, path)
        if path != built.path:
            return not self._other(built, receiver, path)
        mine = _last(built.symbol)
        if mine is None or receiver is None:
            return not self._other(built, receiver, path)
        return _last(receiver) == mine or not self._other(built, receiver, path)

    def _partial(self, built: ClientBuilt, receiver: str | None, path: str) -> bool:
        """The other file of a class in two parts (`Chat.razor` and `Chat.razor.cs`), or a field of a unique name."""
        symbol = _last(built.symbol)
        if symbol is None or _last(receiver) != symbol or splitext(path)[1] != splitext(built.path)[1]:
            return _halves(path, built.path)
        near = bool(common_folder(folder_of(built.path), folder_of(path))) or self._is_unique(built)
        return (bool(built.escapes & _LEAVES) and near) or _halves(path, built.path)

    def _is_unique(self, built: ClientBuilt) -> bool:
        """Whether no other connection goes by the name, in a monorepo where such names are common."""
        return self._symbols[_last(built.symbol)] == 1

    def _other(self, built: ClientBuilt, receiver: str | None, path: str) -> bool:
        """Whether a receiver is plainly another connection that the file builds itself."""
        symbols = {_last(o.symbol) for o in self._index.in_file(ClientBuilt, path) if o.span != built.span}
        symbols -= {_last(built.symbol), None}
        return receiver is not None and _last(receiver) in symbols


def _last(name: str | None) -> str | None:
    return name.rpartition(".")[2].lstrip("_").lower() if name else None


def _halves(one: str, other: str) -> bool:
    return one.removesuffix(".cs") == other.removesuffix(".cs") and one != other
