"""Does time grow with a text, or with its square? python fuzz/growth.py --seconds 20 [TARGET…]

Pieces of the seeds are repeated up to the longest input. Exit code 1 when one takes longer than an input may.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections.abc import Iterator
from multiprocessing import get_context
from multiprocessing.connection import Connection
from time import process_time

from seeds import seeds
from targets import TARGETS

_LONGEST = 65_536  # bytes of an input
_SECONDS = 2.0  # of the processor
_HANG = 30.0  # seconds by the clock
_OPENINGS = (
    b"",
    b"<",
    b"{",
    b"(",
    b"[",
    b'"',
    b"'",
    b"`",
    b"/*",
    b"<!--",
    b"<a ",
    b'$"{',
    b"@(",
    b"<<E\n",
    b"'''",
    b"#",
)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("targets", nargs="*", choices=[[], *TARGETS], metavar="TARGET")
    parser.add_argument("--seconds", type=int, default=20)
    options = parser.parse_args()
    slow = [name for name in options.targets or TARGETS if not holds(name, options.seconds)]
    print("slow: " + " ".join(slow) if slow else "all hold")
    return 1 if slow else 0


def holds(name: str, seconds: int) -> bool:
    """In a process of its own, which can be ended when a target does not come back."""
    seeds(name)  # read before the clock runs
    context = get_context("fork")
    told, telling = context.Pipe(duplex=False)
    worker = context.Process(target=_work, args=(name, seconds, telling), daemon=True)
    worker.start()
    telling.close()
    tried, worst, text = 0, 0.0, b""
    for kind, took, data in _messages(told):
        tried += kind == "took"
        if took >= worst:
            worst, text = took, data
    worker.kill()
    print(f"{name:18} {'holds' if worst <= _SECONDS else 'SLOW '} {tried:5} texts, {worst:.2f} s: {text!r}", flush=True)
    return worst <= _SECONDS


def _messages(told: Connection) -> Iterator[tuple[str, float, bytes]]:
    """What the worker tells; a text that does not come back, or that it does not survive, takes for ever."""
    tried = b""
    while told.poll(_HANG):
        try:
            kind, took, data = told.recv()
        except EOFError:
            break
        if kind == "end":
            return
        tried = data
        yield kind, took, data
    yield "lost", _HANG, tried


def _work(name: str, seconds: int, telling: Connection) -> None:
    until = process_time() + seconds
    for shown, data in _texts(name):
        telling.send(("try", 0.0, shown))
        began = process_time()
        TARGETS[name](data)
        telling.send(("took", process_time() - began, shown))
        if process_time() > until:
            break
    telling.send(("end", 0.0, b""))


def _texts(name: str) -> Iterator[tuple[bytes, bytes]]:
    """A start that gets the text read, an opening, and a piece again and again. The first is what tells of both."""
    dice = random.Random(name)
    found = seeds(name) or [b"\0"]
    while True:
        seed = dice.choice(found)
        start = seed[: dice.choice([1, dice.randrange(len(seed) + 1)])]
        at = dice.randrange(len(seed) + 1)
        piece = dice.choice(
            [seed[at : at + dice.randint(1, 40)], dice.choice(_OPENINGS), dice.choice(b"\n \t.;\\/").to_bytes()]
        )
        piece = piece or b"a"
        opening = dice.choice(_OPENINGS)
        whole = start + opening + piece * (_LONGEST // len(piece))
        yield start[-30:] + b" | " + opening + b" | " + piece, whole[:_LONGEST]


if __name__ == "__main__":
    sys.exit(main())
