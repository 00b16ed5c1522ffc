"""Constructs of XML: an attribute, or a start tag with its attributes, within the elements around it."""

from __future__ import annotations

import re

from asrs_lint.construct.place import Construct, Piece
from asrs_lint.source import Document, Span

_TAG = re.compile(
    r"""<!--[\s\S]*?-->|<!\[CDATA\[[\s\S]*?\]\]>|<\?[\s\S]*?\?>"""
    r"""|</(?P<end>[^\s>]*+)\s*+>|<(?P<tag>[^\s/>!?]++)(?P<rest>(?:"[^"]*+"|'[^']*+'|[^"'>])*+)>"""
)
_ATTRIBUTE = re.compile(r"""(?P<name>[^\s=/>"']++)\s*+=\s*+(?:"(?P<double>[^"]*+)"|'(?P<single>[^']*+)')""")
_IDENTIFYING = frozenset(("name", "key", "id", "include", "path"))


class MarkupConstructs:
    """An element counts by its start tag, not by what it holds."""

    def __init__(self, document: Document) -> None:
        self._document = document

    def __call__(self, span: Span) -> Construct:
        opened: list[re.Match[str]] = []
        for found in _TAG.finditer(self._document.text):
            if found.start() > span.start:
                break
            if found["tag"] and (not found["rest"].endswith("/") or found.end() > span.start):
                opened.append(found)
            elif found["end"] is not None and found.end() <= span.start:
                _close(opened, found["end"])
        if not opened:
            return Construct((), ())
        here = opened[-1]
        within = [piece for tag in opened[:-1] for piece in self._named(tag)]
        for attribute in self._attributes(here):
            if attribute.start() <= span.start and span.end <= attribute.end():
                return Construct(self._pieces(attribute), [*within, *self._named(here)])
        return Construct([here["tag"], *(p for a in self._attributes(here) for p in self._pieces(a))], within)

    def _attributes(self, tag: re.Match[str]) -> list[re.Match[str]]:
        return list(_ATTRIBUTE.finditer(self._document.text, *tag.span("rest")))

    def _named(self, tag: re.Match[str]) -> list[Piece]:
        named = (a for a in self._attributes(tag) if a["name"].lower() in _IDENTIFYING)
        return [tag["tag"], *(self._pieces(attribute)[1] for attribute in named)]

    def _pieces(self, attribute: re.Match[str]) -> list[Piece]:
        return [attribute["name"], self._document.span(*attribute.span(attribute.lastgroup or "name"))]


def _close(opened: list[re.Match[str]], name: str) -> None:
    """Forget the innermost element of that name, and what was left open in it."""
    for number in range(len(opened) - 1, -1, -1):
        if opened[number]["tag"] == name:
            del opened[number:]
            return
