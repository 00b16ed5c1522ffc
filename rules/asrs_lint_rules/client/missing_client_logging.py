"""ASRS430: a client without client-side logging."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from asrs_lint import (
    Client,
    ClientLibraries,
    Document,
    Edit,
    Escape,
    Fix,
    Flavour,
    Problem,
    Rule,
    RuleMeta,
    Safety,
    Severity,
    Workspace,
    call_before,
    statements_before,
)

_OUT_OF_SIGHT = Escape.PASSED | Escape.OPTIONS | Escape.COMPUTED
_QUALIFIER = re.compile(r"new\s+((?:[\w$]+\s*\.\s*)+)HubConnectionBuilder")
_IMPORTS_LEVEL = re.compile(
    r"\{(?:[^{}]*,)?\s*LogLevel\s*(?:,[^{}]*)?\}\s*(?:from\s*[\"']@\w+/signalr[\"']|=\s*signalR\s*;)"
)
_TOP = 20_000  # characters of a file in which its imports stand
_IMPORTS_LOGGING = re.compile(r"^import logging[ \t]*\r?$", re.MULTILINE)
_START = re.compile(r"(?P<receiver>[\w$.]+)\.start\s*\(")
_STEPS = {
    "csharp": "add  .ConfigureLogging(logging => logging.AddConsole())  to the builder, at Information or below",
    "javascript": "add  .configureLogging(LogLevel.Information)  to the builder, LogLevel from the same package",
    "java": "add a binding of SLF4J (org.slf4j:slf4j-simple, or logback-classic) to the dependencies",
    "kotlin": "add a binding of SLF4J (org.slf4j:slf4j-simple, on Android slf4j-android) to the dependencies",
    "swift": "add  .withLogLevel(logLevel: .information)  to the builder",
    "python": "add  .configure_logging(logging.INFO)  to the builder",
    "dart": 'add  .configureLogging(Logger("SignalR"))  to the builder and listen to Logger.root.onRecord',
    "go": "add  signalr.Logger(logger, false)  to the options of NewClient",
}
_ASPNET_STEPS = {
    "javascript": "set  $.connection.hub.logging = true;  before the connection is started",
    "csharp": "set  connection.TraceLevel = TraceLevels.All; connection.TraceWriter = Console.Out;  before the start",
}


@dataclass(frozen=True)
class MissingClientLogging(Rule):
    meta = RuleMeta(
        id="ASRS430",
        name="missing-client-logging",
        summary="The client is built without client-side logging",
        severity=Severity.INFO,
        fix=Safety.SAFE,
        since="0.1.0",
    )

    def check(self, workspace: Workspace) -> Iterable[Problem]:
        libraries = ClientLibraries(workspace)
        for client in workspace.clients:
            if not client.azure or client.test or _is_logged(client):
                continue
            yield Problem(
                client.built.span,
                "The client is built without logging: when it cannot connect or drops, nothing on its side says why",
                evidence=client.why,
                fix=_fix(libraries, workspace.documents[client.built.path], client),
                confidence=client.certainty.confidence,
                because=client.certainty.because,
                label="no logger is configured here",
            )


def _is_logged(client: Client) -> bool:
    """Also where code out of sight may add a logger: it gets the builder, makes the options, or owns the connection."""
    built = client.built
    if client.logged or built.logging or built.framework or built.escapes & _OUT_OF_SIGHT:
        return True
    return built.flavour is Flavour.CORE and built.build is None and bool(built.escapes & Escape.RETURNED)


def _fix(libraries: ClientLibraries, document: Document, client: Client) -> Fix | None:
    if client.built.flavour is Flavour.ASPNET:
        return _fix_of_aspnet(document, client)
    call = _call(libraries, document, client)
    if call and client.built.build:
        place = call_before(document, client.built.build, call)
        return Fix(f"add  {call}  to the builder", (Edit(place.span, place.value),), Safety.SAFE)
    steps = _STEPS.get(client.built.language)
    return Fix(steps) if steps else None


def _fix_of_aspnet(document: Document, client: Client) -> Fix | None:
    """In a script, a statement in front of the first start in the same file."""
    starts = [_START.match(document.text, s.span.start) for s in client.starts if s.path == document.path]
    start = starts[0] if starts and client.built.language == "javascript" else None
    if start and start["receiver"] in ("$.connection.hub", client.built.symbol):  # no parameter that is given it
        switch = f"{start['receiver']}.logging = true;"
        if place := statements_before(document, start.start(), [(0, switch)]):
            return Fix(f"add  {switch}  before the start", (Edit(place.span, place.value),), Safety.SAFE)
    steps = _ASPNET_STEPS.get(client.built.language)
    return Fix(steps) if steps else None


def _call(libraries: ClientLibraries, document: Document, client: Client) -> str | None:
    """The call to add, where its argument is sure to be known there."""
    if client.built.build is None or client.built.flavour is not Flavour.CORE:
        return None
    if client.built.language == "python":
        return ".configure_logging(logging.INFO)" if _IMPORTS_LOGGING.search(document.text, 0, _TOP) else None
    level = _level(libraries, document, client) if client.built.language == "javascript" else None
    return f".configureLogging({level})" if level else None


def _level(libraries: ClientLibraries, document: Document, client: Client) -> str | None:
    """The level by the name that the builder is reached by, or that is imported; as text, which the client knows since
    3.0, where there is neither."""
    built = client.built
    qualifier = _QUALIFIER.match(document.text, built.span.start)
    if qualifier:
        return f"{''.join(qualifier[1].split())}LogLevel.Information"
    if _IMPORTS_LEVEL.search(document.text, 0, _TOP):
        return "LogLevel.Information"
    if not libraries.know_reconnect(built):
        return None  # before 3.0 a level is no text
    quotes = document.text[built.span.start : built.span.end] or document.text
    if "'" not in quotes and '"' not in quotes:
        quotes = document.text
    quote = "'" if quotes.count("'") > quotes.count('"') else '"'
    return f"{quote}information{quote}"
