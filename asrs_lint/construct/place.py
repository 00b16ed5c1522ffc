"""The shape of a construct."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from asrs_lint.source import Span

Piece = str | Span  # a word of ours, or a place in the document whose text counts


@dataclass(frozen=True, slots=True)
class Construct:
    """`pieces` are its tokens; `within` are the names around it, the outermost first."""

    pieces: Sequence[Piece]
    within: Sequence[Piece] = ()
