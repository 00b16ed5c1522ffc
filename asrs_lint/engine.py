"""The one function where all parts meet.

Rules, model and what makes findings of problems are imported when a file was found that shows some use of SignalR:
most of the projects on which a hook runs have none.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from msgspec import Struct, field
from msgspec.structs import replace

from asrs_lint import discover
from asrs_lint.cache import Cache
from asrs_lint.config import Config
from asrs_lint.discover import configured_folders
from asrs_lint.extract.words import Word
from asrs_lint.files import Files
from asrs_lint.finding import Coverage, Failure, Remark, Report
from asrs_lint.listing import listed
from asrs_lint.plugins import InstalledRules, with_options
from asrs_lint.reading.looking import Progress, look_at_all
from asrs_lint.reading.sources import Documents, Sources
from asrs_lint.stopwatch import Stopped, Stopwatch

if TYPE_CHECKING:
    from asrs_lint.baseline import Baseline
    from asrs_lint.cache.changes import Changes
    from asrs_lint.facts.comment import CommentFound
    from asrs_lint.outcome import Outcome
    from asrs_lint.rule import Rule
    from asrs_lint.stated import Stated
    from asrs_lint.suppress.entry import Entry

_DEFAULTS = Config()
_NOTHING: Mapping[str, str] = MappingProxyType({})


def no_progress(phase: str, done: int, total: int) -> None:
    """Shows nothing."""


class Run(Struct, frozen=True):
    """How to run, apart from what the configuration says. `jobs`: processes that read files, 0 for none but this one,
    where nothing protects against a parser that hangs. `rules`: those to run instead of the installed ones.
    `stated`: resources known from outside the repository, with the documents that state them. `baseline`: findings that
    are accepted. `today` decides what has expired. `cache`: use facts of an earlier run, and leave those of this one to
    the next."""

    jobs: int = field(default_factory=lambda: os.cpu_count() or 1)
    rules: Sequence[type[Rule]] | None = None
    stated: Sequence[Stated] = ()
    baseline: Baseline | None = None
    suppressions: bool = True
    today: date = field(default_factory=date.today)
    progress: Progress = no_progress
    cache: bool = False
    clock: Stopwatch = field(default_factory=Stopped)


class _Project(Struct, frozen=True):
    """What is analysed: the files of a root that a configuration leaves in."""

    root: Path
    config: Config
    paths: Sequence[str]
    sources: Sources


def check(
    root: Path, config: Config = _DEFAULTS, overlays: Mapping[str, str] = _NOTHING, run: Run | None = None
) -> Report:
    """Analyse the project in `root`. `overlays` are texts that stand in for files, by repository-relative path."""
    run = run or Run()
    rules = InstalledRules() if run.rules is None else run.rules
    if config.rules:
        with_options(rules, config.rules)  # wrong options are told even where nothing uses SignalR
    listing = listed(root)  # takes longest, and in a process of its own
    cache = Cache.of(root) if run.cache and not overlays else Cache()
    sources = Sources(Files(root), overlays)
    with run.clock.stage("discover"):
        paths = _paths(listing, config.exclude, sources, cache)
    project = _Project(root, config, paths, sources)
    stated = _stated(run, config, root)
    outcome, failures = _outcome(project, rules, stated, run, cache)
    with run.clock.stage("save the cache"):
        cache.save()
    if not outcome.signalr:
        return _less_known(Report((), (), (), outcome.coverage, {}, rules), config, run)
    with run.clock.stage("stamp"):
        report = _judged(project, rules, stated, outcome, failures, run)
    return _less_known(report, config, run)


def _outcome(
    project: _Project, rules: Sequence[type[Rule]], stated: Sequence[Stated], run: Run, cache: Cache
) -> tuple[Outcome, list[Failure]]:
    """That of the last run when nothing has changed that decides it."""
    question = "" if stated or run.rules is not None else _question(project.config)
    if question and (known := cache.outcome(question, lambda changes: _tell_nothing(changes, project))):
        return known, []
    outcome, failures = _found(project, rules, stated, run, cache)
    if question and outcome.lasting and not failures:
        cache.learn_outcome(question, outcome)
    return outcome, failures


def _tell_nothing(changes: Changes, project: _Project) -> bool:
    from asrs_lint.reading.silence import tell_nothing

    return tell_nothing(changes, set(project.paths), project.sources)


def _question(config: Config) -> str:
    """All that decides what the rules find, beside files and code."""
    return repr((config.environments, config.assume_azure_signalr, config.rules))


def _found(
    project: _Project, rules: Sequence[type[Rule]], stated: Sequence[Stated], run: Run, cache: Cache
) -> tuple[Outcome, list[Failure]]:
    paths, sources, config = project.paths, project.sources, project.config
    with run.clock.stage("look"):
        sight = look_at_all(paths, sources, run.jobs, cache, run.progress)
    if not sight.shows(Word.SIGNALR):
        from asrs_lint.outcome import Outcome

        return Outcome(Coverage(len(paths)), signalr=False), []
    from asrs_lint.diagnosis import diagnose
    from asrs_lint.model.options import Options
    from asrs_lint.reading.project import read_project

    reading = read_project(sight, sources, run.jobs, run.progress, cache, run.clock)
    documents = _documents(sources, reading.readable, stated)
    options = Options(config.environments, config.assume_azure_signalr, tuple(r for _, found in stated for r in found))
    return diagnose(reading, documents, paths, options, with_options(rules, config.rules), run.clock)


def _documents(sources: Sources, readable: Iterable[str], stated: Sequence[Stated]) -> Documents:
    documents = Documents(sources, readable)
    for document, _ in stated:
        documents.add(document)
    return documents


def _judged(
    project: _Project,
    rules: Sequence[type[Rule]],
    stated: Sequence[Stated],
    outcome: Outcome,
    failures: list[Failure],
    run: Run,
) -> Report:
    """What is to be reported of what the rules have found."""
    from asrs_lint.stamp import Stamp
    from asrs_lint.suppress.settling import Terms, settle

    config = project.config
    documents = _documents(project.sources, outcome.readable, stated)
    stamp = Stamp(config, documents, outcome.secrets)
    certain = outcome.coverage.azure and outcome.whole and not failures
    terms = Terms(config.require_reason, run.today, run.suppressions, certain, configured_folders(project.paths))
    entries = _suppressions(documents, outcome.comments, config, project.root)
    settled = settle(outcome.problems, lambda: with_options(rules, config.rules), stamp, entries, terms, failures)
    return Report(
        findings=settled.reported,
        suppressed=settled.suppressed,
        failures=failures,
        coverage=outcome.coverage,
        documents=documents,
        rules=rules,
        secrets=stamp.secrets,
        remarks=settled.remarks,
    )


def _stated(run: Run, config: Config, root: Path) -> Sequence[Stated]:
    if not config.resources:
        return run.stated
    from asrs_lint.stated import configured

    return [*run.stated, configured(config, root)]


def _less_known(report: Report, config: Config, run: Run) -> Report:
    """The report without the findings of the baseline. Entries that match nothing are remarked on, but only those of
    rules that were chosen, and not after a defect: what was not looked for may be there."""
    if run.baseline is None or not run.suppressions:
        return report
    from asrs_lint.stamp import Stamp

    stamp = Stamp(config, {})
    parted = run.baseline.part(report.findings)
    metas = {rule.meta.id: rule.meta for rule in report.rules}
    stale = [e for e in parted.stale if e.rule in metas and stamp.is_chosen(metas[e.rule], e.path)]
    remarks = [*report.remarks]
    if stale and not report.failures:
        entries = "entry matches" if len(stale) == 1 else "entries match"
        remarks.append(Remark(f"{len(stale)} baseline {entries} nothing any more; asrs-lint init --baseline prunes"))
    return replace(report, findings=parted.new, suppressed=[*report.suppressed, *parted.accepted], remarks=remarks)


def _paths(listing: Callable[[], bytes], exclude: Sequence[str], sources: Sources, cache: Cache) -> list[str]:
    cache.look_ahead(sources.stats)
    every = listing()
    deciding = "\0".join(("", "", *exclude)).encode("utf-8", "surrogateescape")
    own = cache.paths(every + deciding, lambda: discover.own_files(every, exclude))
    return sorted({*own, *sources.overlaid}) if sources.overlaid else own


def _suppressions(documents: Documents, comments: Sequence[CommentFound], config: Config, root: Path) -> list[Entry]:
    from asrs_lint.suppress.configured import configuration_files, stated_entries

    files = list(configuration_files(config, root))
    for document in files:
        documents.add(document)
    return [*_commented(documents, comments), *stated_entries(config, root, files)]


def _commented(documents: Documents, comments: Sequence[CommentFound]) -> list[Entry]:
    if not comments:
        return []
    from asrs_lint.suppress.comments import entries_in

    return entries_in(documents, comments)
