"""To which backends a client belongs: by what it connects to, else by the nearest folder they share."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from msgspec import Struct

from asrs_lint.evidence import CERTAIN, Certainty, Note
from asrs_lint.facts.client import ClientBuilt, Flavour
from asrs_lint.model.index import folder_of
from asrs_lint.model.places import common_folder, depth
from asrs_lint.model.workspace import FunctionApp, RestBackend, Server
from asrs_lint.scale import Confidence

Backend = Server | FunctionApp | RestBackend

_SERVICE_URL = re.compile(
    r"\.service\.signalr\.|/client/\?hub=|/client\?hub=|GetClientUrl|ClientEndpoint", re.IGNORECASE
)
# The address that a negotiation by hand gives: self-hosted SignalR has none to give.
_NEGOTIATED = re.compile(r"(?i)\b\w*(?:negotiat\w*|(?:connection|conn|token)_?info)[?!]?(?:\.\w+[?!]?){0,2}\.url\b")
_PATH = re.compile(r"(?:https?://[^/\"'`]+)?(/?[\w\-./]*)$")


class Link(Struct, frozen=True):
    """`azure` as in Client. `backends` are those it belongs to."""

    azure: bool | None
    backends: tuple[Backend, ...]
    why: tuple[Note, ...]
    certainty: Certainty = CERTAIN


def is_azure(backend: Backend) -> bool:
    return not isinstance(backend, Server) or backend.azure


def nearest(path: str, backends: Iterable[Backend]) -> list[Backend]:
    """Those that share the deepest folder with a file or folder."""
    ranked = [(depth(common_folder(folder_of(path), b.folder)), b) for b in backends]
    best = max((rank for rank, _ in ranked), default=0)
    return [backend for rank, backend in ranked if rank == best]


def link(built: ClientBuilt, backends: Sequence[Backend], assume_azure: bool, resources: bool) -> Link:
    """The backends of a client. A client whose URL is the service's own needs none."""
    if _SERVICE_URL.search(built.url.value if built.url else built.url_text or ""):
        return Link(True, (), (Note(built.span, "connects to the address of Azure SignalR Service"),))
    fitting = [b for b in backends if _fits(built, b)]
    if _NEGOTIATED.search(built.url_text or ""):
        fitting = [b for b in fitting if is_azure(b)] or fitting
    near = nearest(built.path, [b for b in fitting if _gives_access(b)] or fitting)
    chosen = _of_functions(built, fitting, _by_route(built, near))
    if not chosen:
        return _alone(assume_azure, resources)
    azure = [b for b in chosen if is_azure(b)]
    if len(azure) == len(chosen):
        return Link(True, tuple(chosen), (_note(azure[0]),), _certainty(azure[0]))
    return Link(None if azure else False, tuple(chosen), (_note(chosen[0]),))


def _alone(assume_azure: bool, resources: bool) -> Link:
    if assume_azure:
        return Link(True, (), (), Certainty(Confidence.HIGH, ""))
    if resources:
        because = "its server is not in the repository; the repository declares an Azure SignalR resource"
        return Link(True, (), (), Certainty(Confidence.MEDIUM, because))
    return Link(None, (), ())


def _fits(built: ClientBuilt, backend: Backend) -> bool:
    """ASP.NET SignalR clients talk to ASP.NET SignalR servers only, and those to them only."""
    served = backend.flavour if isinstance(backend, Server) else Flavour.CORE
    return built.flavour is served


def _gives_access(backend: Backend) -> bool:
    """Whether a client can begin there: function apps and REST code that only send cannot be negotiated with."""
    return isinstance(backend, Server) or backend.negotiates


def _by_route(built: ClientBuilt, backends: list[Backend]) -> list[Backend]:
    """Among several backends those that map the path the client connects to, when any does."""
    path = _path_of(built)
    if not path or len(backends) < 2:
        return backends
    mapping = [b for b in backends if isinstance(b, Server) and any(_same(path, r) for r in _routes(b))]
    if not mapping and _is_functions_path(path):
        mapping_functions: list[Backend] = [b for b in backends if isinstance(b, FunctionApp)]
        return mapping_functions or backends
    return list(mapping) or backends


def _of_functions(built: ClientBuilt, fitting: list[Backend], chosen: list[Backend]) -> list[Backend]:
    """The function apps that negotiate, for a client that connects to the default prefix of Azure Functions although
    the hubs nearest to it are all mapped elsewhere; else what was chosen."""
    path = _path_of(built)
    if not chosen or not _is_functions_path(path) or not all(_is_mapped_elsewhere(path, b) for b in chosen):
        return chosen
    apps: list[Backend] = [b for b in fitting if isinstance(b, FunctionApp) and b.negotiates]
    return nearest(built.path, apps) or chosen


def _is_functions_path(path: str) -> bool:
    """Whether a path is the prefix that Azure Functions put before `negotiate` unless host.json says another."""
    return path.rstrip("/").endswith("/api")


def _is_mapped_elsewhere(path: str, backend: Backend) -> bool:
    """Whether a server maps hubs, the routes of all are known, and none is the path."""
    if not isinstance(backend, Server) or not backend.routes:
        return False
    return all(mapped.route and not _same(path, mapped.route.value) for mapped in backend.routes)


def _routes(server: Server) -> Iterable[str]:
    return (mapped.route.value for mapped in server.routes if mapped.route)


def _same(path: str, route: str) -> bool:
    return bool(route.strip("/")) and path.strip("/").lower().endswith(route.strip("/").lower())


def _path_of(built: ClientBuilt) -> str:
    text = built.url.value if built.url else (built.url_text or "").strip("\"'`)")
    found = _PATH.search(text.partition("?")[0])
    return found[1] if found else ""


def _note(backend: Backend) -> Note:
    if isinstance(backend, Server):
        return backend.chain[0]
    if isinstance(backend, FunctionApp):
        return Note(backend.bindings[0].span, "Azure Functions bind Azure SignalR here")
    return Note(backend.uses[0].span, "the application uses Azure SignalR Service here")


def _certainty(backend: Backend) -> Certainty:
    return backend.certainty if isinstance(backend, Server) else CERTAIN
