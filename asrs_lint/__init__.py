"""What the author of a rule imports."""

from __future__ import annotations

from asrs_lint.evidence import Certainty, Confidence, Note
from asrs_lint.rule import Edit, Fix, Problem, Rule, RuleMeta, Safety, Severity
from asrs_lint.source import Document, Located, Span

__version__ = "0.1.0"
