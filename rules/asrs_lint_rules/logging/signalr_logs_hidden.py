"""ASRS101: a rule of configuration or code hides what Azure SignalR logs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from asrs_lint import (
    ROOT_CATEGORY,
    Certainty,
    Confidence,
    Decision,
    Document,
    Edit,
    Fix,
    LoggingCall,
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
    call_behind,
    is_free,
    json_member,
)

PACKAGE = "microsoft.azure.signalr"
# The last argument of AddFilter and SetMinimumLevel, where it is written out.
_LEVEL = re.compile(r"(?:\A|,)\s*(?P<type>(?:\w+\s*\.\s*)*LogLevel\s*\.\s*)(?P<name>\w+)\s*\Z")


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
                yield _problem(workspace, server, pipeline, pipeline.hidden())


def _problem(workspace: Workspace, server: Server, pipeline: LoggingPipeline, hidden: Sequence[Decision]) -> Problem:
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
        fix=_fix(workspace, pipeline, hidden),
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


def _fix(workspace: Workspace, pipeline: LoggingPipeline, hidden: Sequence[Decision]) -> Fix:
    winners = _where_to_mend([d for d in hidden if d.winner])
    edits = [_edit(workspace, pipeline, decision) for decision in winners]
    if not edits or None in edits:
        code = hidden[0].winner is not None and hidden[0].winner.call is not None
        return Fix("let it pass LogLevel.Information" if code else f'add  "{ROOT_CATEGORY}": "Information"  there')
    chosen = any(_names_category(d) or (d.winner and d.winner.call) for d in winners)
    return Fix(_title(winners), tuple(edit for edit in edits if edit), Safety.UNSAFE if chosen else Safety.SAFE)


def _title(winners: Sequence[Decision]) -> str:
    if any(_names_category(d) for d in winners):
        return f'set  "{ROOT_CATEGORY}"  to  "Information"'
    if any(d.winner and d.winner.call for d in winners):
        return f'add  .AddFilter("{ROOT_CATEGORY}", LogLevel.Information)'
    sections = " and ".join(dict.fromkeys(_section(d.winner) for d in winners if d.winner))
    return f'add  "{ROOT_CATEGORY}": "Information"  to {sections}'


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


def _edit(workspace: Workspace, pipeline: LoggingPipeline, decision: Decision) -> Edit | None:
    winner = decision.winner
    if winner and winner.call:
        return _edit_of_code(workspace.documents[winner.call.path], winner.call, _names_category(decision))
    owner = pipeline.owner(winner) if winner else None
    if winner is None or winner.setting is None or owner is None or owner.source is not Source.APPSETTINGS:
        return None
    if _names_category(decision):
        return Edit(winner.setting.value_span, '"Information"')
    before, colon, _ = winner.setting.keys[-1].rpartition(":")  # a key may hold several levels
    name = f"{before}{colon}{ROOT_CATEGORY}"
    if not is_free(owner, name, pipeline.settings):
        return None
    member = json_member(owner, [name], "Information")
    return Edit(member.span, member.value)


def _edit_of_code(document: Document, call: LoggingCall, named: bool) -> Edit | None:
    """A filter behind the one that wins; in that one where it names the category itself."""
    inside = call.argument_span
    level = _LEVEL.search(document.slice(inside)) if inside else None
    if inside is None or level is None or document.text[call.span.start - 1] != ".":
        return None
    if named:
        start = inside.start + level.start("name")
        return Edit(document.span(start, start + len(level["name"])), "Information")
    providers = f"<{', '.join(call.type_arguments)}>" if call.type_arguments else ""
    text = f'.AddFilter{providers}("{ROOT_CATEGORY}", {"".join(level["type"].split())}Information)'
    place = call_behind(document, document.span(call.span.start - 1, call.span.end), text)
    return Edit(place.span, place.value)


def _names_category(decision: Decision) -> bool:
    return bool(decision.pattern) and (decision.pattern or "").lower().startswith(ROOT_CATEGORY.lower())


def _section(origin: Origin) -> str:
    return origin.setting.key.rpartition(":")[0] if origin.setting else ""
