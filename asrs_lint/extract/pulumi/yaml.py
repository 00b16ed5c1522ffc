"""Pulumi in YAML: `type: azure-native:signalrservice:SignalR` among the resources of Pulumi.yaml."""

from __future__ import annotations

from collections.abc import Iterator

from asrs_lint.extract.pulumi.declared import declared
from asrs_lint.extract.yaml_term import term
from asrs_lint.facts.base import Fact
from asrs_lint.facts.infrastructure import Tool
from asrs_lint.parse.yaml import YamlMapping, parse_yaml
from asrs_lint.source import Document, Span


def extract(document: Document) -> Iterator[Fact]:
    for root in parse_yaml(document).documents:
        listed = root.get("resources") if isinstance(root, YamlMapping) else None
        for key, value in listed.entries() if isinstance(listed, YamlMapping) else ():
            tool = _tool((value.text("type") or "").lower()) if isinstance(value, YamlMapping) else None
            if tool is None or not isinstance(value, YamlMapping):
                continue
            properties = value.get("properties")
            span = Span(document.path, key.span.start, value.span.end)
            found = declared(document, tool, span, term(properties) if properties is not None else None)
            yield from () if found is None else (found,)


def _tool(kind: str) -> Tool | None:
    provider, _, rest = kind.partition(":")
    if provider == "azure-native" and rest.startswith("signalrservice") and rest.endswith(":signalr"):
        return Tool.PULUMI_NATIVE
    return (
        Tool.PULUMI_CLASSIC if provider == "azure" and rest in ("signalr:service", "signalr/service:service") else None
    )
