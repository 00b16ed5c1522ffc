"""ASRS410: skipNegotiation with Azure SignalR."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from asrs_lint import Client, Document, Edit, Fix, Problem, Rule, RuleMeta, Safety, Severity, Span, Workspace

# The URL comes from an answer to negotiate, or is the service's own: that client has negotiated already.
_NEGOTIATED = re.compile(r"negotiat|service_?url|connection_?info|endpoint|service\.signalr\.|access_?token", re.I)
_ANSWER = re.compile(
    r"(?:\b(?!(?:environment|env|config|configuration|settings|options|this|process|window)\b)\w+[?!]?|\))\.url"
    r"(?:\.replace\([^()]*\)){0,3}$",
    re.I,
)
_MEMBER = re.compile(r"""\[\s*["'](\w+)["']\s*\]|\.get\(\s*["'](\w+)["']\s*\)""")
# A name that is followed to no address, and that the answer to negotiate has for its own: `const { url } = await …`.
_UNTOLD = ("url", "Url", "uri")


@dataclass(frozen=True)
class SkippedNegotiation(Rule):
    meta = RuleMeta(
        id="ASRS410",
        name="skipped-negotiation",
        summary="skipNegotiation with Azure SignalR: the client never learns the service's address (404)",
        severity=Severity.ERROR,
        fix=Safety.SAFE,
        since="0.1.0",
    )

    def check(self, workspace: Workspace) -> Iterable[Problem]:
        for client in workspace.clients:
            span = client.built.skip_negotiation
            if span is None or not client.azure or client.test or _has_negotiated(client):
                continue
            yield Problem(
                span,
                "The client skips negotiation, but only the answer to negotiate tells it the address of Azure SignalR "
                "Service and gives it a token: its WebSocket goes to the application and fails with 404",
                evidence=client.why,
                fix=_fix(workspace.documents[span.path], span, client.built.language),
                confidence=client.certainty.confidence,
                because=client.certainty.because,
                label="remove this: with the service, negotiate is where the connection begins",
            )


def _has_negotiated(client: Client) -> bool:
    if client.built.url:
        return "service.signalr." in client.built.url.value
    if client.built.url_text in _UNTOLD:
        return True
    members = _MEMBER.sub(lambda found: f".{found[1] or found[2]}", client.built.url_text or "")
    names = re.sub(r"\"[^\"\n]*\"|'[^'\n]*'", "", members)
    return bool(_NEGOTIATED.search(names) or _ANSWER.search(names))


def _fix(document: Document, span: Span, language: str) -> Fix:
    edit = _deletion(document, span, language)
    return (
        Fix("delete skipNegotiation", (edit,), Safety.SAFE) if edit else Fix("remove the option that skips negotiation")
    )


def _deletion(document: Document, span: Span, language: str) -> Edit | None:
    """The option with its comma or semicolon, and with its line when nothing else stands on it."""
    if language not in ("javascript", "csharp"):
        return None
    before, behind = document.text[: span.start], document.text[span.end :]
    closing = re.match(r"[ \t]*[,;]", behind)
    if closing is None:
        return _last_member(document, span, before, behind)
    end = span.end + closing.end()
    indent = re.search(r"(?:^|(?<=\n))[ \t]*$", before)
    rest = re.match(r"[ \t]*\r?\n", document.text[end:])
    if indent and rest:
        return Edit(document.span(indent.start(), end + rest.end()), "")
    gap = re.match(r"[ \t]*", document.text[end:])
    return Edit(document.span(span.start, end + (gap.end() if gap else 0)), "")


def _last_member(document: Document, span: Span, before: str, behind: str) -> Edit | None:
    """The last member of an object goes with the comma before it; the body of a lambda cannot go."""
    if not re.match(r"\s*\}", behind):
        return None
    comma = re.search(r",\s*$", before)
    if comma:
        return Edit(document.span(comma.start(), span.end), "")
    return Edit(span, "") if re.search(r"\{\s*$", before) else None
