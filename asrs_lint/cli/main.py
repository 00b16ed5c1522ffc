"""The entry point. `--version` answers before anything is imported."""

import sys


def main() -> None:
    """Run the command line of this process and exit."""
    if sys.argv[1:] == ["--version"]:
        from asrs_lint import __version__

        sys.stdout.write(f"asrs-lint {__version__}\n")
        return
    from asrs_lint.cli.run import run

    sys.exit(run(sys.argv[1:]))
