"""A resource from the arguments of its constructor, whatever the language."""

from __future__ import annotations

from asrs_lint.extract.resource import Switches, expression, first_line, is_web_pubsub, switches
from asrs_lint.facts.infrastructure import Expression, ResourceDeclared, Tool
from asrs_lint.parse.term import Table, Term
from asrs_lint.source import Document, Span

_LOG_ARGUMENTS = ("connectivityLogsEnabled", "messagingLogsEnabled", "httpRequestLogsEnabled")


def tool_of(constructor: str, document: Document) -> Tool | None:
    """Which provider a constructor belongs to, by its last names and what the file imports."""
    names = constructor.lower().replace("::", ".").split(".")
    text = document.text.lower()
    if names[-1] == "signalr" and any(word in text for word in ("azurenative", "azure-native", "azure_native")):
        return Tool.PULUMI_NATIVE
    imported = any(word in text for word in ("pulumi.azure.signalr", "pulumi/azure/signalr", "pulumi_azure.signalr"))
    if names[-1] == "service" and (names[-2:-1] == ["signalr"] or (len(names) == 1 and imported)):
        return Tool.PULUMI_CLASSIC
    return None


def declared(document: Document, tool: Tool, body: Span, arguments: Term | None) -> ResourceDeclared | None:
    """`arguments` is None when none are given."""
    table = arguments if isinstance(arguments, Table) else Table((), body)
    if is_web_pubsub(table.get("kind")):
        return None
    if arguments is not None and not isinstance(arguments, Table):
        found = Switches(opaque="its arguments are built elsewhere")
    else:
        found = switches(table, document) if tool is Tool.PULUMI_NATIVE else _classic(table)
    return ResourceDeclared(
        first_line(document, body.start),
        tool,
        expression(table.get("resourceName") or table.get("name")),
        found.mode,
        found.logs,
        body,
        sku=expression(table.get("sku", "name")),
        opaque=found.opaque or (f"its arguments hold {table.opaque}" if table.opaque else None),
        features=found.features,
    )


def _classic(table: Table) -> Switches:
    logs: list[Expression] = [e for name in _LOG_ARGUMENTS if (e := expression(table.get(name))) is not None]
    return Switches(expression(table.get("serviceMode")), tuple(logs))
