"""Does time grow with a text, or with its square? python fuzz/growth.py --seconds 20 [TARGET…]

Pieces of the seeds are repeated up to the longest input. Exit code 1 when one takes longer than an input may.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections.abc import Iterator
from multiprocessing import get_context
from time import monotonic, process_time

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
    context = get_context("fork")
    told, telling = context.Pipe(duplex=False)
    worker = context.Process(target=_work, args=(name, seconds, telling))
    worker.start()
    tried, worst, last = 0, (0.0, b""), b""
    while told.poll(_HANG):
        kind, took, data = told.recv()
        if kind == "end":
            break
        last = data if kind == "try" else b""
        tried, worst = (tried + 1, max(worst, (took, data))) if kind == "took" else (tried, worst)
    if last:
        worst = (_HANG, last)
    worker.kill()
    good = worst[0] <= _SECONDS
    print(
        f"{name:18} {'holds' if good else 'SLOW '} {tried:5} texts, at most {worst[0]:.2f} s: {worst[1]!r}", flush=True
    )
    return good


def _work(name: str, seconds: int, telling: object) -> None:
    send = telling.send  # type: ignore[attr-defined]
    until = monotonic() + seconds
    for shown, data in _texts(name):
        send(("try", 0.0, shown))
        began = process_time()
        TARGETS[name](data)
        send(("took", process_time() - began, shown))
        if monotonic() > until:
            break
    send(("end", 0.0, b""))


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
