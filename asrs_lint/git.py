"""Asking git, without letting the repository that is asked about run or fetch anything."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Sequence
from pathlib import Path
from weakref import finalize

from asrs_lint.signals import deferred

# core.fsmonitor of a repository names a program to run; its remotes may be commands too, and a partial clone would
# fetch from them whatever is missing. GIT_ALLOW_PROTOCOL weighs more than any protocol.<name>.allow of the repository;
# fetch.bundleURI is fetched from before any protocol is looked at. Older gits know no GIT_NO_LAZY_FETCH.
_HARMLESS = ("-c", "core.fsmonitor=false", "-c", "fetch.bundleURI=")
_VARIABLES = {
    "GIT_ALLOW_PROTOCOL": "none",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    "LC_ALL": "C",
}
_PIPE = subprocess.PIPE
_SECONDS = 20  # a pipe named .gitignore, or one catastrophic pattern in it, keeps git for ever


class GitError(Exception):
    """git is not there, does not know what was asked for, or takes too long."""


def is_there(path: Path) -> bool:
    """Like Path.exists, which raises for what is out of reach and for names that are too long."""
    try:
        path.stat()
    except (OSError, ValueError):
        return False
    return True


def in_work_tree(folder: Path) -> bool:
    """Whether a folder lies in what looks like a work tree; asks no program."""
    return _work_tree(folder) is not None


def _work_tree(folder: Path) -> Path | None:
    return next((above for above in (folder, *folder.parents) if is_there(above / ".git")), None)


def git(root: Path, arguments: Sequence[str], given: bytes = b"") -> bytes:
    """What a git command prints in `root`. Raises GitError.

    For commands that only read the index and objects: what compares with the work tree (`diff`, `status`) would run
    the filters that .gitattributes names.
    """
    return Asked(root, arguments).answer(given)


class Asked:
    """As `git`, but the command runs while others work, until its answer is wanted."""

    def __init__(self, root: Path, arguments: Sequence[str]) -> None:
        """Raises GitError where there is no git."""
        top = _work_tree(root)  # not where core.worktree of the repository leads
        command = ("git", *_HARMLESS, *((f"--work-tree={top}",) if top else ()), "-C", os.fspath(root), *arguments)
        self._name = arguments[0]
        try:
            with deferred():  # or nobody would know of a process that was started just now
                self._process = subprocess.Popen(command, stdin=_PIPE, stdout=_PIPE, stderr=_PIPE, env=_environment())
                finalize(self, _end, self._process)
        except OSError as error:
            raise GitError(str(error)) from error

    def answer(self, given: bytes = b"") -> bytes:
        """What it prints, told once. Raises GitError."""
        with self._process as process:
            del self._process  # it would hold a second copy of what was printed
            try:
                printed, complaints = process.communicate(given, timeout=_SECONDS)
            except (OSError, subprocess.SubprocessError) as error:
                raise GitError(str(error)) from error
            finally:
                process.kill()  # does nothing to one that has ended
        if process.returncode:
            raise GitError(_first_line(complaints) or f"git {self._name} failed")
        return printed


def _end(process: subprocess.Popen[bytes]) -> None:
    """Nobody wants the answer any more: a repository may keep git at it for ever. Nothing for one that has ended."""
    process.kill()
    process.wait()


def tracked(root: Path) -> set[str]:
    """The files that git tracks, relative to `root`; none where there is no git."""
    if not in_work_tree(root):
        return set()
    try:
        listed = git(root, ("ls-files", "-z"))
    except GitError:
        return set()
    return {os.fsdecode(path) for path in listed.split(b"\0") if path}


def _environment() -> dict[str, str]:
    """Without the variables by which a hook points git elsewhere."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    return kept | _VARIABLES


def _first_line(output: bytes) -> str:
    text = output.decode("utf-8", "replace").strip()
    return text.splitlines()[0].removeprefix("fatal: ") if text else ""
