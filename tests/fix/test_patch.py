"""Patches, as git takes them."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from asrs_lint.fix.patch import Change, patch_of
from asrs_lint.source import Document
from asrs_lint.testing import access_key

TEXT = "".join(f"line {number}\n" for number in range(30))
BOM = b"\xef\xbb\xbf"


def git_apply(root: Path, patch: bytes, *options: str) -> None:
    subprocess.run(["git", "apply", *options], cwd=root, input=patch, check=True)


@pytest.mark.parametrize("name", ["plain.txt", "with space.txt", "fóo.txt", 'a"quote\\.txt', "tab\tline\nend.txt"])
def test_names(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text(TEXT, newline="")
    patch = patch_of(Change(Document(name, TEXT), TEXT.replace("line 7", "LINE 7")))
    assert patch
    git_apply(tmp_path, patch)
    assert (tmp_path / name).read_text() == TEXT.replace("line 7", "LINE 7")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("a", "b"),
        ("a\n", "b"),
        ("a", "a\nb\n"),
        ("one\r\ntwo\r\n", "one\r\n2\r\n"),
        ("a\x0cb\n\x1c\u2028\n", "a\x0cc\n\x1c\u2028\n"),
        (TEXT, TEXT.replace("line 1", "L").replace("line 29\n", "")),
        ("\n\n\n", "\n\nx\n"),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_every_encoding_and_line_end(tmp_path: Path, old: str, new: str, encoding: str) -> None:
    if encoding == "cp1252":
        old, new = (text.replace("\u2028", "") + "\xe4" for text in (old, new))
    data = old.encode(encoding)
    (tmp_path / "a.txt").write_bytes(data)
    document = Document.decode("a.txt", data)
    patch = patch_of(Change(document, new))
    assert patch
    git_apply(tmp_path, patch)
    assert (tmp_path / "a.txt").read_bytes() == document.encoded(new)


def test_the_project_may_be_a_folder_of_the_work_tree(tmp_path: Path) -> None:
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub/a.txt").write_text("a\n")
    patch = patch_of(Change(Document("a.txt", "a\n"), "b\n"), "sub/")
    assert patch
    git_apply(tmp_path, patch)
    git_apply(tmp_path / "sub", patch, "--reverse")
    assert (tmp_path / "sub/a.txt").read_text() == "a\n"


def settings(lines_between: int) -> str:
    filler = "".join(f"line {number}\n" for number in range(lines_between))
    return f"first\nchange\n{filler}Endpoint=https://x;AccessKey={access_key()};Version=1.0;\nlast\n"


@pytest.mark.parametrize("lines_between", [1, 2, 3])
def test_the_context_leaves_a_secret_out(tmp_path: Path, lines_between: int) -> None:
    text = settings(lines_between)
    (tmp_path / "a.txt").write_text(text)
    patch = patch_of(Change(Document("a.txt", text), text.replace("change", "changed")))
    assert patch and access_key().encode() not in patch
    git_apply(tmp_path, patch)
    assert (tmp_path / "a.txt").read_text() == text.replace("change", "changed")


def test_no_patch_is_better_than_one_with_a_secret() -> None:
    for text in (settings(0), settings(0).replace("\n", " ")):
        assert patch_of(Change(Document("a.txt", text), text.replace("change", "changed"))) is None
