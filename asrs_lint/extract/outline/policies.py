"""Reconnect policies: lists of delays, and classes that decide."""

from __future__ import annotations

import re

from asrs_lint.extract.outline.nesting import Nesting
from asrs_lint.extract.outline.shape import Kind

_NUMBER = re.compile(r"[-+]?\d[\d_]*(?:\.\d+)?")
_LONGEST = 1e15  # milliseconds: what is beyond is no delay of people, and may be infinite
_CREATED = re.compile(r"^(?:(?:new|const)\s+)?([A-Z]\w*)")
_LIST = re.compile(r"^(?:const\s*)?(?:<\w+>\s*)?[\[(](.*?),?\s*[\])]$", re.DOTALL)


def milliseconds(text: str, factor: int = 1) -> tuple[int, ...] | None:
    """The delays of a list of plain numbers; None when it is no list or holds anything else."""
    found = _LIST.match(text.strip()[:4000])
    if found is None:
        return None
    parts = [p.strip() for p in found[1].split(",") if p.strip()]
    if not all(_NUMBER.fullmatch(p) for p in parts):
        return None
    delays = [float(p.replace("_", "")) * factor for p in parts]
    return tuple(map(int, delays)) if all(abs(delay) < _LONGEST for delay in delays) else None


def is_list(text: str) -> bool:
    return bool(_LIST.match(text.strip()[:4000]))


def refuses(nesting: Nesting, text: str, refusal: re.Pattern[str]) -> bool | None:
    """Whether the policy class that is created there can say "no more"; None when the class is not in this file."""
    created = _CREATED.match(text.strip())
    types = (r for r in nesting.regions if r.kind is Kind.TYPE and created and r.name == created[1])
    found = next(types, None)
    return None if found is None else bool(refusal.search(nesting.outline.code, found.start, found.end))
