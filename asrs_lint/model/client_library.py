"""Which generation of the client library a client is built with: automatic reconnect came with version 3.0."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from asrs_lint.dotnet.versions import at_least
from asrs_lint.facts.client import ClientBuilt
from asrs_lint.facts.package import PackageReferenced
from asrs_lint.model.workspace import Project, Workspace

RETIRED_PACKAGES: Mapping[str, str] = {
    "@aspnet/signalr": "@aspnet/signalr",
    "aspnet-signalr": "@aspnet/signalr",
    "@aspnet/signalr-client": "@aspnet/signalr-client",
    "@aspnet/signalr-protocol-msgpack": "@aspnet/signalr-protocol-msgpack",
    "aspnet-signalr-protocol-msgpack": "@aspnet/signalr-protocol-msgpack",
}
"""Names of the packages before version 3.0 as written, and the npm name of each; cdnjs has no scopes."""

_DOTNET = "Microsoft.AspNetCore.SignalR.Client"
_MANIFESTS = ("npm", "libman")
_TRACE = re.compile(r"@aspnet/signalr|aspnet-signalr", re.IGNORECASE)  # also where a template makes the address
_MANY = 500  # references: a repository made to be slow


class ClientLibraries:
    """Tells of the clients of a workspace which generation they are built with."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._naming: dict[str, bool] = {}  # by path, whether the file names a retired package
        referenced = (p for p in workspace.facts(PackageReferenced) if p.name.lower() in RETIRED_PACKAGES)
        self._retired = [package for package in referenced if not package.locked]

    def know_reconnect(self, built: ClientBuilt) -> bool:
        """Whether the library is sure enough to be 3.0 or later: where both generations are in reach, it is not."""
        if built.language == "csharp":
            version = next((p.version(_DOTNET) for p in _projects(self._workspace, built.path)), None)
            return at_least(version, "3.0.0") is not False
        if built.language != "javascript":
            return True
        if built.library in RETIRED_PACKAGES or len(self._retired) > _MANY:
            return False
        if self._names_it(built.path):
            return False
        return bool(built.library) or not any(_serves(self._workspace, p, built.path) for p in self._retired)

    def _names_it(self, path: str) -> bool:
        if path not in self._naming:
            self._naming[path] = bool(_TRACE.search(self._workspace.documents[path].text))
        return self._naming[path]


def _projects(workspace: Workspace, path: str) -> Iterator[Project]:
    """The projects around a file, the nearest first."""
    around = [p for p in workspace.projects if not p.folder or path.startswith(f"{p.folder}/")]
    yield from sorted(around, key=lambda project: -len(project.folder))


def _serves(workspace: Workspace, package: PackageReferenced, path: str) -> bool:
    """Whether a reference may be the one a script lives on: of its application, or of a folder around it."""
    application = workspace.application_of(path)
    if application is not None and workspace.application_of(package.path) is application:
        return True
    folder, slash, _ = package.path.rpartition("/")
    return path.startswith(folder + slash) and (
        package.ecosystem in _MANIFESTS or "/" not in path[len(folder + slash) :]
    )
