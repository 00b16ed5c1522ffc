"""The one function where all parts meet."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from types import MappingProxyType

from asrs_lint import discover
from asrs_lint.baseline import Baseline
from asrs_lint.cache import Cache
from asrs_lint.config import Config
from asrs_lint.facts.base import Unreadable
from asrs_lint.facts.secret import KeyFound
from asrs_lint.finding import Coverage, Failure, Remark, Report, Watch
from asrs_lint.model.build import build
from asrs_lint.model.options import Options
from asrs_lint.model.workspace import Workspace
from asrs_lint.parse.comments import has_grammar
from asrs_lint.parse.limits import TooComplex
from asrs_lint.plugins import installed_rules, with_options
from asrs_lint.reading import Reading, read_project
from asrs_lint.reading.sources import Sources
from asrs_lint.reading.workers import apart
from asrs_lint.rule import Problem, Rule
from asrs_lint.stamp import Stamp
from asrs_lint.stated import Stated, configured
from asrs_lint.stopwatch import Stopped, Stopwatch
from asrs_lint.suppress.comments import entries_in
from asrs_lint.suppress.configured import configuration_files, stated_entries
from asrs_lint.suppress.entry import Entry
from asrs_lint.suppress.settling import Terms, settle

_DEFAULTS = Config()
_NOTHING: Mapping[str, str] = MappingProxyType({})


def no_progress(phase: str, done: int, total: int) -> None:
    """Shows nothing."""


@dataclass(frozen=True)
class Run:
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
    progress: Callable[[str, int, int], None] = no_progress
    cache: bool = False
    clock: Stopwatch = field(default_factory=Stopped)


def check(
    root: Path, config: Config = _DEFAULTS, overlays: Mapping[str, str] = _NOTHING, run: Run | None = None
) -> Report:
    """Analyse the project in `root`. `overlays` are texts that stand in for files, by repository-relative path."""
    run = run or Run()
    rules = with_options(installed_rules() if run.rules is None else run.rules, config.rules)
    cache = Cache.of(root) if run.cache and not overlays else Cache()
    with run.clock.stage("discover"):
        paths = _paths(root, config.exclude, overlays, cache)
    reading = read_project(paths, Sources(discover.Files(root), overlays), run.jobs, run.progress, cache, run.clock)
    with run.clock.stage("save the cache"):
        cache.save()
    if reading is None:
        nothing = Report((), (), (), Coverage(len(paths)), {}, [type(rule) for rule in rules])
        return _less_known(nothing, run, Stamp(config, {}))

    failures = list(reading.failures)
    stated = [*run.stated, configured(config, root)] if config.resources else run.stated
    with run.clock.stage("model"):
        workspace = _workspace(reading, config, stated, paths, failures)
    problems = [(rule, problem) for rule in rules for problem in _problems(rule, workspace, failures, run.clock)]

    stamp = Stamp(config, reading.documents, [key.span for key in workspace.facts(KeyFound)])
    coverage = _coverage(workspace, len(paths))
    certain = coverage.azure and not failures and not workspace.facts(Unreadable)
    terms = Terms(config.require_reason, run.today, run.suppressions, certain, discover.configured_folders(paths))
    with run.clock.stage("stamp"):
        settled = settle(problems, rules, stamp, _suppressions(reading, config, root, run.jobs), terms, failures)
    report = Report(
        findings=settled.reported,
        suppressed=settled.suppressed,
        failures=failures,
        coverage=coverage,
        documents=reading.documents,
        rules=[type(rule) for rule in rules],
        secrets=stamp.secrets,
        remarks=settled.remarks,
    )
    return _less_known(report, run, stamp)


def _less_known(report: Report, run: Run, stamp: Stamp) -> Report:
    """The report without the findings of the baseline. Entries that match nothing are remarked on, but only those of
    rules that were chosen, and not after a defect: what was not looked for may be there."""
    if run.baseline is None or not run.suppressions:
        return report
    parted = run.baseline.part(report.findings)
    metas = {rule.meta.id: rule.meta for rule in report.rules}
    stale = [e for e in parted.stale if e.rule in metas and stamp.is_chosen(metas[e.rule], e.path)]
    remarks = [*report.remarks]
    if stale and not report.failures:
        entries = "entry matches" if len(stale) == 1 else "entries match"
        remarks.append(Remark(f"{len(stale)} baseline {entries} nothing any more; asrs-lint init --baseline prunes"))
    return replace(report, findings=parted.new, suppressed=[*report.suppressed, *parted.accepted], remarks=remarks)


def _paths(root: Path, exclude: Sequence[str], overlays: Mapping[str, str], cache: Cache) -> list[str]:
    listing = discover.listed(root)
    deciding = "\0".join(("", "", *exclude)).encode("utf-8", "surrogateescape")
    own = cache.paths(listing + deciding, lambda: discover.own_files(listing, exclude))
    return sorted({*own, *overlays}) if overlays else own


def _workspace(
    reading: Reading, config: Config, stated: Sequence[Stated], paths: Sequence[str], failures: list[Failure]
) -> Workspace:
    """The model; an empty one when building it failed, which is then among the failures."""
    for document, _ in stated:
        reading.documents.add(document)
    resources = tuple(resource for _, found in stated for resource in found)
    options = Options(config.environments, config.assume_azure_signalr, resources)
    with Watch(failures, rule="model"):
        return build(reading.facts, reading.documents, paths, options)
    return Workspace(reading.documents, (), (), files=len(paths))


def _suppressions(reading: Reading, config: Config, root: Path, jobs: int) -> list[Entry]:
    files = list(configuration_files(config, root))
    for document in files:
        reading.documents.add(document)
    return [*_commented(reading, jobs), *stated_entries(config, root, files)]


def _commented(reading: Reading, jobs: int) -> list[Entry]:
    """Those in comments. Of a file at which its grammar is lost there are none: what it wanted to hide is reported."""

    def entries(path: str) -> list[Entry]:
        try:
            return entries_in(reading.documents, (path,))
        except TooComplex:
            return []

    parsed = [path for path in reading.commented if has_grammar(path)] if jobs and hasattr(os, "fork") else []
    found = dict(zip(parsed, apart(entries, parsed, lambda path, reason: []), strict=True)) if parsed else {}
    return [entry for path in sorted(reading.commented) for entry in (found[path] if path in found else entries(path))]


def _problems(rule: Rule, workspace: Workspace, failures: list[Failure], clock: Stopwatch) -> list[Problem]:
    found: list[Problem] = []
    with Watch(failures, rule=rule.meta.id), clock.stage(f"rule {rule.meta.id} {rule.meta.name}"):
        found.extend(rule.check(workspace))
    return found


def _coverage(workspace: Workspace, files: int) -> Coverage:
    using = [application for application in workspace.applications if application.azure]
    return Coverage(
        files=files,
        projects=sum(len(a.hub_servers) + len(a.functions) + len(a.backends) for a in using),
        servers=sum(len(a.hub_servers) for a in using),
        function_apps=sum(len(a.functions) for a in using),
        clients=sum(len(a.clients) for a in using),
        resources=sum(len(a.resources) for a in using),
        azure=bool(using),
    )
