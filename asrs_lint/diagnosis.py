"""What the rules find in what was read of a project: build the model, ask every rule."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from asrs_lint.facts.base import Unreadable
from asrs_lint.facts.comment import CommentFound
from asrs_lint.facts.secret import KeyFound
from asrs_lint.finding import Coverage, Failure, Watch
from asrs_lint.model.build import build
from asrs_lint.model.options import Options
from asrs_lint.model.workspace import Workspace
from asrs_lint.outcome import Outcome
from asrs_lint.reading.project import Reading
from asrs_lint.rule import Problem, Rule
from asrs_lint.source import Document
from asrs_lint.stopwatch import Stopwatch


def diagnose(
    reading: Reading,
    documents: Mapping[str, Document],
    paths: Sequence[str],
    options: Options,
    rules: Sequence[Rule],
    clock: Stopwatch,
) -> tuple[Outcome, list[Failure]]:
    """`paths` are all files that were looked at, `documents` those that may be read."""
    failures = list(reading.failures)
    with clock.stage("model"):
        workspace = _workspace(reading, documents, paths, options, failures)
    problems = [(rule.meta, found) for rule in rules for found in _problems(rule, workspace, failures, clock)]
    outcome = Outcome(
        coverage=_coverage(workspace, len(paths)),
        problems=problems,
        readable=sorted(reading.readable),
        comments=workspace.facts(CommentFound),
        secrets=[key.span for key in workspace.facts(KeyFound)],
        whole=not workspace.facts(Unreadable),
        lasting=reading.lasting,
    )
    return outcome, failures


def _workspace(
    reading: Reading,
    documents: Mapping[str, Document],
    paths: Sequence[str],
    options: Options,
    failures: list[Failure],
) -> Workspace:
    """The model; an empty one when building it failed, which is then among the failures."""
    with Watch(failures, rule="model"):
        return build(reading.facts, documents, paths, options)
    return Workspace(documents, (), (), files=len(paths))


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
