"""Values as the languages of infrastructure write them (JSON, Bicep, HCL, argument lists), in one shape with places.

Readers of those languages build terms; what the terms mean for a SignalR resource is read once, for all of them.
"""

from __future__ import annotations

from msgspec import Struct

from asrs_lint.source import Span


class Scalar(Struct, frozen=True):
    """Anything that is no list and no object. `literal` is the value when nothing has to be computed, without quotes;
    `reference` the name when the value is just that of another place (`param:mode`)."""

    text: str
    span: Span
    literal: str | None = None
    reference: str | None = None


class Entry(Struct, frozen=True):
    """A key and its value; `span` covers both."""

    key: str
    value: Term
    span: Span


class Table(Struct, frozen=True):
    """An object. `opaque` says why it may hold more than its entries (a spread, a computed key)."""

    entries: tuple[Entry, ...]
    span: Span
    opaque: str | None = None

    def entry(self, key: str) -> Entry | None:
        wanted = plain(key)
        return next((e for e in reversed(self.entries) if plain(e.key) == wanted), None)

    def get(self, *path: str) -> Term | None:
        """The value along a path of keys."""
        here: Term | None = self
        for key in path:
            found = here.entry(key) if isinstance(here, Table) else None
            here = found.value if found else None
        return here

    def literal(self, *path: str) -> str | None:
        """The literal along a path of keys; None when there is none."""
        found = self.get(*path)
        return found.literal if isinstance(found, Scalar) else None


class Items(Struct, frozen=True):
    """A list. `opaque` says why it may hold more than its items."""

    items: tuple[Term, ...]
    span: Span
    opaque: str | None = None


Term = Scalar | Table | Items


def plain(key: str) -> str:
    """A key without what separates its spellings: `ResourceLogConfiguration`, `resource_log_configuration`."""
    return key.replace("_", "").lower()
