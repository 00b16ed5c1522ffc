"""XML document transforms (`Web.Release.config`), applied as Microsoft.Web.XmlTransform does (server.md A8).

What the result takes from the base file keeps the spans of the base file, what comes from the transform keeps those of
the transform: a finding about the result can point at the line that decides.
"""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct
from msgspec.structs import replace

from asrs_lint.dotnet.xpath import UnknownPath, XmlNode, condition, select
from asrs_lint.element import Attribute, Element

NAMESPACE = "{http://schemas.microsoft.com/XML-Document-Transform}"
_DEPTH = 64
_WORK = 2_000_000  # elements of one file times elements of the other; real ones stay below a hundredth of that


class Transformed(Struct, frozen=True):
    """The result of a transform. `root` is None when it cannot be told, and `unknown` says why."""

    root: Element | None
    unknown: str = ""


def transform(base: Element, changes: Element) -> Transformed:
    """Apply a transform file to a configuration file."""
    if base.tag != changes.tag:
        return Transformed(None, f"the transform's root is <{changes.tag}>")
    if sum(1 for _ in base.walk()) * sum(1 for _ in changes.walk()) > _WORK:
        return Transformed(None, "it is too large to follow")
    root = XmlNode.of_element(base)
    document = XmlNode(replace(base, tag="#document", attributes=(), children=()), [], [root])
    try:
        _handle(changes, [document], document, 0)
    except UnknownPath as reason:
        return Transformed(None, str(reason))
    return Transformed(document.children[0].freeze()) if document.children else Transformed(None, "it removes the root")


def _handle(change: Element, parents: list[XmlNode], document: XmlNode, depth: int) -> None:
    """Apply one element of the transform file, whose parents in the result are known, and what is below it."""
    if depth > _DEPTH:
        raise UnknownPath("it is nested too deeply")
    targets = _targets(change, parents, document)
    name, arguments = _call(change.get(NAMESPACE + "Transform") or "")
    if name:
        action = _ACTIONS.get(name)
        if action is None:
            raise UnknownPath(f"it uses the transform {name}")
        action(_Step(change, targets, parents, arguments, document))
    if name in ("", "SetAttributes", "RemoveAttributes"):
        for child in change.children:
            _handle(child, targets, document, depth + 1)


def _targets(change: Element, parents: list[XmlNode], document: XmlNode) -> list[XmlNode]:
    """The elements an element of the transform file speaks of: by name, narrowed by its locator."""
    name, arguments = _call(change.get(NAMESPACE + "Locator") or "")
    if name == "XPath":
        return select(document, arguments, parents)
    found = [child for parent in parents for child in parent.children if child.tag == change.tag]
    if name == "Match":
        keys = _names(arguments)
        return [node for node in found if all(node.get(key) == change.get(key) for key in keys)]
    if name == "Condition":
        return condition(document, found, arguments)
    if name:
        raise UnknownPath(f"it uses the locator {name}")
    return found


def _call(text: str) -> tuple[str, str]:
    """`Match(name)` as its name and what stands between the parentheses."""
    name, _, rest = text.strip().partition("(")
    return name.strip(), rest.rpartition(")")[0].strip()


def _names(arguments: str) -> list[str]:
    return [name.strip() for name in arguments.split(",") if name.strip()]


class _Step(Struct, frozen=True):
    change: Element
    targets: list[XmlNode]
    parents: list[XmlNode]
    arguments: str
    document: XmlNode

    def new(self) -> XmlNode:
        return XmlNode.of_element(self.change, without=NAMESPACE)


def _replace(step: _Step) -> None:
    for target in step.targets[:1]:
        siblings = _siblings(step.document, target)
        siblings[_place(siblings, target)] = step.new()


def _remove(step: _Step) -> None:
    _drop(step.document, step.targets[:1])


def _remove_all(step: _Step) -> None:
    _drop(step.document, step.targets)


def _drop(document: XmlNode, targets: list[XmlNode]) -> None:
    for target in targets:
        siblings = _siblings(document, target)
        del siblings[_place(siblings, target)]


def _insert(step: _Step) -> None:
    for parent in step.parents[:1]:
        parent.children.append(step.new())


def _insert_if_missing(step: _Step) -> None:
    if not step.targets:
        _insert(step)


def _insert_beside(step: _Step, offset: int) -> None:
    for target in select(step.document, step.arguments, step.parents)[:1]:
        siblings = _siblings(step.document, target)
        siblings.insert(_place(siblings, target) + offset, step.new())


def _set_attributes(step: _Step) -> None:
    only = _names(step.arguments)
    given = [a for a in step.change.attributes if not a.name.startswith(NAMESPACE) and (not only or a.name in only)]
    for target in step.targets:
        for attribute in given:
            _set(target, attribute)


def _set(target: XmlNode, attribute: Attribute) -> None:
    for at, old in enumerate(target.attributes):
        if old.name == attribute.name:
            target.attributes[at] = attribute
            return
    target.attributes.append(attribute)


def _remove_attributes(step: _Step) -> None:
    only = _names(step.arguments)
    for target in step.targets:
        target.attributes[:] = [a for a in target.attributes if only and a.name not in only]


def _siblings(document: XmlNode, target: XmlNode) -> list[XmlNode]:
    parent = next((n for n in document.walk() if any(child is target for child in n.children)), None)
    if parent is None:  # an earlier step of the same transform took it away
        return [target]
    return parent.children


def _place(siblings: list[XmlNode], target: XmlNode) -> int:
    return next(at for at, node in enumerate(siblings) if node is target)


_ACTIONS: dict[str, Callable[[_Step], None]] = {
    "Replace": _replace,
    "Remove": _remove,
    "RemoveAll": _remove_all,
    "Insert": _insert,
    "InsertIfMissing": _insert_if_missing,
    "InsertBefore": lambda step: _insert_beside(step, 0),
    "InsertAfter": lambda step: _insert_beside(step, 1),
    "SetAttributes": _set_attributes,
    "RemoveAttributes": _remove_attributes,
}
