"""Azure SignalR resources of Azure Service Operator: Kubernetes YAML of kind SignalR (client.md A12)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from asrs_lint.extract.resource import expression, first_line, is_web_pubsub, switches
from asrs_lint.extract.yaml_term import term
from asrs_lint.facts.base import Fact
from asrs_lint.facts.infrastructure import ResourceDeclared, Tool
from asrs_lint.parse.term import Table
from asrs_lint.parse.yaml import YamlMapping, parse_yaml
from asrs_lint.source import Document


def extract(document: Document) -> Iterable[Fact]:
    if "signalrservice.azure.com/" not in document.text:
        return ()
    return tuple(_resources(document))


def _resources(document: Document) -> Iterator[Fact]:
    for root in parse_yaml(document).documents:
        if not isinstance(root, YamlMapping) or root.text("kind") != "SignalR":
            continue
        version = root.text("apiVersion") or ""
        whole = term(root)
        spec = whole.get("spec") if isinstance(whole, Table) else None
        ours = version.startswith("signalrservice.azure.com/")
        if ours and isinstance(spec, Table) and not is_web_pubsub(spec.get("kind")):
            yield _declared(document, root, spec, version.partition("/")[2])


def _declared(document: Document, root: YamlMapping, spec: Table, version: str) -> Fact:
    found = switches(spec, document)
    written = root.get("metadata", "name")
    name = spec.get("azureName") or (term(written) if written is not None else None)
    return ResourceDeclared(
        first_line(document, root.span.start),
        Tool.SERVICE_OPERATOR,
        expression(name),
        found.mode,
        found.logs,
        root.span,
        sku=expression(spec.get("sku", "name")),
        api_version=version,
        opaque=found.opaque,
        features=found.features,
    )
