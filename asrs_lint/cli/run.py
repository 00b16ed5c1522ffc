"""Running a command and turning whatever happens into an exit code."""

from __future__ import annotations

import errno
import gc
import io
import os
import sys
from collections.abc import Sequence
from traceback import format_exception

import click

from asrs_lint.cli.commands import cli
from asrs_lint.cli.exits import Exit, close_quietly, complain, tell_traceback
from asrs_lint.signals import Ending, unwinding

# Collect garbage in cycles that rarely: facts and the model are hundreds of thousands of objects that live to the end,
# and looking through them again and again took three quarters of the time that facts take to be read from a cache.
_OBJECTS = 200_000
_DISK = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EROFS)  # nobody's defect


def run(arguments: Sequence[str]) -> int:
    """Run the command line. A closed pipe is silent; a defect is one line, and its traceback with ASRS_LINT_DEBUG."""
    gc.set_threshold(_OBJECTS)
    with unwinding() as ending, _Guard(ending) as guard:
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, io.TextIOWrapper):  # a path may hold what the terminal's encoding does not know
                stream.reconfigure(errors="backslashreplace")
        guard.code = cli.main(list(arguments), prog_name="asrs-lint", standalone_mode=False) or Exit.CLEAN
        sys.stdout.flush()
    return int(guard.code)


class _Guard:
    """What no command caught: wrong use, an interruption, a closed pipe, a defect."""

    def __init__(self, ending: Ending) -> None:
        self.code: int = Exit.CLEAN
        self._ending = ending

    def __enter__(self) -> _Guard:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> bool:
        if error is None:
            return True
        if isinstance(error, click.ClickException):
            self.code = Exit.WRONG_USE
            complain(error.format_message())
        elif isinstance(error, click.exceptions.Exit):
            self.code = error.exit_code
        elif isinstance(error, KeyboardInterrupt | click.Abort):
            self.code = self._ending.code
        elif isinstance(error, BrokenPipeError | SystemExit):  # the latter is what click makes of the former
            close_quietly(sys.stdout)
        elif isinstance(error, OSError) and error.errno in _DISK:
            self.code = Exit.WRONG_USE
            complain(f"cannot write: {error.strerror}")
            close_quietly(sys.stdout)
        elif isinstance(error, Exception):
            self.code = Exit.DEFECT
            complain(f"defect: {type(error).__name__}: {error}")
            if os.environ.get("ASRS_LINT_DEBUG"):
                tell_traceback("".join(format_exception(error)))
        else:
            return False
        return True
