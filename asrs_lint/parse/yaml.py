"""YAML as light nodes with places. Nothing is constructed: scalars stay text, tags are ignored.

Read from libyaml's events, not from its composer, so that nesting and aliases are bounded here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from msgspec import Struct

from asrs_lint.source import Document, Span

MAX_DEPTH = 100
MAX_NODES = 200_000  # with aliases written out


class YamlError(Struct, frozen=True):
    span: Span
    reason: str


class YamlScalar(Struct, frozen=True):
    """`value` is the text without quotes and folding; `plain` when it is unquoted, so that `true` and `~` mean more."""

    value: str
    plain: bool
    span: Span

    @property
    def null(self) -> bool:
        return self.plain and self.value in ("", "~", "null", "Null", "NULL")


class YamlSequence(Struct, frozen=True):
    items: tuple[YamlNode, ...]
    span: Span


class YamlMapping(Struct, frozen=True):
    """`pairs` in document order; an alias stands as the very node it names, with that node's place."""

    pairs: tuple[tuple[YamlNode, YamlNode], ...]
    span: Span

    def entries(self) -> Iterator[tuple[YamlScalar, YamlNode]]:
        """Pairs whose key is a scalar; those of mappings merged by `<<` last."""
        merged: list[YamlNode] = []
        for key, value in self.pairs:
            if isinstance(key, YamlScalar) and key.value == "<<" and key.plain:
                merged.extend(value.items if isinstance(value, YamlSequence) else [value])
            elif isinstance(key, YamlScalar):
                yield key, value
        for mapping in merged:
            if isinstance(mapping, YamlMapping):
                yield from mapping.entries()

    def get(self, *path: str) -> YamlNode | None:
        """The value along a path of keys; of repeated keys the first, so that what is merged in does not win."""
        here: YamlNode | None = self
        for key in path:
            entries = here.entries() if isinstance(here, YamlMapping) else iter(())
            here = next((value for name, value in entries if name.value == key), None)
        return here

    def text(self, *path: str) -> str | None:
        found = self.get(*path)
        return found.value if isinstance(found, YamlScalar) else None


YamlNode = YamlScalar | YamlSequence | YamlMapping


class YamlStream(Struct, frozen=True):
    """The documents before the first error, each by its root."""

    documents: tuple[YamlNode, ...]
    errors: tuple[YamlError, ...]

    def mappings(self) -> Iterator[YamlMapping]:
        """Every mapping in the stream, once, however often aliases name it; outer before inner."""
        stack, seen = list(reversed(self.documents)), set[int]()
        while stack:
            node = stack.pop()
            if isinstance(node, YamlScalar) or id(node) in seen:
                continue
            seen.add(id(node))
            if isinstance(node, YamlMapping):
                yield node
                stack.extend(part for pair in reversed(node.pairs) for part in reversed(pair))
            else:
                stack.extend(reversed(node.items))


def parse_yaml(document: Document) -> YamlStream:
    """Read all documents of a stream. A template (`{{ … }}` of Helm) is an error like any other."""
    import yaml  # only where there is YAML

    reader = _Reader(document)
    loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        for event in yaml.parse(document.text, loader):
            reader.event(event)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        reader.fail(mark.index if mark else 0, error.problem or "this is no YAML")
    except yaml.reader.ReaderError as error:
        reader.fail(error.position, f"this character is not allowed: {error.reason}")
    except _LimitError as error:
        reader.fail(error.offset, error.reason)
    return YamlStream(tuple(reader.documents), tuple(reader.errors))


class _LimitError(Exception):
    def __init__(self, offset: int, reason: str) -> None:
        super().__init__(reason)
        self.offset = offset
        self.reason = reason


@dataclass(slots=True)
class _Open:
    """A collection that has not ended. `weight` counts its nodes with aliases written out."""

    start: int
    mapping: bool
    anchor: str | None
    nodes: list[YamlNode] = field(default_factory=list)
    weight: int = 1


class _Reader:
    def __init__(self, document: Document) -> None:
        self._document = document
        self._open: list[_Open] = []
        self._anchors: dict[str, tuple[YamlNode, int]] = {}
        self.documents: list[YamlNode] = []
        self.errors: list[YamlError] = []

    def fail(self, offset: int, reason: str) -> None:
        offset = min(offset, len(self._document.text))
        self.errors.append(YamlError(self._document.span(offset, offset), reason))

    def event(self, event: Any) -> None:
        start, end = event.start_mark.index, event.end_mark.index
        kind = type(event).__name__
        match kind:
            case "ScalarEvent":
                scalar = YamlScalar(event.value, not event.style, self._document.span(start, end))
                self._put(scalar, 1, event.anchor)
            case "AliasEvent":
                self._alias(event.anchor, start, end)
            case "MappingStartEvent" | "SequenceStartEvent":
                if len(self._open) >= MAX_DEPTH:
                    raise _LimitError(start, f"nested deeper than {MAX_DEPTH} levels")
                self._open.append(_Open(start, kind == "MappingStartEvent", event.anchor))
            case "MappingEndEvent" | "SequenceEndEvent":
                self._close(end)
            case "DocumentStartEvent":
                self._anchors.clear()

    def _alias(self, name: str, start: int, end: int) -> None:
        node, weight = self._anchors.get(name) or (YamlScalar("", True, self._document.span(start, end)), 1)
        if name not in self._anchors:
            self.fail(start, f"*{name} names nothing that stands before it")
        self._put(node, weight, None)

    def _close(self, end: int) -> None:
        here = self._open.pop()
        # A block collection ends where the next token begins: white space and comments behind it are not its own.
        last = here.nodes[-1].span.end if here.nodes else end
        flow = self._document.text[here.start : here.start + 1] in ("[", "{")
        span = self._document.span(here.start, end if flow else min(max(last, here.start), end))
        node: YamlNode
        if here.mapping:
            node = YamlMapping(tuple(zip(here.nodes[::2], here.nodes[1::2], strict=True)), span)
        else:
            node = YamlSequence(tuple(here.nodes), span)
        self._put(node, here.weight, here.anchor)

    def _put(self, node: YamlNode, weight: int, anchor: str | None) -> None:
        if anchor:
            self._anchors[anchor] = (node, weight)
        if not self._open:
            self.documents.append(node)
            return
        here = self._open[-1]
        here.nodes.append(node)
        here.weight += weight
        if here.weight > MAX_NODES:
            raise _LimitError(node.span.start, f"more than {MAX_NODES} nodes")
