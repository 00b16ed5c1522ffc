"""Azure SignalR resources, modules and parameters of Bicep files (client.md A12, C4)."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator

from msgspec.structs import replace

from asrs_lint.extract.names import Names, Reference, leaves
from asrs_lint.extract.resource import (
    Switches,
    api_version,
    expression,
    first_line,
    is_signalr,
    is_web_pubsub,
    switches,
)
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
from asrs_lint.parse.bicep import Declaration, declarations
from asrs_lint.parse.term import Items, Scalar, Table, Term
from asrs_lint.source import Document

_VERIFIED_MODULE = re.compile(r"^br(?:/[\w-]+)?:.*\bres/signal-r-service/signal-r:")
# A value that passes through unchanged: '${x}', string(x), toLower(x)
_WRAPPED = re.compile(r"(?:'\$\{\s*([\w.]+)\s*\}'|(?:string|toLower|toUpper)\(\s*([\w.]+)\s*\)|([\w.]+))\Z")
_KEYS = re.compile(r"\b(\w+)\.listKeys\(|listKeys\((\w+)\.id\b")


def extract(document: Document) -> Iterable[Fact]:
    found = declarations(document, _matters)
    if document.path.lower().endswith(".bicepparam"):
        return tuple(_assignments(document, found))
    return tuple(_Template(document, found).facts())


def _matters(kind: str, target: str | None) -> bool:
    return kind != "resource" or is_signalr(target)


def _assignments(document: Document, found: tuple[Declaration, ...]) -> Iterator[Fact]:
    using = next((d.target.literal for d in found if d.kind == "using" and d.target), None)
    target = _beside(document, using) if using and using != "none" else None
    names = _names(tuple(d for d in found if d.kind == "var"), inline=True)
    for declaration in found:
        value = declaration.value
        if declaration.kind == "param" and value is not None:
            for name, term in leaves(declaration.name, names.resolved(value)):
                if (given := expression(term)) is not None:
                    yield ParameterAssigned(term.span, name, given, target)


def _beside(document: Document, path: str) -> str:
    return posixpath.normpath(posixpath.join(posixpath.dirname(document.path), path))


class _Template:
    def __init__(self, document: Document, found: tuple[Declaration, ...]) -> None:
        self._document = document
        self._found = found
        self._names = _names(found)

    def facts(self) -> Iterator[Fact]:
        for declaration in self._found:
            if declaration.kind == "resource":
                yield from self._resource(declaration)
            elif declaration.kind == "module":
                yield from self._module(declaration)
            elif declaration.kind in ("param", "var"):
                yield from self._parameter(declaration)
        yield from self._keys()

    def _parameter(self, declaration: Declaration) -> Iterator[Fact]:
        kind = "param" if declaration.kind == "param" else "variables"
        name, span = declaration.name, declaration.span
        if declaration.value is None:
            yield ParameterDeclared(span, kind, name, None)
            return
        for found, term in leaves(name, self._see(declaration.value)):
            yield ParameterDeclared(span if found == name else term.span, kind, found, expression(term))

    def _see(self, term: Term) -> Term:
        return self._names.resolved(term)

    def _resource(self, declaration: Declaration) -> Iterator[Fact]:
        target = declaration.target.literal if declaration.target else None
        if not is_signalr(target):
            return
        body = self._see(declaration.value) if declaration.value is not None else None
        if declaration.existing or _only_names(body):
            name = body.literal("name") if isinstance(body, Table) else None
            yield ResourceReferenced(declaration.span, name, declaration.name)
        elif not (isinstance(body, Table) and is_web_pubsub(body.get("kind"))):
            yield self._declared(declaration, Tool.BICEP, body, self._body_switches(body), api_version(target))

    def _body_switches(self, body: Term | None) -> Switches:
        if not isinstance(body, Table):
            return Switches(opaque="its body cannot be read")
        found = switches(body.get("properties"), self._document)
        return replace(found, opaque=found.opaque or (f"its body holds {body.opaque}" if body.opaque else None))

    def _declared(
        self, declaration: Declaration, tool: Tool, body: Term | None, found: Switches, version: str | None
    ) -> ResourceDeclared:
        table = body if isinstance(body, Table) else Table((), declaration.span)
        return ResourceDeclared(
            first_line(self._document, declaration.span.start),
            tool,
            expression(table.get("name")),
            found.mode,
            found.logs,
            declaration.span,
            sku=expression(table.get("sku", "name") or table.get("sku")),
            api_version=version,
            symbol=declaration.name,
            opaque=found.opaque,
            generated=table.get("tags", "aspire-resource-name") is not None,
            conditional=declaration.conditional,
            insert=found.insert,
            indent=found.indent,
            features=found.features,
        )

    def _module(self, declaration: Declaration) -> Iterator[Fact]:
        target = declaration.target.literal if declaration.target else None
        body = self._see(declaration.value) if declaration.value is not None else None
        if target is None or not isinstance(body, Table):
            return
        arguments = body.get("params")
        if _VERIFIED_MODULE.match(target):
            if not (isinstance(arguments, Table) and is_web_pubsub(arguments.get("kind"))):
                yield self._verified(declaration, arguments)
        elif ":" not in target:
            given = arguments.entries if isinstance(arguments, Table) else ()
            values = ((name, expression(term)) for e in given for name, term in leaves(e.key, e.value))
            known = tuple((name, value) for name, value in values if value is not None)
            yield ModuleUsed(declaration.span, Tool.BICEP, _beside(self._document, target), known)

    def _verified(self, declaration: Declaration, arguments: Term | None) -> Fact:
        """The Azure Verified Module: parameters instead of properties."""
        found = switches(arguments, self._document)
        chosen = self._verified_logs(arguments)
        declared = self._declared(declaration, Tool.AVM, arguments, found, None)
        return replace(declared, logs=found.logs + chosen if chosen else (), insert=None)

    def _verified_logs(self, arguments: Term | None) -> tuple[Expression, ...]:
        """`resourceLogConfigurationsToEnable`: a list of categories; what is not given is the module's default."""
        chosen = arguments.get("resourceLogConfigurationsToEnable") if isinstance(arguments, Table) else None
        if chosen is None:
            return ()
        if not isinstance(chosen, Items) or chosen.opaque:
            return (Expression("", chosen.span),)
        return (Expression("[…]", chosen.span, "true" if chosen.items else "false"),)

    def _keys(self) -> Iterator[Fact]:
        symbols = {d.name for d in self._found if d.kind == "resource" and d.target and is_signalr(d.target.literal)}
        for match in _KEYS.finditer(self._document.text) if symbols else ():
            symbol = match[1] or match[2]
            if symbol in symbols:
                yield ResourceReferenced(self._document.span(match.start(), match.end()), None, symbol)


def _names(found: tuple[Declaration, ...], inline: bool = False) -> Names:
    variables = {d.name: d.value for d in found if d.kind == "var"}
    parameters = {d.name for d in found if d.kind == "param"}

    def refer(scalar: Scalar) -> Reference | None:
        match = _WRAPPED.match(scalar.text)
        if match is None:
            return None
        name, *path = next(group for group in match.groups() if group).split(".")
        if name not in parameters and name not in variables:
            return None
        return Reference(f"{'param' if name in parameters else 'variables'}:{name}", tuple(path))

    known = {f"variables:{name}": value for name, value in variables.items() if value is not None}
    return Names(refer, known, inline)


def _only_names(body: Term | None) -> bool:
    """Whether a body says no more than which resource is meant: nothing can be created without a location."""
    if not isinstance(body, Table) or body.opaque:
        return False
    return body.get("name") is not None and all(body.get(k) is None for k in ("location", "sku", "properties"))
