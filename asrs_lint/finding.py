"""What a run of all rules leaves behind: findings, what was suppressed, what failed, what was looked at."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from traceback import format_exception
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from types import TracebackType

    from asrs_lint.rule import Problem, Rule, RuleMeta
    from asrs_lint.scale import Confidence, Severity
    from asrs_lint.source import Document, Position, Span


BASELINE = "baseline"


class Suppression(Struct, frozen=True):
    """Why a finding is not reported. `kind` is comment, config or BASELINE; `until` is the last day that counts."""

    kind: str
    reason: str
    until: str | None = None


class Finding(Struct, frozen=True):
    """A problem with what only the engine may give it. `fingerprint` survives moves and reformatting; `start` and `end`
    are those of the problem's span."""

    rule: RuleMeta
    severity: Severity
    problem: Problem
    fingerprint: str
    start: Position
    end: Position
    suppressed: Suppression | None = None

    @property
    def id(self) -> str:
        return self.rule.id

    @property
    def path(self) -> str:
        return self.problem.span.path

    @property
    def line(self) -> int:
        return self.start.line

    @property
    def column(self) -> int:
        return self.start.column

    @property
    def message(self) -> str:
        return self.problem.message

    @property
    def confidence(self) -> Confidence:
        return self.problem.confidence


class Failure(Struct, frozen=True):
    """A defect of asrs-lint met on the way: a rule (`rule` is its id) or a reader of a file (`path`) crashed."""

    error: str
    rule: str | None = None
    path: str | None = None
    traceback: str = ""


class Remark(Struct, frozen=True):
    """Something about the settings of the run that its user should know; `path` where a file is at fault."""

    text: str
    path: str | None = None

    def __str__(self) -> str:
        return self.text


class Coverage(Struct, frozen=True):
    """What was looked at, so that silence can be trusted. `azure` is False where nothing uses Azure SignalR Service."""

    files: int = 0
    projects: int = 0
    servers: int = 0
    function_apps: int = 0
    clients: int = 0
    resources: int = 0
    azure: bool = False


class Report(Struct, frozen=True):
    """`secrets` are the places of access keys: no output shows them. `remarks` are for stderr. `since` is the revision
    whose changes the findings were narrowed to."""

    findings: Sequence[Finding]
    suppressed: Sequence[Finding]
    failures: Sequence[Failure]
    coverage: Coverage
    documents: Mapping[str, Document]
    rules: Sequence[type[Rule]] = ()
    secrets: Sequence[Span] = ()
    remarks: Sequence[Remark] = ()
    since: str | None = None


class Watch:
    """Keeps a run going past a defect: the exception becomes a Failure, named, never silent, never a finding."""

    def __init__(self, failures: list[Failure], rule: str | None = None, path: str | None = None) -> None:
        self._failures = failures
        self._rule, self._path = rule, path

    def __enter__(self) -> None:
        return None

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool:
        if not isinstance(error, Exception):
            return False
        text = f"{type(error).__name__}: {error}"[:500]
        self._failures.append(Failure(text, self._rule, self._path, "".join(format_exception(error))))
        return True
