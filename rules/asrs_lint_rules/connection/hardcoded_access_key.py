"""ASRS601: a connection string with its access key stands in the repository."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from asrs_lint import Confidence, Fix, KeyFound, Note, Problem, Rule, RuleMeta, Safety, Severity, Workspace

_TEST = re.compile(
    r"(?:^|/)(?:tests?|specs?|__tests__|fixtures?|testdata)/|[._-](?:tests?|spec)s?\.|tests?\.\w+$", re.I
)
_STEPS = (
    "rotate it:  az signalr key renew --name {name} --resource-group <group> --key-type primary ; keep the new one "
    'outside the repository:  dotnet user-secrets set Azure:SignalR:ConnectionString "<connection string>" , in Azure '
    "a Key Vault reference; or need none, with a managed identity:  "
    "Endpoint=https://{host};AuthType=azure.msi;Version=1.0;"
)


@dataclass(frozen=True)
class HardcodedAccessKey(Rule):
    meta = RuleMeta(
        id="ASRS601",
        name="hardcoded-access-key",
        summary="A connection string with its access key stands in the repository",
        severity=Severity.ERROR,
        fix=Safety.SHOWN,
        since="0.1.0",
        tags=("security",),
    )

    def check(self, workspace: Workspace) -> Iterable[Problem]:
        same: dict[str, list[KeyFound]] = defaultdict(list)
        lines: set[tuple[str, int]] = set()
        for key in workspace.facts(KeyFound):
            same[key.digest].append(key)
        for key in workspace.facts(KeyFound):
            line = (key.path, workspace.documents[key.path].position(key.span.start).line)
            if line not in lines:
                lines.add(line)
                yield _problem(key, same[key.digest])


def _problem(key: KeyFound, same: list[KeyFound]) -> Problem:
    confidence, because = _certainty(key)
    return Problem(
        key.span,
        f"{_subject(key)} stands in the repository: whoever reads it can send to every client, "
        "issue tokens for any user and connect as your server",
        evidence=tuple(Note(s.span, "the same key stands here too") for s in _elsewhere(key, same)),
        fix=Fix(_STEPS.format(name=_name(key.host), host=key.host or "<name>.service.signalr.net")),
        confidence=confidence,
        because=because,
        label="rotate this key; deleting the line leaves it in the history",
        severity=None if key.score >= 4 else Severity.WARNING,
    )


def _certainty(key: KeyFound) -> tuple[Confidence, str]:
    if key.score < 3:
        return Confidence.LOW, "the value does not have the form of a key of the service"
    if key.score == 3:
        return (
            Confidence.MEDIUM,
            "nothing beside the value says that it is a key of Azure SignalR and of no other service",
        )
    if _TEST.search(key.path):
        return Confidence.MEDIUM, "it stands in a test, where the key may be an invented one"
    return Confidence.HIGH, ""


def _subject(key: KeyFound) -> str:
    return f"The access key of {key.host}" if key.host else "An access key of Azure SignalR Service"


def _name(host: str | None) -> str:
    return host.partition(".")[0] if host and ".service.signalr." in host else "<name>"


def _elsewhere(key: KeyFound, same: list[KeyFound]) -> list[KeyFound]:
    """The first place in each other file."""
    first = {other.path: other for other in reversed(same) if other.path != key.path}
    return [first[path] for path in sorted(first)][:5]
