"""Applying fixes, or printing them as a patch."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from asrs_lint.cli.analysis import Analysis
from asrs_lint.cli.exits import complain
from asrs_lint.fix.guard import Guard
from asrs_lint.fix.mending import Mender, Mending
from asrs_lint.fix.patch import Change, patch_of
from asrs_lint.fix.writing import NotWritten, changed_bytes, write_files
from asrs_lint.git import GitError, git
from asrs_lint.output.places import printable
from asrs_lint.output.style import Style
from asrs_lint.output.tally import counted
from asrs_lint.output.view import View
from asrs_lint.redaction import mask
from asrs_lint.rule import Safety

_COLOURS = {"-": "red", "+": "green", "@": "blue"}


def mended(analysis: Analysis, view: View, options: dict[str, Any]) -> Mending:
    """The project with the fixes that hold, in memory. Raises UsageError."""
    safeties = {Safety.SAFE, Safety.UNSAFE} if options["unsafe_fixes"] else {Safety.SAFE}
    guard = Guard(analysis.root, dirty=options["allow_dirty"] or options["diff"])
    return Mender(analysis.report, view.shows, frozenset(safeties), guard.objection).mend()


def write_fixes(analysis: Analysis, mending: Mending) -> None:
    """Put the fixed texts in the place of the files. Raises UsageError; then every file is as it was."""
    try:
        write_files(analysis.root, changed_bytes(mending.before.documents, mending.texts))
    except NotWritten as error:
        raise click.UsageError(f"nothing is fixed: {error}") from error
    if mending.kept:
        complain(f"fixed {counted(len(mending.kept), 'finding')} in {counted(len(mending.texts), 'file')}")


def print_patch(analysis: Analysis, mending: Mending) -> None:
    """Print the patch, in bytes as git wants it; on a terminal as text for people."""
    prefix = _prefix(analysis.root)
    for path in sorted(mending.texts):
        change = Change(mending.before.documents[path], mending.texts[path], mending.before.secrets)
        patch = patch_of(change, prefix)
        if patch is None:
            complain(f"{path} is not in the patch: one of its lines would show a secret; --fix changes it")
        elif sys.stdout.isatty():
            sys.stdout.write(_coloured(patch))
        else:
            sys.stdout.buffer.write(patch)
    sys.stdout.flush()


def _prefix(root: Path) -> str:
    """The folder of the project within the work tree of git: patches name files from its top."""
    try:
        return git(root, ("rev-parse", "--show-prefix")).decode("utf-8", "surrogateescape").rstrip("\n")
    except GitError:
        return ""


def _coloured(patch: bytes) -> str:
    style = Style.of_stream(sys.stdout)
    lines = (printable(mask(line)) for line in patch.decode("utf-8", "replace").split("\n"))
    return "\n".join(style.paint(line, _COLOURS[line[0]]) if line[:1] in _COLOURS else line for line in lines)
