"""The baseline: findings that were there when asrs-lint came, accepted until somebody touches them.

A finding of every confidence may be in it, also one that only --audit shows: an unrelated edit can raise a confidence,
and what was known would then look new.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from asrs_lint.finding import BASELINE, Finding, Suppression
from asrs_lint.redaction import mask

LIMIT = 32 * 1024 * 1024  # bytes of a file that is read
_VERSION = 1
_REASON = "accepted in the baseline"
_FINGERPRINT = re.compile(r"[0-9a-f]{16}")


class BaselineError(ValueError):
    """A baseline that cannot be used; the message is one line without the name of the file."""


class Entry(Struct, frozen=True, order=True):
    """An accepted finding. `message` is for those who review the file."""

    path: str
    rule: str
    fingerprint: str
    message: str = ""

    @property
    def key(self) -> tuple[str, str, str]:
        return self.rule, self.path, self.fingerprint


class Baseline(Struct, frozen=True):
    entries: tuple[Entry, ...] = ()

    @classmethod
    def of(cls, findings: Iterable[Finding]) -> Baseline:
        """What accepts these findings."""
        entries = {Entry(f.path, f.id, f.fingerprint, " ".join(mask(f.message).split())) for f in findings}
        return cls(tuple(sorted(entries)))

    @classmethod
    def parse(cls, text: str) -> Baseline:
        """Read the text of a baseline file. Raises BaselineError."""
        try:
            data = json.loads(text)
        except (ValueError, RecursionError) as error:
            raise BaselineError(f"is no JSON: {error or 'nested too deep'}") from error
        version = data.get("version") if isinstance(data, dict) else None
        if not isinstance(version, int):
            raise BaselineError("is no baseline of asrs-lint: it has no version")
        if version != _VERSION:
            raise BaselineError(f"has version {version}; this asrs-lint reads version {_VERSION}")
        found = data.get("findings")
        if not isinstance(found, list):
            raise BaselineError("has no list of findings")
        return cls(tuple(_entry(number, one) for number, one in enumerate(found, 1)))

    def text(self) -> str:
        """The text of its file: one line a finding, sorted by path, so that diffs and merges stay small."""
        lines = ",\n".join(f"    {json.dumps(_as_json(entry))}" for entry in sorted(self.entries))
        listed = f"[\n{lines}\n  ]" if lines else "[]"
        return f'{{\n  "version": {_VERSION},\n  "findings": {listed}\n}}\n'

    def part(self, findings: Iterable[Finding]) -> Parted:
        """Part findings into those that are new and those that it accepts."""
        known = {entry.key for entry in self.entries}
        new: list[Finding] = []
        accepted: list[Finding] = []
        for finding in findings:
            if _key(finding) in known:
                accepted.append(replace(finding, suppressed=Suppression(BASELINE, _REASON)))
            else:
                new.append(finding)
        met = {_key(finding) for finding in accepted}
        return Parted(new, accepted, [entry for entry in self.entries if entry.key not in met])


class Parted(Struct, frozen=True):
    """`stale` are the entries that accept nothing any more."""

    new: list[Finding]
    accepted: list[Finding]
    stale: list[Entry]


def _key(finding: Finding) -> tuple[str, str, str]:
    return finding.id, finding.path, finding.fingerprint


def _as_json(entry: Entry) -> dict[str, str]:
    return {"rule": entry.rule, "path": entry.path, "fingerprint": entry.fingerprint, "message": entry.message}


def _entry(number: int, data: Any) -> Entry:
    table = data if isinstance(data, dict) else {}
    path, rule, fingerprint = (str(table.get(key) or "") for key in ("path", "rule", "fingerprint"))
    if not (path and rule and fingerprint):
        raise BaselineError(f"finding {number} has no rule, path or fingerprint")
    if not _FINGERPRINT.fullmatch(fingerprint):
        raise BaselineError(f"finding {number} has a fingerprint that asrs-lint did not make")
    return Entry(path, rule, fingerprint, str(table.get("message") or ""))
