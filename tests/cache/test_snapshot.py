"""A cache that is not whole, not ours or not true is no cache, and never the end of a run."""

from __future__ import annotations

import os
import random
from collections.abc import Callable
from pathlib import Path
from stat import S_IMODE

import pytest
from msgspec import msgpack
from msgspec.structs import replace

from asrs_lint.cache import snapshot
from asrs_lint.cache.place import cache_file, code_key
from asrs_lint.cache.snapshot import Kept, Snapshot

Analyse = Callable[..., str]


@pytest.fixture
def root(project: Callable[[dict[str, str]], Path]) -> Path:
    return project(
        {
            "Program.cs": "services.AddSignalR().AddAzureSignalR();\n",
            "chat.js": 'const c = new signalR.HubConnectionBuilder().withUrl("/chat").build();\nc.start();\n',
        }
    )


def altered(file: Path, change: Callable[[Snapshot], Snapshot], facts: Callable[[Kept], Kept] = lambda k: k) -> None:
    """A cache made up by hand, its digests right."""
    found = snapshot.load(file, code_key())
    assert found
    kept = {row: facts(kept) for row, kept in snapshot.load_facts(file, code_key(), found).items()}
    assert kept and snapshot.save(file, code_key(), change(found), kept)


def with_facts(file: Path, data: bytes, kind: str = "ClientBuilt") -> None:
    """Other facts for every file, and no outcome, so that they are asked for."""
    altered(
        file,
        lambda found: replace(found, outcome=None),
        lambda kept: Kept(kept.digest, {module: [(kind, data)] for module in kept.modules}),
    )


def test_only_its_owner_may_read_it(file: Path) -> None:
    assert (S_IMODE(file.stat().st_mode), S_IMODE(file.parent.stat().st_mode)) == (0o600, 0o700)


def test_a_damaged_cache_is_discarded(file: Path, root: Path, cold: str, analyse: Analyse) -> None:
    whole, dice = file.read_bytes(), random.Random(7)
    for at in [*range(0, 60, 3), *(dice.randrange(len(whole)) for _ in range(20))]:
        for damaged in (whole[:at] + bytes([whole[at] ^ 0x55]) + whole[at + 1 :], whole[:at]):
            file.write_bytes(damaged)
            found = snapshot.load(file, code_key())
            assert found is None or snapshot.load_facts(file, code_key(), found) == {}
    assert analyse(root) == cold


def test_facts_of_another_run_are_not_taken_for_those_of_this_one(file: Path, root: Path, analyse: Analyse) -> None:
    found = snapshot.load(file, code_key())
    assert found and snapshot.load_facts(file, code_key(), found)
    (root / "chat.js").write_text("new signalR.HubConnectionBuilder();\n", "utf-8")
    analyse(root)
    assert snapshot.load_facts(file, code_key(), found) == {}


@pytest.mark.parametrize(
    "told",
    [
        b"", b"[]", b"\xc1", b"{", msgpack.encode((b"{}", [])), msgpack.encode((b"[" * 100_000, [])),
        msgpack.encode((b'{"coverage":{},"problems":[["ASRS401",{"span":1}]]}', [])),
        msgpack.encode((b'{"coverage":{}}', [99])), msgpack.encode((b'{"coverage":{}}', [-1])),
        msgpack.encode((b'{"coverage":{}}\xff', [])), msgpack.encode((b'{"coverage":{}}',)),
    ],
)  # fmt: skip
def test_an_outcome_that_does_not_fit_is_found_anew(
    told: bytes, file: Path, root: Path, cold: str, analyse: Analyse
) -> None:
    altered(file, lambda found: replace(found, outcome=found.outcome and (found.outcome[0], told)))
    assert analyse(root) == cold


def test_an_outcome_of_files_that_are_not_there_leads_nowhere(file: Path, root: Path, analyse: Analyse) -> None:
    rule = b'{"id":"X1","name":"x","summary":"","severity":1,"fix":"safe","since":""}'
    problem = b'{"span":{"path":"../../etc/passwd","start":0,"end":9},"message":"made up"}'
    packed = msgpack.encode((b'{"coverage":{},"problems":[[%b,%b]]}' % (rule, problem), []))
    altered(file, lambda found: replace(found, outcome=found.outcome and (found.outcome[0], packed)))
    put_out = analyse(root)
    assert "made up" in put_out and "root:" not in put_out


@pytest.mark.parametrize(
    "data",
    [
        b"", b"{}", b"[1]", b"[" * 100_000, b"\xff", b'[{"span":{"path":"","start":0,"end":1}}]',
        b'[{"span":{"path":"../../etc/passwd","start":0,"end":1},"language":"c","flavour":"ASP.NET SignalR"}]',
        b'[{"span":{"path":"","start":-1,"end":1},"language":"c","flavour":"ASP.NET SignalR"}]',
        b'[{"span":{"path":"","start":0,"end":99999},"language":"c","flavour":"ASP.NET SignalR"}]',
        b'[{"span":{"path":"","start":0,"end":1},"language":"c","flavour":"ASP.NET SignalR","escapes":4096}]',
        b'[{"span":{"path":"","start":0,"end":1},"language":"\xff","flavour":"ASP.NET SignalR"}]',
    ],
)  # fmt: skip
def test_facts_that_do_not_fit_are_read_anew(data: bytes, file: Path, root: Path, cold: str, analyse: Analyse) -> None:
    with_facts(file, data)
    assert analyse(root) == cold


@pytest.mark.parametrize("kind", ["Fact", "Span", "os", "", "../x"])
def test_facts_of_no_known_kind_are_read_anew(kind: str, file: Path, root: Path, cold: str, analyse: Analyse) -> None:
    with_facts(file, b"[]", kind)
    assert analyse(root) == cold


@pytest.mark.parametrize(
    "change",
    [
        lambda found: replace(found, stats=found.stats[:-1]),
        lambda found: replace(found, sizes=b""),
        lambda found: replace(found, words=b""),
        lambda found: replace(found, table=[]),
        lambda found: replace(found, table=[(10**6,)] * 9),
        lambda found: replace(found, words=b"\x40" * len(found.words)),
        lambda found: replace(found, paths=b"../../etc/passwd\0/etc/passwd"),
        lambda found: replace(found, answers={"web x": b"\2"}),
    ],
)
def test_columns_that_do_not_fit_are_no_cache(
    change: Callable[[Snapshot], Snapshot], file: Path, root: Path, cold: str, analyse: Analyse
) -> None:
    altered(file, change)
    assert analyse(root) == cold


def test_a_cache_with_names_that_are_no_text_is_none(
    file: Path, root: Path, cold: str, analyse: Analyse, monkeypatch: pytest.MonkeyPatch
) -> None:
    encode = msgpack.encode
    with monkeypatch.context() as other:
        other.setattr(snapshot.msgpack, "encode", lambda told: encode(told).replace(b"ClientBuilt", b"Client\xffuilt"))
        altered(file, lambda found: replace(found, outcome=None))
    found = snapshot.load(file, code_key())
    assert found and snapshot.load_facts(file, code_key(), found) == {}
    assert analyse(root) == cold


def test_a_cache_of_other_code_is_discarded(file: Path) -> None:
    assert snapshot.load(file, b"0" * 16) is None


def test_a_pipe_or_link_in_its_place_is_not_followed(file: Path, root: Path, cold: str, analyse: Analyse) -> None:
    file.unlink()
    os.mkfifo(file)
    assert analyse(root) == cold
    whole = file.rename(file.with_suffix(".other"))
    file.symlink_to(whole)
    assert snapshot.load(file, code_key()) is None


def test_a_run_goes_on_where_nothing_can_be_written(
    root: Path, cold: str, analyse: Analyse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ASRS_LINT_CACHE_DIR", "/dev/null/caches")
    assert analyse(root) == cold


def test_a_full_disk_leaves_the_old_cache_and_no_rest(
    file: Path, root: Path, analyse: Analyse, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = file.read_bytes()
    (root / "chat.js").write_text("", "utf-8")
    rest = file.with_suffix(".new")
    rest.touch()
    monkeypatch.setattr(snapshot, "mkstemp", lambda **_: (os.open("/dev/full", os.O_WRONLY), str(rest)))
    analyse(root)
    assert (file.read_bytes(), list(file.parent.iterdir())) == (before, [file])


def test_facts_beyond_the_limit_are_not_kept(
    root: Path, cold: str, analyse: Analyse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("asrs_lint.cache.columns.FILE_LIMIT", 100)
    assert [analyse(root), analyse(root)] == [cold, cold]
    file = cache_file(root)
    assert file and len(file.read_bytes()) < 1000


def test_the_longest_unused_caches_go_first(file: Path, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    names = ("old.facts", "older.facts", "notes.txt")
    for age, name in enumerate(names):
        (file.parent / name).write_bytes(b"x" * 1000)
        os.utime(file.parent / name, (1000 - age, 1000 - age))
    monkeypatch.setattr(snapshot, "FOLDER_LIMIT", file.stat().st_size + 1500)
    altered(file, lambda found: found)
    assert {f.name for f in file.parent.iterdir()} == {file.name, "old.facts", "notes.txt"}
