"""Where and how something is put into a file so that it looks as if it had always stood there."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence

from msgspec.structs import replace

from asrs_lint.element import Element
from asrs_lint.facts.configuration import Room, Setting, SettingsObject
from asrs_lint.source import Document, Located, Span


def json_member(into: SettingsObject, names: Sequence[str], value: str) -> Located[str]:
    """The text that adds a member to a JSON object, and its place. Several names make objects within each other."""
    room = into.room
    return Located(room.prefix + _nested(room, names, value) + room.suffix, room.insert)


def is_free(into: SettingsObject, name: str, settings: Iterable[Setting]) -> bool:
    """Whether no member of that name stands in a JSON object, whatever its value; `settings` are all of the file."""
    depth = len(into.keys)
    beside = (s.keys for s in settings if s.path == into.path and s.keys[:depth] == into.keys)
    return not any(keys[depth].lower() == name.lower() for keys in beside if len(keys) > depth)


def json_object(like: SettingsObject, members: Sequence[tuple[Sequence[str], str]]) -> str:
    """An object written out with these members, to stand as the value of a member of `like`."""
    room = _below(like.room)
    between = f",{room.gap}{room.indent}"
    return _braced(like.room, between.join(_nested(room, names, value) for names, value in members))


def _nested(room: Room, names: Sequence[str], value: str) -> str:
    written = json.dumps(value) if len(names) == 1 else _braced(room, _nested(_below(room), names[1:], value))
    return f"{json.dumps(names[0])}{room.colon}{written}"


def _below(room: Room) -> Room:
    return replace(room, indent=room.indent + room.unit)


def _braced(room: Room, members: str) -> str:
    """An object that is the value of a member in `room`; with a trailing comma where members end with one there."""
    comma = "," if room.suffix.startswith(",") else ""
    return f"{{{room.newline}{room.indent}{room.unit}{members}{comma}{room.newline}{room.indent}}}"


Lines = Sequence[tuple[int, str]]
"""Lines of XML, each with its depth below the element they are put into."""

_COMMENT = re.compile(r"[ \t]*<!--(?:(?!--)[^\r\n])*-->(?=[ \t]*(?:\r?\n|\Z))")
_INDENTED = re.compile(r"^[ \t]+(?=<[^!?/])", re.MULTILINE)
_NAME = re.compile(r"<([^\s/>]+)")


# As xml.sax.saxutils has it, which imports half of the network libraries.
_REFERENCES = str.maketrans(
    {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&apos;", "\n": "&#10;", "\r": "&#13;", "\t": "&#9;"}
)


def xml_text(value: str) -> str:
    """A value as it stands in an attribute, whatever its quotation marks are."""
    return value.translate(_REFERENCES)


def xml_child(document: Document, parent: Element, lines: Lines, after: Element | None = None) -> Located[str]:
    """The text that adds a child to an XML element, and its place: behind `after`, else behind the last child."""
    lines = _in_style(document, lines)
    last = after or (parent.children[-1] if parent.children else None)
    if last is None:
        return _only_child(document, parent, lines)
    if not _has_own_line(document, last):
        return Located(_joined(lines), last.span.after())
    return Located(_on_lines(document, parent, lines, last), _behind(document, last.span))


def xml_first_child(document: Document, parent: Element, lines: Lines) -> Located[str]:
    """As `xml_child`, in front of all other children."""
    if not parent.children:
        return xml_child(document, parent, lines)
    first, lines = parent.children[0], _in_style(document, lines)
    if not _has_own_line(document, first):
        return Located(_joined(lines), parent.tag_span.after())
    return Located(_on_lines(document, parent, lines, first), _behind(document, parent.tag_span))


def _in_style(document: Document, lines: Lines) -> Lines:
    """Empty elements without the space before their slash where the file has none."""
    if " />" in document.text or "/>" not in document.text:
        return lines
    return [(depth, line.replace(" />", "/>")) for depth, line in lines]


def _joined(lines: Lines) -> str:
    return "".join(line for _, line in lines)


def _on_lines(document: Document, parent: Element, lines: Lines, beside: Element | None = None) -> str:
    unit = _unit(document, parent)
    inner = _indent(document, beside.span) if beside else _indent(document, parent.span) + unit
    return "".join(f"{document.newline}{inner}{unit * depth}{line}" for depth, line in lines)


def _behind(document: Document, span: Span) -> Span:
    """The place behind an element or a tag, and behind the comment that follows it on its line."""
    comment = _COMMENT.match(document.text, span.end)
    return document.span(comment.end(), comment.end()) if comment else span.after()


def _only_child(document: Document, parent: Element, lines: Lines) -> Located[str]:
    own_line = _has_own_line(document, parent)
    text = _on_lines(document, parent, lines) if own_line else _joined(lines)
    closing = document.newline + _indent(document, parent.span) if own_line else ""
    start = document.slice(parent.tag_span)
    if start.endswith("/>"):
        kept = len(start.removesuffix("/>").rstrip())
        name = _NAME.match(start)
        place = document.span(parent.span.start + kept, parent.span.end)
        return Located(f">{text}{closing}</{name[1] if name else parent.tag}>", place)
    place = _behind(document, parent.tag_span)
    between = document.slice(document.span(place.end, parent.span.end))
    room = len(between) - len(between.lstrip(" \t"))
    if between[room:].startswith(("\n", "\r")):
        return Located(text, place)
    return Located(text + closing, document.span(place.start, place.end + room))


def _has_own_line(document: Document, element: Element) -> bool:
    return document.position(element.span.start).column == len(_indent(document, element.span)) + 1


def _indent(document: Document, span: Span) -> str:
    line = document.line_text(document.position(span.start).line)
    return line[: len(line) - len(line.lstrip())]


def _unit(document: Document, parent: Element) -> str:
    """One level of indentation, as this element has it, else as the file has it."""
    outer = _indent(document, parent.span)
    if parent.children:
        inner = _indent(document, parent.children[0].span)
        if inner.startswith(outer) and inner != outer:
            return inner[len(outer) :]
    widths = sorted((found[0] for found in _INDENTED.finditer(document.text)), key=len)
    return widths[0] if widths and not outer.startswith("\t") else "\t" if outer.startswith("\t") else "  "
