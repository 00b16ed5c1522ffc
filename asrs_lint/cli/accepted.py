"""The baseline of a run: the file that holds it, and what is said when it cannot be used."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from asrs_lint.discover import BASELINE_NAME
from asrs_lint.files import Files

if TYPE_CHECKING:
    from asrs_lint.baseline import Baseline


def baseline_of(root: Path, options: dict[str, Any]) -> Baseline | None:
    """The baseline that the options name, or else that of the project, if it has one. Raises UsageError."""
    file: Path | None = options["baseline"]
    if options["no_baseline"]:
        return None
    if file is not None:
        return _read(file.parent, file.name, str(file))
    return project_baseline(root)


def project_baseline(root: Path) -> Baseline | None:
    """The baseline at the root of a project, None where there is none. Raises UsageError."""
    return _read(root, BASELINE_NAME, BASELINE_NAME) if os.path.lexists(root / BASELINE_NAME) else None


def _read(folder: Path, name: str, shown: str) -> Baseline:
    from asrs_lint.baseline import LIMIT, Baseline, BaselineError
    from asrs_lint.source import Document

    data = Files(folder).read(name, LIMIT)
    if data is None:
        raise click.UsageError(f"cannot read {shown}: it is not there, no regular file, or not permitted")
    if len(data) > LIMIT:
        raise click.UsageError(f"{shown} is larger than {LIMIT // 1024 // 1024} MiB")
    try:
        return Baseline.parse(Document.decode(name, data).text)
    except BaselineError as error:
        raise click.UsageError(f"{shown} {error}") from error
