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

_CLOSING = re.compile(r"[ \t]*[,;]")
_REST_OF_LINE = re.compile(r"[ \t]*(?://[^\r\n]*|/\*[^\r\n]*?\*/)?[ \t]*\r?\n")
_LAST = re.compile(r"\s*+(?:(?://[^\r\n]*+|/\*(?:(?!\*/).)*+\*/)\s*+)*+\}", re.DOTALL)
_COMMA = re.compile(r",\s*\Z")
_OPENING = re.compile(r"(?P<argument>,\s*(?:\(?\w+\)?\s*=>\s*)?)?(?P<brace>\{)\s*\Z")
_CLOSED = re.compile(r"\s*(?P<brace>\})(?P<argument>\s*,?\s*\))?")


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
    if language not in ("javascript", "csharp"):
        return None
    closing = _CLOSING.match(document.text, span.end)
    place = _whole(document, span, closing.end() if closing else span.end)
    if place is None:
        place = _closed(document, span, closing.end()) if closing else _last(document, span)
    return Edit(place, "") if place else None


def _whole(document: Document, span: Span, end: int) -> Span | None:
    """An argument that holds nothing else, with its comma: `, { skipNegotiation: true }`; else all between the braces.
    `end` is behind the option and its comma or semicolon."""
    opening = _OPENING.search(document.text, max(0, span.start - 200), span.start)
    closing = _CLOSED.match(document.text, end)
    if opening is None or closing is None:
        return None
    if opening["argument"] and closing["argument"]:
        return document.span(opening.start("argument"), closing.end("brace"))
    return document.span(opening.end("brace"), closing.start("brace"))


def _closed(document: Document, span: Span, end: int) -> Span:
    """The option with its comma or semicolon; with its line and the comment there when nothing else stands on it."""
    line = document.text.rfind("\n", 0, span.start) + 1
    rest = _REST_OF_LINE.match(document.text, end)
    if rest and not document.text[line : span.start].strip():
        return document.span(line, rest.end())
    gap = len(document.text[end:]) - len(document.text[end:].lstrip(" \t"))
    return document.span(span.start, end + gap)


def _last(document: Document, span: Span) -> Span | None:
    """The last member of an object goes with the comma before it, or with its line where a comment parts them; the body
    of a lambda cannot go."""
    if not _LAST.match(document.text, span.end):
        return None
    comma = _COMMA.search(document.text, max(0, span.start - 200), span.start)
    if comma:
        return document.span(comma.start(), span.end)
    line = document.text.rfind("\n", 0, span.start) + 1
    rest = _REST_OF_LINE.match(document.text, span.end)
    alone = rest and not document.text[line : span.start].strip()
    return document.span(line, rest.end()) if rest and alone else None
