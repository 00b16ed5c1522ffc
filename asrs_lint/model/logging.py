"""The logging pipeline of a server: the effective level of each category per provider and environment, and what decides."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class LoggingPipeline:
    """Filled by `logging_pipeline`."""
