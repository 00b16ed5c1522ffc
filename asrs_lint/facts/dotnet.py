"""Projects of .NET and their packages."""

from __future__ import annotations

from msgspec import Struct

from asrs_lint.facts.base import Fact
from asrs_lint.source import Located, Span


class PackageUsed(Struct, frozen=True):
    """A NuGet reference. `version` is None where central package management or a property of another file decides; a
    property of the same file is resolved, its span that of the reference to it."""

    name: str
    version: Located[str] | None
    span: Span


class ProjectFile(Fact, frozen=True):
    """A csproj, fsproj or vbproj. `span` is its first line. `sdk` is None for the classic format. `properties` are the
    plain ones (no condition), by name as written; `references` are paths of other projects, repository-relative.
    `copied` are the patterns of files that items send to the output folder (CopyToOutputDirectory), `frameworks` the
    FrameworkReference items (Microsoft.AspNetCore.App)."""

    language: str
    sdk: str | None
    target_frameworks: tuple[str, ...]
    output_type: str | None
    packages: tuple[PackageUsed, ...]
    references: tuple[str, ...]
    properties: tuple[tuple[str, str], ...] = ()
    type_guids: tuple[str, ...] = ()
    copied: tuple[str, ...] = ()
    frameworks: tuple[str, ...] = ()


class BuildProperties(Fact, frozen=True):
    """Directory.Build.props, Directory.Build.targets or Directory.Packages.props: counts for the folders below it.
    `versions` are PackageVersion items (central versions), `packages` PackageReference and GlobalPackageReference
    items."""

    properties: tuple[tuple[str, str], ...]
    versions: tuple[PackageUsed, ...]
    packages: tuple[PackageUsed, ...]


class PackageList(Fact, frozen=True):
    """packages.config or packages.lock.json beside a project: `resolved` tells which."""

    packages: tuple[PackageUsed, ...]
    resolved: bool
