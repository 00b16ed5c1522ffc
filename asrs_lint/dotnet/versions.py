"""NuGet versions and ranges, and target frameworks.

`univers` reads NuGet versions too, but importing it costs 130 ms (attrs, semantic_version) and it knows no floating
versions; the whole grammar (learn.microsoft.com/nuget/concepts/package-versioning) is the few lines below.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import total_ordering

from msgspec import Struct

_VERSION = re.compile(
    r"\s*(\d{1,9})(?:\.(\d{1,9}))?(?:\.(\d{1,9}))?(?:\.(\d{1,9}))?(?:-([0-9A-Za-z.-]+))?(?:\+\S*)?\s*"
)


@total_ordering  # which takes the comparisons that every Struct has for the class's own
@dataclass(frozen=True, slots=True)
class Version:
    """`numbers` are always four; `labels` those of a pre-release in lower case."""

    numbers: tuple[int, int, int, int]
    labels: tuple[str, ...] = ()

    @property
    def prerelease(self) -> bool:
        return bool(self.labels)

    def __lt__(self, other: Version) -> bool:
        return self._key() < other._key()

    def _key(self) -> tuple[object, ...]:
        labels = tuple((0, len(x.lstrip("0")), x.lstrip("0")) if x.isdigit() else (1, 0, x) for x in self.labels)
        return (self.numbers, not self.labels, labels)


def parse_version(text: str) -> Version | None:
    found = _VERSION.fullmatch(text)
    if not found:
        return None
    major, minor, patch, revision = (int(found[n] or 0) for n in range(1, 5))
    return Version((major, minor, patch, revision), tuple((found[5] or "").lower().split(".")) if found[5] else ())


class VersionRange(Struct, frozen=True):
    """What a PackageReference asks for. A bare version is a lower bound, which NuGet resolves to. `floating` (`1.*`)
    resolves to whatever is newest."""

    lowest: Version | None = None
    lowest_inclusive: bool = True
    highest: Version | None = None
    highest_inclusive: bool = False
    floating: bool = False

    def contains(self, version: Version) -> bool:
        if self.lowest and (version < self.lowest or (version == self.lowest and not self.lowest_inclusive)):
            return False
        if self.highest is None:
            return True
        return version < self.highest or (version == self.highest and self.highest_inclusive)


def parse_range(text: str) -> VersionRange | None:
    """Read `1.0`, `[1.0]`, `[1.0,2.0)`, `(,2.0]`, `1.*`, `*`; None for anything else (a property, a token)."""
    text = text.strip()
    if "*" in text:
        return VersionRange(parse_version(text.partition("*")[0].rstrip(".-")), floating=True)
    if not text.startswith(("[", "(")):
        version = parse_version(text)
        return VersionRange(version) if version else None
    return _interval(text)


def _interval(text: str) -> VersionRange | None:
    if not text.endswith(("]", ")")):
        return None
    low, comma, high = text[1:-1].partition(",")
    bounds = parse_version(low), parse_version(high if comma else low)
    if any(part.strip() and bound is None for part, bound in zip((low, high), bounds, strict=True)):
        return None
    if bounds == (None, None):
        return None
    return VersionRange(bounds[0], text[0] == "[", bounds[1], text[-1] == "]")


def at_least(text: str | None, version: str) -> bool | None:
    """Whether a package asked for by `text` is at that version or a later one. None when it cannot be told: no version,
    a property, a floating version or a range without a lower bound."""
    wanted, asked = parse_version(version), parse_range(text) if text else None
    if wanted is None or asked is None or asked.lowest is None:
        return None
    if asked.lowest >= wanted:
        return True
    return None if asked.floating else False


class Framework(Struct, frozen=True):
    """A target framework. `kind` is core (.NET Core and .NET 5 onwards), framework (.NET Framework) or standard."""

    kind: str
    version: tuple[int, ...]

    @property
    def is_core_3_or_later(self) -> bool:
        return self.kind == "core" and self.version >= (3,)


_MONIKER = re.compile(r"(netcoreapp|netstandard|net)(\d{1,9}(?:\.\d{1,9})*)(?:-.*)?")


def read_framework(moniker: str) -> Framework | None:
    """Read `net8.0`, `net8.0-windows`, `netcoreapp2.1`, `net472`, `netstandard2.0`, `v4.7.2` (a classic project)."""
    name = moniker.strip().lower()
    if re.fullmatch(r"v\d{1,9}(\.\d{1,9})*", name):
        return Framework("framework", tuple(int(n) for n in name[1:].split(".")))
    found = _MONIKER.fullmatch(name)
    if not found:
        return None
    dotted = "." in found[2]
    version = tuple(int(n) for n in (found[2].split(".") if dotted else found[2]))
    if found[1] == "netstandard":
        return Framework("standard", version)
    if found[1] == "netcoreapp" or (dotted and version >= (5,)):
        return Framework("core", version)
    return Framework("framework", version)
