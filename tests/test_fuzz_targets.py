"""Fuzzing is no part of the tests, but what it calls must be there: every target takes a few of its seeds."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

FUZZ = Path(__file__).parent.parent / "fuzz"
SEEDS = """
from itertools import islice
from seeds import seeds
from targets import TARGETS
for name, target in TARGETS.items():
    target(b"")
    for data in islice(seeds(name), 2):
        target(data)
print(len(TARGETS))
"""


def test_every_target_keeps_its_promise_for_its_seeds() -> None:
    ran = subprocess.run([sys.executable, "-c", SEEDS], cwd=FUZZ, capture_output=True, text=True, timeout=300)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert int(ran.stdout) > 40
