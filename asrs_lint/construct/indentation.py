"""Which named blocks hold a place, in languages that write blocks by indentation."""

from __future__ import annotations

import re

from asrs_lint.source import Document, Span

_YAML = re.compile(r"(?:-\s+)*(?P<name>[\w.\-/\"']+)\s*:")
_NAMING = {"py": re.compile(r"(?:async\s+)?(?:class|def)\s+(?P<name>\w+)"), "yaml": _YAML, "yml": _YAML}
_LONGEST_LINE = 400  # characters looked at for a name


class Indentation:
    """The blocks around places of a document, asked for in ascending order: the text is read once."""

    def __init__(self, document: Document, suffix: str) -> None:
        self._document = document
        self._naming = _NAMING.get(suffix)
        self._line = 1  # the next to read
        self._open: list[tuple[int, Span | None]] = []  # indentation and name of the lines that hold the next one

    def at(self, offset: int) -> tuple[Span, ...]:
        """The names of the classes and functions of Python, or the keys of YAML, the outermost first."""
        if self._naming is None:
            return ()
        last = self._document.position(offset).line
        for line in range(self._line, last):
            self._pass(line, self._naming)
        self._line = last
        indent = _indentation(self._document.line_text(last))
        return tuple(name for outer, name in self._open if name is not None and outer < indent)

    def _pass(self, line: int, naming: re.Pattern[str]) -> None:
        text = self._document.line_text(line)[:_LONGEST_LINE]
        if not text.strip():
            return
        indent = _indentation(text)
        while self._open and self._open[-1][0] >= indent:
            self._open.pop()
        found, start = naming.match(text, indent), self._document.offset(line, 1)
        name = self._document.span(start + found.start("name"), start + found.end("name")) if found else None
        self._open.append((indent, name))


def _indentation(text: str) -> int:
    return len(text) - len(text.lstrip())
