"""Which configuration keys a rule can be about, and how an environment variable's name becomes one."""

from __future__ import annotations

import re

# First segments, in lower case. A LogLevel at the root is a Logging section that lost its parent.
_ROOTS = frozenset(
    {
        "logging",
        "loglevel",
        "serilog",
        "nlog",
        "azure",
        "connectionstrings",
        "applicationinsights",
        "applicationinsights_connection_string",
        "appinsights_instrumentationkey",
        "azurefunctionsjobhost",
        "aspnetcore_environment",
        "dotnet_environment",
        "aspnetcore_hostingstartupassemblies",
        "functions_worker_runtime",
    }
)
_SEPARATOR = re.compile(r"__|:")


def split_key(name: str) -> tuple[str, ...]:
    """The segments of an environment variable's name: `__` and `:` separate, as its configuration provider has it."""
    return tuple(_SEPARATOR.split(name))


def matters(keys: tuple[str, ...]) -> bool:
    """Whether the key concerns logging, the host's environment or SignalR; separators inside a segment count too."""
    lowered = [key.lower() for key in keys]
    return bool(lowered) and (
        split_key(lowered[0])[0] in _ROOTS or any("signalr" in key or "asrs" in key for key in lowered)
    )


def names_service(value: str | None) -> bool:
    """Whether a value is an address or connection string of the service, whatever its key."""
    return value is not None and ".service.signalr." in value.lower()
