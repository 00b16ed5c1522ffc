"""JSON written in many styles."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace

from hypothesis import strategies as st

Value = str | list["Member"]


@dataclass(frozen=True)
class Member:
    key: str
    value: Value
    comment: str = ""


@dataclass(frozen=True)
class Style:
    """`unit` is one level of indentation, empty for all on one line; then `padding` stands within braces."""

    unit: str
    newline: str
    colon: str
    padding: str
    trailing_comma: bool
    end: bool

    def written(self, root: list[Member]) -> str:
        return self._value(root, "") + (self.newline if self.end else "")

    def _value(self, value: Value, indent: str) -> str:
        if isinstance(value, str):
            return json.dumps(value)
        if not value:
            return "{}"
        inner = indent + self.unit
        members = [(f"{json.dumps(m.key)}{self.colon}{self._value(m.value, inner)}", m.comment) for m in value]
        if not self.unit:
            gap = " " if self.colon == ": " else ""
            return "{" + self.padding + f",{gap}".join(text for text, _ in members) + self.padding + "}"
        lines = []
        for number, (text, comment) in enumerate(members, 1):
            comma = "," if number < len(members) or self.trailing_comma else ""
            lines.append(f"{self.newline}{inner}{text}{comma}{comment and f' // {comment}'}")
        return "{" + "".join(lines) + f"{self.newline}{indent}}}"


def styles() -> st.SearchStrategy[Style]:
    on_lines = st.builds(
        Style,
        st.sampled_from(["  ", "    ", "\t"]),
        st.sampled_from(["\n", "\r\n"]),
        st.sampled_from([": ", ":"]),
        st.just(""),
        st.booleans(),
        st.booleans(),
    )
    on_one_line = st.builds(
        Style, st.just(""), st.just("\n"), st.sampled_from([": ", ":"]), st.just(""), st.just(False), st.booleans()
    )
    padded = st.just(Style("", "\n", ": ", " ", False, True))
    return st.one_of(on_lines, on_lines, on_one_line, padded)


def without_comments(members: list[Member]) -> list[Member]:
    return [
        replace(m, comment="", value=m.value if isinstance(m.value, str) else without_comments(m.value))
        for m in members
    ]
