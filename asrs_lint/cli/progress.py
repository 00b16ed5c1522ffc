"""A progress bar on a terminal, for runs that last."""

from __future__ import annotations

from time import monotonic
from typing import TextIO

_PATIENCE = 1.0  # seconds a run may last without a bar
_INTERVAL = 0.1
_WIDTH = 24


class Progress:
    """Called with a phase and how much of it is done. Draws nothing where nobody looks, or in the first second."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._is_watched = stream.isatty()
        self._next = monotonic() + _PATIENCE
        self._drawn = False

    def __enter__(self) -> Progress:
        return self

    def __exit__(self, *_: object) -> None:
        if self._drawn:
            self._stream.write("\r\x1b[K")
            self._stream.flush()

    def __call__(self, phase: str, done: int, total: int) -> None:
        if not self._is_watched or monotonic() < self._next or not total:
            return
        self._next = monotonic() + _INTERVAL
        self._drawn = True
        filled = _WIDTH * done // total
        self._stream.write(f"\r\x1b[K{phase} [{'#' * filled}{' ' * (_WIDTH - filled)}] {100 * done // total} %")
        self._stream.flush()
