"""Names inside one file of infrastructure: what a value refers to, and variables put in the places that use them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from msgspec import Struct
from msgspec.structs import replace

from asrs_lint.parse.term import Entry, Items, Scalar, Table, Term

MAX_DEPTH = 100
MAX_LEVELS = 4  # of objects in parameters


class Reference(Struct, frozen=True):
    """What a scalar refers to (`variables:features`) and the path of keys into it."""

    name: str
    path: tuple[str, ...] = ()


def leaves(name: str, term: Term, depth: int = 0) -> Iterator[tuple[str, Term]]:
    """A named value and, when it is an object, the scalars in it by their dotted names (`settings.mode`)."""
    yield name, term
    if isinstance(term, Table) and depth < MAX_LEVELS:
        for entry in term.entries:
            for found, value in leaves(f"{name}.{entry.key}", entry.value, depth + 1):
                if isinstance(value, Scalar):
                    yield found, value


@dataclass(slots=True)
class Names:
    """`refer` reads a reference from a scalar. `known` are values whose meaning is fixed in this file. Lists, objects
    among them replace the references to them; scalars only when `inline` (names that no other file can look up)."""

    refer: Callable[[Scalar], Reference | None]
    known: Mapping[str, Term] = field(default_factory=dict)
    inline: bool = False
    _done: dict[str, Term] = field(default_factory=dict)

    def resolved(self, term: Term, depth: int = 0) -> Term:
        if depth > MAX_DEPTH:
            return term
        if isinstance(term, Table):
            entries = (Entry(e.key, self.resolved(e.value, depth + 1), e.span) for e in term.entries)
            return replace(term, entries=tuple(entries))
        if isinstance(term, Items):
            return replace(term, items=tuple(self.resolved(item, depth + 1) for item in term.items))
        return self._scalar(term, depth)

    def _scalar(self, scalar: Scalar, depth: int) -> Term:
        reference = self.refer(scalar) if scalar.literal is None else None
        if reference is None:
            return scalar
        value: Term | None = self._value(reference.name, depth)
        if reference.path and isinstance(value, Table):
            return value.get(*reference.path) or scalar
        if value is not None and not reference.path and (self.inline or isinstance(value, (Table, Items))):
            return value
        return scalar if self.inline else replace(scalar, reference=".".join((reference.name, *reference.path)))

    def _value(self, name: str, depth: int) -> Term | None:
        """A known value, resolved once; within its own definition it stands as it is written."""
        if name in self._done or name not in self.known:
            return self._done.get(name)
        self._done[name] = self.known[name]
        self._done[name] = self.resolved(self.known[name], depth + 10)
        return self._done[name]
