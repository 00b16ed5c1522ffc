"""Writing suppressions: the commented files and the configuration, all of them or none."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from asrs_lint.accept.accepting import Acceptance
from asrs_lint.accept.table import NotAppendable, with_tables
from asrs_lint.config import Config, StatedSuppression
from asrs_lint.discover import SETTINGS_NAMES
from asrs_lint.files import Files
from asrs_lint.fix.writing import NotWritten, changed_bytes, write_files
from asrs_lint.source import Document

_LARGEST = 5 * 1024 * 1024  # bytes of a configuration file


def write(acceptance: Acceptance, config: Config, root: Path) -> list[str]:
    """Put the suppressions into the files; the paths that were written. Raises NotWritten; then every file is as it
    was."""
    changes = changed_bytes(acceptance.before.documents, acceptance.texts)
    if acceptance.stated:
        path, before, after = _configuration(acceptance.stated, config, root)
        changes[path] = (before, after)
    write_files(root, changes)
    return sorted(changes)


def _configuration(stated: Sequence[StatedSuppression], config: Config, root: Path) -> tuple[str, bytes | None, bytes]:
    """The configuration file that is to hold them, its bytes (None for one that is to be made), its new bytes."""
    path = _own_file(config, root)
    data = Files(root).read(path, _LARGEST) if config.origin else b""
    if data is None or len(data) > _LARGEST:
        raise NotWritten(f"{path} is no regular file of the project")
    document = Document.decode(path, data)
    try:
        text = with_tables(document.text, stated, path.endswith(SETTINGS_NAMES[1]), document.newline)
        return path, data if config.origin else None, document.encoded(text)
    except (NotAppendable, UnicodeEncodeError) as error:
        raise NotWritten(f"{path}: {error}") from error


def _own_file(config: Config, root: Path) -> str:
    if config.origin is None:
        return SETTINGS_NAMES[0]
    whole = Path(config.origin).resolve()
    if not whole.is_relative_to(root):
        raise NotWritten(f"{config.origin}, which would have to accept some of them, lies outside the project")
    return whole.relative_to(root).as_posix()
