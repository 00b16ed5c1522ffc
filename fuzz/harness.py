"""One target under atheris: python fuzz/harness.py TARGET CORPUS [options of libFuzzer]."""

from __future__ import annotations

import sys
from time import process_time

import atheris

with atheris.instrument_imports(include=["asrs_lint"]):
    from targets import TARGETS, Broken

    TARGETS[sys.argv[1]](b"")  # imports what it needs

SECONDS = 2.0  # of processor time for one input of at most 64 KiB


def main() -> None:
    name = sys.argv.pop(1)
    target = TARGETS[name]

    def bounded(data: bytes) -> None:
        start = process_time()
        target(data)
        if (took := process_time() - start) > SECONDS:
            raise Broken(f"{took:.1f} s for {len(data)} bytes")

    atheris.Setup(sys.argv, bounded)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
