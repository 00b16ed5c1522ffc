"""The options by which `asrs-lint check` fixes; `cli.applying` does what they say."""

from __future__ import annotations

from typing import Any

import click

from asrs_lint.cli.options import adding

_OPTIONS = (
    click.option("--fix", is_flag=True, help="Apply safe fixes; report what remains."),
    click.option("--diff", is_flag=True, help="Print what --fix would change as a patch for git apply."),
    click.option("--unsafe-fixes", is_flag=True, help="With --fix or --diff: unsafe fixes, too."),
    click.option("--allow-dirty", is_flag=True, help="With --fix: change files that git does not track, too."),
)


fixing_options = adding(_OPTIONS)
"""Adds the options of which `is_wanted` takes the values."""


def is_wanted(options: dict[str, Any]) -> bool:
    """Whether fixes are to be made or shown as a patch. Raises UsageError."""
    if options["fix"] or options["diff"]:
        return True
    for name in ("unsafe_fixes", "allow_dirty"):
        if options[name]:
            raise click.UsageError(f"--{name.replace('_', '-')} says nothing without --fix or --diff")
    return False
