"""From an error that somebody saw at run time to the rules that find its cause."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from importlib.resources import files

from msgspec import Struct

from asrs_lint.rule import Rule

_SHORTEST = 12  # characters of a pasted text that may be a part of a known one
_NO_WORD = re.compile(r"[^a-z0-9*]+")


class Symptom(Struct, frozen=True):
    """`rules` are ids, the likeliest cause first."""

    text: str
    means: str
    rules: tuple[str, ...]

    def is_in(self, pasted: str) -> bool:
        """Whether the pasted text holds the invariant parts in their order, or is itself a part of them."""
        words = _words(pasted.replace("*", " "))
        at = 0
        for part in _words(self.text).split("*"):
            found = words.find(part.strip(), at)
            if found < 0:
                return len(words) >= _SHORTEST and words in _words(self.text)
            at = found + len(part.strip())
        return True


def symptoms_of(rules: Iterable[type[Rule]]) -> list[Symptom]:
    """Those that the packages of these rules know, from a file symptoms.toml beside their rules."""
    packages = dict.fromkeys(rule.__module__.partition(".")[0] for rule in rules)
    return [symptom for package in packages for symptom in _in_package(package)]


def _in_package(package: str) -> list[Symptom]:
    file = files(package) / "symptoms.toml"
    if not file.is_file():
        return []
    entries = tomllib.loads(file.read_text("utf-8"))["symptom"]
    return [Symptom(entry["text"], entry["means"], tuple(entry["rules"])) for entry in entries]


def _words(text: str) -> str:
    return _NO_WORD.sub(" ", text.lower()).strip()
