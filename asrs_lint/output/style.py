"""How text may look where it goes: with or without colours, with or without line-drawing characters."""

from __future__ import annotations

import os
from typing import TextIO

from msgspec import Struct

from asrs_lint.scale import Severity

_CODES = {"bold": "1", "dim": "2", "red": "31", "green": "32", "yellow": "33", "blue": "34"}
_OF_SEVERITY = {Severity.ERROR: ("red", "bold"), Severity.WARNING: ("yellow", "bold"), Severity.INFO: ("blue", "bold")}


class Style(Struct, frozen=True):
    """`rail`, `end` and `underline` are the characters around an excerpt."""

    colours: bool = False
    rail: str = "│"
    end: str = "╵"
    underline: str = "─"

    @classmethod
    def of_stream(cls, stream: TextIO) -> Style:
        """What a stream can show. NO_COLOR and FORCE_COLOR decide before the kind of the stream does."""
        try:
            "│╵─".encode(stream.encoding or "ascii")
        except (UnicodeEncodeError, LookupError):
            return cls(_wants_colours(stream), "|", "'", "-")
        return cls(_wants_colours(stream))

    def paint(self, text: str, *names: str) -> str:
        if not self.colours or not text:
            return text
        return f"\x1b[{';'.join(_CODES[name] for name in names)}m{text}\x1b[0m"

    def severity(self, severity: Severity) -> str:
        return self.paint(str(severity), *_OF_SEVERITY[severity])


def _wants_colours(stream: TextIO) -> bool:
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return stream.isatty() and os.environ.get("TERM") != "dumb"
