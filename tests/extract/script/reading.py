"""Read a snippet and look at its facts."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from asrs_lint.extract.script import extract
from asrs_lint.facts.base import Fact
from asrs_lint.facts.code import Call, Function
from asrs_lint.source import Document

F = TypeVar("F", bound=Fact)


def read(text: str, path: str = "src/app.ts") -> tuple[Document, list[Fact]]:
    document = Document(path, text)
    return document, list(extract(document))


def of_kind(facts: Iterable[Fact], kind: type[F]) -> list[F]:
    return [fact for fact in facts if isinstance(fact, kind)]


def one(text: str, kind: type[F], path: str = "src/app.ts") -> F:
    found = of_kind(read(text, path)[1], kind)
    assert len(found) == 1, found
    return found[0]


def calls(text: str, function: str, path: str = "src/app.ts") -> dict[str, Call]:
    """The calls of a named function, by receiver and name."""
    found = [f for f in of_kind(read(text, path)[1], Function) if f.name == function]
    assert len(found) == 1, found
    return {f"{c.receiver}.{c.name}" if c.receiver else c.name: c for c in found[0].calls}
