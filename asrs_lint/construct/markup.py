"""Constructs of XML: an attribute, or a start tag with its attributes, within the elements around it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from asrs_lint.construct.place import Construct, Piece
from asrs_lint.source import Document, Span

# Time is linear in the text: what nobody closes ends with it, no tag goes beyond the next one, and a name is read from
# its first character on only.
_TAG = re.compile(
    r"""<!--(?:[^-]|-(?!->))*+(?:-->|\Z)|<!\[CDATA\[(?:[^\]]|\](?!\]>))*+(?:\]\]>|\Z)|<\?(?:[^?]|\?(?!>))*+(?:\?>|\Z)"""
    r"""|</(?P<end>[^\s<>]*+)\s*+>|<(?P<tag>[^\s/<>!?]++)(?P<rest>(?:"[^"<]*+"|'[^'<]*+'|[^"'<>])*+)>"""
)
_ATTRIBUTE = re.compile(
    r"""(?<![^\s=/>"'])(?P<name>[^\s=/>"']++)\s*+=\s*+(?:"(?P<double>[^"]*+)"|'(?P<single>[^']*+)')"""
)
_DEEPEST = 40  # elements that are told
_IDENTIFYING = frozenset(("name", "key", "id", "include", "path"))


class MarkupConstructs:
    """An element counts by its start tag, not by what it holds."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._open: list[re.Match[str]] = []
        self._names = Counter[str]()  # of the open elements: an end tag that ends none is not looked for among them
        self._tags = _TAG.finditer(document.text)
        self._next = next(self._tags, None)

    def __call__(self, span: Span) -> Construct:
        opened = self._around(span)
        if not opened:
            return Construct(())
        here = opened[-1]
        within = [piece for tag in opened[:-1] for piece in self._named(tag)]
        for attribute in self._attributes(here):
            if attribute.start() <= span.start and span.end <= attribute.end():
                return Construct(self._pieces(attribute), [*within, *self._named(here)])
        return Construct([here["tag"], *(p for a in self._attributes(here) for p in self._pieces(a))], within)

    def _around(self, span: Span) -> Sequence[re.Match[str]]:
        """The start tags of the elements that hold a place. The text is read once: places come in ascending order."""
        while self._next is not None and self._next.start() <= span.start:
            self._pass(self._next)
            self._next = next(self._tags, None)
        return self._open[-_DEEPEST:]

    def _pass(self, tag: re.Match[str]) -> None:
        if self._open and self._open[-1]["rest"].endswith("/"):
            self._close()
        if tag["tag"]:
            self._open.append(tag)
            self._names[tag["tag"]] += 1
        elif tag["end"] and self._names[tag["end"]]:
            while self._close() != tag["end"]:  # what was left open in it goes with it
                pass

    def _close(self) -> str:
        """Forget the innermost element; its name."""
        name: str = self._open.pop()["tag"]
        self._names[name] -= 1
        return name

    def _attributes(self, tag: re.Match[str]) -> list[re.Match[str]]:
        return list(_ATTRIBUTE.finditer(self._document.text, *tag.span("rest")))

    def _named(self, tag: re.Match[str]) -> list[Piece]:
        named = (a for a in self._attributes(tag) if a["name"].lower() in _IDENTIFYING)
        return [tag["tag"], *(self._pieces(attribute)[1] for attribute in named)]

    def _pieces(self, attribute: re.Match[str]) -> list[Piece]:
        return [attribute["name"], self._document.span(*attribute.span(attribute.lastgroup or "name"))]
