"""Azure SignalR resources of Pulumi programs in C#, TypeScript, Python and YAML (client.md A12)."""

from __future__ import annotations

from collections.abc import Iterable
from importlib import import_module

from asrs_lint.facts.base import Fact
from asrs_lint.source import Document

_LANGUAGES = {"cs": "csharp", "ts": "script", "js": "script", "py": "python", "yaml": "yaml", "yml": "yaml"}


def extract(document: Document) -> Iterable[Fact]:
    lowered = document.text.lower()
    language = _LANGUAGES.get(document.path.lower().rpartition(".")[2])
    if language is None or "signalr" not in lowered or not ("pulumi" in lowered or "azure-native" in lowered):
        return ()
    facts: Iterable[Fact] = import_module(f"{__name__}.{language}").extract(document)
    return tuple(facts)
