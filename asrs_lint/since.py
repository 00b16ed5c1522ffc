"""Findings that touch what has changed since a revision: committed, staged, edited or new.

The work tree is compared here and not by git, which would run the filters that a repository configures.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from asrs_lint.files import Files
from asrs_lint.finding import Finding, Report
from asrs_lint.git import GitError, git
from asrs_lint.linediff import changed_lines
from asrs_lint.source import Document, Span

_LARGEST = 16 << 20  # bytes of a file whose lines are compared; a larger one counts as changed everywhere
_MOST_RENAMES = 1000  # files that git compares to find a renamed one
_MERGE_BASE = "..."


class RevisionError(ValueError):
    """A revision that cannot be compared with; the message is one line."""


class Since(Struct, frozen=True, dict=True):
    """`commit` is what `revision` means in the repository around `root`. `prefix` leads from its top to `root`.
    `foreign` are paths that are no part of the repository unless git tracks them."""

    root: Path
    revision: str
    commit: str
    prefix: str = ""
    foreign: Collection[str] = ()

    def narrowed(self, report: Report) -> Report:
        """The report with those findings only of which a place of the evidence has changed. Raises RevisionError."""
        every = [*report.findings, *report.suppressed]
        paths = {span.path for finding in every for span in _evidence(finding)}
        paths |= {remark.path for remark in report.remarks if remark.path}
        try:
            changes = self._changes(report.documents, sorted(paths))
        except GitError as error:
            raise RevisionError(f"--since {self.revision}: {error}") from error
        return replace(
            report,
            findings=[finding for finding in report.findings if changes.touch(finding)],
            suppressed=[finding for finding in report.suppressed if changes.touch(finding)],
            remarks=[remark for remark in report.remarks if remark.path is None or changes.lines[remark.path] != ()],
            since=self.revision.removesuffix(_MERGE_BASE),
        )

    def _changes(self, documents: Mapping[str, Document], paths: Sequence[str]) -> _Changes:
        now = {path: documents.get(path) or self._read(path) for path in paths}
        objects = self._objects(paths)
        then = _texts(self.root, set(objects.values()))
        lines: dict[str, Collection[int] | None] = {}
        for path, document in now.items():
            old = then.get(objects.get(path, ""))
            if path not in objects:
                lines[path] = () if path in self.foreign or _is_outside(path) else None
            elif document is None or old is None:
                lines[path] = None
            else:
                lines[path] = changed_lines(Document.decode(path, old).text, document.text) or ()
        return _Changes(documents, lines)

    def _read(self, path: str) -> Document | None:
        """A file that the analysis has not read; None when it is too large, gone or outside the root."""
        data = None if _is_outside(path) else Files(self.root).read(path, _LARGEST)
        return None if data is None or len(data) > _LARGEST else Document.decode(path, data)

    def _objects(self, paths: Iterable[str]) -> dict[str, str]:
        """The names of what stood at these paths; for a renamed file, at its former path."""
        found = {path: self._tree[path] for path in paths if path in self._tree}
        missing = [path for path in paths if path not in found]
        renamed = self._renamed() if missing else {}
        return found | {path: renamed[path] for path in missing if path in renamed}

    @cached_property
    def _tree(self) -> dict[str, str]:
        """Paths below the root at the revision, and the names of their contents."""
        listed = _fields(git(self.root, ("ls-tree", "-r", "-z", self.commit)))
        entries = (entry.partition("\t") for entry in listed)
        described = ((described.split(" "), path) for described, _, path in entries)
        return {path: name for (mode, kind, name), path in described if kind == "blob" and mode != "120000"}

    def _renamed(self) -> dict[str, str]:
        """New paths below the root, and the names of what stood at the old ones: as far as the index knows."""
        options = ("--cached", "--raw", "-z", "--no-abbrev", "-M", f"-l{_MOST_RENAMES}", "--diff-filter=R")
        safe = ("--no-ext-diff", "--no-textconv", "--ignore-submodules=all")
        records = _fields(git(self.root, ("diff-index", *options, *safe, self.commit, "--")))
        pairs = zip(records[::3], records[2::3], strict=False)
        return {
            path.removeprefix(self.prefix): described.split(" ")[2]
            for described, path in pairs
            if path.startswith(self.prefix)
        }


class _Changes(Struct, frozen=True):
    """`lines` are the changed ones of each file, None for all of them."""

    documents: Mapping[str, Document]
    lines: Mapping[str, Collection[int] | None]

    def touch(self, finding: Finding) -> bool:
        return any(self._holds(span) for span in _evidence(finding))

    def _holds(self, span: Span) -> bool:
        changed, document = self.lines[span.path], self.documents.get(span.path)
        if changed is None or document is None:
            return changed is None or bool(changed)
        first = document.position(min(span.start, len(document.text))).line
        last = document.position(min(max(span.end - 1, span.start), len(document.text))).line
        return any(line in changed for line in range(first, last + 1))


def since(root: Path, revision: str, foreign: Collection[str] = ()) -> Since:
    """What `revision` means here; with `...` behind it, its merge base with HEAD. Raises RevisionError."""
    try:
        inside, shallow, prefix = _asked(root, "--is-inside-work-tree", "--is-shallow-repository", "--show-prefix")
        if inside != "true":
            raise GitError("not in a work tree of git")
    except GitError as error:
        raise RevisionError(f"--since {revision}: {error}") from error
    try:
        return Since(root, revision, _commit(root, revision), prefix, foreign)
    except GitError as error:
        hint = "; this clone is shallow: fetch more of its history" if shallow == "true" else ""
        raise RevisionError(f"--since {revision}: {error}{hint}") from error


def _asked(root: Path, *questions: str) -> list[str]:
    said = os.fsdecode(git(root, ("rev-parse", *questions))).removesuffix("\n")
    return said.split("\n", len(questions) - 1)


def _commit(root: Path, revision: str) -> str:
    name = revision.removesuffix(_MERGE_BASE)
    if not name or name.startswith("-"):  # what begins like an option would be one
        raise GitError("no such revision")
    try:
        commit = _one(git(root, ("rev-parse", "--verify", "--quiet", f"{name}^{{commit}}")))
    except GitError as error:
        raise GitError("no such revision") from error
    if name == revision:
        return commit
    try:
        return _one(git(root, ("merge-base", commit, "HEAD")))
    except GitError as error:
        raise GitError(f"{name} and HEAD have no commit in common") from error


def _one(said: bytes) -> str:
    return said.decode().split("\n")[0]


def _fields(said: bytes) -> list[str]:
    return [os.fsdecode(field) for field in said.split(b"\0") if field]


def _evidence(finding: Finding) -> Iterator[Span]:
    yield finding.problem.span
    yield from (note.span for note in finding.problem.evidence)


def _is_outside(path: str) -> bool:
    return Path(path).is_absolute() or ".." in path.split("/")


def _texts(root: Path, names: Iterable[str]) -> dict[str, bytes]:
    """The contents of objects by name, without those that are too large. Raises GitError."""
    asked = [name.encode() for name in sorted(names)]
    described = git(root, ("cat-file", "--batch-check"), b"".join(name + b"\n" for name in asked)).splitlines()
    fields = [line.split(b" ") for line in described]
    if any(len(parts) != 3 for parts in fields):
        raise GitError("the clone is partial and lacks what stood in files then")
    usable = [name for name, _, size in fields if int(size) <= _LARGEST]
    return dict(_contents(git(root, ("cat-file", "--batch"), b"".join(name + b"\n" for name in usable))))


def _contents(answer: bytes) -> Iterator[tuple[str, bytes]]:
    """Reads `NAME TYPE SIZE`, the content, and the line end behind it."""
    at = 0
    while at < len(answer):
        end = answer.index(b"\n", at)
        name, _, size = answer[at:end].split(b" ")
        at = end + 1 + int(size)
        yield name.decode(), answer[end + 1 : at]
        at += 1
