"""The tables and the plot of a run: python benchmarks/report.py FILE [--plot PNG]. FILE is what run.py --json wrote."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from statistics import median
from typing import Any

from figures import Run, Series, ratio

# What the ratios are taken against, where it was run: the floor, and the tools that do the same work.
_BASES = ("python -c pass", "rg", "ast-grep", "semgrep")

_PROPORTIONAL = "asrs-lint cold"  # the row that the plot compares with growth in proportion


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--plot", type=Path)
    options = parser.parse_args()
    measured = json.loads(options.file.read_text())
    print("\n".join(lines(measured)))
    if options.plot:
        plot(measured, options.plot)


def section(title: str, series: Sequence[Series], **about: Any) -> dict[str, Any]:
    """What one table is made from, as JSON keeps it."""
    return {"title": title, **about, "series": [asdict(one) for one in series]}


def lines(measured: dict[str, Any]) -> Iterator[str]:
    for key, value in measured["about"].items():
        yield f"- {key}: {value}"
    for part in measured["sections"]:
        yield from ("", *table(part))


def table(part: dict[str, Any]) -> Iterator[str]:
    series = series_of(part)
    bases = [one for name in _BASES for one in series if one.name == name and one.runs]
    head = ["", "wall s: median (min–max)", "CPU s: median (min–max)"]
    head += [f"{what} / {base.name}" for base in bases for what in ("wall", "CPU")]
    yield f"### {part['title']}"
    yield ""
    yield f"| {' | '.join([*head, 'MiB'])} |"
    yield f"|{'---|' * (len(head) + 1)}"
    for one in series:
        yield f"| {' | '.join(_cells(one, bases))} |"


def _cells(one: Series, bases: Sequence[Series]) -> Iterator[str]:
    yield one.name
    if one.late is not None:
        yield from (f"more than {one.late:.0f}", *["–"] * (2 * len(bases) + 2))
        return
    for what in ("wall", "cpu"):
        values = [getattr(run, what) for run in one.runs]
        yield f"{median(values):.2f} ({min(values):.2f}–{max(values):.2f})"
    for base in bases:
        for what in ("wall", "cpu"):
            found = ratio(one, base, what)
            yield "–" if found is None else f"{found:.2f}"
    yield f"{max(run.memory for run in one.runs):.0f}"


def series_of(part: dict[str, Any]) -> list[Series]:
    return [Series(one["name"], [Run(**run) for run in one["runs"]], one["late"]) for one in part["series"]]


def plot(measured: dict[str, Any], file: Path) -> None:
    """Seconds of the processor by files, both logarithmic; the dashed line grows as their number does."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(figsize=(7, 5))
    for name, points in _growth(measured).items():
        files, seconds = zip(*points, strict=True)
        axes.loglog(files, seconds, marker="o", label=name)
        if name == _PROPORTIONAL:
            axes.loglog(files, [seconds[-1] * many / files[-1] for many in files], "--", color="grey", alpha=0.5)
    axes.set(xlabel="files", ylabel="seconds of the processor, median")
    axes.grid(visible=True, which="both", alpha=0.3)
    axes.legend()
    figure.savefig(file, dpi=110, bbox_inches="tight")


def _growth(measured: dict[str, Any]) -> dict[str, list[tuple[int, float]]]:
    points: dict[str, list[tuple[int, float]]] = {}
    for part in measured["sections"]:
        for one in series_of(part):
            if "growth" in part and one.late is None:
                points.setdefault(one.name, []).append((part["growth"], median(run.cpu for run in one.runs)))
    return points


if __name__ == "__main__":
    main()
