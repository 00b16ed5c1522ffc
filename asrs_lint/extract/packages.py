"""Packages outside NuGet, from the manifests of npm, libman, Maven, Gradle, PyPI, pub, Go, Swift and CocoaPods.

Only those a rule can be about: SignalR's clients, Functions libraries, and the bindings that give SLF4J a voice.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from asrs_lint.element import Element
from asrs_lint.facts.package import PackageReferenced
from asrs_lint.parse.json import JsonArray, JsonObject, JsonScalar, parse_json
from asrs_lint.parse.yaml import YamlMapping, YamlScalar, parse_yaml
from asrs_lint.source import Document

_NPM_SECTIONS = ("dependencies", "devDependencies", "peerDependencies", "optionalDependencies")
_PUB_SECTIONS = ("dependencies", "dev_dependencies", "dependency_overrides")
_JVM = re.compile(
    r"signalr|azure-functions-java|\Aslf4j-(?!api)|\Alogback-classic|\Alog4j-slf4j|\Atinylog-impl", re.IGNORECASE
)
_PYPI = frozenset(
    {
        "azure-functions",
        "pysignalr",
        "signalr-async",
        "signalr-client",
        "signalr-client-aio",
        "signalr-client-threads",
        "signalrcore",
        "signalrcore-async",
    }
)

_GRADLE = re.compile(r"""["'](?P<group>[\w.-]++):(?P<name>[\w.-]++)(?::(?P<version>[^"':@\s]++))?[^"'\n]*+["']""")
_GRADLE_MAP = re.compile(
    r"""group\s*[:=]\s*["'](?P<group>[\w.-]+)["']\s*,\s*name\s*[:=]\s*["'](?P<name>[\w.-]+)["']"""
    r"""(?:\s*,\s*version\s*[:=]\s*["'](?P<version>[^"'\n]+)["'])?"""
)
# Version catalogs: `signalr = { module = "com.microsoft.signalr:signalr", version.ref = "signalr" }`.
_CATALOG_LINE = re.compile(r"^[ \t]*+[\w.-]++[ \t]*+=[ \t]*+[^\n]*+", re.MULTILINE)
_CATALOG_REFERENCE = re.compile(r"""version\.ref\s*=\s*["']([^"'\n]+)["']""")
_CATALOG_VERSION = re.compile(r"""\bversion\s*=\s*["']([^"'\n]+)["']""")
_REQUIREMENT = re.compile(
    r"""^[ \t]*+(?P<name>[A-Za-z0-9][\w.-]*+)(?:\[[^\]\n]*+\])?[ \t]*+(?P<version>[<>=!~][^;#\n]*+)?""", re.MULTILINE
)
# PEP 621 (`"pysignalr>=1.0"` in a list) and Poetry or Pipenv (`pysignalr = "^1.0"`, `pysignalr = {version = "^1.0"}`).
_TOML_ITEM = re.compile(
    r"""(?:^|(?<=[\[,]))[ \t]*+["'](?P<name>[A-Za-z0-9][\w.-]*+)(?:\[[^\]"'\n]*+\])?[ \t]*+"""
    r"""(?P<version>[<>=!~][^"';\n]*+)?[^"'\n]*+["']""",
    re.MULTILINE,
)
_TOML_KEY = re.compile(
    r"""^[ \t]*+["']?(?P<name>[A-Za-z0-9][\w.-]*+)["']?[ \t]*+=[ \t]*+"""
    r"""(?:\{[^}\n]*?\bversion\s*=\s*)?["'](?P<version>[^"'\n]*+)["']""",
    re.MULTILINE,
)
_GO = re.compile(r"^[ \t]*+(?:require[ \t]++)?(?P<name>[\w./-]+/signalr[\w./-]*+)\s++(?P<version>v\S++)", re.MULTILINE)
_SWIFT = re.compile(
    r"""\.package\(\s*(?:name\s*:\s*"[^"\n]*"\s*,\s*)?url\s*:\s*"(?P<url>[^"\n]+)"(?P<rest>[^\n]{0,200})"""
)
_SWIFT_VERSION = re.compile(r'"([^"\n]+)"')
_POD = re.compile(
    r"""^[ \t]*+pod[ \t]++["'](?P<name>[^"'\n]++)["'](?:\s*+,\s*+["'](?P<version>[^"'\n]++)["'])?""", re.MULTILINE
)


def extract(document: Document) -> Iterator[PackageReferenced]:
    """PackageReferenced for each entry that matters; a manifest that cannot be read yields what could be."""
    name = PurePosixPath(document.path).name.lower()
    suffix = PurePosixPath(name).suffix
    if name == "package.json":
        yield from _npm(document)
    elif name == "libman.json":
        yield from _libman(document)
    elif name == "pom.xml":
        yield from _maven(document)
    elif name == "libs.versions.toml":
        yield from _catalog(document)
    elif ".gradle" in name:
        yield from _matched(document, "gradle", _GRADLE, _GRADLE_MAP)
    elif suffix == ".txt":
        yield from _matched(document, "pypi", _REQUIREMENT)
    elif name in ("pyproject.toml", "pipfile"):
        yield from _matched(document, "pypi", _TOML_ITEM, _TOML_KEY)
    elif name == "pubspec.yaml":
        yield from _pub(document)
    elif name == "go.mod":
        yield from _matched(document, "go", _GO)
    elif name == "package.swift":
        yield from _swift(document)
    elif name == "podfile":
        yield from _matched(document, "cocoapods", _POD)


def _concerns_signalr(name: str) -> bool:
    return "signalr" in name.lower()


def _wanted(ecosystem: str, name: str) -> bool:
    if ecosystem in ("gradle", "maven"):
        return _JVM.search(name) is not None
    if ecosystem == "pypi":
        return name.lower().replace("_", "-") in _PYPI
    return _concerns_signalr(name)


def _matched(document: Document, ecosystem: str, *patterns: re.Pattern[str]) -> Iterator[PackageReferenced]:
    for pattern in patterns:
        for found in pattern.finditer(document.text):
            parts = found.groupdict()
            if _wanted(ecosystem, parts["name"]):
                name = f"{parts['group']}:{parts['name']}" if parts.get("group") else parts["name"]
                version = (parts.get("version") or "").strip() or None
                start = found.end() - len(found[0].lstrip())
                end = found.start() + len(found[0].rstrip())
                yield PackageReferenced(document.span(start, end), ecosystem, name, version)


def _catalog(document: Document) -> Iterator[PackageReferenced]:
    """A library is a string `group:name:version` or a table whose version may name an entry of `[versions]`."""
    versions = {found["name"]: found["version"] for found in _TOML_KEY.finditer(document.text)}
    for line in _CATALOG_LINE.finditer(document.text):
        found = _GRADLE.search(line[0]) or _GRADLE_MAP.search(line[0])
        if found and _wanted("gradle", found["name"]):
            reference, version = _CATALOG_REFERENCE.search(line[0]), _CATALOG_VERSION.search(line[0])
            written = versions.get(reference[1]) if reference else version[1] if version else found["version"]
            name = f"{found['group']}:{found['name']}"
            span = document.span(line.start(), line.start() + len(line[0].rstrip()))
            yield PackageReferenced(span, "gradle", name, written)


def _npm(document: Document) -> Iterator[PackageReferenced]:
    root = parse_json(document).uncut()
    for section in _NPM_SECTIONS:
        entries = root.get(section) if isinstance(root, JsonObject) else None
        for entry in entries.members if isinstance(entries, JsonObject) else ():
            if _concerns_signalr(entry.key):
                version = entry.value.value if isinstance(entry.value, JsonScalar) else None
                yield PackageReferenced(entry.span, "npm", entry.key, version)


def _libman(document: Document) -> Iterator[PackageReferenced]:
    """`"library": "@microsoft/signalr@8.0.0"`; cdnjs names it without the scope."""
    root = parse_json(document).uncut()
    libraries = root.get("libraries") if isinstance(root, JsonObject) else None
    for item in libraries.items if isinstance(libraries, JsonArray) else ():
        library = item.member("library") if isinstance(item, JsonObject) else None
        if library and isinstance(library.value, JsonScalar) and _concerns_signalr(library.value.value):
            text = library.value.value
            at = text.rfind("@")
            name, version = (text[:at], text[at + 1 :]) if at > 0 else (text, None)
            yield PackageReferenced(library.span, "libman", name, version or None)


def _maven(document: Document) -> Iterator[PackageReferenced]:
    from asrs_lint.parse.xml import XmlError, parse_xml  # 20 ms to import: few repositories use Maven

    try:
        root = parse_xml(document)
    except XmlError:
        return
    properties = {_local(p): p.text.strip() for e in root.children if _local(e) == "properties" for p in e.children}
    for element in root.walk():
        if _local(element) == "dependency":
            parts = {_local(child): child.text.strip() for child in element.children}
            if _wanted("maven", parts.get("artifactId", "")):
                version = parts.get("version")
                if version and version.startswith("${") and version.endswith("}"):
                    version = properties.get(version[2:-1], version)
                name = f"{parts.get('groupId', '')}:{parts['artifactId']}"
                yield PackageReferenced(element.span, "maven", name, version or None)


def _local(element: Element) -> str:
    return element.tag.rpartition("}")[2]


def _pub(document: Document) -> Iterator[PackageReferenced]:
    for root in parse_yaml(document).documents[:1]:
        for section in _PUB_SECTIONS:
            entries = root.get(section) if isinstance(root, YamlMapping) else None
            for key, value in entries.entries() if isinstance(entries, YamlMapping) else ():
                if _concerns_signalr(key.value):
                    version = value.value if isinstance(value, YamlScalar) and not value.null else None
                    span = document.span(key.span.start, max(key.span.end, value.span.end))
                    yield PackageReferenced(span, "pub", key.value, version)


def _swift(document: Document) -> Iterator[PackageReferenced]:
    """The package is named by the owner and repository of its URL."""
    for found in _SWIFT.finditer(document.text):
        name = "/".join(found["url"].removesuffix("/").removesuffix(".git").split("/")[-2:])
        if _concerns_signalr(name):
            version = _SWIFT_VERSION.search(found["rest"])
            yield PackageReferenced(
                document.span(found.start(), found.start("rest")), "swift", name, version[1] if version else None
            )
