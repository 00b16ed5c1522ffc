"""How a run ends, and what it says on stderr."""

from __future__ import annotations

import sys
from enum import IntEnum

from asrs_lint.output.places import printable
from asrs_lint.redaction import mask


class Exit(IntEnum):
    CLEAN = 0
    FINDINGS = 1
    WRONG_USE = 2
    DEFECT = 3
    INTERRUPTED = 130


def complain(message: str) -> None:
    """One line on stderr."""
    sys.stderr.write(f"asrs-lint: {printable(mask(' '.join(message.split())))}\n")
