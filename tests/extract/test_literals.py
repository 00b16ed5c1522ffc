"""The extra `[fast]` makes the look quicker and changes nothing of what it shows."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from asrs_lint.engine import Run, check
from asrs_lint.extract import literals, words
from asrs_lint.extract.literals import Search, in_one_pass, one_by_one, one_by_one_in_any_case, search_for
from asrs_lint.output import json

pytest.importorskip("hyperscan", reason="the extra [fast] is not installed")

PROJECTS = Path(__file__).parent.parent.parent / "fixtures" / "projects"
ALL = words._ALL_WORDS
PIECES = st.one_of(st.sampled_from(ALL), st.binary(max_size=12), st.sampled_from([b"signal", b"$", b".", b"\0", b"\n"]))


def cased(data: bytes, upper: list[bool]) -> bytes:
    return (
        bytes(ord(chr(c).upper()) if u and c < 128 else c for c, u in zip(data, upper, strict=False))
        + data[len(upper) :]
    )


def shown(search: Search, data: bytes, known: tuple[bytes, ...] = ALL) -> set[bytes]:
    stands = search(data)
    return {word for word in known if stands(word)}


@given(st.lists(PIECES, max_size=12).map(b"".join), st.lists(st.booleans(), max_size=120))
def test_one_pass_shows_what_many_show(data: bytes, upper: list[bool]) -> None:
    fast, text = in_one_pass(ALL, any_case=True), cased(data, upper)
    assert fast
    assert shown(fast, text) == shown(one_by_one_in_any_case, text)


@given(
    st.lists(st.from_regex(rb"[A-Za-z_$][\w$]{3,9}", fullmatch=True), min_size=1, max_size=80, unique=True), st.data()
)
def test_names_are_found_in_their_case(names: list[bytes], draw: st.DataObject) -> None:
    pieces = st.one_of(st.sampled_from(names), st.sampled_from(names).map(bytes.swapcase), st.binary(max_size=4))
    text = b"".join(draw.draw(st.lists(pieces, max_size=20)))
    fast, known = in_one_pass(names, any_case=False), tuple(names)
    assert fast
    assert shown(fast, text, known) == shown(one_by_one, text, known)


@pytest.fixture(params=["slow", "fast"])
def engine(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    if request.param == "slow":
        monkeypatch.setattr(literals, "in_one_pass", lambda words, any_case: None)
    words._search.cache_clear()
    yield request.param
    words._search.cache_clear()


def test_without_hyperscan_words_are_looked_for_one_by_one(engine: str) -> None:
    chosen = search_for(ALL, any_case=True)
    assert (chosen is one_by_one_in_any_case) == (engine == "slow")


_REPORTS: dict[str, str] = {}


@pytest.mark.parametrize("jobs", [0, 2])
def test_findings_are_the_same_either_way(jobs: int, engine: str) -> None:
    report = json.render(check(PROJECTS, run=Run(jobs=jobs)))
    assert _REPORTS.setdefault("first", report) == report
