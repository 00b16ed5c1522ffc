"""The second look: names that the files read so far give to others, by which further files are found.

Who consumes a connection factory or calls an extension method of the repository need not mention SignalR at all.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, field

from asrs_lint.extract.literals import none, search_for
from asrs_lint.facts.base import Fact
from asrs_lint.facts.client import ClientBuilt, Escape
from asrs_lint.facts.code import Function
from asrs_lint.facts.server import HubMapped, LoggingCall, ServiceAdded

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
_LANGUAGES = {
    "cs": "dotnet", "razor": "dotnet", "cshtml": "dotnet",
    "js": "web", "jsx": "web", "ts": "web", "tsx": "web", "mjs": "web", "cjs": "web", "mts": "web", "cts": "web",
    "html": "web", "htm": "web", "vue": "web", "svelte": "web", "java": "jvm", "kt": "jvm", "kts": "jvm",
}  # fmt: skip


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


@dataclass(frozen=True, slots=True)
class Wanted:
    """Names to look for, and the files that give them, by language."""

    names: dict[str, tuple[bytes, ...]]
    givers: Mapping[str, Set[str]] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.names)

    def search(self) -> Callable[[str, bytes], bool]:
        """Tells of a file, by its path and bytes, whether one of the names stands in it as a whole word."""
        searches = {language: search_for(names) for language, names in self.names.items()}

        def stand_in(path: str, data: bytes) -> bool:
            language = language_of(path)
            stands = searches[language](data)
            return stands is not none and any(stands(n) and _is_word(n, data) for n in self.names[language])

        return stand_in


def _is_word(name: bytes, data: bytes) -> bool:
    return re.search(rb"(?<![\w$])" + re.escape(name) + rb"(?![\w$])", data) is not None


def language_of(path: str) -> str:
    suffix = path.rpartition(".")[2].lower()
    return _LANGUAGES.get(suffix, suffix)


def _is_telling(name: str) -> bool:
    return _NAME.fullmatch(name) is not None and name.lower() not in _ANYBODYS
