"""`asrs-lint check`: analyse a project and report."""

from __future__ import annotations

import os
from pathlib import Path

import click

from asrs_lint import discover
from asrs_lint.config import Config
from asrs_lint.engine import Run, check
from asrs_lint.output import json


@click.command(context_settings={"auto_envvar_prefix": "ASRS_LINT", "help_option_names": ["-h", "--help"]})
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option("--format", "form", default="json")
@click.option("--no-cache", is_flag=True)
@click.option("--jobs", type=int, default=os.cpu_count() or 1)
def command(paths: tuple[Path, ...], form: str, no_cache: bool, jobs: int) -> int:
    """Analyse."""
    root = discover.project_root((paths or (Path(),))[0].resolve())
    report = check(root, Config(), run=Run(jobs=jobs))
    click.echo(json.render(report), nl=False)
    for failure in report.failures:
        click.echo(failure.traceback, err=True)
    return 3 if report.failures else 1 if report.findings else 0
