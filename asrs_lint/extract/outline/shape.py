"""The neutral outline: flat lists of intervals. What holds what follows from the offsets."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum
from functools import cached_property, lru_cache

from msgspec import Struct

from asrs_lint.source import Document, Located, Span

_DECORATION = re.compile(r"!!|[!?]|\s+")
_PREFIX = re.compile(r"^(?:(?:await|try|new|const)\b\s*)*(?:(?:this@\w+|this|self|super)\.)*")
_LITERAL = re.compile(r"""^[rfbu]?(?:"([^"\\\r\n]*)"|'([^'\\\r\n]*)'|`([^`\\]*)`)$""")
_WRAPPED = re.compile(r"^(?:String|URL|Uri\.parse|URI\.create)\s*\(\s*(?:string:\s*)?([^()]*)\)!?$")
_INTERPOLATED = re.compile(r"\$\w|\$\{|\\\(|^f[\"']")
_ARGUMENT_LIMIT = 120  # characters of an argument's source that a Call keeps


class Kind(Enum):
    TYPE = "type"
    FUNCTION = "function"
    LAMBDA = "lambda"
    LOOP = "loop"
    TRY = "try"
    FAILURE = "failure"
    BRANCH = "branch"


class Region(Struct, frozen=True):
    """A stretch of code with a meaning for the calls inside. `owner` overrides the enclosing type (methods of Go);
    `bases` are the supertypes of a type; `retries` marks a function that a retry decorator runs again."""

    kind: Kind
    start: int
    end: int
    name: str | None = None
    parameters: tuple[str, ...] = ()
    condition: str | None = None
    exported: bool = False
    bases: tuple[str, ...] = ()
    owner: str | None = None
    retries: bool = False


class Argument(Struct, frozen=True):
    text: str
    start: int
    end: int
    name: str | None = None


class Invocation(Struct, frozen=True):
    """One call. `link` is where its dot stands (the name for a bare call), `receiver` the interval before that dot.
    For a section of a Dart cascade the receiver is the object of the whole cascade."""

    name: str
    start: int
    end: int
    link: int
    arguments: tuple[Argument, ...] = ()
    receiver: tuple[int, int] | None = None
    awaited: bool = False

    @property
    def interval(self) -> tuple[int, int]:
        return self.start, self.end


class Binding(Struct, frozen=True):
    """A value given to a name, or returned (`target` None). Start and end are those of the value."""

    target: str | None
    start: int
    end: int
    exported: bool = False


@dataclass
class Outline:
    """`code` is the text with comments blanked, of the same length. `selves` are names that mean the object itself
    (Go: the receivers of methods)."""

    document: Document
    language: str
    code: str
    regions: list[Region] = field(default_factory=list)
    calls: list[Invocation] = field(default_factory=list)
    bindings: list[Binding] = field(default_factory=list)
    selves: frozenset[str] = frozenset()
    _receivers: dict[tuple[int, int], str | None] = field(default_factory=dict)

    def span(self, start: int, end: int) -> Span:
        return self.document.span(start, end)

    def slice(self, start: int, end: int) -> str:
        return self.code[start:end]

    def receiver(self, call: Invocation) -> str | None:
        """What the call is made on, None for a bare call and for one on `this` or `self`."""
        if call.interval not in self._receivers:
            self._receivers[call.interval] = self._receiver(call)
        return self._receivers[call.interval]

    def _receiver(self, call: Invocation) -> str | None:
        text = self.own(neutral(self.slice(*call.receiver))) if call.receiver else ""
        return None if text in ("", "this", "self", "super") or text in self.selves else text

    def own(self, text: str) -> str:
        """A name without the object itself before it."""
        head, _, tail = text.partition(".")
        return tail if tail and head in self.selves else text

    def declares(self, *names: str) -> bool:
        """Whether a type of one of these names is declared here: then this is the library, not a user of it."""
        return any(r.kind is Kind.TYPE and r.name in names for r in self.regions)

    @cached_property
    def _values(self) -> dict[str, list[Binding]]:
        values: dict[str, list[Binding]] = {}
        for binding in self.bindings:
            if binding.target:
                values.setdefault(binding.target, []).append(binding)
        return values

    def value_of(self, name: str) -> Binding | None:
        """The one value a name is given in this file; None when it has none or several."""
        found = self._values.get(neutral(name), [])
        return found[0] if len(found) == 1 else None

    def kept_as(self, name: str) -> str:
        """The one other name that keeps the value of a variable (`this.hub = connection`), else the name itself."""
        holders = self._holders.get(name, set())
        return next(iter(holders)) if len(holders) == 1 else name

    @cached_property
    def _holders(self) -> dict[str, set[str]]:
        holders: dict[str, set[str]] = {}
        for binding in self.bindings:
            if binding.target and binding.end - binding.start <= _ARGUMENT_LIMIT:
                holders.setdefault(neutral(self.slice(binding.start, binding.end)), set()).add(binding.target)
        return holders

    def literal(self, start: int, end: int) -> Located[str] | None:
        """The string written there, or the string constant of this file that is named there."""
        text = self.slice(start, end).strip()
        value = string_value(text)
        if value is not None:
            return Located(value, self.span(start, end))
        bound = self.value_of(text) if re.fullmatch(r"[\w.]+", text) else None
        value = string_value(self.slice(bound.start, bound.end).strip()) if bound else None
        return Located(value, self.span(bound.start, bound.end)) if bound and value is not None else None


def neutral(text: str) -> str:
    """A receiver or target without `this.`, `self.`, `?`, `!`, `!!` and white space: `this.hub?` is `hub`."""
    return _undecorated(text[:400])


@lru_cache(4096)  # a file says the same names again and again
def _undecorated(text: str) -> str:
    return _PREFIX.sub("", _DECORATION.sub("", text))[:_ARGUMENT_LIMIT]


def string_value(text: str) -> str | None:
    """The value of a plain string literal, also in `URL(string: …)!`; None with interpolation or escapes."""
    wrapped = _WRAPPED.match(text[:2000])
    found = _LITERAL.match(wrapped[1].strip() if wrapped else text[:2000])
    if found is None or _INTERPOLATED.search(found[0]):
        return None
    return next(group for group in found.groups() if group is not None)


def shortened(arguments: Sequence[Argument]) -> tuple[str, ...]:
    return tuple(f"{a.name}: {a.text}"[:_ARGUMENT_LIMIT] if a.name else a.text[:_ARGUMENT_LIMIT] for a in arguments)
