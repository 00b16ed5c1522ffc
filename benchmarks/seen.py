"""What asrs-lint finds, and what it says to a place that only another tool found."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from posixpath import dirname

from places import Place, Places, by_shape

from asrs_lint.discover import is_generated, is_own
from asrs_lint.engine import Run, check
from asrs_lint.facts.secret import KeyFound
from asrs_lint.facts.server import HubMapped, ServiceAdded
from asrs_lint.finding import Finding
from asrs_lint.model.logging import Pipeline
from asrs_lint.model.workspace import Client, Server, Workspace
from asrs_lint.plugins import installed_rules
from asrs_lint.rule import Problem, Rule, RuleMeta, Safety
from asrs_lint.scale import Severity
from asrs_lint.source import Span

_SHAPES = {"ASRS101": "logs", "ASRS301": "mode", "ASRS302": "mode", "ASRS401": "reconnect", "ASRS601": "key"}
_DEVELOPMENT = re.compile(r"\.(development|local)\.json$", re.IGNORECASE)


@dataclass(frozen=True)
class Seen:
    """The findings of every confidence with the facts of the fifth shape, and the model they rest on."""

    places: Places
    workspace: Workspace
    root: Path

    def reason(self, shape: str, place: Place) -> str:
        """Why asrs-lint reports nothing at a place, by its own model; empty when the model does not tell."""
        if not is_own(place.path):
            return "vendored or generated, by its path"
        if is_generated((self.root / place.path).read_bytes(), place.path):
            return "generated, by its content"
        ask = {
            "reconnect": self._of_client,
            "logs": self._of_settings,
            "key": self._of_key,
            "mode": self._of_resource,
            "hub": self._of_call,
        }
        return ask[shape](place)

    def _of_client(self, place: Place) -> str:
        client = next((c for c in self.workspace.clients if self._place(c.built.span) == place), None)
        if client is None:
            return ""
        if client.test:
            return "test code"
        return _of_backend(client) or f"{client.grade.value}{_because(client)}"

    def _of_settings(self, place: Place) -> str:
        if _DEVELOPMENT.search(place.path):
            return "settings of Development"
        if self.workspace.is_test(place.path):
            return "test code"
        server = next((s for s in self.workspace.servers if s.folder == dirname(place.path)), None)
        if server is None:
            return "no host of SignalR beside these settings"
        return _of_host(server)

    def _of_key(self, place: Place) -> str:
        keys = [key for key in self.workspace.facts(KeyFound) if self._place(key.span) == place]
        return f"score {keys[0].score} of plausibility" if keys else ""

    def _of_resource(self, place: Place) -> str:
        declared = {r.declared.path: r for r in self.workspace.resources}
        resource = declared.get(place.path)
        mode = resource.mode if resource else None
        return f"the mode is {mode.value}" if mode and mode.value else ""

    def _of_call(self, place: Place) -> str:
        """A method of the same name declares the service as a resource, in files that the C# extractor knows by this
        word."""
        aspire = b"DistributedApplication" in (self.root / place.path).read_bytes()
        return "it declares a resource of .NET Aspire" if aspire else ""

    def _place(self, span: Span) -> Place:
        return Place(span.path, _line(self.workspace, span))


def of_asrs_lint(tree: Path) -> Seen:
    """One run in this process; a rule among the others keeps the model."""
    kept: list[Workspace] = []

    class Keep(Rule):
        meta = RuleMeta("ASRS000", "keep-model", "Finds nothing", Severity.INFO, Safety.SHOWN, "")

        def check(self, workspace: Workspace) -> Iterable[Problem]:
            kept.append(workspace)
            return ()

    report = check(tree, run=Run(rules=[*installed_rules(), Keep], suppressions=False))
    if report.failures:
        raise SystemExit(f"asrs-lint failed: {report.failures[0].error}")
    workspace = kept[0] if kept else Workspace({}, (), ())
    return Seen(by_shape([*_found(report.findings), *_facts(workspace)]), workspace, tree)


def _found(findings: Iterable[Finding]) -> Iterator[tuple[str, str, int]]:
    return ((_SHAPES[found.id], found.path, found.line) for found in findings if found.id in _SHAPES)


def _facts(workspace: Workspace) -> Iterator[tuple[str, str, int]]:
    """Where a hub is mapped: the line of the name, as the span begins with the chain the call hangs on."""
    for added in workspace.facts(ServiceAdded):
        if added.call == "AddAzureSignalR":
            yield "hub", added.path, _line(workspace, added.name_span)
    for mapped in workspace.facts(HubMapped):
        if mapped.call == "MapHub":
            name = workspace.documents[mapped.path].slice(mapped.span).index(mapped.call)
            start = mapped.span.start + name
            yield "hub", mapped.path, _line(workspace, Span(mapped.path, start, start))


def _line(workspace: Workspace, span: Span) -> int:
    return workspace.documents[span.path].position(span.start).line


def _of_backend(client: Client) -> str:
    if client.azure is None:
        return "its server cannot be told"
    return "" if client.azure else "self-hosted SignalR"


def _because(client: Client) -> str:
    return f" ({client.reasons[0].message})" if client.reasons else ""


def _of_host(server: Server) -> str:
    if not server.azure:
        return "self-hosted SignalR"
    if server.logging is None or server.logging.kind is not Pipeline.MEL:
        return "another logging library decides"
    hidden = server.logging.hidden()
    if not hidden:
        return "another rule decides"
    return "one finding for each host: another line decides first"
