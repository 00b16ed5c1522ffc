"""The tracing set-up of an ASP.NET SignalR server: configuration and its transforms, evaluated as .NET Framework does."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class TraceSetup:
    """Filled by `trace_setup`."""
