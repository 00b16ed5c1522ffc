"""JavaScript and TypeScript: clients, Azure Functions v4, the service used by hand (client.md A2, A5, A6, C0, C1, C3).

`tree` parses; `naming` and `circumstance` say where a node stands, `keeping` what keeps its value; `symbols` and
`values` what a name stands for; the rest read one kind of fact each.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec.structs import replace
from tree_sitter import Node

from asrs_lint.extract.script import clients, framework, functions_v4, handlers, jquery, rest
from asrs_lint.extract.script.bundled import is_bundled
from asrs_lint.extract.script.circumstance import Circumstances
from asrs_lint.extract.script.clients import Setting
from asrs_lint.extract.script.functions import functions
from asrs_lint.extract.script.imports import Imports
from asrs_lint.extract.script.symbols import Symbols
from asrs_lint.extract.script.tree import Script
from asrs_lint.extract.script.values import Values
from asrs_lint.facts.base import Fact
from asrs_lint.facts.client import ClientBuilt
from asrs_lint.source import Document

_FLOW = re.compile(r"\A\s*(?://|/\*)[^\n]*@flow\b")
_LANGUAGES = {"ts": "typescript", "mts": "typescript", "cts": "typescript", "tsx": "tsx"}


def extract(document: Document) -> Iterator[Fact]:
    """The facts of a script file; nothing for bundles, generated code and copies of the library."""
    extension = document.path.rsplit(".", 1)[-1].lower()
    language = _LANGUAGES.get(extension, "javascript")
    if language == "javascript" and _FLOW.match(document.text):
        language = "tsx"
    return extract_text(document, document.text, language)


def extract_text(document: Document, text: str, language: str) -> Iterator[Fact]:
    """The facts of a script in a document: `text` is as long as the document, with what is not script blanked."""
    if is_bundled(document.path, text):
        return
    script = Script(document, text, language)
    symbols = Symbols(script)
    setting = Setting(script, Imports(script), symbols, Values(script), Circumstances(script))
    built = list(clients.clients(setting))
    created = jquery.connections(setting)
    yield from setting.imports.facts()
    yield from _connections(setting, built, created)
    yield from framework.clients(setting)
    yield from functions_v4.bindings(setting)
    yield from rest.uses(setting)


def _connections(setting: Setting, built: list[ClientBuilt], created: list[tuple[Node, str | None]]) -> Iterator[Fact]:
    aspnet = frozenset({name for _, name in created if name} | {setting.symbols.canonical(jquery.HUB)})
    handled = list(handlers.handlers(setting, aspnet))
    whole = not built and (bool(created) or jquery.is_used(setting.script))
    started = list(handlers.starts(setting, aspnet, whole))
    stopped = list(handlers.stops(setting))
    for client in built:
        short = handlers.is_short_lived(setting, client, started, stopped)
        yield replace(client, symbol=_canonical(setting, client.symbol), short_lived=short)
    yield from jquery.clients(setting, created, [fact for fact, _ in started])
    yield from jquery.logging(setting, aspnet)
    yield from (fact for fact, _ in handled)
    yield from (fact for fact, _ in started)
    yield from (fact for fact, _ in stopped)
    bodies = frozenset(body.id for _, body in handled if body is not None)
    yield from functions(setting.script, setting.circumstances, setting.symbols, bodies)


def _canonical(setting: Setting, name: str | None) -> str | None:
    return setting.symbols.canonical(name) if name else None
