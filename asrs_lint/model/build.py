"""From facts to the finished model: the one place that knows in which order its parts are made."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from asrs_lint.facts.base import Fact
from asrs_lint.facts.client import ClientBuilt, ClientLogging
from asrs_lint.facts.package import PackageReferenced
from asrs_lint.model.applications import Linked, applications
from asrs_lint.model.backends import Backends
from asrs_lint.model.clients import Backend, link
from asrs_lint.model.index import FactIndex, folder_of, is_under
from asrs_lint.model.infrastructure import resources
from asrs_lint.model.options import Options
from asrs_lint.model.places import is_test
from asrs_lint.model.projects import Owners, projects
from asrs_lint.model.reconnect import Reconnects
from asrs_lint.model.servers import Servers
from asrs_lint.model.workspace import Client, Workspace
from asrs_lint.source import Document

_BINDING = re.compile(r":(slf4j-(?!api|nop)|logback-classic|log4j-slf4j|tinylog-impl|slf4j-tinylog)", re.IGNORECASE)


def build(
    facts: Iterable[Fact], documents: Mapping[str, Document], paths: Sequence[str], options: Options
) -> Workspace:
    """The model of one repository. `paths` are all files that were looked at."""
    index = FactIndex.of_facts([*facts, *options.resources])
    found = projects(index)
    owners = Owners(found)
    units = Backends(index, owners)
    servers = Servers(index, found, owners, options.environments).all()
    backends: list[Backend] = [*servers, *units.function_apps(), *units.rest_backends()]
    declared = resources(index)
    grading = Reconnects(index)
    clients = [_client(index, grading, built, backends, options, bool(declared)) for built in index.all(ClientBuilt)]
    built = units.apps | {p.folder for p in found if (p.web or p.functions) and not p.test}
    grouped = applications(backends, clients, declared, built)
    return Workspace(documents, grouped, found, index.by_kind, len(paths))


def _client(
    index: FactIndex,
    grading: Reconnects,
    built: ClientBuilt,
    backends: Sequence[Backend],
    options: Options,
    declared: bool,
) -> Linked:
    linked = link(built, backends, options.assume_azure_signalr, declared)
    verdict = grading.grade(built)
    client = Client(
        built=built,
        azure=linked.azure,
        why=linked.why,
        certainty=linked.certainty,
        grade=verdict.grade,
        reasons=verdict.reasons,
        starts=verdict.starts,
        close_handlers=verdict.close_handlers,
        logged=built.logging is not None or bool(index.in_file(ClientLogging, built.path)) or _is_bound(index, built),
        test=is_test(built.path),
    )
    return Linked(client, linked.backends)


def _is_bound(index: FactIndex, built: ClientBuilt) -> bool:
    """Java and Kotlin log through SLF4J: whether a manifest at or above the client has a binding for it."""
    return built.language in ("java", "kotlin") and any(
        _BINDING.search(package.name) and is_under(built.path, folder_of(package.path))
        for package in index.all(PackageReferenced)
        if package.ecosystem in ("maven", "gradle")
    )
