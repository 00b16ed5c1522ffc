"""Constructs of JSON: a value with its key, within its path of keys."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from typing import TypeVar

from msgspec import Struct

from asrs_lint.construct.place import Construct, Piece
from asrs_lint.parse.json import JsonArray, JsonMember, JsonNode, JsonObject, JsonScalar, parse_json
from asrs_lint.source import Document, Span

P = TypeVar("P", JsonMember, JsonNode)

_IDENTIFYING = ("type", "name", "id", "key")  # members that tell an object of a list from the others


class JsonConstructs(Struct, frozen=True):
    """An object or array counts by its place, not by what it holds: a finding on it is about something missing there,
    and any other edit in it would make an old finding look new."""

    root: JsonNode

    @classmethod
    def of(cls, document: Document) -> JsonConstructs | None:
        """None for a text without any value."""
        root = parse_json(document, multiline=True).root
        return cls(root) if root else None

    def __call__(self, span: Span) -> Construct:
        within: list[Piece] = []
        here: JsonNode = self.root
        while isinstance(here, JsonObject | JsonArray):
            if isinstance(here, JsonArray):
                item = _covering(here.items, span)
                if item is None:
                    return Construct(("[]",), within)
                within.append("[]")
                here = item
                continue
            within += _identity(here) if within[-1:] == ["[]"] else []
            member = _covering(here.members, span)
            if member is None:
                return Construct(("{}",), within)
            if _is_meant(member, span):
                return Construct(_pieces(member), within)
            within.append(member.key_span)
            here = member.value
        return Construct((here.span,), within)


def _covering(parts: Sequence[P], span: Span) -> P | None:
    """The part that holds a span. Members and items stand in the order of the text."""
    at = bisect_right(parts, span.start, key=lambda part: part.span.start) - 1
    return parts[at] if at >= 0 and parts[at].span.covers(span) else None


def _is_meant(member: JsonMember, span: Span) -> bool:
    """Whether a span within a member means the member, not something inside its value."""
    return isinstance(member.value, JsonScalar) or span.start < member.value.span.start


def _pieces(member: JsonMember) -> list[Piece]:
    return [member.key_span, member.value.span] if isinstance(member.value, JsonScalar) else [member.key_span]


def _identity(node: JsonObject) -> list[Piece]:
    found = (node.get(key) for key in _IDENTIFYING)
    return [value.span for value in found if isinstance(value, JsonScalar)]
