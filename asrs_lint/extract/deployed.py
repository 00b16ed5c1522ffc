"""`az signalr show -o json`, one service or a list of them: what is deployed, as somebody saved it."""

from __future__ import annotations

from collections.abc import Iterator

from asrs_lint.extract.resource import is_signalr
from asrs_lint.facts.infrastructure import Expression, ResourceDeclared, Tool
from asrs_lint.parse.json import JsonArray, JsonNode, JsonObject, JsonScalar, parse_json
from asrs_lint.source import Document, Span


def extract(document: Document) -> Iterator[ResourceDeclared]:
    root = parse_json(document).root
    items = root.items if isinstance(root, JsonArray) else (root,)
    for item in items:
        if isinstance(item, JsonObject) and is_signalr(item.text("type") or "Microsoft.SignalRService/SignalR"):
            yield _resource(item)


def _resource(item: JsonObject) -> ResourceDeclared:
    flags = dict(_flags(item))
    categories = _members(item.get("resourceLogConfiguration", "categories"))
    logs = [found for entry in categories if (found := _expression(entry.get("enabled")))]
    return ResourceDeclared(
        span=Span(item.span.path, item.span.start, item.span.start + 1),
        tool=Tool.DEPLOYED,
        name=_expression(item.get("name")),
        mode=flags.get("servicemode"),
        logs=(
            *logs,
            *(value for flag, value in flags.items() if flag in ("enableconnectivitylogs", "enablemessaginglogs")),
        ),
        body=item.span,
        sku=_expression(item.get("sku", "name")),
        declarative=False,
    )


def _flags(item: JsonObject) -> Iterator[tuple[str, Expression]]:
    for feature in _members(item.get("features")):
        flag, value = feature.text("flag"), _expression(feature.get("value"))
        if flag and value:
            yield flag.lower(), value


def _members(node: JsonNode | None) -> list[JsonObject]:
    return [item for item in node.items if isinstance(item, JsonObject)] if isinstance(node, JsonArray) else []


def _expression(node: JsonNode | None) -> Expression | None:
    return Expression(node.value[:200], node.span, node.value) if isinstance(node, JsonScalar) else None
