"""How a run ends, and what it says on stderr."""

from __future__ import annotations

import sys
from enum import IntEnum

from asrs_lint.output.places import printable
from asrs_lint.redaction import mask

_LONGEST = 800


class Exit(IntEnum):
    CLEAN = 0
    FINDINGS = 1
    WRONG_USE = 2
    DEFECT = 3
    INTERRUPTED = 130


def complain(message: str) -> None:
    """One line on stderr, not longer than people read."""
    line = printable(mask(" ".join(message.split())))
    sys.stderr.write(f"asrs-lint: {line if len(line) <= _LONGEST else line[:_LONGEST] + '…'}\n")
