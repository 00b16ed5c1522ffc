"""Facts by kind, by path and by folder."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import TypeVar

from msgspec import Struct

from asrs_lint.facts.base import Fact

F = TypeVar("F", bound=Fact)


def folder_of(path: str) -> str:
    """The folder of a repository-relative path, `""` for the root."""
    return path.rpartition("/")[0]


def is_under(path: str, folder: str) -> bool:
    """Whether a path (of a file or a folder) is the folder or lies below it."""
    return not folder or path == folder or path.startswith(folder + "/")


class FactIndex(Struct, frozen=True, dict=True):
    """All facts of a repository, each kind ordered by path and place."""

    by_kind: Mapping[type[Fact], Sequence[Fact]]

    @classmethod
    def of_facts(cls, facts: Iterable[Fact]) -> FactIndex:
        kinds: dict[type[Fact], list[Fact]] = defaultdict(list)
        for fact in facts:
            kinds[type(fact)].append(fact)
        return cls({kind: sorted(found, key=lambda fact: fact.span) for kind, found in kinds.items()})

    @cached_property
    def _by_path(self) -> dict[type[Fact], dict[str, list[Fact]]]:
        """Filled kind by kind, when somebody asks for one."""
        return {}

    def all(self, kind: type[F]) -> Sequence[F]:
        return self.by_kind.get(kind, ())  # type: ignore[return-value]

    def in_file(self, kind: type[F], path: str) -> Sequence[F]:
        if kind not in self._by_path:
            grouped = self._by_path[kind] = defaultdict(list)
            for fact in self.all(kind):
                grouped[fact.span.path].append(fact)
        return self._by_path[kind].get(path, ())  # type: ignore[return-value]

    def under(self, kind: type[F], folder: str) -> list[F]:
        return [fact for fact in self.all(kind) if is_under(fact.span.path, folder)]
