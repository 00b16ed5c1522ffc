"""What every parser refuses."""

from __future__ import annotations


class TooComplex(Exception):
    """A text costs a parser more than any real file of its size does."""
