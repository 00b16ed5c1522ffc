"""Which service mode an application needs, and what shows it (client.md A9, server.md A10)."""

from __future__ import annotations

from collections.abc import Iterator

from asrs_lint.evidence import Note
from asrs_lint.facts.functions import BindingKind
from asrs_lint.model.workspace import Application, Mode
from asrs_lint.source import Span


def needed_modes(application: Application) -> dict[str, Note]:
    """The modes the parts of an application need; both when it needs two services."""
    found: dict[str, Note] = {}
    servers = application.hub_servers
    if servers:
        found["Default"] = Note(servers[0].anchor, "this server hosts hubs, which takes Default mode")
    serverless = _serverless(application)
    if serverless is not None:
        found["Serverless"] = serverless
    return found


def _serverless(application: Application) -> Note | None:
    app = next((a for a in application.functions if a.triggers or a.negotiates), None)
    if app is not None and app.bindings:
        needing = next((b for b in app.bindings if b.kind is not BindingKind.OUTPUT), app.bindings[0])
        return Note(needing.span, "these functions take the place of a hub server, which takes Serverless mode")
    backend = next((b for b in application.backends if b.negotiates and not application.hub_servers), None)
    if backend is not None and backend.uses:
        return Note(
            backend.uses[0].span, "this code answers negotiate without a hub server, which takes Serverless mode"
        )
    return None


def mode_evidence(mode: Mode, place: Span) -> Iterator[Note]:
    """How a mode comes about, for a finding at `place`: the chain, and where the value itself stands."""
    yield from mode.chain
    if mode.written and mode.span != place and all(note.span != mode.span for note in mode.chain):
        yield Note(mode.span, f"{mode.value} is set here")
