"""The tree that `parse.json` yields: values, arrays and objects of a JSON text, each with its place."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from asrs_lint.parse.limits import TooComplex
from asrs_lint.source import Span


class JsonError(Struct, frozen=True):
    """`span` is where something is missing (empty) or wrong; `reason` is a sentence for people."""

    span: Span
    reason: str


class JsonScalar(Struct, frozen=True):
    """`kind` is string, number, boolean or null (invalid for a bare word); `value` is the decoded text of a string and
    the source text of the others. `span` covers the quotes."""

    kind: str
    value: str
    span: Span


class JsonArray(Struct, frozen=True):
    items: tuple[JsonNode, ...]
    span: Span


class JsonMember(Struct, frozen=True):
    """`key_span` covers the key with its quotes, `span` key and value."""

    key: str
    key_span: Span
    value: JsonNode
    span: Span


class JsonObject(Struct, frozen=True):
    """`span` covers the braces. Keys are looked up without regard to case, as .NET configuration and ARM do."""

    members: tuple[JsonMember, ...]
    span: Span

    def member(self, key: str) -> JsonMember | None:
        """The member of that name; of several the last, as readers that allow repetition have it."""
        wanted = key.casefold()
        return next((m for m in reversed(self.members) if m.key.casefold() == wanted), None)

    def get(self, *path: str) -> JsonNode | None:
        """The value along a path of keys."""
        here: JsonNode = self
        for key in path:
            found = here.member(key) if isinstance(here, JsonObject) else None
            if found is None:
                return None
            here = found.value
        return here

    def text(self, *path: str) -> str | None:
        """The string along a path of keys; None when there is none or it is no string."""
        found = self.get(*path)
        return found.value if isinstance(found, JsonScalar) and found.kind == "string" else None


JsonNode = JsonObject | JsonArray | JsonScalar


class JsonDocument(Struct, frozen=True):
    """`root` is None for a text without any value. `is_cut`: reading stopped at a limit."""

    root: JsonNode | None
    errors: tuple[JsonError, ...]
    is_cut: bool = False

    def uncut(self) -> JsonNode | None:
        """The root, for readers that do not mind errors. Raises TooComplex: what is behind a limit is not known."""
        if self.is_cut:
            raise TooComplex
        return self.root

    def objects(self) -> Iterator[JsonObject]:
        """Every object in the tree, outer before inner, in document order."""
        stack = [self.root] if self.root else []
        while stack:
            node = stack.pop()
            if isinstance(node, JsonObject):
                yield node
                stack.extend(m.value for m in reversed(node.members))
            elif isinstance(node, JsonArray):
                stack.extend(reversed(node.items))
