"""The shape of a construct."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from asrs_lint.source import Span

Piece = str | Span  # a word of ours, or a place in the document whose text counts


class Construct(Struct, frozen=True):
    """`pieces` are its tokens; `within` are the names around it, the outermost first."""

    pieces: Sequence[Piece]
    within: Sequence[Piece] = ()
