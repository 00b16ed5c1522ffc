from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

import pytest

from asrs_lint.fix import writing
from asrs_lint.fix.guard import Guard
from asrs_lint.fix.writing import NotWritten, write_files
from asrs_lint.source import Document


def listed(root: Path) -> list[str]:
    return sorted(path.name for path in root.rglob("*"))


def test_files_are_replaced_and_keep_their_permissions(tmp_path: Path) -> None:
    file = tmp_path / "run.sh"
    file.write_bytes(b"old")
    file.chmod(0o751)
    write_files(tmp_path, {"run.sh": (b"old", b"new")})
    assert (file.read_bytes(), stat.S_IMODE(file.stat().st_mode)) == (b"new", 0o751)
    assert listed(tmp_path) == ["run.sh"]


def test_a_file_that_has_changed_keeps_all_as_they_are(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"old")
    (tmp_path / "b").write_bytes(b"somebody was here")
    with pytest.raises(NotWritten, match="b has changed"):
        write_files(tmp_path, {"a": (b"old", b"new"), "b": (b"old", b"new")})
    assert (tmp_path / "a").read_bytes() == b"old"


RENEWED = dict.fromkeys("abc", (b"old", b"new"))


@pytest.fixture
def three(tmp_path: Path) -> Path:
    """A folder of three files."""
    for name in RENEWED:
        (tmp_path / name).write_bytes(b"old")
    return tmp_path


def test_all_or_none(three: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = Path.replace

    def failing(self: Path, target: Path) -> Path:
        if target.name == "c":
            raise PermissionError(13, "Permission denied", str(target))
        return real(self, target)

    monkeypatch.setattr(Path, "replace", failing)
    with pytest.raises(NotWritten, match="Permission denied"):
        write_files(three, RENEWED)
    assert [(three / name).read_bytes() for name in "abc"] == [b"old"] * 3
    assert listed(three) == ["a", "b", "c"]


def test_what_is_taken_back_needs_no_room(three: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = Path.replace

    def full(*arguments: object, **named: object) -> tuple[int, str]:
        raise OSError(errno.ENOSPC, "No space left on device")

    def failing(self: Path, target: Path) -> Path:
        monkeypatch.setattr(writing.tempfile, "mkstemp", full)
        return real(self, target) if target.name != "c" else Path(full()[1])

    monkeypatch.setattr(Path, "replace", failing)
    with pytest.raises(NotWritten, match="c: No space left"):
        write_files(three, RENEWED)
    assert [(three / name).read_bytes() for name in "abc"] == [b"old"] * 3
    assert listed(three) == ["a", "b", "c"]


def test_what_cannot_be_taken_back_is_named_and_all_else_is(three: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real, put = Path.replace, set[str]()

    def failing(self: Path, target: Path) -> Path:
        if target.name == "c" or (target.name == "a" and "a" in put):
            raise OSError(errno.EIO, "Input/output error")
        put.add(target.name)
        return real(self, target)

    monkeypatch.setattr(Path, "replace", failing)
    with pytest.raises(NotWritten, match=r"could not be taken back: a$"):
        write_files(three, RENEWED)
    assert [(three / name).read_bytes() for name in "abc"] == [b"new", b"old", b"old"]
    assert listed(three) == ["a", "b", "c"]


def test_no_link_is_followed(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "a").write_bytes(b"old")
    root = tmp_path / "root"
    root.mkdir()
    (root / "link").symlink_to(outside / "a")
    (root / "folder").symlink_to(outside)
    for path in ("link", "folder/a"):
        with pytest.raises(NotWritten):
            write_files(root, {path: (b"old", b"new")})
        assert Guard(root, dirty=True).objection(Document(path, "old")) == f"{path} is no regular file of the project"
    assert (outside / "a").read_bytes() == b"old"


def objection(root: Path, name: str, data: bytes, dirty: bool = True) -> str:
    (root / name).write_bytes(data)
    return Guard(root, dirty).objection(Document.decode(name, data)) or ""


def test_what_may_be_changed(tmp_path: Path) -> None:
    assert objection(tmp_path, "a.json", "ä".encode("utf-16")) == ""
    assert "git does not track b.json" in objection(tmp_path, "b.json", b"{}", dirty=False)


def test_bytes_that_are_no_text_stay(tmp_path: Path) -> None:
    assert "no text in utf-16-le" in objection(tmp_path, "odd.json", b"\xff\xfe{\x00}")
    assert "no text in cp1252" in objection(tmp_path, "wild.json", b"\x81\xff")


def test_a_file_changed_since_it_was_read_stays(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"new")
    assert "has changed" in (Guard(tmp_path, dirty=True).objection(Document("a", "old")) or "")


def test_a_read_only_file_stays(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"old")
    (tmp_path / "a").chmod(0o444)
    assert Guard(tmp_path, dirty=True).objection(Document("a", "old")) == "a is read-only"


@pytest.mark.parametrize("path", ["../outside", "/etc/hostname", "a/../../outside"])
def test_nothing_outside_the_root_changes(tmp_path: Path, path: str) -> None:
    (tmp_path / "outside").write_bytes(b"old")
    root = tmp_path / "root"
    (root / "a").mkdir(parents=True)
    assert Guard(root, dirty=True).objection(Document(path, "old")) == f"{path} is no regular file of the project"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_a_pipe_is_no_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert Guard(tmp_path, dirty=True).objection(Document("pipe", "")) is not None
