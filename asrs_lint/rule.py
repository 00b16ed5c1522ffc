"""What a rule is: its meta data, what it yields, and the fixes it can propose."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, ClassVar

from msgspec import Struct

from asrs_lint.evidence import Note
from asrs_lint.scale import Confidence, Severity
from asrs_lint.source import Span

if TYPE_CHECKING:
    from asrs_lint.model.workspace import Workspace


class Safety(Enum):
    """What may happen with a fix: applied by --fix, applied by --fix --unsafe-fixes, or only ever shown."""

    SAFE = "safe"
    UNSAFE = "unsafe"
    SHOWN = "shown"


class Edit(Struct, frozen=True):
    """A replacement. An empty span inserts, an empty text deletes."""

    span: Span
    text: str


class Fix(Struct, frozen=True):
    """A change that would mend the problem; without edits, `title` says the steps. Its edits never overlap.
    `withheld` is no rule's to set: why this fix, tried, was not applied."""

    title: str
    edits: tuple[Edit, ...] = ()
    safety: Safety = Safety.SHOWN
    withheld: str = ""

    @property
    def is_safe(self) -> bool:
        """Whether --fix applies it."""
        return bool(self.edits) and self.safety is Safety.SAFE


class RuleMeta(Struct, frozen=True):
    """`id` is permanent. `fix` is the class of the fixes the rule proposes; a single fix may be less safe, never
    more."""

    id: str
    name: str
    summary: str
    severity: Severity
    fix: Safety
    since: str
    tags: tuple[str, ...] = ()


class Problem(Struct, frozen=True):
    """What a rule has found. `message` says what is wrong and what follows from it; `label` is the short remark under
    the marked source (`this rule wins`). `severity` is set only where the rule's own differs in this case."""

    span: Span
    message: str
    evidence: tuple[Note, ...] = ()
    fix: Fix | None = None
    confidence: Confidence = Confidence.HIGH
    because: str = ""
    label: str = ""
    severity: Severity | None = None


@dataclass(frozen=True)
class Rule(ABC):
    """A rule. Its dataclass fields are its options, set from `[rules.<ID>]` of the configuration."""

    meta: ClassVar[RuleMeta]

    @abstractmethod
    def check(self, workspace: Workspace) -> Iterable[Problem]:
        """Every problem of this kind in the finished model. Reads no file, keeps no state."""
