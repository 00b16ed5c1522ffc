"""Packages outside NuGet: npm, libman, script tags, Maven, Gradle, PyPI, Swift packages, pub, Go modules."""

from __future__ import annotations

from asrs_lint.facts.base import Fact


class PackageReferenced(Fact, frozen=True):
    """`ecosystem` is npm, libman, script, import, maven, gradle, pypi, swift, pub, go or cocoapods; `version` the text
    as written (a range, a tag) or None. `locked` when a lock file says so."""

    ecosystem: str
    name: str
    version: str | None
    locked: bool = False
