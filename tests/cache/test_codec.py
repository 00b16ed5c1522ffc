from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from asrs_lint.cache.codec import Unfit, kinds, pack, unpack
from asrs_lint.discover import files
from asrs_lint.extract.registry import extractor, readers_of
from asrs_lint.facts.base import Fact, Unreadable
from asrs_lint.facts.code import Call, Function
from asrs_lint.files import Files
from asrs_lint.reading.sources import Sources
from asrs_lint.source import Span

PROJECTS = Path(__file__).parent.parent.parent / "fixtures" / "projects"


def extracted() -> Iterator[tuple[str, list[Fact]]]:
    sources = Sources(Files(PROJECTS), {})
    for path in files(PROJECTS):
        document = sources.document(path)
        for reader in readers_of(path):
            yield path, list(extractor(reader.module)(document))


def test_all_facts_of_all_fixtures_come_back_as_they_were() -> None:
    seen = set()
    for path, facts in extracted():
        back = unpack(path, pack(path, facts), 10**6)
        assert dict.fromkeys(back).keys() == dict.fromkeys(facts).keys()
        for kind in {type(fact) for fact in facts}:
            assert [f for f in back if type(f) is kind] == [f for f in facts if type(f) is kind]
            seen.add(kind)
    assert len(seen) > 25


@pytest.mark.parametrize("kind", sorted(kinds()))
def test_every_kind_of_fact_can_be_read(kind: str) -> None:
    assert unpack("a", [(kind, b"[]")], 0) == []


def test_a_path_that_looks_like_json_leads_nowhere_else() -> None:
    path = 'a","path":"b'
    fact = Unreadable(Span(path, 1, 2), '"path":"" and "path":"a"')
    assert unpack(path, pack(path, [fact]), 9) == [fact]


@pytest.mark.parametrize("fact", [Unreadable(Span("other", 0, 0), ""), Unreadable(Span("a", 0, 0), "\udc80")])
def test_a_place_elsewhere_and_text_that_is_none_are_not_kept(fact: Fact) -> None:
    with pytest.raises(Unfit):
        pack("a", [fact])


def test_the_path_and_the_names_of_calls_are_one_string_each() -> None:
    calls = tuple(Call("".join(("Go", "On")), "".join(("a", ".b")), (), Span("a.cs", n, n + 1)) for n in range(3))
    (back,) = unpack("a.cs", pack("a.cs", [Function(Span("a.cs", 0, 9), "F", None, (), calls)]), 9)
    assert isinstance(back, Function) and back.calls == calls
    for values in ([c.name for c in back.calls], [c.receiver for c in back.calls], [c.span.path for c in back.calls]):
        assert len(set(map(id, values))) == 1
