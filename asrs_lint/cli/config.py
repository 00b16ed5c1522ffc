"""`asrs-lint config`: the settings in force, and where each comes from."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import click

from asrs_lint.cli.analysis import configuration_options, project_of
from asrs_lint.cli.origins import Setting, settings_of
from asrs_lint.output.places import printable
from asrs_lint.redaction import mask

_HELP = {"help_option_names": ["-h", "--help"]}
_WIDEST = 44  # characters of a value that others are aligned with


@click.group(short_help="Show the settings in force.", context_settings=_HELP, no_args_is_help=False)
def command() -> None:
    """The configuration of a project."""


@command.command("show", context_settings={"auto_envvar_prefix": "ASRS_LINT", **_HELP})
@click.argument("path", default=".", type=click.Path(path_type=Path))
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="How to print them.")
@configuration_options
@click.pass_context
def show(ctx: click.Context, /, path: Path, form: str, **options: Any) -> None:
    """Show every setting in force for the project around PATH (default: here), and where it comes from: a default,
    the line of a file, the command line or an environment variable."""
    root, _ = project_of([path])
    settings = settings_of(ctx, root, options)
    click.echo(_as_json(settings) if form == "json" else "\n".join(_as_text(settings)))


def _as_json(settings: Sequence[Setting]) -> str:
    found = [{"key": s.key, "value": s.value, "origin": s.origin, "file": s.file, "line": s.line} for s in settings]
    return mask(json.dumps({"version": 1, "settings": found}, indent=2, ensure_ascii=True))


def _as_text(settings: Sequence[Setting]) -> Iterable[str]:
    rows = [(printable(s.key), _written(s.value), printable(s.place)) for s in settings]
    keys = max(len(key) for key, _, _ in rows)
    values = max((len(value) for _, value, _ in rows if len(value) <= _WIDEST), default=0)
    return (f"{key:{keys}}  {value:{values}}  {place}" for key, value, place in rows)


def _written(value: object) -> str:
    """A value as TOML and JSON write it; `-` for one that is not set."""
    return "-" if value is None else printable(mask(json.dumps(value, ensure_ascii=False)))
