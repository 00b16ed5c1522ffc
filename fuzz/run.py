"""Fuzz every target, or those named, for some time each: python fuzz/run.py --seconds 60 [TARGET…].

Exit code 1 when an input breaks a promise; it is kept in fuzz/found/TARGET/.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

from seeds import seeds
from targets import TARGETS

HERE = Path(__file__).parent
_MEMORY = 2048  # MiB
_LONGEST = 65_536  # bytes of an input
_HANG = 60  # seconds by the clock; the harness counts the processor's, which other work does not lengthen


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("targets", nargs="*", choices=[[], *TARGETS], metavar="TARGET")
    parser.add_argument("--seconds", type=int, default=60)
    options = parser.parse_args()
    broken = [name for name in options.targets or TARGETS if not holds(name, options.seconds)]
    print("broken: " + " ".join(broken) if broken else "all hold")
    return 1 if broken else 0


def holds(name: str, seconds: int) -> bool:
    found = HERE / "found" / name
    found.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as corpus:
        plant(name, Path(corpus))
        bounds = (f"-max_total_time={seconds}", f"-timeout={_HANG}", f"-max_len={_LONGEST}", f"-rss_limit_mb={_MEMORY}")
        command = [sys.executable, str(HERE / "harness.py"), name, corpus, f"-artifact_prefix={found}/", *bounds]
        run = subprocess.run(command, capture_output=True, text=True, errors="replace")
    runs = next((line for line in reversed(run.stderr.splitlines()) if line.startswith("Done ")), "")
    print(f"{name:18} {'holds' if run.returncode == 0 else 'BROKEN'}  {runs[:70]}", flush=True)
    if run.returncode:
        (found / "trace.txt").write_text(run.stdout + run.stderr)
    return run.returncode == 0


def plant(name: str, corpus: Path) -> None:
    for number, data in enumerate(seeds(name)):
        (corpus / f"seed-{number}").write_bytes(data)


if __name__ == "__main__":
    sys.exit(main())
