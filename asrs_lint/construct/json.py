"""Constructs of JSON: a value with its key, within its path of keys."""

from __future__ import annotations

from dataclasses import dataclass

from asrs_lint.construct.place import Construct, Piece
from asrs_lint.parse.json import JsonArray, JsonMember, JsonNode, JsonObject, JsonScalar, parse_json
from asrs_lint.source import Document, Span

_IDENTIFYING = ("type", "name", "id", "key")  # members that tell an object of a list from the others


@dataclass(frozen=True, slots=True)
class JsonConstructs:
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
                item = next((i for i in here.items if i.span.covers(span)), None)
                if item is None:
                    return Construct(("[]",), within)
                within.append("[]")
                here = item
                continue
            within += _identity(here) if within[-1:] == ["[]"] else []
            member = next((m for m in here.members if m.span.covers(span)), None)
            if member is None:
                return Construct(("{}",), within)
            if _is_meant(member, span):
                return Construct(_pieces(member), within)
            within.append(member.key_span)
            here = member.value
        return Construct((here.span,), within)


def _is_meant(member: JsonMember, span: Span) -> bool:
    """Whether a span within a member means the member, not something inside its value."""
    return isinstance(member.value, JsonScalar) or span.start < member.value.span.start


def _pieces(member: JsonMember) -> list[Piece]:
    return [member.key_span, member.value.span] if isinstance(member.value, JsonScalar) else [member.key_span]


def _identity(node: JsonObject) -> list[Piece]:
    found = (node.get(key) for key in _IDENTIFYING)
    return [value.span for value in found if isinstance(value, JsonScalar)]
