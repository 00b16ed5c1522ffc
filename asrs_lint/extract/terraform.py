"""Azure SignalR resources of Terraform: azurerm (providers 2 to 4) and azapi, variables and modules (client.md A12)."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator

from asrs_lint.extract.names import Names, Reference, leaves
from asrs_lint.extract.resource import Switches, api_version, expression, first_line, is_signalr, switches
from asrs_lint.facts.base import Fact
from asrs_lint.facts.infrastructure import (
    Expression,
    ModeChanged,
    ModuleUsed,
    ParameterAssigned,
    ParameterDeclared,
    ResourceDeclared,
    ResourceReferenced,
    Tool,
)
from asrs_lint.parse.hcl import Block, parse_hcl
from asrs_lint.parse.term import Entry, Items, Scalar, Table, Term
from asrs_lint.source import Document, Span

_REFERENCE = re.compile(
    r"(?:\"\$\{\s*)?(?:(?:tostring|lower|upper|title)\(\s*)?(var|local)\.(\w+)((?:\.\w+)*)\s*\)?\s*(?:\}\")?\Z"
)
_KEYS = re.compile(
    r"\bazurerm_signalr_service\.(\w+)(?:\[[^\]\n]*\])?\.(?:primary|secondary)_(?:connection_string|access_key)"
)
# What the files of a module give each other, and the resources themselves: most files hold neither.
_NAMING = ("locals", "variable", "module")
_RESOURCES = ("azurerm_signalr_service", "azapi_")
_WORDS = _NAMING + _RESOURCES
_LOG_ATTRIBUTES = ("connectivity_logs_enabled", "messaging_logs_enabled", "http_request_logs_enabled")


def extract(document: Document) -> Iterable[Fact]:
    if document.path.lower().endswith(".tfvars"):
        return tuple(_assignments(parse_hcl(document)))
    if not any(word in document.text for word in _WORDS):
        return ()
    return tuple(_Configuration(document, parse_hcl(document, _matters)).facts())


def _matters(kind: str, labels: tuple[str, ...]) -> bool:
    return kind in _NAMING or (len(labels) == 2 and labels[0].startswith(_RESOURCES))


def _assignments(root: Block) -> Iterator[Fact]:
    for entry in root.attributes.entries:
        for name, term in leaves(entry.key, entry.value):
            if (value := expression(term)) is not None:
                yield ParameterAssigned(term.span, name, value)


def _refer(scalar: Scalar) -> Reference | None:
    match = _REFERENCE.match(scalar.text)
    return Reference(f"{match[1]}:{match[2]}", tuple(match[3].split(".")[1:])) if match else None


class _Configuration:
    def __init__(self, document: Document, root: Block) -> None:
        self._document = document
        self._root = root
        self._locals = tuple(entry for block in root.all("locals") for entry in block.attributes.entries)
        self._names = Names(_refer, {f"local:{e.key}": e.value for e in self._locals})

    def facts(self) -> Iterator[Fact]:
        for entry in self._locals:
            yield from self._parameter("local", entry.key, entry.value, entry.span)
        for block in self._root.blocks:
            yield from self._block(block)
        for match in _KEYS.finditer(self._document.text):
            if not self._commented(match.start()):
                yield ResourceReferenced(self._document.span(match.start(), match.end()), None, match[1])

    def _commented(self, at: int) -> bool:
        line = self._document.line_text(self._document.position(at).line).lstrip()
        return line.startswith(("#", "//"))

    def _expression(self, term: Term | None) -> Expression | None:
        return expression(self._names.resolved(term)) if term is not None else None

    def _block(self, block: Block) -> Iterator[Fact]:
        kind, labels = block.kind, block.labels
        if kind == "variable" and labels:
            yield from self._parameter("var", labels[0], block.attributes.get("default"), block.span)
        elif kind == "module" and labels:
            yield from self._module(block)
        elif kind in ("resource", "data") and len(labels) == 2:
            yield from self._resource(block)

    def _parameter(self, kind: str, name: str, value: Term | None, span: Span) -> Iterator[Fact]:
        if value is None:
            yield ParameterDeclared(span, kind, name, None)
            return
        for found, term in leaves(name, self._names.resolved(value)):
            yield ParameterDeclared(span if found == name else term.span, kind, found, expression(term))

    def _module(self, block: Block) -> Iterator[Fact]:
        source = block.attributes.literal("source")
        if source is None or not source.startswith(("./", "../")):
            return
        folder = posixpath.normpath(posixpath.join(posixpath.dirname(self._document.path), source))
        given = ((e.key, self._names.resolved(e.value)) for e in block.attributes.entries if e.key != "source")
        values = ((name, expression(term)) for key, value in given for name, term in leaves(key, value))
        known = tuple((name, value) for name, value in values if value is not None)
        yield ModuleUsed(block.span, Tool.TERRAFORM, "" if folder == "." else folder, known)

    def _resource(self, block: Block) -> Iterator[Fact]:
        kind, symbol = block.labels
        if kind == "azurerm_signalr_service":
            if block.kind == "data":
                yield ResourceReferenced(block.span, block.attributes.literal("name"), symbol)
            else:
                yield self._azurerm(block)
        elif kind.startswith("azapi_") and is_signalr(_type_of(block)):
            yield from self._azapi(block)

    def _azurerm(self, block: Block) -> Fact:
        attributes = block.attributes
        old = self._features(block)
        logs = (self._expression(attributes.get(name)) for name in _LOG_ATTRIBUTES)
        insert, indent = self._insertion(block)
        found = Switches(
            self._expression(attributes.get("service_mode")) or old.mode,
            tuple(log for log in logs if log is not None) + old.logs,
            old.opaque or ("part of it cannot be parsed" if block.broken else None),
            features=old.features,
            insert=insert,
            indent=indent,
        )
        return self._declared(block, Tool.TERRAFORM, found)

    def _features(self, block: Block) -> Switches:
        """The `features` blocks of provider 2, read like the features of the resource itself."""
        blocks = block.all("features")
        items: tuple[Term, ...] = tuple(self._names.resolved(b.attributes) for b in blocks)
        dynamic = any(b.labels == ("features",) for b in block.all("dynamic"))
        features = Items(items, block.span, "a dynamic block" if dynamic else None)
        properties = Table((Entry("features", features, block.span),), block.span)
        return switches(properties, self._document) if items or dynamic else Switches()

    def _insertion(self, block: Block) -> tuple[Span | None, str]:
        """The end of the line of `service_mode`, else of the last attribute."""
        entries = block.attributes.entries
        if not entries:
            return None, ""
        last = next((e for e in entries if e.key == "service_mode"), entries[-1])
        line = self._document.position(last.span.end).line
        text = self._document.line_text(line)
        end = self._document.offset(line, 1) + len(text)
        first = self._document.line_text(self._document.position(last.span.start).line)
        if end >= block.span.end:
            return None, ""
        return self._document.span(end, end), first[: len(first) - len(first.lstrip())]

    def _azapi(self, block: Block) -> Iterator[Fact]:
        body = block.attributes.get("body")
        seen = self._names.resolved(body) if body is not None else None
        if seen is None or isinstance(seen, Table):
            found = switches(seen.get("properties") if seen else None, self._document)
        else:
            found = Switches(opaque="its body is computed")
        if block.kind == "data":
            yield ResourceReferenced(block.span, block.attributes.literal("name"), block.labels[1])
        elif block.labels[0] == "azapi_resource":
            yield self._declared(block, Tool.AZAPI, found)
        elif found.mode is not None:
            yield ModeChanged(found.mode.span, found.mode.value, None)

    def _declared(self, block: Block, tool: Tool, found: Switches) -> ResourceDeclared:
        sku = next((b.attributes.get("name") for b in block.all("sku")), None)
        return ResourceDeclared(
            first_line(self._document, block.span.start),
            tool,
            self._expression(block.attributes.get("name")),
            found.mode,
            found.logs,
            block.span,
            sku=self._expression(sku),
            api_version=api_version(_type_of(block)) if tool is Tool.AZAPI else None,
            symbol=block.labels[1],
            opaque=found.opaque,
            conditional=block.attributes.get("count") is not None,
            insert=found.insert,
            indent=found.indent,
            features=found.features,
        )


def _type_of(block: Block) -> str | None:
    term = block.attributes.get("type")
    return term.text.strip('"') if isinstance(term, Scalar) else None
