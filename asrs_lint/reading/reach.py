"""The second look: names that the files read so far give to others, by which further files are found.

Who consumes a connection factory or calls an extension method of the repository need not mention SignalR at all.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from asrs_lint.facts.base import Fact
from asrs_lint.facts.client import ClientBuilt, Escape
from asrs_lint.facts.code import Function
from asrs_lint.facts.server import HubMapped, LoggingCall, ServiceAdded
from asrs_lint.reading.wanted import Wanted, language_of

_MOST = 80  # names of one language: more would be no choice any more
_NAME = re.compile(r"[A-Za-z_$][\w$]{3,}")
_ANYBODYS = frozenset(
    """
    main configure configureservices configurelogging createhostbuilder createwebhostbuilder buildwebhost startup
    program start stop connect disconnect init initialize initasync setup render build create index default
    constructor configureapp componentdidmount useeffect ngoninit mounted created oninitialized oninitializedasync
    onafterrenderasync onload open close connection connectasync startasync stopasync execute executeasync invoke
    handle send update getconnection configuration createasync createclient initializeasync
    createbuilder createslimbuilder createemptybuilder createdefaultbuilder createapplicationbuilder
    """.split()
)


@dataclass
class Reach:
    """The names looked for so far, by language."""

    names: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    def widen(self, facts: Iterable[Fact]) -> Wanted:
        """The names that are new since the last time."""
        fresh: dict[str, set[str]] = defaultdict(set)
        givers: dict[str, set[str]] = defaultdict(set)
        for fact in facts:
            language = language_of(fact.path)
            if names := {n for n in self._given(fact) if n and _is_telling(n)} - self.names[language]:
                fresh[language] |= names
                givers[language].add(fact.path)
        for language, names in fresh.items():
            self.names[language] |= names
        return Wanted({k: tuple(n.encode() for n in sorted(names)[:_MOST]) for k, names in fresh.items()}, givers)

    def _given(self, fact: Fact) -> Iterator[str | None]:
        if isinstance(fact, ClientBuilt) and fact.escapes & (Escape.RETURNED | Escape.EXPORTED | Escape.PASSED):
            yield from (fact.function, fact.owner, fact.symbol if fact.escapes & Escape.EXPORTED else None)
        elif isinstance(fact, ServiceAdded | HubMapped | LoggingCall):
            yield fact.function
        elif isinstance(fact, Function) and fact.name:
            known = self.names[language_of(fact.path)]
            if any(call.name in known for call in fact.calls):
                yield fact.name


def _is_telling(name: str) -> bool:
    return _NAME.fullmatch(name) is not None and name.lower() not in _ANYBODYS
