"""ASRS101: a rule of configuration or code hides what Azure SignalR logs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from asrs_lint import (
    ROOT_CATEGORY,
    Certainty,
    Confidence,
    Decision,
    Edit,
    Fix,
    LoggingPipeline,
    Note,
    Origin,
    Pipeline,
    Problem,
    Rule,
    RuleMeta,
    Safety,
    Server,
    Severity,
    Source,
    Workspace,
    json_member,
)

PACKAGE = "microsoft.azure.signalr"


@dataclass(frozen=True)
class SignalrLogsHidden(Rule):
    meta = RuleMeta(
        id="ASRS101",
        name="signalr-logs-hidden",
        summary="The effective level of Microsoft.Azure.SignalR is above Information outside Development",
        severity=Severity.WARNING,
        fix=Safety.SAFE,
        since="0.1.0",
        tags=("logging",),
    )

    def check(self, workspace: Workspace) -> Iterable[Problem]:
        for server in workspace.servers:
            pipeline = server.logging
            if server.azure and pipeline and pipeline.kind is Pipeline.MEL and pipeline.hidden():
                yield _problem(server, pipeline, pipeline.hidden())


def _problem(server: Server, pipeline: LoggingPipeline, hidden: Sequence[Decision]) -> Problem:
    first = hidden[0]
    assert first.winner is not None
    names = ", ".join(dict.fromkeys(d.environment for d in hidden if d.level == first.level))
    certainty = server.certainty.weakened(_certainty(pipeline))
    lost = (
        "so nothing says why a server connection fails"
        if pipeline.hides_failures
        else "so the life of its server connections leaves no trace"
    )
    return Problem(
        first.winner.span,
        f"{ROOT_CATEGORY} logs at {first.level} in {names}{_on(first, hidden)}, {lost}",
        evidence=tuple(_evidence(server, pipeline, first)),
        fix=_fix(pipeline, hidden),
        confidence=certainty.confidence,
        because=certainty.because,
        label=_why(first),
        severity=None if pipeline.hides_failures else Severity.INFO,
    )


def _certainty(pipeline: LoggingPipeline) -> Certainty:
    because = pipeline.because or pipeline.unread
    return Certainty(Confidence.MEDIUM, because) if because else Certainty()


def _on(first: Decision, hidden: Sequence[Decision]) -> str:
    """` on Console` where a rule for one provider hides it there."""
    setting = first.winner.setting if first.winner else None
    if setting is None or len(setting.keys) < 2 or setting.keys[-2].lower() != "loglevel" or len(setting.keys) < 4:
        return ""
    providers = dict.fromkeys(d.provider for d in hidden if d.environment == first.environment)
    return f" on {', '.join(providers)}"


def _why(decision: Decision) -> str:
    winner, pattern = decision.winner, decision.pattern
    if winner and winner.call and winner.call.name == "SetMinimumLevel":
        return "this level applies: no rule matches the category"
    if winner and winner.setting and len(winner.setting.keys) > 3:
        return f"this rule wins: one for {decision.provider} stands over all that name no provider"
    if pattern is None:
        return "this rule wins: no other matches the category"
    return "this rule wins: it is the longest prefix of the category"


def _evidence(server: Server, pipeline: LoggingPipeline, decision: Decision) -> Iterator[Note]:
    if decision.runner_up:
        yield Note(decision.runner_up.span, "this rule would decide without it")
    used = server.project.packages.get(PACKAGE) if server.project else None
    if used and used.version and pipeline.hides_failures:
        yield Note(used.span, f"{used.name} {used.version.value} logs connection failures at Information")
    yield from server.chain


def _fix(pipeline: LoggingPipeline, hidden: Sequence[Decision]) -> Fix:
    winners = _where_to_mend([d for d in hidden if d.winner])
    edits = [_edit(pipeline, decision) for decision in winners]
    if not edits or None in edits:
        code = hidden[0].winner is not None and hidden[0].winner.call is not None
        return Fix("let it pass LogLevel.Information" if code else f'add  "{ROOT_CATEGORY}": "Information"  there')
    named = any(_names_category(d) for d in winners)
    sections = " and ".join(dict.fromkeys(_section(d.winner) for d in winners if d.winner))
    title = (
        f'set  "{ROOT_CATEGORY}"  to  "Information"'
        if named
        else f'add  "{ROOT_CATEGORY}": "Information"  to {sections}'
    )
    return Fix(title, tuple(edit for edit in edits if edit), Safety.UNSAFE if named else Safety.SAFE)


def _where_to_mend(hidden: Sequence[Decision]) -> list[Decision]:
    """One decision for each object to change; an entry in appsettings.json counts in all environments."""
    found: dict[tuple[str, ...], dict[str, Decision]] = {}
    for decision in hidden:
        setting = decision.winner.setting if decision.winner else None
        owner = tuple(key.lower() for key in setting.keys[:-1]) if setting else ()
        place = setting.path if setting else decision.winner.text if decision.winner else ""
        if setting and setting.environment is None:
            found[owner] = {place: decision}
        elif not any(
            d.winner and d.winner.setting and d.winner.setting.environment is None
            for d in found.get(owner, {}).values()
        ):
            found.setdefault(owner, {}).setdefault(place, decision)
    return [decision for places in found.values() for decision in places.values()]


def _edit(pipeline: LoggingPipeline, decision: Decision) -> Edit | None:
    winner = decision.winner
    owner = pipeline.owner(winner) if winner else None
    if winner is None or winner.setting is None or owner is None or owner.source is not Source.APPSETTINGS:
        return None
    if _names_category(decision):
        return Edit(winner.setting.value_span, '"Information"')
    member = json_member(owner, [ROOT_CATEGORY], "Information")
    return Edit(member.span, member.value)


def _names_category(decision: Decision) -> bool:
    return bool(decision.pattern) and (decision.pattern or "").lower().startswith(ROOT_CATEGORY.lower())


def _section(origin: Origin) -> str:
    return ":".join(origin.setting.keys[:-1]) if origin.setting else ""
