"""What every parser refuses."""

from __future__ import annotations

MOST_NODES = 600_000  # of a tree, or tokens of a text: real code of the size that is read has fewer


class TooComplex(Exception):
    """A text costs a parser more than any real file of its size does."""


def refuse_crowd(nodes: int) -> None:
    """Raises TooComplex for more nodes or tokens than real code has."""
    if nodes > MOST_NODES:
        raise TooComplex
