from __future__ import annotations

import io

import pytest

from asrs_lint.cli import progress
from asrs_lint.cli.progress import Progress


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("stream", "seconds", "drawn"),
    [(Terminal(), 0.5, ""), (io.StringIO(), 2.0, ""), (Terminal(), 1.5, "looking [############            ] 50 %")],
)
def test_a_bar_is_drawn_on_a_terminal_after_a_second(
    monkeypatch: pytest.MonkeyPatch, stream: io.StringIO, seconds: float, drawn: str
) -> None:
    clock = iter((0.0, seconds, seconds + 1))
    monkeypatch.setattr(progress, "monotonic", lambda: next(clock))
    with Progress(stream) as bar:
        bar("looking", 5, 10)
    written = stream.getvalue().split("\x1b[K")
    assert (written[1].rstrip("\r") if drawn else stream.getvalue()) == drawn
    assert written[-1] == ""
