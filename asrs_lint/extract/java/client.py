"""The Java client `com.microsoft.signalr`, also of Kotlin: no version has an automatic reconnect (client.md A4)."""

from __future__ import annotations

import re

from asrs_lint.extract.outline.dialect import Builder, Dialect
from asrs_lint.extract.outline.nesting import Nesting
from asrs_lint.extract.outline.shape import Invocation
from asrs_lint.facts.client import Reconnect


def library(code: str) -> str | None:
    return "com.microsoft.signalr:signalr" if re.search(r"\bimport\s+com\.microsoft\.signalr\b", code) else None


def starts_builder(nesting: Nesting, call: Invocation) -> bool:
    if call.name != "create":
        return False
    receiver = nesting.outline.receiver(call) or ""
    return receiver.rpartition(".")[2] == "HubConnectionBuilder"


def _no_reconnect(nesting: Nesting, builder: Builder) -> Reconnect | None:
    return None


DIALECT = Dialect(
    library=library,
    starts_builder=starts_builder,
    reconnect=_no_reconnect,
    events={"onClosed": "close"},
    address={"create": "url"},
    logging=frozenset(),
    skips=re.compile(r"\bshouldSkipNegotiate\s*\(\s*true\s*\)"),
    stops=frozenset({"stop", "close"}),
)
