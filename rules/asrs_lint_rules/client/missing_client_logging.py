"""ASRS430: a client without client-side logging."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from asrs_lint import (
    Client,
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
)

_OUT_OF_SIGHT = Escape.PASSED | Escape.OPTIONS | Escape.COMPUTED
_QUALIFIER = re.compile(r"new\s+((?:[\w$]+\s*\.\s*)+)HubConnectionBuilder")
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
        for client in workspace.clients:
            if not client.azure or client.test or _is_logged(client):
                continue
            yield Problem(
                client.built.span,
                "The client is built without logging: when it cannot connect or drops, nothing on its side says why",
                evidence=client.why,
                fix=_fix(workspace.documents[client.built.path], client),
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


def _fix(document: Document, client: Client) -> Fix | None:
    if client.built.flavour is Flavour.ASPNET:
        steps = _ASPNET_STEPS.get(client.built.language)
    else:
        steps = _STEPS.get(client.built.language)
    edit = _insertion(document, client) if client.built.language == "javascript" else None
    if edit:
        return Fix("add .configureLogging at Information before .build()", (edit,), Safety.SAFE)
    return Fix(steps) if steps else None


def _insertion(document: Document, client: Client) -> Edit | None:
    """The level by the name that the builder is reached by; as text (since 3.0) where the builder stands alone."""
    built = client.built
    if built.build is None or built.flavour is not Flavour.CORE:
        return None
    qualifier = _QUALIFIER.match(document.slice(built.span)) or _QUALIFIER.match(document.text, built.span.start)
    if qualifier is None and (built.library or "").startswith("@aspnet/"):
        return None
    quote = "'" if document.text.count("'") > document.text.count('"') else '"'
    level = f"{''.join(qualifier[1].split())}LogLevel.Information" if qualifier else f"{quote}information{quote}"
    before = document.text[: built.build.start]
    indent = before[before.rfind("\n") + 1 :]
    line = f".configureLogging({level})"
    return Edit(built.build.before(), line if indent.strip() else f"{line}{document.newline}{indent}")
