"""Comments of the files that speak to asrs-lint."""

from __future__ import annotations

from asrs_lint.facts.base import Fact


class CommentFound(Fact, frozen=True):
    """A comment; `opener` and `closer` are its marks, the closer empty for one that ends with its line."""

    opener: str
    closer: str
