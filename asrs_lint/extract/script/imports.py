"""Imports, and which SignalR package a script speaks to (client.md A4)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tree_sitter import Node

from asrs_lint.extract.script.tree import Script, arguments
from asrs_lint.facts.base import Fact
from asrs_lint.facts.code import ModuleImported
from asrs_lint.facts.package import PackageReferenced

CORE = ("@microsoft/signalr", "@aspnet/signalr")
_PACKAGES = frozenset(
    {
        *CORE,
        "@dotnet/signalr",
        "signalr",
        "signalr-no-jquery",
        "ms-signalr-client",
        "react-use-signalr",
        "react-signalr",
    }
)
_ADDRESS = re.compile(r"(@(?:aspnet|microsoft)/signalr)(?:@([\w.^~-]+))?(?=[/?\"']|$)")


class Imports:
    """The imports of a script. `names` maps a local name to the name it has in its module (`*` for all of it)."""

    def __init__(self, script: Script) -> None:
        self._script = script
        self.names: dict[str, tuple[str, str]] = {}
        self._found: list[tuple[Node, str, tuple[str, ...]]] = []
        for node in script.all("import_statement"):
            source = script.literal(node.child_by_field_name("source"))
            if source:
                self._take(node, source, list(self._clause(node)))
        for call in script.called(("require", "import", "importScripts")):
            self._required(call)

    def facts(self) -> Iterator[Fact]:
        for node, source, names in self._found:
            span = self._script.span(node)
            yield ModuleImported(span, source, names)
            package, version = package_of(source)
            if package is not None:
                yield PackageReferenced(span, "import", package, version)

    @property
    def sources(self) -> tuple[str, ...]:
        return tuple(source for _, source, _ in self._found)

    @property
    def library(self) -> str | None:
        """The client package of ASP.NET Core SignalR this script imports."""
        told = (package_of(source)[0] for source in self.sources)
        return next((package for package in told if package in CORE), None)

    def original(self, local: str) -> str:
        """The name an imported thing has where it comes from; the local name for others."""
        return self.names.get(local, ("", local))[1]

    def _take(self, node: Node, source: str, bound: list[tuple[str, str]]) -> None:
        for local, original in bound:
            self.names[local] = (source, original)
        told = tuple(local if original == "default" else original for local, original in bound)
        self._found.append((node, source, told))

    def _clause(self, statement: Node) -> Iterator[tuple[str, str]]:
        """Pairs (local name, original name) of an import statement."""
        for clause in (c for c in statement.named_children if c.type == "import_clause"):
            for part in clause.named_children:
                if part.type == "identifier":
                    yield self._script.source(part), "default"
                elif part.type == "namespace_import" and part.named_children:
                    yield self._script.source(part.named_children[0]), "*"
                elif part.type == "named_imports":
                    yield from map(self._specifier, (c for c in part.named_children if c.type == "import_specifier"))

    def _specifier(self, node: Node) -> tuple[str, str]:
        name, alias = node.child_by_field_name("name"), node.child_by_field_name("alias")
        original = self._script.source(name) if name is not None else ""
        return (self._script.source(alias) if alias is not None else original), original

    def _required(self, call: Node) -> None:
        """`require("x")`, `import("x")`, `importScripts("x")`."""
        name, _ = self._script.callee(call)
        for argument in arguments(call)[:8]:
            source = self._script.literal(argument)
            if source:
                self._take(call, source, list(self._destructured(call)) if name != "importScripts" else [])

    def _destructured(self, call: Node) -> Iterator[tuple[str, str]]:
        declarator = next((a for a in self._script.ancestors(call) if a.type != "await_expression"), None)
        pattern = (
            declarator.child_by_field_name("name") if declarator and declarator.type == "variable_declarator" else None
        )
        if pattern is None:
            return
        if pattern.type == "identifier":
            yield self._script.source(pattern), "*"
        for child in pattern.named_children if pattern.type == "object_pattern" else ():
            if child.type == "shorthand_property_identifier_pattern":
                yield self._script.source(child), self._script.source(child)
            elif child.type == "pair_pattern":
                key, value = child.child_by_field_name("key"), child.child_by_field_name("value")
                if key is not None and value is not None:
                    yield self._script.source(value), self._script.source(key)


def package_of(source: str) -> tuple[str | None, str | None]:
    """The SignalR package and version a module specifier or an address names."""
    if source in _PACKAGES:
        return source, None
    found = _ADDRESS.search(source)
    return (found[1], found[2]) if found else (None, None)
