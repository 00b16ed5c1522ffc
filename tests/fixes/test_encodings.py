"""A fix leaves encoding, byte order mark and line ends as they were."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from asrs_lint.engine import Run, check
from asrs_lint.fix.mending import Mender
from asrs_lint.rule import Safety
from tests.fixes.test_web_config import FILES
from tests.fixes.trying import CORE

SETTINGS = (
    '{\r\n  "Name": "Müller",\r\n  "Logging": {\r\n    "LogLevel": {\r\n      "Default": "Error"\r\n    }\r\n  }\r\n}'
)
WEB = '<?xml version="1.0"?>\r\n<configuration>\r\n  <!-- für alle -->\r\n  <system.web />\r\n</configuration>'


@pytest.mark.parametrize(
    ("encoding", "mark"),
    [
        ("utf-8", b""),
        ("utf-8", b"\xef\xbb\xbf"),
        ("utf-16-le", b"\xff\xfe"),
        ("utf-16-be", b"\xfe\xff"),
        ("cp1252", b""),
    ],
)
@pytest.mark.parametrize(
    ("files", "path", "text"),
    [(CORE, "Chat/appsettings.json", SETTINGS), (FILES, "Chat/Web.config", WEB)],
    ids=["json", "xml"],
)
def test_bytes_outside_the_edit_stay(
    project: Callable[[dict[str, str]], Path], files: dict[str, str], path: str, text: str, encoding: str, mark: bytes
) -> None:
    root = project(files)
    before = mark + text.encode(encoding)
    (root / path).write_bytes(before)
    mending = Mender(
        lambda texts: check(root, overlays=texts, run=Run(jobs=1)),
        lambda finding: finding.path == path,
        frozenset({Safety.SAFE}),
        lambda document: None,
    ).mend()
    after = mending.before.documents[path].encoded(mending.texts[path])
    start = next(n for n, (old, new) in enumerate(zip(before, after, strict=False)) if old != new)
    assert after.startswith(mark)
    assert after.endswith(before[start + 2 :])
    assert mending.texts[path].count("\n") == mending.texts[path].count("\r\n") > text.count("\r\n")
