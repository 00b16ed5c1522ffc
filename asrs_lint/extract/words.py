"""The look at the bytes of a file before it is parsed: which of a few words stand in it, whatever their case."""

from __future__ import annotations

from enum import Flag, auto
from functools import cache

from asrs_lint.extract.literals import Search, Stands, none, search_for


class Word(Flag):
    """What a look at the bytes of a file has shown."""

    NONE = 0
    SIGNALR = auto()
    KEY = auto()
    AZURE = auto()  # the service, not SignalR alone
    HOST = auto()  # C# that builds a host or extends one: read whenever the repository uses the service
    TRACE = auto()  # System.Diagnostics: configuration that configSource pulls in
    SUPPRESSION = auto()
    GO_CLIENT = auto()  # Go that imports the client: most Go that names SignalR manages resources of Azure


_SIGNALR, _KEY, _SUPPRESSION = b"signalr", b"accesskey", b"asrs-lint:"
# `global using` hides the word SignalR in C# files, and wrappers hide it in others.
_CONNECTION, _MAPPED = b"hubconn", b"maphub"
# Scripts of ASP.NET SignalR that use the generated proxies reach it through jQuery alone.
_PROXY = b".connection."
_PROXIES = (b"$.connection.", b"jquery.connection.")
# What the packages, calls, resource types, bindings and addresses of the service have in common.
_AZURE_WORDS = (
    b"azuresignalr",
    b"azure.signalr",
    b"azure_signalr",
    b"signalrservice",
    b"signalr_service",
    b"service.signalr.net",
    b"signalrconnectioninfo",
)
_BUILDER = b"builder"
_HOST_WORDS = (
    b"applicationbuilder",
    b"createbuilder",
    b"createdefaultbuilder",
    b"createslimbuilder",
    b"loggingbuilder",
    b"configurationbuilder",
    b"hostbuilder",
    b"appbuilder",
)
_EXTENDING_WORDS = (b"servicecollection", b"loggerconfiguration")
_GO_LIBRARY = b"philippseith/signalr"
_TRACE_WORDS = (b"system.diagnostics", b"sharedlisteners", b"<listeners", b"<switches", b"<sources")
_ALL_WORDS = (
    *(_SIGNALR, _KEY, _SUPPRESSION, _CONNECTION, _MAPPED, _PROXY, *_PROXIES, *_AZURE_WORDS),
    *(_BUILDER, *_HOST_WORDS, *_EXTENDING_WORDS, *_TRACE_WORDS, _GO_LIBRARY),
)

_DOTNET = frozenset("cs fs vb razor cshtml".split())
_SCRIPT = frozenset(
    "js jsx ts tsx mjs cjs mts cts html htm vue svelte cshtml razor ejs hbs php jsp jspx aspx master ascx astro".split()
)
_CODE = _DOTNET | _SCRIPT | frozenset("py java kt kts swift dart go".split())


def look(data: bytes, path: str) -> Word:
    """The words that stand in the bytes of a file and matter in one of its name."""
    stands = _search()(data)
    if stands is none:
        return Word.NONE
    suffix = path.rpartition(".")[2].lower()
    seen = Word.NONE
    if _shows_signalr(stands, suffix):
        seen |= Word.SIGNALR
        if any(stands(word) for word in _AZURE_WORDS):
            seen |= Word.AZURE
    if stands(_KEY):
        seen |= Word.KEY
    if stands(_SUPPRESSION):
        seen |= Word.SUPPRESSION
    if suffix == "cs" and _builds_host(stands):
        seen |= Word.HOST
    elif suffix == "config" and any(stands(word) for word in _TRACE_WORDS):
        seen |= Word.TRACE
    elif suffix == "go" and stands(_GO_LIBRARY):
        seen |= Word.GO_CLIENT
    return seen


def _shows_signalr(stands: Stands, suffix: str) -> bool:
    if stands(_SIGNALR):
        return True
    if suffix not in _CODE:
        return False
    if stands(_CONNECTION) or (suffix in _DOTNET and stands(_MAPPED)):
        return True
    return suffix in _SCRIPT and stands(_PROXY) and any(stands(word) for word in _PROXIES)


def _builds_host(stands: Stands) -> bool:
    """Most files are told apart by the first three words; the rest build other things than hosts."""
    if any(stands(word) for word in _EXTENDING_WORDS):
        return True
    return stands(_BUILDER) and any(stands(word) for word in _HOST_WORDS)


@cache
def _search() -> Search:
    return search_for(_ALL_WORDS, any_case=True)
