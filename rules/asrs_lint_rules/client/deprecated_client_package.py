"""ASRS440: the retired package @aspnet/signalr, and names that never were Microsoft's."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from asrs_lint import (
    RETIRED_PACKAGES,
    Application,
    Fix,
    Note,
    PackageReferenced,
    Problem,
    Rule,
    RuleMeta,
    Safety,
    Severity,
    Workspace,
)

_UNKNOWN = "@dotnet/signalr"
_CDN = "https://cdn.jsdelivr.net/npm/@microsoft/signalr@8.0.7/dist/browser/signalr.min.js"
_MANIFESTS = ("npm", "libman")
_REMOTE = re.compile(r"""\bsrc\s*=\s*["']?\s*(?:https?:)?//""", re.IGNORECASE)


@dataclass(frozen=True)
class DeprecatedClientPackage(Rule):
    meta = RuleMeta(
        id="ASRS440",
        name="deprecated-client-package",
        summary="@aspnet/signalr is retired and has no automatic reconnect",
        severity=Severity.WARNING,
        fix=Safety.SHOWN,
        since="0.1.0",
    )

    def check(self, workspace: Workspace) -> Iterable[Problem]:
        found = [p for p in workspace.facts(PackageReferenced) if _concerns(p) and _is_azure(workspace, p.path)]
        for package in found:
            others = [other for other in found if other is not package and _covers(workspace, other, package)]
            if not others:
                yield _problem(package, [other for other in found if _covers(workspace, package, other)])


def _concerns(package: PackageReferenced) -> bool:
    name = package.name.lower()
    if package.ecosystem not in (*_MANIFESTS, "script", "import") or package.locked:
        return False
    return name in RETIRED_PACKAGES or name == _UNKNOWN


def _is_azure(workspace: Workspace, path: str) -> bool:
    """Self-hosted applications are not ours to judge. A manifest outside every application is for the clients in its
    folder; where there are none it belongs to all applications."""
    application = workspace.application_of(path)
    if application is not None:
        return _uses_azure(application)
    clients = [client for client in workspace.clients if _is_beside(path, client.built.path)]
    if clients:
        return any(client.azure for client in clients)
    return bool(workspace.applications) and all(_uses_azure(a) for a in workspace.applications)


def _uses_azure(application: Application) -> bool:
    """A client that may belong to several backends stands alone, without them."""
    return application.azure or any(client.azure for client in application.clients)


def _is_beside(manifest: str, path: str) -> bool:
    folder, slash, _ = manifest.rpartition("/")
    return path.startswith(folder + slash)


def _covers(workspace: Workspace, package: PackageReferenced, other: PackageReferenced) -> bool:
    """Whether a finding at `package` says what one at `other` would: an import or the installed copy that a page loads
    beside their manifest, the MessagePack protocol beside the client in the same file, the second place in a file."""
    if package is other:
        return False
    if package.path == other.path and package.ecosystem == other.ecosystem:
        return _rank(package) < _rank(other)
    if package.ecosystem not in _MANIFESTS or _origin(package) != _origin(other):
        return False
    if other.ecosystem != "import" and not _is_copy(workspace, other):
        return False
    same = workspace.application_of(package.path) is workspace.application_of(other.path)
    return same or _is_beside(package.path, other.path)


def _is_copy(workspace: Workspace, package: PackageReferenced) -> bool:
    """A script of the site itself, as a package manager puts it there; a CDN's is a place of its own to mend."""
    if package.ecosystem != "script" or package.path not in workspace.documents:
        return False
    return not _REMOTE.search(workspace.documents[package.path].slice(package.span))


def _rank(package: PackageReferenced) -> tuple[bool, int]:
    return "protocol" in package.name, package.span.start


def _origin(package: PackageReferenced) -> str:
    return RETIRED_PACKAGES.get(package.name.lower(), package.name.lower())


def _problem(package: PackageReferenced, covered: list[PackageReferenced]) -> Problem:
    name = _origin(package)
    version = f" {package.version}" if package.version else ""
    if name == _UNKNOWN:
        message = f"{name} does not exist on npm: whoever registers the name decides what this application runs"
        label = "Microsoft's client is @microsoft/signalr"
    else:
        message = (
            f"{name}{version} was retired with ASP.NET Core 3.0 and has no automatic reconnect: "
            "a dropped connection stays down, and no fix will come"
        )
        label = f"replaced by {_successor(name)}"
    return Problem(
        package.span,
        message,
        evidence=tuple(Note(other.span, f"{other.name} is used here too") for other in covered[:5]),
        fix=Fix(_steps(package, name)),
        label=label,
    )


def _successor(name: str) -> str:
    return "@microsoft/signalr-protocol-msgpack" if "protocol" in name else "@microsoft/signalr"


def _steps(package: PackageReferenced, name: str) -> str:
    successor = _successor(name)
    match package.ecosystem:
        case "script":
            return f"load {_CDN} instead" if "protocol" not in name else f"load {successor} instead"
        case "libman":
            return f"libman uninstall {package.name}, then libman install {successor}@8.0.7 --provider jsdelivr"
        case _:
            return f"npm uninstall {name} && npm install {successor}, then import from '{successor}'"
