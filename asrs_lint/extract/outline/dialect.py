"""What the SignalR libraries of one language are called, as data and small functions (client.md A4, C1)."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from msgspec import Struct

from asrs_lint.extract.outline.nesting import Nesting
from asrs_lint.extract.outline.shape import Argument, Invocation
from asrs_lint.facts.client import Reconnect


class Builder(Struct, frozen=True):
    """A builder expression: its first call and all calls made on it, also through a variable, in source order."""

    root: Invocation
    links: tuple[Invocation, ...]

    @property
    def calls(self) -> tuple[Invocation, ...]:
        return (self.root, *self.links)

    def link(self, *names: str) -> Invocation | None:
        return next((c for c in self.links if c.name in names), None)


class Dialect(Struct, frozen=True):
    """`library` tells by the text of the file which library it uses (None: none, then there is no client in it).
    `starts_builder` says whether a call begins a builder, `reconnect` what automatic reconnect a builder has.
    `address` names the calls and the argument that carry the URL. `finishes` are the calls that end a builder; empty
    when the first call makes the connection itself. `skips` finds the option that skips negotiation.
    `locate` finds the URL where `address` is not enough."""

    library: Callable[[str], str | None]
    starts_builder: Callable[[Nesting, Invocation], bool]
    reconnect: Callable[[Nesting, Builder], Reconnect | None]
    events: Mapping[str, str]
    address: Mapping[str, str]
    logging: frozenset[str]
    skips: re.Pattern[str]
    finishes: frozenset[str] = frozenset({"build"})
    starts: frozenset[str] = frozenset({"start"})
    stops: frozenset[str] = frozenset({"stop"})
    log_option: re.Pattern[str] | None = None
    locate: Callable[[Nesting, Builder], Argument | None] | None = None


def conditional(nesting: Nesting, call: Invocation, root: Invocation) -> bool:
    """Whether a link of a builder is added under a condition the builder itself is not under."""
    there, here = nesting.situation(call), nesting.situation(root)
    return there.condition is not None and there.condition != here.condition
