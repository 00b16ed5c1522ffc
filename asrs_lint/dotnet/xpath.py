"""A mutable XML tree and XPath over it, for transforms. lxml evaluates; it is loaded only when a locator needs it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from msgspec.structs import replace

from asrs_lint.element import Attribute, Element

if TYPE_CHECKING:
    from lxml.etree import _Element

_LONGEST = 300


class UnknownPath(Exception):
    """What a transform does cannot be told; the message says why."""


@dataclass(eq=False, slots=True)
class XmlNode:
    """An element while it is being changed."""

    origin: Element
    attributes: list[Attribute]
    children: list[XmlNode]

    @property
    def tag(self) -> str:
        return self.origin.tag

    @classmethod
    def of_element(cls, element: Element, without: str = "{") -> XmlNode:
        """Copy an element; attributes whose name starts with `without` stay behind (`{`: nothing of a namespace)."""
        kept = [a for a in element.attributes if not a.name.startswith(without)]
        return cls(element, kept, [cls.of_element(child, without) for child in element.children])

    def get(self, name: str) -> str | None:
        return next((a.value.value for a in self.attributes if a.name == name), None)

    def freeze(self) -> Element:
        children = tuple(child.freeze() for child in self.children)
        return replace(self.origin, attributes=tuple(self.attributes), children=children)

    def walk(self) -> Iterator[XmlNode]:
        yield self
        for child in self.children:
            yield from child.walk()


def select(document: XmlNode, path: str, parents: list[XmlNode]) -> list[XmlNode]:
    """The elements a path chooses, in document order; a relative path counts from each of `parents`."""
    _refuse(path)
    mirror = _Mirror(document)
    starts: list[XmlNode | None] = [None] if path.startswith("/") else [*(p for p in parents if p is not document)]
    chosen = set[XmlNode]().union(*(mirror.evaluate(path, start) for start in starts or [None]))
    return [node for node in document.walk() if node in chosen]


def condition(document: XmlNode, candidates: list[XmlNode], predicate: str) -> list[XmlNode]:
    """The candidates for which a predicate (`@name='x'`) holds."""
    _refuse(f"*[{predicate}]")
    mirror = _Mirror(document)
    return [node for node in candidates if node in mirror.evaluate(f"self::*[{predicate}]", node)]


def _refuse(path: str) -> None:
    """Paths of hostile files could keep libxml2 busy; predicates within predicates and axes are not followed."""
    opened = 0
    for character in path:
        opened += {"[": 1, "]": -1}.get(character, 0)
        if opened > 1:
            raise UnknownPath("it uses a path too complicated to follow")
    if len(path) > _LONGEST or path.count("//") > 1 or "::" in path:
        raise UnknownPath("it uses a path too complicated to follow")


class _Mirror:
    """The tree as lxml sees it, and the way back."""

    def __init__(self, document: XmlNode) -> None:
        from lxml import etree

        self._etree = etree
        self._of_node: dict[int, _Element] = {}
        self._node_of: dict[_Element, XmlNode] = {}
        self._root = self._copy(document.children[0], None) if document.children else None

    def _copy(self, node: XmlNode, parent: _Element | None) -> _Element:
        attributes = {a.name: a.value.value for a in node.attributes}
        etree = self._etree
        here: _Element = (
            etree.Element(node.tag, attributes) if parent is None else etree.SubElement(parent, node.tag, attributes)
        )
        self._of_node[id(node)], self._node_of[here] = here, node
        for child in node.children:
            self._copy(child, here)
        return here

    def evaluate(self, path: str, start: XmlNode | None = None) -> set[XmlNode]:
        """Evaluate a path that `_refuse` has let pass."""
        if self._root is None:
            return set()
        here = self._root if start is None else self._of_node[id(start)]
        try:
            found = self._etree.XPathDocumentEvaluator(here.getroottree())(path) if start is None else here.xpath(path)
        except (self._etree.XPathError, ValueError):  # ValueError: characters that XML does not know
            raise UnknownPath(f"it uses the path {path}") from None
        return {self._node_of[x] for x in found if x in self._node_of} if isinstance(found, list) else set()
