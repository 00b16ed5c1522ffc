"""The entry point. `--version` answers before anything is imported."""

import os
import sys

_INTERRUPTED = 130


def main() -> None:
    """Run the command line of this process, and exit where that is no success."""
    try:
        _open_streams()
        code = _run(sys.argv[1:])
    except KeyboardInterrupt:  # while the rest is imported; from there on `run` sees to it
        code = _INTERRUPTED
    if code:
        sys.exit(code)


def _open_streams() -> None:
    """In the place of those that this process was started without: else the next file to be opened would take it, and
    be written to."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, os.fdopen(os.open(os.devnull, os.O_RDWR), mode, encoding="utf-8"))


def _run(arguments: list[str]) -> int:
    if arguments == ["--version"]:
        from asrs_lint import __version__

        try:
            sys.stdout.write(f"asrs-lint {__version__}\n")
            sys.stdout.flush()
            return 0
        except OSError:
            pass  # `run` tells why
    from asrs_lint.cli.run import run

    return run(arguments)
