"""Where and how a member can be put into a JSON object, in the style of its file."""

from __future__ import annotations

import re

from asrs_lint.facts.configuration import Room
from asrs_lint.parse.json import JsonNode, JsonObject
from asrs_lint.source import Document

# Behind the last member of an object whose members have lines of their own: a comma, a comment, nothing else.
_LINE_END = re.compile(r"[ \t]*+(?P<comma>,)?+(?:[ \t]*+(?://[^\r\n]*+|/\*[^\r\n]*?\*/))?+(?=[ \t]*+(?:\r?\n|\Z))")
_COLON = re.compile(r"""["'][ \t]*:[ \t]*\Z""")
_TRAILING = re.compile(r",[ \t]*(?://[^\r\n]*)?\s*\}\s*\Z")  # the root has a trailing comma: others have it too
_NEAR = 200  # characters before an object that tell whether it stands on one line with others
_PADDED = re.compile(r"\{[ \t]")


def unit_of(document: Document, root: JsonNode | None) -> str:
    """One level of indentation: that of the root's first member, two spaces where there is none."""
    first = root.members[0].span.start if isinstance(root, JsonObject) and root.members else 0
    return _indent(document, first) or "  "


def room_in(document: Document, node: JsonObject, unit: str) -> Room:
    """The place behind the last member, or in the empty object; `unit` is one level of indentation."""
    if not node.members:
        return _in_empty(document, node, unit)
    first = node.members[0].span.start
    if _has_own_line(document, first):
        return _on_lines(document, node, unit)
    return _on_one_line(document, node)


def _on_lines(document: Document, node: JsonObject, unit: str) -> Room:
    last = node.members[-1].span
    indent = _indent(document, node.members[0].span.start)
    line = document.newline + indent
    end = _LINE_END.match(document.text, last.end)
    insert, prefix, suffix = last.after(), f",{line}", ""
    if end and end["comma"]:
        insert, prefix, suffix = document.span(end.end(), end.end()), line, ","
    elif end and end.end() > last.end:  # a comment about the last member stays with it, behind the comma
        insert, prefix = document.span(last.end, end.end()), f",{end[0]}{line}"
    return Room(insert, prefix, suffix, unit, indent, document.newline, document.newline, _colon(document, node))


def _on_one_line(document: Document, node: JsonObject) -> Room:
    first, last = node.members[0], node.members[-1]
    colon = _colon(document, node)
    gap = _gap(colon)
    if len(node.members) > 1:
        between = document.text[node.members[-2].span.end : last.span.start]
        gap = " " if between.endswith((" ", "\t", "\n")) else ""
    padding = document.text[node.span.start + 1 : first.span.start]
    within = padding if padding in ("", " ") else ""
    return Room(last.span.after(), f",{gap}", "", "", "", within, gap, colon)


def _in_empty(document: Document, node: JsonObject, unit: str) -> Room:
    text, start = document.text, node.span.start
    end = max(start + 1, node.span.end - 1)
    stop = start + len(text[start:end].rstrip())  # behind the brace, or behind the comment that stands in it
    before = text[max(start - document.position(start).column + 1, start - _NEAR) : start]
    colon = _colon(document, node)
    if "{" in before and "\n" not in text[start:end]:
        within = " " if _PADDED.search(before) else ""
        return Room(document.span(stop, end), within, within, "", "", within, _gap(colon), colon)
    newline, outer = document.newline, _indent(document, start)
    prefix, suffix = newline + outer + unit, newline + outer
    if "\n" in text[stop:end]:  # the closing brace has a line of its own already
        end, suffix = stop, ""
    if _TRAILING.search(text[-300:]):
        suffix = f",{suffix}"
    return Room(document.span(stop, end), prefix, suffix, unit, outer + unit, newline, newline, colon)


def _gap(colon: str) -> str:
    """What stands behind a comma on one line, where only the colon can tell."""
    return " " if colon.endswith(" ") else ""


def _colon(document: Document, node: JsonObject) -> str:
    """The colon as the object writes it, else as it stands before the object; aligned values count as one space."""
    if node.members:
        member = node.members[-1]
        written = document.text[member.key_span.end : member.value.span.start]
    else:
        found = _COLON.search(document.text, max(0, node.span.start - 20), node.span.start)
        written = found[0][1:] if found else ": "
    if written.strip(" \t") != ":":
        return ": "
    return f"{' ' if written.startswith(' :') else ''}:{'' if written.endswith(':') else ' '}"


def _has_own_line(document: Document, offset: int) -> bool:
    return document.position(offset).column == len(_indent(document, offset)) + 1


def _indent(document: Document, offset: int) -> str:
    """The white space at the beginning of the line that holds the offset."""
    start = end = offset - document.position(offset).column + 1
    while end < offset and document.text[end] in " \t":
        end += 1
    return document.text[start:end]
