"""ASRS302: a resource that sets no service mode."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from asrs_lint import (
    Application,
    Fix,
    Problem,
    Resource,
    Rule,
    RuleMeta,
    Safety,
    Severity,
    Tool,
    Workspace,
    needed_modes,
)

_ENTRIES = {
    Tool.ARM: '{"flag": "ServiceMode", "value": "%s"}',
    Tool.BICEP: "{ flag: 'ServiceMode', value: '%s' }",
    Tool.AVM: "{ flag: 'ServiceMode', value: '%s' }",
    Tool.AZAPI: '{ flag = "ServiceMode", value = "%s" }',
    Tool.SERVICE_OPERATOR: "- {flag: ServiceMode, value: %s}",
}
_LISTS = {Tool.AVM: "features", Tool.SERVICE_OPERATOR: "spec.features", Tool.PULUMI_NATIVE: "features"}
_HUBS = "clients that connect while all server connections are down never reach a hub"
_SERVERLESS = "upstream endpoints and triggers are not called in that mode"


@dataclass(frozen=True)
class ServiceModeNotSet(Rule):
    meta = RuleMeta(
        id="ASRS302",
        name="service-mode-not-set",
        summary="The ARM or Bicep resource sets no ServiceMode; the service treats it as Classic",
        severity=Severity.WARNING,
        fix=Safety.SHOWN,
        since="0.1.0",
    )

    def check(self, workspace: Workspace) -> Iterable[Problem]:
        for application in workspace.applications:
            for resource in application.resources:
                if resource.mode is None and resource.declared.declarative:
                    yield _problem(application, resource)


def _problem(application: Application, resource: Resource) -> Problem:
    needs = needed_modes(application)
    wanted = f"; this application needs {' and '.join(sorted(needs))}" if needs else ""
    follows = _SERVERLESS if list(needs) == ["Serverless"] else _HUBS
    return Problem(
        resource.anchor,
        f"The resource sets no ServiceMode and is regarded as Classic: {follows}{wanted}",
        evidence=tuple(needs.values()),
        fix=Fix(_steps(resource, sorted(needs))),
        confidence=resource.certainty.confidence,
        because=resource.certainty.because,
        label="no ServiceMode among its features",
    )


def _steps(resource: Resource, needs: list[str]) -> str:
    tool = resource.declared.tool
    entry = _ENTRIES.get(tool, "the feature ServiceMode with the value %s") % (needs[0] if needs else "Default")
    text = f"add  {entry}  to {_LISTS.get(tool, 'properties.features')}"
    return text if needs else f"{text}; Serverless instead when only Functions or the REST API use the service"
