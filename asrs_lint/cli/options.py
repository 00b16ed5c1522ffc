"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

C = TypeVar("C", bound=Callable[..., Any])


def adding(options: Sequence[Callable[[Any], Any]]) -> Callable[[C], C]:
    """A decorator that adds options to a command; its help lists them in this order."""

    def add(command: C) -> C:
        for option in reversed(options):
            command = option(command)
        return command

    return add
