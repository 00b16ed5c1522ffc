"""Which named blocks hold a place, in languages that write blocks by indentation."""

from __future__ import annotations

import re
from collections.abc import Iterator

from asrs_lint.source import Document, Span

_YAML = re.compile(r"(?:-\s+)*(?P<name>[\w.\-/\"']+)\s*:")
_NAMING = {"py": re.compile(r"(?:async\s+)?(?:class|def)\s+(?P<name>\w+)"), "yaml": _YAML, "yml": _YAML}
_LONGEST_LINE = 400  # characters looked at for a name
_MOST_LINES = 20_000  # above a construct


def names_above(document: Document, span: Span, suffix: str) -> tuple[Span, ...]:
    """The classes and functions of Python, or the keys of YAML, around a place, the outermost first."""
    naming = _NAMING.get(suffix)
    return tuple(reversed(list(_names(document, span, naming)))) if naming else ()


def _names(document: Document, span: Span, naming: re.Pattern[str]) -> Iterator[Span]:
    line = document.position(span.start).line
    indent = _indentation(document.line_text(line))
    for above in range(line - 1, max(0, line - _MOST_LINES), -1):
        text = document.line_text(above)[:_LONGEST_LINE]
        if indent == 0:
            return
        if not text.strip() or _indentation(text) >= indent:
            continue
        indent = _indentation(text)
        if found := naming.match(text, indent):
            start = document.offset(above, 1)
            yield document.span(start + found.start("name"), start + found.end("name"))


def _indentation(text: str) -> int:
    return len(text) - len(text.lstrip())
