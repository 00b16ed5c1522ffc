"""Azure SignalR resources of .NET Aspire application hosts: `builder.AddAzureSignalR(…)` (client.md A12)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from tree_sitter import Node

from asrs_lint.extract.resource import first_line
from asrs_lint.facts.base import Fact
from asrs_lint.facts.infrastructure import Expression, ResourceDeclared, Tool
from asrs_lint.parse.syntax import Syntax, parse, walk
from asrs_lint.source import Document

_EXISTING = ("AsExisting", "PublishAsExisting", "RunAsExisting")
MAX_CHAIN = 40


def extract(document: Document) -> Iterable[Fact]:
    if "AddAzureSignalR" not in document.text or "DistributedApplication" not in document.text:
        return ()
    syntax = parse(document, "csharp")
    return tuple(fact for node in walk(syntax.root) for fact in _resource(syntax, node))


def _resource(syntax: Syntax, node: Node) -> Iterator[Fact]:
    function = node.child_by_field_name("function") if node.type == "invocation_expression" else None
    receiver = function.child_by_field_name("expression") if function is not None else None
    name = function.child_by_field_name("name") if function is not None else None
    if receiver is None or name is None or syntax.text(name) != "AddAzureSignalR":
        return
    if receiver.type not in ("identifier", "member_access_expression", "this"):
        return  # services.AddSignalR().AddAzureSignalR()
    given = _arguments(syntax, node)
    if not given:
        return
    mode = given.get("serviceMode") or given.get("1")
    first = given.get("name") or given.get("0")
    yield ResourceDeclared(
        first_line(syntax.document, syntax.character(node.start_byte)),
        Tool.ASPIRE,
        _expression(syntax, first) if first is not None else None,
        _expression(syntax, mode) if mode is not None else None,
        (),
        syntax.span(node),
        opaque=_configured(syntax, node),
    )


def _arguments(syntax: Syntax, call: Node) -> dict[str, Node]:
    """Arguments by name, or by their number as text."""
    listed = call.child_by_field_name("arguments")
    found: dict[str, Node] = {}
    for number, argument in enumerate(listed.named_children if listed is not None else ()):
        name = argument.child_by_field_name("name")
        if argument.type == "argument" and argument.named_children:  # one that cannot be read has none
            found[syntax.text(name) if name is not None else str(number)] = argument.named_children[-1]
    return found


def _expression(syntax: Syntax, node: Node) -> Expression:
    text = syntax.text(node)
    value = text[1:-1] if node.type == "string_literal" else None
    if node.type == "member_access_expression" and ".".join(text.split(".")[:-1]).endswith("AzureSignalRServiceMode"):
        value = text.rpartition(".")[2]
    return Expression(text[:200], syntax.span(node), value)


def _configured(syntax: Syntax, node: Node) -> str | None:
    """What later calls of the chain do to the resource that its arguments do not show."""
    for _ in range(MAX_CHAIN):
        access = node.parent
        call = access.parent if access is not None else None
        if access is None or call is None or call.type != "invocation_expression":
            return None
        name = access.child_by_field_name("name")
        called = syntax.text(name) if name is not None else ""
        if called in _EXISTING:
            return "it uses a service that exists already"
        if called == "ConfigureInfrastructure" and "Feature" in syntax.text(call):
            return "ConfigureInfrastructure sets its features"
        node = call
    return None
