"""Projects of .NET: csproj, fsproj, vbproj in both formats, Directory.*.props, packages.config, packages.lock.json."""

from __future__ import annotations

import posixpath
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from asrs_lint.element import Element
from asrs_lint.extract.appsettings import first_line
from asrs_lint.facts.base import Fact, Unreadable
from asrs_lint.facts.dotnet import BuildProperties, PackageList, PackageUsed, ProjectFile
from asrs_lint.parse.xml import Node, XmlError, parse_nodes
from asrs_lint.source import Document, Located

_Items = Sequence[tuple[str, Node]]  # with their names
_Properties = tuple[tuple[str, str], ...]

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
    name = document.path.rpartition("/")[2].lower()
    suffix = posixpath.splitext(name)[1]
    if name == "packages.lock.json":
        yield _lock_file(document)
        return
    try:
        root = parse_nodes(document)
    except XmlError as error:
        yield Unreadable(document.span(error.offset, error.offset), f"This XML cannot be read: {error.reason}.")
        return
    if name.startswith("packages.") and name.endswith(".config"):
        yield PackageList(first_line(document), tuple(_listed(root)), resolved=False)
    elif suffix in _LANGUAGES:
        yield _project(document, root, _LANGUAGES[suffix])
    else:
        yield _build_properties(document, root)


def _project(document: Document, root: Node, language: str) -> ProjectFile:
    groups = _groups(root)
    items = _items(groups)
    plain, everything = _plain_properties(root), list(_properties(groups["PropertyGroup"]))
    return ProjectFile(
        first_line(document),
        language,
        _sdk(root),
        _target_frameworks(everything),
        next((value for name, value in everything if name == "OutputType"), None),
        (*_packages(document, plain, items, "PackageReference"), *_restored(items)),
        tuple(_references(document, items)),
        plain,
        tuple(
            guid.strip()
            for name, value in everything
            if name == "ProjectTypeGuids"
            for guid in value.split(";")
            if guid.strip()
        ),
        tuple(_copied(items)),
        tuple(item.get("Include") or "" for name, item in items if name == "FrameworkReference"),
    )


def _build_properties(document: Document, root: Node) -> BuildProperties:
    plain, items = _plain_properties(root), _items(_groups(root))
    return BuildProperties(
        first_line(document),
        plain,
        tuple(_packages(document, plain, items, "PackageVersion")),
        tuple(_packages(document, plain, items, "PackageReference", "GlobalPackageReference")),
    )


def _sdk(root: Node) -> str | None:
    """The Sdk attribute of the project, a Sdk element, or that of an Import."""
    named = [root.get("Sdk")]
    for child in root.children:
        if child.name in ("Sdk", "Import"):
            named.append(child.get("Name") if child.name == "Sdk" else child.get("Sdk"))
    return next((sdk for sdk in named if sdk), None)


def _groups(root: Node) -> Mapping[str, list[Node]]:
    """What has children, by name, whatever conditions are around it."""
    groups: dict[str, list[Node]] = defaultdict(list)
    for node in root.groups():
        groups[node.name].append(node)
    return groups


def _items(groups: Mapping[str, list[Node]]) -> _Items:
    return [(item.name, item) for group in groups["ItemGroup"] for item in group.children]


def _plain_properties(root: Node) -> _Properties:
    """Those that hold without any condition."""
    groups = [child for child in root.children if child.name == "PropertyGroup"]
    return tuple(_properties(_unconditional(groups), _unconditional))


def _unconditional(nodes: Iterable[Node]) -> Iterator[Node]:
    return (node for node in nodes if node.get("Condition") is None)


def _properties(
    groups: Iterable[Node], chosen: Callable[[Iterable[Node]], Iterable[Node]] = iter
) -> Iterator[tuple[str, str]]:
    """Names and values in document order."""
    for group in groups:
        for child in chosen(group.children):
            if not child.children:
                yield child.name, child.text.strip()


def _target_frameworks(properties: list[tuple[str, str]]) -> tuple[str, ...]:
    """Monikers as SDK-style projects have them; `v4.7.2` of a classic project becomes net472, `$(…)` stays unknown."""
    found = []
    for name, value in properties:
        if name in ("TargetFramework", "TargetFrameworks"):
            found += [part.strip() for part in value.split(";") if part.strip()]
        elif name == "TargetFrameworkVersion":
            found.append("net" + value.removeprefix("v").replace(".", ""))
    return tuple(dict.fromkeys(moniker for moniker in found if "$" not in moniker))


def _packages(document: Document, plain: _Properties, items: _Items, *kinds: str) -> Iterator[PackageUsed]:
    properties = dict(plain)
    for kind, item in items:
        if kind in kinds:
            names = item.get("Include") or item.get("Update") or ""
            element = item.element()
            for name in filter(None, (part.strip() for part in names.split(";"))):
                yield PackageUsed(name, _resolved(_version(document, element), properties), element.span)


def _version(document: Document, item: Element) -> Located[str] | None:
    """The version of an item as written: VersionOverride stands over Version; an attribute or an element."""
    for name in ("VersionOverride", "Version"):
        if found := item.attribute(name):
            return found.value
        for child in item.children:
            if child.tag.rpartition("}")[2] == name and child.text.strip():
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


def _restored(items: _Items) -> Iterator[PackageUsed]:
    """Packages of a classic project, by the folders that its references point into."""
    for name, item in items:
        hint = next((c for c in item.children if c.name == "HintPath"), None) if name == "Reference" else None
        if hint and (folder := _RESTORED.search(hint.text[:400])):
            yield PackageUsed(folder["name"], Located(folder["version"], hint.element().span), item.element().span)


def _references(document: Document, items: _Items) -> Iterator[str]:
    """Paths of referenced projects inside the repository."""
    folder = posixpath.dirname(document.path)
    for name, item in items:
        if name != "ProjectReference":
            continue
        for path in (item.get("Include") or "").split(";"):
            resolved = posixpath.normpath(posixpath.join(folder, path.strip().replace("\\", "/")))
            if path.strip() and "$(" not in path and not resolved.startswith(("../", "/")):
                yield resolved


def _copied(items: _Items) -> Iterator[str]:
    """Patterns as written, with `/`, of items whose CopyToOutputDirectory is anything but Never."""
    for _, item in items:
        below = next((c.text.strip() for c in item.children if c.name == "CopyToOutputDirectory"), None)
        copy = item.get("CopyToOutputDirectory") or below
        if copy and copy.lower() != "never":
            patterns = item.get("Include") or item.get("Update") or ""
            yield from (part.strip().replace("\\", "/") for part in patterns.split(";") if part.strip())


def _listed(root: Node) -> Iterator[PackageUsed]:
    for package in root.children:
        if package.tag == "package" and (name := package.get("id")):
            element = package.element()
            version = element.attribute("version")
            yield PackageUsed(name, version.value if version else None, element.span)


def _lock_file(document: Document) -> PackageList:
    """What NuGet resolved, each version once for all target frameworks; projects among them have no version."""
    found: dict[tuple[str, str], PackageUsed] = {}
    for entry in _LOCKED.finditer(document.text):
        name, version = entry["name"], entry["version"]
        if (name, version) not in found:
            place = Located(version, document.span(*entry.span("version")))
            found[name, version] = PackageUsed(name, place, document.span(*entry.span()))
    return PackageList(first_line(document), tuple(found.values()), resolved=True)
