"""The options by which `asrs-lint check` writes suppressions; `cli.suppressing` does what they say."""

from __future__ import annotations

from typing import Any

import click

from asrs_lint.cli.options import adding

_OPTIONS = (
    click.option("--add-suppression", multiple=True, metavar="RULE", help="Suppress RULE's findings; needs --reason."),
    click.option("--reason", metavar="TEXT", help="Why, for --add-suppression."),
)
_ALONE = ("fix", "diff", "no_suppressions")


accepting_options = adding(_OPTIONS)
"""Adds the options of which `is_accepting` takes the values."""


def is_accepting(options: dict[str, Any]) -> bool:
    """Whether suppressions are to be written. Raises UsageError."""
    reason = options["reason"]
    if not options["add_suppression"]:
        if reason:
            raise click.UsageError("--reason says nothing without --add-suppression")
        return False
    for name in _ALONE:
        if options[name]:
            raise click.UsageError(f"--add-suppression does not go with --{name.replace('_', '-')}")
    if not reason or not reason.strip():
        raise click.UsageError("--add-suppression needs --reason: why are these findings acceptable?")
    from asrs_lint.output.places import printable

    if printable(reason) != reason:
        raise click.UsageError("--reason must be one line of text")
    return True
