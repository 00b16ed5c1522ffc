"""Where a connection goes that is handed to other code: there its handlers may be added and its restarts may stand."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

from asrs_lint.facts.client import ClientBuilt
from asrs_lint.facts.code import Call, Function
from asrs_lint.model.code import Code

_DEPTH = 3  # hands: a connection is rarely passed on more often
_PATH = re.compile(r"(?:this\.|self\.|props\.)*([\w$]+(?:(?:\?|!)?\.[\w$]+)*)[!?]?(?:\.current|\.value)?")
# Takers that only look at it or keep it: logs, states of components, collections, promises, checks.
_IDLE = re.compile(
    r"(?i)console|log(?:ger)?|trace|debug|info|warn(?:ing)?|error|print(?:f|ln)?|write(?:line)?|set\w*|push|add|append|"
    r"next|emit|resolve|dispatch|commit|assert\w*|expect|not(?:null)?|is\w*|throwifnull|from(?:result)?|exchange|"
    r"useref|usestate|usememo|ref|shallowref|markraw|boolean|string|dispose\w*|provide|fragment|then|freeze"
)
# What every connection has: no extension methods.
_OWN = frozenset("startasync stopasync disposeasync start stop dispose on remove createhubproxy configureawait".split())
_SENDING = re.compile(r"(?i)(?:invoke|send|stream)\w*")


class Handed(Struct, frozen=True):
    """`files` are those of the functions and classes that take the connection, `lost` a call of code that was not
    found."""

    files: frozenset[str]
    lost: Call | None = None


class Hands:
    """Follows connections through arguments."""

    def __init__(self, code: Code) -> None:
        self._code = code

    def of(self, built: ClientBuilt) -> Handed:
        """Where a connection goes from the file it is built in, known there by its name."""
        files: set[str] = set()
        lost: Call | None = None
        waiting = [(built.path, _last(built.symbol), 0)] if built.symbol else []
        seen = {(path, name) for path, name, _ in waiting}
        while waiting:
            path, name, deep = waiting.pop()
            for call, position in self._passes(path, name):
                takers = self._takers(call)
                if not takers and position is not None and not _idle(call):
                    lost = lost or call
                for taker in takers:
                    files.add(taker.path)
                    known = taker.path, _last(_parameter(taker, position))
                    if deep < _DEPTH and known not in seen:
                        seen.add(known)
                        waiting.append((*known, deep + 1))
        return Handed(frozenset(files), lost)

    def _passes(self, path: str, name: str) -> Iterator[tuple[Call, int | None]]:
        """The calls that take a connection, with its position; None for what may be an extension method on it."""
        seen = set()
        for function in self._code.all_functions(path):
            for call in function.calls:
                if call.span in seen:
                    continue
                seen.add(call.span)
                places = [i for i, text in enumerate(call.arguments) if _names(text) == name]
                if places:
                    yield call, places[0]
                elif path.endswith(".cs") and _last(call.receiver) == name and _extends(call):
                    yield call, None

    def _takers(self, call: Call) -> list[Function]:
        return self._code.named(call.span.path, call.name) or self._code.members(call.name)


def _extends(call: Call) -> bool:
    return call.name.lower() not in _OWN and not _SENDING.fullmatch(call.name)


def _parameter(taker: Function, position: int | None) -> str:
    index = position or 0
    return taker.parameters[index] if index < len(taker.parameters) else ""


def _idle(call: Call) -> bool:
    return bool(_IDLE.fullmatch(call.name) or _IDLE.fullmatch(_last(call.receiver)))


def _names(text: str) -> str | None:
    found = _PATH.fullmatch(text.strip())
    return _last(found[1]) if found else None


def _last(name: str | None) -> str:
    return name.rpartition(".")[2].lstrip("_").lower() if name else ""
