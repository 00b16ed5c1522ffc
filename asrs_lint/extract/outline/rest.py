"""The REST API of the service by hand: the addresses that tell it (client.md A14, data-plane REST API)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from asrs_lint.extract.outline.nesting import Nesting
from asrs_lint.extract.outline.shape import Kind
from asrs_lint.facts.server import ServiceUsedByRest

_LIMIT = 200  # addresses read in one file

CLIENT = re.compile(r"/client/\?hub=")
_API = re.compile(r"/api(?:/v1)?/hubs/")
_SIGNS = re.compile(r"jwt|bearer|hmac|hs256|access_?key|get_token|gettoken", re.IGNORECASE)
_SIGNALR = re.compile(r"signalr", re.IGNORECASE)

# Names of functions whose arguments end up in a client's token.
TOKENS = re.compile(
    r"jwt|token|claim|negotiat|sign(?!al|up|in)|connection_?info|access_?key|subject|client_?(?:url|access)",
    re.IGNORECASE,
)
USER = re.compile(r"user|nameid|name_id|\bsub\b|\buid\b|email|principal|identity", re.IGNORECASE)


def concerns_signalr(nesting: Nesting) -> bool:
    """Whether the file speaks of SignalR at all, be it in a comment or by its name; the client address suffices."""
    document = nesting.outline.document
    named = _SIGNALR.search(document.path) or _SIGNALR.search(document.text)
    return bool(named or CLIENT.search(nesting.outline.code))


def made(code: str, start: int, end: int) -> bool:
    """Whether the address at this place is put together with something before it (an endpoint), or is a whole URL:
    a bare path is a route somebody serves, not a request to the service."""
    before = code[max(0, start - 200) : start]
    return (
        bool(re.search(r"[+}]\s*[rf]?[\"'`]?$|://[^\s\"']*$|%s$|\{\}$", before)) or "format(" in code[end : end + 200]
    )


def requests(nesting: Nesting) -> Iterator[ServiceUsedByRest]:
    """Requests to the service and client URLs that are handed out, in files that sign tokens and speak of SignalR."""
    code = nesting.outline.code
    if not (_SIGNS.search(code) and concerns_signalr(nesting)):
        return
    for pattern, negotiates in ((CLIENT, True), (_API, False)):
        for found in islice(pattern.finditer(code), _LIMIT):
            if made(code, found.start(), found.end()):
                place = nesting.outline.span(found.start(), found.end())
                yield ServiceUsedByRest(place, "rest", negotiates, _function_at(nesting, found.start()))


def _function_at(nesting: Nesting, offset: int) -> str | None:
    around = (nesting.regions[n] for n in nesting.outwards(nesting.holder((offset, offset + 1))))
    return next((r.name for r in around if r.kind is Kind.FUNCTION), None)
