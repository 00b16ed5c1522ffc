"""ASRS901: a declared resource that generates no resource logs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from asrs_lint import (
    Document,
    Edit,
    Expression,
    Fix,
    Problem,
    Resource,
    Rule,
    RuleMeta,
    Safety,
    Severity,
    Tool,
    Workspace,
)

# resourceLogConfiguration came with this API version; before it, logs are features (client.md A12).
_FIRST_VERSION = "2021-10-01"
_STEPS = {
    Tool.TERRAFORM: "set  connectivity_logs_enabled = true",
    Tool.PULUMI_CLASSIC: "set connectivityLogsEnabled to true",
    Tool.AVM: "let resourceLogConfigurationsToEnable hold 'ConnectivityLogs'",
}
_CATEGORY = "add  resourceLogConfiguration: categories: name ConnectivityLogs, enabled 'true'  (a string)"
_FEATURE = "add the feature EnableConnectivityLogs with the value 'True'"
_DESTINATION = "a diagnostic setting for the category AllLogs says where they go"


@dataclass(frozen=True)
class DisabledResourceLogs(Rule):
    meta = RuleMeta(
        id="ASRS901",
        name="disabled-resource-logs",
        summary="The service generates no connectivity, messaging or HTTP request logs",
        severity=Severity.WARNING,
        fix=Safety.UNSAFE,
        since="0.1.0",
    )

    def check(self, workspace: Workspace) -> Iterable[Problem]:
        for resource in workspace.resources:
            if resource.logs is False and resource.declared.declarative:
                yield _problem(resource, workspace.documents[resource.anchor.path])


def _problem(resource: Resource, document: Document) -> Problem:
    certainty = resource.logs_certainty.weakened(resource.certainty)
    return Problem(
        resource.anchor,
        "The service generates no connectivity, messaging or HTTP request logs: "
        "nothing on its side says why a client or server could not connect",
        evidence=resource.logs_chain,
        fix=_fix(resource, document),
        confidence=certainty.confidence,
        because=certainty.because,
        label="all three kinds of resource logs are off",
    )


def _fix(resource: Resource, document: Document) -> Fix:
    edit = None if resource.declared.generated else _switched_on(resource) or _added(resource, document)
    if edit is None:
        return Fix(f"{_steps(resource)}, {_DESTINATION}")
    return Fix(f"turn connectivity logs on ({_DESTINATION})", (edit,), Safety.UNSAFE)


def _steps(resource: Resource) -> str:
    declared = resource.declared
    old = (declared.api_version or _FIRST_VERSION) < _FIRST_VERSION
    return _STEPS.get(declared.tool, _FEATURE if old else _CATEGORY)


def _switched_on(resource: Resource) -> Edit | None:
    """The first switch, which is the one for connectivity logs where it is written, from false to true."""
    switch: Expression | None = next(iter(resource.declared.logs), None)
    if switch is None or switch.value is None or not resource.declared.body.covers(switch.span):
        return None
    on = {"false": "true", "False": "True"}.get(switch.value)
    quote = {"'": "'", '"': '"'}.get(switch.text[:1], "")
    if resource.declared.tool is Tool.ARM:
        quote = '"'
    return Edit(switch.span, f"{quote}{on}{quote}") if on is not None else None


def _added(resource: Resource, document: Document) -> Edit | None:
    declared = resource.declared
    if declared.insert is None or declared.logs:
        return None
    line = document.newline + declared.indent
    if declared.tool is Tool.TERRAFORM and declared.features is None:
        return Edit(declared.insert, f"{document.newline}{line}connectivity_logs_enabled = true")
    if declared.tool not in (Tool.BICEP, Tool.ARM) or (declared.api_version or "") < _FIRST_VERSION:
        return None
    unit = _unit(document, declared.insert.start, declared.indent)
    return Edit(declared.insert, line + _configuration(declared.tool is Tool.ARM, line, unit))


def _unit(document: Document, offset: int, indent: str) -> str:
    """One level of indentation: by how much the properties stand to the right of the line that opens them."""
    opening = document.line_text(document.position(offset).line)
    return indent[len(opening) - len(opening.lstrip()) :] or "  "


def _configuration(json: bool, line: str, unit: str) -> str:
    """`resourceLogConfiguration` with connectivity logs on, in JSON or Bicep."""
    one, two, three = line + unit, line + unit * 2, line + unit * 3
    if json:
        entry = f'{three}"name": "ConnectivityLogs",{three}"enabled": "true"'
        return f'"resourceLogConfiguration": {{{one}"categories": [{two}{{{entry}{two}}}{one}]{line}}},'
    entry = f"{three}name: 'ConnectivityLogs'{three}enabled: 'true'"
    return f"resourceLogConfiguration: {{{one}categories: [{two}{{{entry}{two}}}{one}]{line}}}"
