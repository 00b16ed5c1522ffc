"""Ways by which a dropped connection comes back though no close handler starts it itself: the page or process begins
anew, the network returns, or a handler gives a signal that code elsewhere waits for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from asrs_lint.evidence import Note
from asrs_lint.facts.client import ConnectionStarted
from asrs_lint.facts.code import Call, Context, Function
from asrs_lint.model.code import Code

_LISTENS = ("addeventlistener", "on", "addlistener", "addonlinelistener", "listen", "usefocuseffect", "fromevent")
_AWAKE = re.compile(r"(?i)^['\"`](?:online|visibilitychange|focus|pageshow|resume|change|appstatechange|active)['\"`]$")
_NETWORK = re.compile(r"(?i)netinfo|network|connectivity|appstate")
_EXITS = {
    "reload": re.compile(r"(?:^|\.)location$|^window$|^history$|router"),
    "exit": re.compile(r"^process$|^sys$|^System$"),
    "Exit": re.compile(r"Environment$|Application$"),
    "FailFast": re.compile(r"Environment$"),
    "Restart": re.compile(r"Application$"),
    "StopApplication": re.compile(""),
}
_RELEASES = frozenset(
    "setresult trysetresult resolve set release cancel cancelasync trywrite writeasync complete".split()
)
_SETTER = re.compile(r"set([A-Z]\w*)")
_STORED = ("next", "set", "update")  # subjects of rxjs, stores of Svelte
_EMITTED = (("emit", "on"), ("emit", "once"), ("emit", "addListener"))
_EFFECTS = ("useEffect", "useLayoutEffect")
_WAITS = frozenset((*_EFFECTS, "subscribe", *(listener for _, listener in _EMITTED)))


class Wakes:
    """Looks for them in the functions of a repository."""

    def __init__(self, code: Code) -> None:
        self._code = code
        self._waits: dict[str, list[tuple[Call, Function]]] = {}

    def begins_anew(self, function: Function) -> bool:
        """Whether a close handler loads the page again or ends the process, for a supervisor to start it again."""
        return any(_leaves(call) for call, _ in self._code.calls_from(function))

    def listener(self, files: Iterable[str]) -> Note | None:
        """A listener for the network's or the page's return that starts the connection."""
        for path in sorted(files):
            for function in self._code.all_functions(path):
                for call in function.calls:
                    if _hears_return(call) and self._starts_within(call, function):
                        return Note(call.span, "it is started again when the network or the page comes back")
        return None

    def answered(self, function: Function, starts: Iterable[ConnectionStarted]) -> str | None:
        """Whether something waits for what a close handler signals, and starts the connection then."""
        calls = [call for call, _ in self._code.calls_from(function)]
        if any(c.name.lower() in _RELEASES for c in calls) and any(s.context & Context.LOOP for s in starts):
            return "its close handler releases a loop that starts connections"
        for call in calls:
            if any(self._starts_within(waiting, holder) for waiting, holder in self._waiting_for(call)):
                return f"its close handler signals by {call.name}, and code that waits for that starts it"
        return None

    def _waiting_for(self, signal: Call) -> Iterator[tuple[Call, Function]]:
        setter = _SETTER.fullmatch(signal.name)
        for call, function in self._waits_in(signal.span.path):
            if setter and call.name in _EFFECTS:
                if re.search(rf"(?i)\b{re.escape(setter[1])}\b", " ".join(call.arguments[1:])):
                    yield call, function
            elif signal.name in _STORED and call.name == "subscribe":
                if signal.receiver and (call.receiver or "").startswith(signal.receiver):
                    yield call, function
            elif (signal.name, call.name) in _EMITTED and signal.arguments[:1] == call.arguments[:1]:
                yield call, function

    def _waits_in(self, path: str) -> list[tuple[Call, Function]]:
        """The calls of a file that can wait for a signal: few, and asked for once for each call of a handler."""
        if path not in self._waits:
            functions = self._code.all_functions(path)
            self._waits[path] = [(call, f) for f in functions for call in f.calls if call.name in _WAITS]
        return self._waits[path]

    def _starts_within(self, listening: Call, holder: Function) -> bool:
        """Whether what a call is given leads to a start: a function written in place, or one that is named."""
        if any(self._leads(call, holder) for call in holder.calls if _inside(call, listening)):
            return True
        names = [text.removeprefix("this.").partition(".bind(")[0] for text in listening.arguments]
        named = [f for name in names if name.isidentifier() for f in self._code.named(listening.span.path, name)]
        return any(self._code.reaches(function) for function in named)

    def _leads(self, call: Call, holder: Function) -> bool:
        return self._code.leads_to_start(call, holder.owner)


def _inside(call: Call, outer: Call) -> bool:
    return call.span != outer.span and outer.span.covers(call.span)


def _leaves(call: Call) -> bool:
    if call.name == "NavigateTo":
        return any(text.replace(" ", "") in ("true", "forceLoad:true") for text in call.arguments[1:])
    receiver = _EXITS.get(call.name)
    return receiver is not None and bool(receiver.search(call.receiver or ""))


def _hears_return(call: Call) -> bool:
    if call.name.lower() not in _LISTENS:
        return False
    told = any(_AWAKE.match(text) for text in call.arguments[:2])
    return told or bool(_NETWORK.search(call.receiver or ""))
