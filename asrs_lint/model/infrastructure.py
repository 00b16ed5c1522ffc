"""The service resources a repository deploys, with the mode and the logs they end up with (client.md A12, A13)."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from asrs_lint.evidence import CERTAIN, Certainty, Note
from asrs_lint.facts.infrastructure import Expression, ModeChanged, ResourceDeclared, Tool
from asrs_lint.model.index import FactIndex
from asrs_lint.model.values import Resolved, Values
from asrs_lint.model.workspace import Mode, Resource
from asrs_lint.scale import Confidence
from asrs_lint.source import Located, Span

MODES = {"default": "Default", "serverless": "Serverless", "classic": "Classic"}

# What a tool deploys when no mode is written (client.md A12). The others pass on nothing, New-AzSignalR too:
# it sends no features without -ServiceMode (Azure/azure-powershell, NewAzureRmSignalR.cs).
_TOOL_MODES = {
    Tool.TERRAFORM: ("Default", "azurerm deploys Default mode when service_mode is not set"),
    Tool.PULUMI_CLASSIC: ("Default", "the azure provider deploys Default mode when serviceMode is not set"),
    Tool.AZ_CLI: ("Default", "az signalr create without --service-mode deploys Default mode"),
    Tool.ASPIRE: ("Default", "AddAzureSignalR without a second argument deploys Default mode"),
    Tool.AVM: ("Serverless", "the verified module deploys Serverless mode when features is not given"),
}
_STATED = (Tool.DEPLOYED, Tool.CONFIGURED)
_SEES_NO_LOGS = (Tool.AZ_CLI, Tool.POWERSHELL, Tool.ASPIRE, Tool.CONFIGURED)


def resources(index: FactIndex) -> list[Resource]:
    """Every resource, with its mode and logs resolved; templates compiled from Bicep of the repository are left out."""
    values = Values(index)
    found = index.all(ResourceDeclared)
    bicep = any(fact.tool in (Tool.BICEP, Tool.AVM) for fact in found)
    declared = [fact for fact in found if not (fact.compiled and bicep)]
    changes = index.all(ModeChanged)
    return _stated([_resource(fact, values, _change(fact, declared, changes)) for fact in declared])


def _stated(found: list[Resource]) -> list[Resource]:
    """What is stated from outside about a service stands over its declaration and is not listed beside it."""
    by_name = {one.name.lower(): one for one in found if one.declared.tool in _STATED and one.name is not None}
    result, used = list[Resource](), set[str]()
    for resource in found:
        name = resource.name.lower() if resource.name is not None else ""
        stated = by_name.get(name)
        if stated is None or resource.declared.tool in _STATED:
            result.append(resource)
            continue
        used.add(name)
        result.append(_overridden(resource, stated))
    return [one for one in result if one.declared.tool not in _STATED or (one.name or "").lower() not in used]


def _overridden(resource: Resource, stated: Resource) -> Resource:
    mode = resource.mode
    if stated.mode is not None and stated.mode.value is not None:
        mode = replace(
            stated.mode, chain=(*stated.mode.chain, Note(resource.anchor, "the declaration of that service"))
        )
    return replace(resource, mode=mode, logs=resource.logs if stated.logs is None else stated.logs)


def _resource(declared: ResourceDeclared, values: Values, change: ModeChanged | None) -> Resource:
    mode = _changed(declared, change) if change is not None else _mode(declared, values)
    name = _name(declared.name, values)
    return _with_logs(Resource(declared, name, mode, None, certainty=_certainty(declared)), values)


def _certainty(declared: ResourceDeclared) -> Certainty:
    if declared.generated:
        return Certainty(Confidence.MEDIUM, "a tool wrote this template; it may not be what is deployed")
    return CERTAIN


def _name(name: Expression | None, values: Values) -> str | None:
    found = values.of(name) if name is not None else ()
    return found[0].value if len(found) == 1 else None


def _mode(declared: ResourceDeclared, values: Values) -> Mode | None:
    if declared.mode is not None:
        return _written(values.of(declared.mode))
    if declared.opaque is not None:
        return Mode(None, True, declared.span, certainty=Certainty(Confidence.LOW, declared.opaque))
    if declared.tool is Tool.AVM and declared.features is not None:
        return None
    if declared.tool in _TOOL_MODES:
        value, why = _TOOL_MODES[declared.tool]
        return Mode(value, False, declared.span, (Note(declared.span, why),))
    return None


def _written(found: tuple[Resolved, ...]) -> Mode:
    if len(found) > 1:
        return _several(found)
    only = found[0]
    value = MODES.get(only.value.lower()) if only.value is not None else None
    certainty = only.certainty
    if only.value is not None and value is None:
        certainty = Certainty(Confidence.LOW, f"{only.value or 'an empty text'} is no mode of the service")
    return Mode(value, True, only.span, only.chain, certainty)


def _several(found: tuple[Resolved, ...]) -> Mode:
    known = [(one, MODES[one.value.lower()]) for one in found if one.value is not None and one.value.lower() in MODES]
    shown = ", ".join(f"{value} ({one.span.path})" for one, value in known)
    because = f"several values are given: {shown}" if len(known) > 1 else "one of its values is not in the repository"
    alternatives = tuple(Located(value, one.span) for one, value in known)
    first = known[0][0] if known else found[0]
    return Mode(None, True, first.span, first.chain, Certainty(Confidence.LOW, because), alternatives)


def _change(
    declared: ResourceDeclared, all_declared: Sequence[ResourceDeclared], changes: Sequence[ModeChanged]
) -> ModeChanged | None:
    """The last change of this resource's mode by a script."""
    alone = len(all_declared) == 1
    matching = [change for change in changes if _changes(declared, change, alone)]
    return matching[-1] if matching else None


def _changes(declared: ResourceDeclared, change: ModeChanged, alone: bool) -> bool:
    same_file = change.span.path == declared.span.path
    if same_file and change.span.start < declared.span.start:
        return False
    name = _bare(declared.name.value or declared.name.text) if declared.name is not None else None
    if change.name is None or name is None:
        return alone and (same_file or not declared.declarative)
    return _bare(change.name) == name and (same_file or "$" not in name)


def _bare(name: str) -> str:
    return name.strip("\"'").replace("{", "").replace("}", "").lower()


def _changed(declared: ResourceDeclared, change: ModeChanged) -> Mode:
    value = MODES.get(change.value.lower()) if change.value is not None else None
    certainty = (
        CERTAIN if value is not None else Certainty(Confidence.LOW, "a script changes the mode to a computed value")
    )
    return Mode(
        value,
        True,
        change.span,
        (Note(declared.span, "the service is created here, its mode changed later"),),
        certainty,
    )


def _with_logs(resource: Resource, values: Values) -> Resource:
    """The resource with what its log switches come to: on when any of them is."""
    declared = resource.declared
    switches = [(switch, values.of(switch)) for switch in declared.logs]
    chain = tuple(_log_note(switch.span, found) for switch, found in switches)
    found = [one for _, several in switches for one in several]
    states = {one.value.lower() == "true" if one.value is not None else None for one in found}
    certainty = min((one.certainty for one in found), key=lambda c: c.confidence, default=CERTAIN)
    if True in states:
        return replace(resource, logs=True, logs_chain=chain, logs_certainty=certainty)
    if declared.tool in _SEES_NO_LOGS or declared.opaque is not None or None in states:
        return replace(resource, logs_chain=chain)
    if declared.tool is Tool.AVM and not declared.logs:
        by_default = Note(declared.span, "the verified module turns all resource logs on by default")
        return replace(resource, logs=True, logs_chain=(by_default,))
    return replace(resource, logs=False, logs_chain=chain, logs_certainty=certainty)


def _log_note(span: Span, resolved: tuple[Resolved, ...]) -> Note:
    shown = " or ".join(one.value if one.value is not None else "unknown" for one in resolved)
    return Note(span, f"this log switch is {shown}")
