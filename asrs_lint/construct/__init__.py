"""What a span points at, told without lines and columns: the construct, and the named things around it.

Two versions of a file that differ only in layout, or in what stands beside a construct, give the same construct.
"""

from __future__ import annotations

from collections.abc import Callable

from asrs_lint.construct.markup import MarkupConstructs
from asrs_lint.construct.place import Construct
from asrs_lint.construct.words import Words
from asrs_lint.source import Document, Span

Reader = Callable[[Span], Construct]

_XML = frozenset("config xml csproj fsproj vbproj props targets".split())


def reader_of(document: Document) -> Reader:
    """Reads the constructs of one document. JSON is parsed once; without any value in it, it is read as words."""
    suffix = document.path.rpartition(".")[2].lower()
    if suffix in ("json", "jsonc"):
        from asrs_lint.construct.json import JsonConstructs

        return JsonConstructs.of(document) or Words(document)
    return MarkupConstructs(document) if suffix in _XML else Words(document)
