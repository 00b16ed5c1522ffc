"""What the person who runs the analysis knows and the repository does not say."""

from __future__ import annotations

from msgspec import Struct

from asrs_lint.facts.infrastructure import ResourceDeclared


class Options(Struct, frozen=True):
    """`environments`: those to look at, None for Production and every appsettings.<E>.json but Development.
    `assume_azure_signalr`: clients without a server in the repository belong to Azure SignalR Service. `resources` come
    from [[resource]] of the configuration and from `az signalr show` (tools CONFIGURED and DEPLOYED)."""

    environments: tuple[str, ...] | None = None
    assume_azure_signalr: bool = False
    resources: tuple[ResourceDeclared, ...] = ()
