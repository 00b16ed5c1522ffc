"""The page of a rule: its Markdown file, cut into sections and examples."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files

from msgspec import Struct

from asrs_lint.rule import Rule

HEADINGS = ("What it is", "Why", "Bad", "Good", "Fix", "When to ignore it", "References")
_FENCE = re.compile(r"^(?P<fence>`{3,})(?P<info>[^`\n]*)$")
_EXPECTED = re.compile(r"(?P<path>.+?):(?P<line>\d+)(?::(?P<column>\d+))? (?P<rule>[A-Z]+\d+)")


class PageError(ValueError):
    """A page that does not have the fixed form."""


class Expected(Struct, frozen=True):
    """Where an example expects a finding; `column` None for any."""

    path: str
    line: int
    column: int | None
    rule: str


class Example(Struct, frozen=True):
    """A small repository and the findings of the page's rule in it. `title` is that of the ### heading above it."""

    title: str
    good: bool
    files: tuple[tuple[str, str], ...]
    expected: tuple[Expected, ...]


class Page(Struct, frozen=True):
    """`text` is the whole Markdown; `sections` are by heading, in the fixed order."""

    title: str
    text: str
    sections: dict[str, str]

    @property
    def references(self) -> list[str]:
        return re.findall(r"https?://[^\s)>\]]+", self.sections["References"])

    def examples(self) -> list[Example]:
        """The examples of Bad and Good, in order. Raises PageError."""
        return [*_examples(self.sections["Bad"], good=False), *_examples(self.sections["Good"], good=True)]


class _Block(Struct, frozen=True):
    language: str
    path: str
    text: str
    title: str


@cache
def page_of(rule: type[Rule]) -> Page:
    """The page beside the module of a rule. Raises PageError, FileNotFoundError."""
    package, _, module = rule.__module__.rpartition(".")
    return parse_page((files(package) / f"{module}.md").read_text("utf-8"))


def parse_page(text: str) -> Page:
    title = ""
    sections: dict[str, str] = {}
    heading: str | None = None
    for line, in_code in _lines(text):
        if not in_code and line.startswith("# "):
            title = line[2:].strip()
        elif not in_code and line.startswith("## "):
            heading = line[3:].strip()
            sections[heading] = ""
        elif heading is not None:
            sections[heading] += line + "\n"
    if tuple(sections) != HEADINGS:
        raise PageError(f"the headings of {title!r} are {', '.join(sections)}; they must be {', '.join(HEADINGS)}")
    return Page(title, text, {name: body.strip("\n") for name, body in sections.items()})


def _lines(text: str) -> Iterator[tuple[str, bool]]:
    """Each line and whether it stands in a fenced block (its fences do)."""
    fence: str | None = None
    for line in text.splitlines():
        opened = fence
        if fence is None:
            if match := _FENCE.match(line):
                opened = fence = match["fence"]
        elif line.strip() == fence:
            fence = None
        yield line, opened is not None


def _examples(section: str, good: bool) -> Iterator[Example]:
    repository: list[tuple[str, str]] = []
    for block in _blocks(section):
        if block.language != "expect":
            if block.path:
                repository.append((block.path, block.text))
            continue
        expected = tuple(_expected(line) for line in block.text.splitlines() if line.strip())
        if good is bool(expected) or not repository:
            raise PageError(f"example {block.title!r}: a bad one expects findings, a good one none, both have files")
        yield Example(block.title, good, tuple(repository), expected)
        repository = []
    if repository:
        raise PageError(f"files without an expect block: {', '.join(path for path, _ in repository)}")


def _blocks(section: str) -> Iterator[_Block]:
    title = ""
    info: str | None = None
    body: list[str] = []
    for line, in_code in _lines(section):
        if not in_code:
            if line.startswith("### "):
                title = line[4:].strip()
        elif info is None:
            match = _FENCE.match(line)
            info, body = (match["info"] if match else "").strip(), []
        elif _closes(line):
            language, _, path = info.partition(" ")
            yield _Block(language, path.strip(), "".join(f"{text}\n" for text in body), title)
            info = None
        else:
            body.append(line)


def _closes(line: str) -> bool:
    return len(line) >= 3 and not line.strip("`")


def _expected(line: str) -> Expected:
    match = _EXPECTED.fullmatch(line.strip())
    if match is None:
        raise PageError(f"not of the form path:line ASRS401: {line!r}")
    return Expected(match["path"], int(match["line"]), int(match["column"]) if match["column"] else None, match["rule"])
