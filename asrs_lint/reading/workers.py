"""Work in processes that may be lost: a parser that hangs, crashes or eats memory costs one item, never the run.

Grammars are native code: no timer of Python interrupts them, and a crash ends their process. So each item is given its
time by the kernel, in a process forked for it, and whoever waits learns from a closed pipe that it was lost.
"""

from __future__ import annotations

import os
import pickle
import signal
import struct
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from select import select
from time import monotonic
from typing import Any, Generic, NoReturn, TypeVar

from asrs_lint.signals import uninterrupted

# Of processor time for one item, where real files need hundredths. A repository in which some took all of it is out to
# cost time: the next have less.
SECONDS, HURRIED_SECONDS = 10.0, 1.0
_PATIENCE = 3  # times that all of it may be taken
_SILENCE = 0.05  # seconds in which a worker gathers results: each message wakes the process that waits for it
_MEMORY = 2 << 30  # bytes of data a worker may hold
_LENGTH = struct.Struct("!Q")

Item = TypeVar("Item")
Result = TypeVar("Result")


@dataclass(eq=False)
class _Batch(Generic[Item, Result]):
    """Of one that is done step by step each result is told at once: when its worker is lost, it is known at which item.
    Others are begun anew in that way."""

    items: Sequence[Item]
    results: list[Result] = field(default_factory=list)
    stepwise: bool = False
    retried: bool = False

    @property
    def left(self) -> Sequence[Item]:
        return self.items[len(self.results) :]

    @property
    def done(self) -> bool:
        return len(self.results) == len(self.items)


class Workers(Generic[Item, Result]):
    """`work` runs in the workers, which know all that this process knows when they are forked. `refused` makes the
    result of an item that ended two workers, or took one its whole time, from the reason."""

    def __init__(self, count: int, work: Callable[[Item], Result], refused: Callable[[Item, str], Result]) -> None:
        self._count = count
        self._work = work
        self._refused = refused
        self._workers: list[_Worker[Item, Result]] = []
        self._late = 0

    def results(self, batches: Sequence[Sequence[Item]]) -> Iterator[list[Result]]:
        """The results of each batch, in the order of the batches."""
        waiting = deque(_Batch[Item, Result](items, stepwise=len(items) == 1) for items in batches)
        todo = deque(waiting)
        while waiting:
            batch = waiting.popleft()  # or its results would be held until the last are there
            while not batch.done:
                self._employ(todo)
                self._listen(todo)
            yield batch.results

    def close(self) -> None:
        """End the workers, whatever they are at."""
        with uninterrupted():
            for worker in self._workers:
                worker.kill()
            self._workers.clear()

    def _employ(self, todo: deque[_Batch[Item, Result]]) -> None:
        for worker in self._workers:
            if worker.batch is None and todo:
                worker.give(todo.popleft())
        while todo and len(self._workers) < self._count:
            with uninterrupted():  # or nobody would know of a process that was forked just now
                worker = _Worker(self._work, self._seconds, [other.pipes for other in self._workers])
                self._workers.append(worker)
            worker.give(todo.popleft())

    @property
    def _seconds(self) -> float:
        return SECONDS if self._late < _PATIENCE else min(SECONDS, HURRIED_SECONDS)

    def _listen(self, todo: deque[_Batch[Item, Result]]) -> None:
        busy = {worker.incoming: worker for worker in self._workers if worker.batch is not None}
        for pipe in select(list(busy), [], [])[0]:
            worker = busy[pipe]
            if not worker.receive():
                self._workers.remove(worker)  # first: after an interruption `close` would end it once more
                self._bury(worker, worker.cause_of_death(), todo)

    def _bury(self, worker: _Worker[Item, Result], reason: str, todo: deque[_Batch[Item, Result]]) -> None:
        """Go on behind the item at which a worker was lost, where that is known; once more at that item, since it may
        not be its fault."""
        batch = worker.batch
        assert batch is not None
        guilty = batch.stepwise and (batch.retried or worker.ran_out_of_time)
        if guilty:
            self._late += worker.ran_out_of_time
            batch.results.append(self._refused(batch.left[0], reason))
        batch.retried = batch.stepwise and not guilty
        batch.stepwise = True
        if not batch.done:
            todo.appendleft(batch)


def apart(work: Callable[[], Result], otherwise: Result) -> Result:
    """What `work` gives, done in a process that may be lost; `otherwise` when it was."""
    if not hasattr(os, "fork"):
        return work()
    pool = Workers[None, Result](1, lambda _: work(), lambda _, reason: otherwise)
    try:
        return next(iter(pool.results([[None]])))[0]
    finally:
        pool.close()


class _Worker(Generic[Item, Result]):
    def __init__(self, work: Callable[[Item], Result], seconds: float, others: Sequence[tuple[int, int]]) -> None:
        theirs_in, self.outgoing = os.pipe()
        self.incoming, theirs_out = os.pipe()
        self.batch: _Batch[Item, Result] | None = None
        self.ran_out_of_time = False
        self._pid = os.fork()
        if self._pid == 0:
            _close(self.outgoing, self.incoming, *(pipe for pair in others for pipe in pair))
            _serve(work, seconds, theirs_in, theirs_out)
        _close(theirs_in, theirs_out)

    @property
    def pipes(self) -> tuple[int, int]:
        return self.incoming, self.outgoing

    def give(self, batch: _Batch[Item, Result]) -> None:
        self.batch = batch
        with suppress(BrokenPipeError):  # lost before it began: `receive` tells
            _send(self.outgoing, (batch.left, batch.stepwise))

    def receive(self) -> bool:
        """Take the results that are there; False for a worker that has ended in the middle of its work."""
        assert self.batch is not None
        try:
            self.batch.results += _received(self.incoming)
        except EOFError:
            return False
        self.batch.retried = False
        if self.batch.done:
            self.batch = None
        return True

    def kill(self) -> None:
        with suppress(ProcessLookupError):
            os.kill(self._pid, signal.SIGKILL)
        self._reap()

    def cause_of_death(self) -> str:
        """A reason for people."""
        code = self._reap()
        self.ran_out_of_time = code == -signal.SIGPROF
        return "reading it takes too long" if self.ran_out_of_time else "its parser crashes"

    def _reap(self) -> int:
        _close(*self.pipes)
        return os.waitstatus_to_exitcode(os.waitpid(self._pid, 0)[1])


def _serve(work: Callable[[Item], Result], seconds: float, incoming: int, outgoing: int) -> NoReturn:
    """A worker's life: batches in, results out, until whoever forked it closes the pipe or is gone."""
    try:
        _limit_itself()
        while True:
            items, stepwise = _received(incoming)
            # To be lost in a batch tells little: the item that takes long has all its time when it is alone.
            given, silence = (seconds, 0.0) if stepwise else (min(seconds, HURRIED_SECONDS), _SILENCE)
            for results in _gathered((_timed(work, item, given) for item in items), silence):
                _send(outgoing, results)
    finally:
        os._exit(0)  # nothing of the process it was forked from may run on: no traceback, no exit handlers


def _timed(work: Callable[[Item], Result], item: Item, seconds: float) -> Result:
    signal.setitimer(signal.ITIMER_PROF, seconds)
    result = work(item)
    signal.setitimer(signal.ITIMER_PROF, 0)
    return result


def _gathered(results: Iterable[Result], silence: float) -> Iterator[list[Result]]:
    """The results in lists, each of what comes within so many seconds."""
    gathered: list[Result] = []
    until = monotonic() + silence
    for result in results:
        gathered.append(result)
        if monotonic() >= until:
            yield gathered
            gathered, until = [], monotonic() + silence
    if gathered:
        yield gathered


def _limit_itself() -> None:
    """Default signals end it; an interruption is for the process that waits; what native code prints goes nowhere."""
    import resource

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for name in (signal.SIGPROF, signal.SIGTERM, signal.SIGHUP, signal.SIGPIPE):
        signal.signal(name, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_SETMASK, ())  # that of the moment in which it was forked
    for limit, most in ((resource.RLIMIT_CORE, 0), (resource.RLIMIT_DATA, _MEMORY)):
        with suppress(ValueError, OSError):  # a stricter limit holds already
            resource.setrlimit(limit, (most, resource.getrlimit(limit)[1]))
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)


def _send(pipe: int, message: object) -> None:
    data = pickle.dumps(message, pickle.HIGHEST_PROTOCOL)
    view = memoryview(_LENGTH.pack(len(data)) + data)
    while view:
        view = view[os.write(pipe, view) :]


def _received(pipe: int) -> Any:
    """One message. Raises EOFError when whoever writes is gone."""
    (length,) = _LENGTH.unpack(_exactly(pipe, _LENGTH.size))
    return pickle.loads(_exactly(pipe, length))


def _exactly(pipe: int, length: int) -> bytes:
    pieces = []
    while length:
        piece = os.read(pipe, min(length, 1 << 20))
        if not piece:
            raise EOFError
        pieces.append(piece)
        length -= len(piece)
    return b"".join(pieces)


def _close(*pipes: int) -> None:
    for pipe in pipes:
        os.close(pipe)
