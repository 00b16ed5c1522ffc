"""What a command analyses, and how: the options and the configuration that decide it."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import click
from msgspec import Struct
from msgspec.structs import replace

from asrs_lint import discover
from asrs_lint.cli.accepted import baseline_of
from asrs_lint.cli.options import adding
from asrs_lint.cli.progress import Progress
from asrs_lint.config import Config
from asrs_lint.engine import Run, check
from asrs_lint.git import is_there
from asrs_lint.plugins import WrongOption, installed_rules
from asrs_lint.scale import severity_of
from asrs_lint.stopwatch import Stopped, Stopwatch

if TYPE_CHECKING:
    from asrs_lint.finding import Report
    from asrs_lint.stated import Stated

SEVERITIES = click.Choice(["info", "warning", "error"])

_CONFIGURATION_OPTIONS = (
    click.option("--select", multiple=True, help="Only these rules: ids, names, families (4), tags; commas allowed."),
    click.option("--ignore", multiple=True, help="Not these rules."),
    click.option("--fail-on", type=SEVERITIES, help="Exit 1 from this severity on.  [default: warning]"),
    click.option(
        "--config",
        "config_file",
        envvar="ASRS_LINT_CONFIG",
        type=click.Path(path_type=Path),
        help="Use this configuration file.",
    ),
)
_OPTIONS = (
    *_CONFIGURATION_OPTIONS,
    click.option(
        "--service",
        "services",
        envvar="ASRS_LINT_SERVICE",
        type=click.Path(path_type=Path),
        multiple=True,
        help="Output of az signalr show.",
    ),
    click.option("--baseline", type=click.Path(path_type=Path), help="Accept the findings of this file."),
    click.option("--no-baseline", is_flag=True, help="Report the findings of the baseline as well."),
    click.option("--no-suppressions", is_flag=True, help="Report suppressed findings as well."),
    click.option("--jobs", type=click.IntRange(1, 256), help="Processes to use.  [default: one per core]"),
    click.option("--profile", is_flag=True, help="Tell on stderr where the time went."),
    click.option("--no-cache", is_flag=True, help="Read every file anew, and keep nothing."),
)


configuration_options = adding(_CONFIGURATION_OPTIONS)
"""Adds the options of which `configuration_of` takes the values."""


analysis_options = adding(_OPTIONS)
"""Adds the options of which `analysis_of` takes the values."""


class Analysis(Struct, frozen=True):
    """A project to analyse. `places` are the paths asked for, relative to `root`; `""` is all of it."""

    root: Path
    places: Sequence[str]
    config: Config
    run: Run

    def report(self, overlays: Mapping[str, str] = MappingProxyType({})) -> Report:
        """Analyse, with a progress bar where somebody waits. `overlays` as for `engine.check`. Raises UsageError."""
        try:
            with Progress(sys.stderr) as progress:
                return check(self.root, self.config, overlays, replace(self.run, progress=progress))
        except WrongOption as error:
            raise click.UsageError(f"{self.config.origin}: {error}") from error


def analysis_of(paths: Sequence[Path], options: dict[str, Any]) -> Analysis:
    """The project around some paths. Raises UsageError."""
    root, places = project_of(paths)
    jobs = options["jobs"] or os.cpu_count() or 1
    run = Run(
        jobs,
        stated=_stated(options["services"], root),
        baseline=baseline_of(root, options),
        suppressions=not options["no_suppressions"],
        cache=not options["no_cache"],
        clock=Stopwatch() if options["profile"] else Stopped(),
    )
    return Analysis(root, [discover.relative(place, root) for place in places], configuration_of(root, options), run)


def project_of(paths: Sequence[Path]) -> tuple[Path, Sequence[Path]]:
    """The root of the project around some paths, and where these are; without paths, around here. Raises UsageError."""
    places = [_existing(path) for path in paths or (Path(),)]
    try:
        return discover.project_root(Path(os.path.commonpath(places))), places
    except ValueError as error:  # on two drives of Windows
        raise click.UsageError("these paths have no folder in common") from error


def _existing(path: Path) -> Path:
    if not is_there(path):
        raise click.UsageError(f"no such path: {path}")
    return path.resolve()


def configuration_file(root: Path, options: Mapping[str, Any]) -> Path | None:
    """The file named by --config, else that of the project."""
    file: Path | None = options["config_file"]
    return file or discover.configuration_in(root)


def configuration_of(root: Path, options: Mapping[str, Any]) -> Config:
    """What the file says, and what the options say over it. Raises UsageError."""
    config = configuration_in(configuration_file(root, options))
    select, ignore = known_selectors(options["select"]), known_selectors(options["ignore"])
    fail_on = severity_of(options["fail_on"]) if options["fail_on"] else config.fail_on
    return replace(config, select=select or config.select, ignore=(*config.ignore, *ignore), fail_on=fail_on)


def configuration_in(file: Path | None) -> Config:
    """What a file says, the defaults without one. Raises UsageError."""
    if file is None:
        return Config()
    from asrs_lint.config_file import read_config
    from asrs_lint.config_layers import ConfigError

    try:
        return read_config(file, [rule.meta for rule in installed_rules()])
    except ConfigError as error:
        raise click.UsageError(str(error)) from error


def known_selectors(given: Sequence[str]) -> tuple[str, ...]:
    """The selectors in the values of an option. Raises UsageError for one that selects nothing."""
    if not given:
        return ()
    from asrs_lint.config_file import hint_for, is_known

    rules = [rule.meta for rule in installed_rules()]
    selectors = tuple(word.strip() for text in given for word in text.split(",") if word.strip())
    for selector in selectors:
        if not is_known(selector, rules):
            raise click.UsageError(f"unknown rule {selector!r}{hint_for(selector, rules)}")
    return selectors


def _stated(files: Sequence[Path], root: Path) -> list[Stated]:
    if not files:
        return []
    from asrs_lint.stated import deployed_in

    try:
        return [deployed_in(file, root) for file in files]
    except OSError as error:
        raise click.UsageError(f"cannot read {error.filename}: {error.strerror}") from error
    except ValueError as error:
        raise click.UsageError(str(error)) from error
