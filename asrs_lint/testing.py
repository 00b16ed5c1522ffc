"""Testing rules: findings of a small repository written in the test, and the examples of a rule's page."""

from __future__ import annotations

import base64
import random
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from msgspec import Struct

from asrs_lint.config import Config
from asrs_lint.documentation import Example, Expected, page_of
from asrs_lint.engine import Run, check
from asrs_lint.finding import Finding, Report
from asrs_lint.rule import Rule
from asrs_lint.suppression import SuppressionRule

KEY_MARK = "{{access-key}}"


class DefectMet(AssertionError):
    """A rule or reader crashed on a test's repository."""


def access_key() -> str:
    """A value of the shape of an access key, the same in every run. Written out, it would look like a leaked one."""
    return base64.b64encode(random.Random(20180918).randbytes(32)).decode()


def report(files: Mapping[str, str], config: Config | None = None, rules: Sequence[type[Rule]] | None = None) -> Report:
    """The report on a repository that holds these files and nothing else. Raises DefectMet."""
    overlays = {path: text.replace(KEY_MARK, access_key()) for path, text in files.items()}
    with TemporaryDirectory(prefix="asrs-lint-") as root:
        found = check(Path(root), config or Config(), overlays, Run(jobs=0, rules=rules))
    if found.failures:
        raise DefectMet("\n".join(failure.traceback or failure.error for failure in found.failures))
    return found


def lint(
    files: Mapping[str, str], config: Config | None = None, rules: Sequence[type[Rule]] | None = None
) -> list[Finding]:
    """The findings in a repository that holds these files, of every confidence. Raises DefectMet."""
    return list(report(files, config, rules).findings)


class Outcome(Struct, frozen=True):
    """What an example expects and what the rule found there, as `path:line[:column] id`."""

    expected: tuple[str, ...]
    found: tuple[str, ...]


def examples(rule: type[Rule]) -> list[Example]:
    """The examples of a rule's page."""
    return page_of(rule).examples()


def run_example(rule: type[Rule], example: Example) -> Outcome:
    """Run one rule over one example; with all others, if it is about the suppression of their findings. Columns are
    compared where the example gives them."""
    rules = None if issubclass(rule, SuppressionRule) else [rule]
    findings = [finding for finding in lint(dict(example.files), rules=rules) if finding.id == rule.meta.id]
    exact = {(e.path, e.line) for e in example.expected if e.column is not None}
    found = [Expected(f.path, f.line, f.column if (f.path, f.line) in exact else None, f.id) for f in findings]
    return Outcome(tuple(sorted(map(_line, example.expected))), tuple(sorted(map(_line, found))))


def _line(expected: Expected) -> str:
    column = "" if expected.column is None else f":{expected.column}"
    return f"{expected.path}:{expected.line}{column} {expected.rule}"
