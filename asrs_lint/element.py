"""A frozen XML element with spans: what `parse.xml` yields and what XDT transforms and trace evaluation work on."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from asrs_lint.source import Located, Span


class Attribute(Struct, frozen=True):
    """`name` carries the namespace in Clark notation (`{uri}local`) when it has one; `span` covers name and value."""

    name: str
    value: Located[str]
    span: Span


class Element(Struct, frozen=True):
    """`span` covers the whole element, `tag_span` its start tag only; `text` is the text before the first child."""

    tag: str
    attributes: tuple[Attribute, ...]
    children: tuple[Element, ...]
    span: Span
    tag_span: Span
    text: str = ""

    def attribute(self, name: str) -> Attribute | None:
        return next((a for a in self.attributes if a.name == name), None)

    def get(self, name: str) -> str | None:
        found = self.attribute(name)
        return found.value.value if found else None

    def all(self, tag: str) -> tuple[Element, ...]:
        """The children of that name, in document order."""
        return tuple(c for c in self.children if c.tag == tag)

    def find(self, *path: str) -> Element | None:
        """The first element along a path of child names."""
        here: Element | None = self
        for tag in path:
            here = next((c for c in here.children if c.tag == tag), None) if here else None
        return here

    def walk(self) -> Iterator[Element]:
        yield self
        for child in self.children:
            yield from child.walk()
