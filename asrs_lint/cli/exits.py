"""How a run ends, and what it says on stderr."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from contextlib import suppress
from enum import IntEnum
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from asrs_lint.finding import Failure

_LONGEST = 800


class Exit(IntEnum):
    CLEAN = 0
    FINDINGS = 1
    WRONG_USE = 2
    DEFECT = 3


def complain(message: str) -> None:
    """One line on stderr, not longer than people read."""
    from asrs_lint.output.places import printable
    from asrs_lint.redaction import mask

    line = printable(mask(" ".join(message.split())))
    try:
        sys.stderr.write(f"asrs-lint: {line if len(line) <= _LONGEST else line[:_LONGEST] + '…'}\n")
        sys.stderr.flush()
    except OSError:  # a full disk, or nobody there to read it: the exit code tells
        close_quietly(sys.stderr)


def close_quietly(stream: TextIO) -> None:
    """Nobody reads any more: let the flush at exit go nowhere, which would complain and make the exit code 120."""
    with suppress(OSError, ValueError):  # a stream without a file
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)


def tell_defects(failures: Iterable[Failure], debug: bool = False) -> None:
    """A line for each defect; `debug`: with its traceback."""
    for failure in failures:
        complain(f"defect: {failure.rule or failure.path}: {failure.error}")
        if debug:
            tell_traceback(failure.traceback)


def tell_traceback(text: str) -> None:
    """The message of an error may hold what stands in a file: keys, and characters that a terminal obeys."""
    from asrs_lint.output.places import printable
    from asrs_lint.redaction import mask

    sys.stderr.write("".join(f"{printable(line)}\n" for line in mask(text).split("\n")))
