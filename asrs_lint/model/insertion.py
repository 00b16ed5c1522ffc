"""Where and how something is put into a file so that it looks as if it had always stood there."""

from __future__ import annotations

import json
from collections.abc import Sequence

from asrs_lint.element import Element
from asrs_lint.facts.configuration import SettingsObject
from asrs_lint.source import Document, Located, Span


def json_member(into: SettingsObject, names: Sequence[str], value: str) -> Located[str]:
    """The text that adds a member to a JSON object, and its place. Several names make objects within each other."""
    return Located(into.prefix + _nested(into, names, value, into.indent) + into.suffix, into.insert)


def json_object(like: SettingsObject, members: Sequence[tuple[Sequence[str], str]]) -> str:
    """An object written out with these members, to stand as the value of a member of `like`."""
    indent = like.indent + like.unit
    inside = ("," + like.newline).join(indent + _nested(like, names, value, indent) for names, value in members)
    return "{" + like.newline + inside + like.newline + like.indent + "}"


def _nested(like: SettingsObject, names: Sequence[str], value: str, indent: str) -> str:
    if len(names) == 1:
        return f"{json.dumps(names[0])}: {json.dumps(value)}"
    deeper = indent + like.unit
    inside = _nested(like, names[1:], value, deeper)
    return f"{json.dumps(names[0])}: {{{like.newline}{deeper}{inside}{like.newline}{indent}}}"


Lines = Sequence[tuple[int, str]]
"""Lines of XML, each with its depth below the element they are put into."""


def xml_child(document: Document, parent: Element, lines: Lines, after: Element | None = None) -> Located[str]:
    """The text that adds a child to an XML element, and its place: behind `after`, else behind the last child."""
    outer = _indent(document, parent.span)
    unit = _unit(document, parent, outer)
    inner = _indent(document, parent.children[0].span) if parent.children else outer + unit
    text = "".join(f"{document.newline}{inner}{unit * depth}{line}" for depth, line in lines)
    last = after or (parent.children[-1] if parent.children else None)
    if last:
        return Located(text, last.span.after())
    return _into_empty(document, parent, text, document.newline + outer)


def xml_first_child(document: Document, parent: Element, lines: Lines) -> Located[str]:
    """As `xml_child`, in front of all other children."""
    if not parent.children:
        return xml_child(document, parent, lines)
    return Located(xml_child(document, parent, lines).value, parent.tag_span.after())


def _into_empty(document: Document, parent: Element, text: str, closing: str) -> Located[str]:
    start = document.slice(parent.tag_span)
    if start.endswith("/>"):
        kept = len(start.removesuffix("/>").rstrip())
        place = Span(parent.span.path, parent.span.start + kept, parent.span.end)
        return Located(f">{text}{closing}</{parent.tag}>", place)
    between = document.slice(Span(parent.span.path, parent.tag_span.end, parent.span.end))
    return Located(text + ("" if between.lstrip(" \t").startswith(("\n", "\r")) else closing), parent.tag_span.after())


def _indent(document: Document, span: Span) -> str:
    line = document.line_text(document.position(span.start).line)
    return line[: len(line) - len(line.lstrip())]


def _unit(document: Document, parent: Element, outer: str) -> str:
    """One level of indentation, as this file has it."""
    if parent.children:
        inner = _indent(document, parent.children[0].span)
        if inner.startswith(outer) and inner != outer:
            return inner[len(outer) :]
    return "\t" if outer.startswith("\t") else "  "
