"""Projects of .NET: csproj, fsproj, vbproj in both formats, Directory.*.props, packages.config, packages.lock.json."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from asrs_lint.element import Element
from asrs_lint.extract.appsettings import first_line
from asrs_lint.facts.base import Fact, Unreadable
from asrs_lint.facts.dotnet import BuildProperties, PackageList, PackageUsed, ProjectFile
from asrs_lint.parse.xml import XmlError, parse_xml
from asrs_lint.source import Document, Located

_LANGUAGES = {".csproj": "csharp", ".fsproj": "fsharp", ".vbproj": "vb"}
# `<HintPath>..\packages\Microsoft.Azure.SignalR.1.0.8\lib\…`: the folder NuGet restored a package into.
_RESTORED = re.compile(
    r"packages[\\/](?P<name>[^\\/]+?)\.(?P<version>\d+(?:\.\d+){1,3}(?:-[\w.-]+)?)[\\/]", re.IGNORECASE
)

# An entry of packages.lock.json as NuGet writes it, in this order; these files are too large to be read as JSON.
_LOCKED = re.compile(
    r""""(?P<name>[\w.-]++)"\s*+:\s*+\{\s*+"type"\s*+:\s*+"\w++"\s*+,\s*+"""
    r'''(?:"requested"\s*+:\s*+"[^"\n]*+"\s*+,\s*+)?"resolved"\s*+:\s*+"(?P<version>[^"\n]++)"'''
)


def extract(document: Document) -> Iterator[Fact]:
    """ProjectFile, BuildProperties or PackageList, by the file's name; Unreadable where it cannot be parsed."""
    name = PurePosixPath(document.path).name.lower()
    if name == "packages.lock.json":
        yield _lock_file(document)
        return
    try:
        root = parse_xml(document)
    except XmlError as error:
        yield Unreadable(document.span(error.offset, error.offset), f"This XML cannot be read: {error.reason}.")
        return
    if name.startswith("packages.") and name.endswith(".config"):
        yield PackageList(first_line(document), tuple(_listed(root)), resolved=False)
    elif PurePosixPath(name).suffix in _LANGUAGES:
        yield _project(document, root)
    else:
        yield _build_properties(document, root)


def _local(element: Element) -> str:
    """The name without the namespace that classic projects carry."""
    return element.tag.rpartition("}")[2]


def _project(document: Document, root: Element) -> ProjectFile:
    items = list(_items(root))
    everything = list(_properties(root, conditional=True))
    return ProjectFile(
        first_line(document),
        _LANGUAGES[PurePosixPath(document.path).suffix.lower()],
        _sdk(root),
        _target_frameworks(everything),
        next((value for name, value in everything if name == "OutputType"), None),
        (*_packages(document, root, "PackageReference"), *_restored(items)),
        tuple(_references(document, items)),
        tuple(_properties(root, conditional=False)),
        tuple(
            guid.strip()
            for name, value in everything
            if name == "ProjectTypeGuids"
            for guid in value.split(";")
            if guid.strip()
        ),
        tuple(_copied(items)),
        tuple(item.get("Include") or "" for item in items if _local(item) == "FrameworkReference"),
    )


def _build_properties(document: Document, root: Element) -> BuildProperties:
    return BuildProperties(
        first_line(document),
        tuple(_properties(root, conditional=False)),
        tuple(_packages(document, root, "PackageVersion")),
        tuple(_packages(document, root, "PackageReference", "GlobalPackageReference")),
    )


def _sdk(root: Element) -> str | None:
    """The Sdk attribute of the project, a Sdk element, or that of an Import."""
    named = [root.get("Sdk")]
    for child in root.children:
        if _local(child) in ("Sdk", "Import"):
            named.append(child.get("Name") if _local(child) == "Sdk" else child.get("Sdk"))
    return next((sdk for sdk in named if sdk), None)


def _items(root: Element) -> Iterator[Element]:
    """What stands in an ItemGroup, whatever conditions are around it."""
    for element in root.walk():
        if _local(element) == "ItemGroup":
            yield from element.children


def _properties(root: Element, conditional: bool) -> Iterator[tuple[str, str]]:
    """Properties in document order: those that hold without any condition, or all."""
    for group in root.walk() if conditional else root.children:
        if _local(group) == "PropertyGroup" and (conditional or group.get("Condition") is None):
            for child in group.children:
                if not child.children and (conditional or child.get("Condition") is None):
                    yield _local(child), child.text.strip()


def _target_frameworks(properties: list[tuple[str, str]]) -> tuple[str, ...]:
    """Monikers as SDK-style projects have them; `v4.7.2` of a classic project becomes net472, `$(…)` stays unknown."""
    found = []
    for name, value in properties:
        if name in ("TargetFramework", "TargetFrameworks"):
            found += [part.strip() for part in value.split(";") if part.strip()]
        elif name == "TargetFrameworkVersion":
            found.append("net" + value.removeprefix("v").replace(".", ""))
    return tuple(dict.fromkeys(moniker for moniker in found if "$" not in moniker))


def _packages(document: Document, root: Element, *kinds: str) -> Iterator[PackageUsed]:
    properties = dict(_properties(root, conditional=False))
    for item in _items(root):
        if _local(item) in kinds:
            names = item.get("Include") or item.get("Update") or ""
            for name in filter(None, (part.strip() for part in names.split(";"))):
                yield PackageUsed(name, _resolved(_version(document, item), properties), item.span)


def _version(document: Document, item: Element) -> Located[str] | None:
    """The version of an item as written: VersionOverride stands over Version; an attribute or an element."""
    for name in ("VersionOverride", "Version"):
        if found := item.attribute(name):
            return found.value
        for child in item.children:
            if _local(child) == name and child.text.strip():
                text = child.text.strip()
                start = document.text.find(text, child.tag_span.end, child.span.end)
                return Located(text, document.span(start, start + len(text)) if start >= 0 else child.span)
    return None


def _resolved(version: Located[str] | None, properties: dict[str, str]) -> Located[str] | None:
    """A version that is one property of the same file takes its value; any other `$(…)` is unknown."""
    if version is None or "$(" not in version.value:
        return version
    value = properties.get(version.value.strip().removeprefix("$(").removesuffix(")"), "$(")
    return None if "$(" in value else Located(value, version.span)


def _restored(items: list[Element]) -> Iterator[PackageUsed]:
    """Packages of a classic project, by the folders that its references point into."""
    for item in items:
        hint = (
            next((c for c in item.children if _local(c) == "HintPath"), None) if _local(item) == "Reference" else None
        )
        if hint and (folder := _RESTORED.search(hint.text[:400])):
            yield PackageUsed(folder["name"], Located(folder["version"], hint.span), item.span)


def _references(document: Document, items: list[Element]) -> Iterator[str]:
    """Paths of referenced projects inside the repository."""
    folder = posixpath.dirname(document.path)
    for item in items:
        if _local(item) != "ProjectReference":
            continue
        for path in (item.get("Include") or "").split(";"):
            resolved = posixpath.normpath(posixpath.join(folder, path.strip().replace("\\", "/")))
            if path.strip() and "$(" not in path and not resolved.startswith(("../", "/")):
                yield resolved


def _copied(items: list[Element]) -> Iterator[str]:
    """Patterns as written, with `/`, of items whose CopyToOutputDirectory is anything but Never."""
    for item in items:
        below = next((c.text.strip() for c in item.children if _local(c) == "CopyToOutputDirectory"), None)
        copy = item.get("CopyToOutputDirectory") or below
        if copy and copy.lower() != "never":
            patterns = item.get("Include") or item.get("Update") or ""
            yield from (part.strip().replace("\\", "/") for part in patterns.split(";") if part.strip())


def _listed(root: Element) -> Iterator[PackageUsed]:
    for package in root.all("package"):
        name, version = package.get("id"), package.attribute("version")
        if name:
            yield PackageUsed(name, version.value if version else None, package.span)


def _lock_file(document: Document) -> PackageList:
    """What NuGet resolved, each version once for all target frameworks; projects among them have no version."""
    found: dict[tuple[str, str], PackageUsed] = {}
    for entry in _LOCKED.finditer(document.text):
        version = Located(entry["version"], document.span(*entry.span("version")))
        used = PackageUsed(entry["name"], version, document.span(*entry.span()))
        found.setdefault((entry["name"], entry["version"]), used)
    return PackageList(first_line(document), tuple(found.values()), resolved=True)
