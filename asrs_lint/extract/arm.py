"""Azure SignalR resources of ARM templates, and the values parameter files give them (client.md A12, C4)."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator

from msgspec import Struct
from msgspec.structs import replace

from asrs_lint.extract.names import Names, Reference, leaves
from asrs_lint.extract.resource import expression, is_signalr, is_web_pubsub, switches
from asrs_lint.facts.base import Fact
from asrs_lint.facts.infrastructure import (
    Expression,
    ModuleUsed,
    ParameterAssigned,
    ParameterDeclared,
    ResourceDeclared,
    ResourceReferenced,
    Tool,
)
from asrs_lint.parse.json import JsonArray, JsonNode, JsonObject, parse_json
from asrs_lint.parse.term import Entry, Items, Scalar, Table, Term
from asrs_lint.source import Document, Span

_WORDS = ("microsoft.signalrservice/signalr", "deploymentparameters.json", "deploymenttemplate.json")
# [parameters('x')], [string(variables('x').mode)], [format('{0}', parameters('x'))]
_REFERENCE = re.compile(
    r"\[(?:string\(|toLower\(|toUpper\(|format\('\{0\}',)?\s*(parameters|variables)\(\s*'([^']+)'\s*\)((?:\.\w+)*)\s*\)?\]\Z",
    re.IGNORECASE,
)
_ENVIRONMENT = re.compile(r"\$\{\w+(?:=([^{}]*))?\}")  # azd: ${NAME=default}
_LINK = re.compile(r"'[^']*?([\w./-]+\.json)[^']*'")
MAX_NESTING = 8


def extract(document: Document) -> Iterable[Fact]:
    lowered = document.text.lower()
    if not any(word in lowered for word in _WORDS):
        return ()
    root = parse_json(document, multiline=True).uncut()
    if not isinstance(root, JsonObject):
        return ()
    table = _term(root)
    assert isinstance(table, Table)
    if isinstance(table.get("resources"), (Items, Table)):
        return tuple(_Template(document, table).facts())
    return tuple(_assignments(table))


def _assignments(root: Table) -> Iterator[Fact]:
    parameters = root.get("parameters")
    for entry in parameters.entries if isinstance(parameters, Table) else ():
        value = entry.value.get("value") if isinstance(entry.value, Table) else None
        for name, term in leaves(entry.key, value) if value is not None else ():
            if (given := _substituted(expression(term))) is not None:
                yield ParameterAssigned(given.span, name, given)


def _substituted(given: Expression | None) -> Expression | None:
    """azd puts environment variables in: their defaults are known, their values are not."""
    if given is None or given.value is None or "${" not in given.value:
        return given
    match = _ENVIRONMENT.fullmatch(given.value)
    return replace(given, value=match[1] if match else None)


def _term(node: JsonNode) -> Term:
    if isinstance(node, JsonObject):
        return Table(tuple(Entry(m.key, _term(m.value), m.span) for m in node.members), node.span)
    if isinstance(node, JsonArray):
        return Items(tuple(_term(item) for item in node.items), node.span)
    computed = node.kind == "string" and node.value.startswith("[") and not node.value.startswith("[[")
    return Scalar(node.value, node.span, None if computed else node.value)


def _refer(scalar: Scalar) -> Reference | None:
    match = _REFERENCE.match(scalar.text)
    if match is None:
        return None
    return Reference(f"{match[1].lower()}:{match[2]}", tuple(match[3].split(".")[1:]))


class _Scope(Struct, frozen=True):
    """A template and the names its expressions may use. `inner` templates see only what they are given."""

    names: Names
    template: Table
    nesting: int = 0


class _Template:
    def __init__(self, document: Document, root: Table) -> None:
        self._document = document
        self._root = root
        self._compiled = (root.literal("metadata", "_generator", "name") or "").lower() == "bicep"
        self._generated = _written_by_tool(document.path, root)

    def facts(self) -> Iterator[Fact]:
        for section, kind, value in (("parameters", "parameters", "defaultValue"), ("variables", "variables", "")):
            for entry in _entries(self._root.get(section)):
                term = entry.value.get(value) if value and isinstance(entry.value, Table) else entry.value
                given = term if not value or isinstance(entry.value, Table) else None
                if given is None:
                    yield ParameterDeclared(entry.span, kind, entry.key, None)
                for name, leaf in leaves(entry.key, given) if given is not None else ():
                    yield ParameterDeclared(entry.span, kind, name, expression(_referred(leaf)))
        known = {f"variables:{e.key}": e.value for e in _entries(self._root.get("variables"))}
        yield from self._resources(_Scope(Names(_refer, known), self._root))

    def _resources(self, scope: _Scope) -> Iterator[Fact]:
        pending = [scope.template.get("resources")]
        while pending:
            listed = pending.pop()
            for resource in _tables(listed):
                yield from self._resource(resource, scope)
                pending.append(resource.get("resources"))

    def _resource(self, resource: Table, scope: _Scope) -> Iterator[Fact]:
        kind = resource.literal("type") or ""
        if kind.lower() == "microsoft.resources/deployments":
            yield from self._deployment(resource, scope)
        elif is_signalr(kind) and not is_web_pubsub(resource.get("kind")):
            if resource.literal("existing") == "true":
                yield ResourceReferenced(_brace(resource), resource.literal("name"), None)
            else:
                yield self._declared(resource, scope)

    def _declared(self, resource: Table, scope: _Scope) -> Fact:
        body = scope.names.resolved(resource)
        assert isinstance(body, Table)
        found = switches(body.get("properties"), self._document)
        return ResourceDeclared(
            _brace(resource),
            Tool.ARM,
            expression(body.get("name")),
            found.mode,
            found.logs,
            resource.span,
            sku=expression(body.get("sku", "name")),
            api_version=resource.literal("apiVersion"),
            opaque=found.opaque,
            generated=self._generated,
            compiled=self._compiled,
            conditional=resource.get("condition") is not None,
            insert=found.insert,
            indent=found.indent,
            features=found.features,
        )

    def _deployment(self, resource: Table, scope: _Scope) -> Iterator[Fact]:
        given = resource.get("properties", "parameters")
        arguments = {e.key: _argument(e.value, scope.names) for e in _entries(given)}
        template = resource.get("properties", "template")
        if isinstance(template, Table) and scope.nesting < MAX_NESTING:
            inner = (resource.literal("properties", "expressionEvaluationOptions", "scope") or "").lower() == "inner"
            names = _inner(template, arguments) if inner else scope.names
            yield from self._resources(_Scope(names, template, scope.nesting + 1))
            return
        link = resource.get("properties", "templateLink")
        source = self._linked(link)
        if source is not None:
            given_leaves = (leaf for name, value in arguments.items() for leaf in leaves(name, value))
            known = tuple((name, value) for name, term in given_leaves if (value := expression(term)) is not None)
            yield ModuleUsed(resource.span, Tool.ARM, source, known)

    def _linked(self, link: Term | None) -> str | None:
        """The file a linked template most likely is: the last JSON path that is written in the link."""
        address = link.get("relativePath") or link.get("uri") if isinstance(link, Table) else None
        if not isinstance(address, Scalar):
            return None
        path = address.literal
        if path is None:
            written = _LINK.findall(address.text[:500])
            path = written[-1] if written else None
        if path is None or "://" in path:
            return None
        return posixpath.normpath(posixpath.join(posixpath.dirname(self._document.path), path.lstrip("/")))


def _inner(template: Table, arguments: dict[str, Term]) -> Names:
    """The names of an inner template: its parameters as given or by default, and its variables."""
    known: dict[str, Term] = {}
    for entry in _entries(template.get("parameters")):
        default = entry.value.get("defaultValue") if isinstance(entry.value, Table) else None
        value = arguments.get(entry.key, default)
        if value is not None:
            known[f"parameters:{entry.key}"] = value
    known.update({f"variables:{e.key}": e.value for e in _entries(template.get("variables"))})
    return Names(_refer, known, inline=True)


def _argument(term: Term, names: Names) -> Term:
    value = term.get("value") if isinstance(term, Table) else None
    return names.resolved(value if value is not None else term)


def _referred(term: Term | None) -> Term | None:
    """A scalar with its reference, other terms as they are."""
    reference = _refer(term) if isinstance(term, Scalar) else None
    if not isinstance(term, Scalar) or reference is None:
        return term
    return replace(term, reference=".".join((reference.name, *reference.path)))


def _entries(term: Term | None) -> tuple[Entry, ...]:
    return term.entries if isinstance(term, Table) else ()


def _tables(term: Term | None) -> list[Table]:
    """The resources of a template: a list, or an object with symbolic names (languageVersion 2.0)."""
    if isinstance(term, Items):
        return [item for item in term.items if isinstance(item, Table)]
    return [entry.value for entry in _entries(term) if isinstance(entry.value, Table)]


def _brace(resource: Table) -> Span:
    return Span(resource.span.path, resource.span.start, resource.span.start + 1)


def _written_by_tool(path: str, root: Table) -> bool:
    """Visual Studio's connected services write deployable templates into Properties/ServiceDependencies."""
    return "servicedependencies/" in path.lower() or root.get("metadata", "_dependencyType") is not None
