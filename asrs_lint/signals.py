"""What signals that end this process do: unwind what is under way, but not in the midst of what must be whole."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType

_ENDING = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]
_UNTOUCHED = (signal.SIG_DFL, signal.default_int_handler)


@dataclass
class Ending:
    """`number` is that of the signal that came last."""

    number: int = signal.SIGINT

    @property
    def code(self) -> int:
        """The exit code that shells give a process which such a signal ended."""
        return 128 + self.number


@dataclass
class _Waiting:
    """How many blocks want an interruption to wait, and whether one does."""

    blocks: int = 0
    came: bool = False


_waiting = _Waiting()


@contextmanager
def unwinding() -> Iterator[Ending]:
    """SIGTERM and SIGHUP raise KeyboardInterrupt as SIGINT does: by themselves they would end this process where it
    stands, and leave its workers, git and temporary files behind. One that is ignored, or that somebody handles, stays
    so."""
    ending = Ending()

    def end(number: int, frame: FrameType | None) -> None:
        ending.number = number
        if not _waiting.blocks:
            raise KeyboardInterrupt
        _waiting.came = True

    before = {number: signal.getsignal(number) for number in _ENDING}
    ours = [number for number in _ENDING if before[number] in _UNTOUCHED and _handled(number, end)]
    try:
        yield ending
    finally:
        for number in ours:
            signal.signal(number, before[number])


def _handled(number: int, handler: signal._HANDLER) -> bool:
    try:
        signal.signal(number, handler)
    except ValueError:  # not in the main thread, where alone signals are handled
        return False
    return True


@contextmanager
def deferred() -> Iterator[None]:
    """Within `unwinding`, an interruption comes when this is left. Unlike `uninterrupted`, it leaves a program that is
    started meanwhile able to be interrupted."""
    _waiting.blocks += 1
    try:
        yield
    finally:
        _waiting.blocks -= 1
        if _waiting.came and not _waiting.blocks:
            _waiting.came = False
            raise KeyboardInterrupt


@contextmanager
def uninterrupted() -> Iterator[None]:
    """Signals that end this process come when this is left. Where a system cannot hold them back, at once."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, ())
    try:
        signal.pthread_sigmask(signal.SIG_BLOCK, _ENDING)  # raises for one that came just before
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
