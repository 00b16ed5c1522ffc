"""How .NET puts configuration together from layers (server.md A3)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Generic, TypeVar

from msgspec import Struct, field

P = TypeVar("P")

PRODUCTION = "Production"
DEVELOPMENT = "Development"
ENVIRONMENT_VARIABLES = ("ASPNETCORE_ENVIRONMENT", "DOTNET_ENVIRONMENT")


def split_key(keys: Iterable[str]) -> tuple[str, ...]:
    """The segments of a key: a JSON member named `Logging:LogLevel` is two; the root has none."""
    return tuple(segment for key in keys for segment in key.split(":"))


def from_environment_variable(name: str) -> str:
    """The configuration key an environment variable sets."""
    return name.replace("__", ":")


class Leaf(Struct, Generic[P], frozen=True):
    """One value of one layer. A value of None (JSON null) or "" hides what lower layers say."""

    keys: tuple[str, ...]
    value: str | None
    payload: P


class Effective(Struct, Generic[P], frozen=True):
    """The leaf that counts for a key, and those of lower layers that it hides, nearest first."""

    leaf: Leaf[P]
    hidden: tuple[Leaf[P], ...] = ()


class Configuration(Struct, Generic[P], frozen=True):
    """Layers merged leaf by leaf; keys compare without regard to case."""

    entries: dict[str, Effective[P]] = field(default_factory=dict)

    @classmethod
    def of_layers(cls, layers: Iterable[Iterable[Leaf[P]]]) -> Configuration[P]:
        """Merge layers from the lowest to the highest precedence."""
        entries: dict[str, Effective[P]] = {}
        for layer in layers:
            for leaf in layer:
                key = ":".join(leaf.keys).lower()
                lower = entries.get(key)
                entries[key] = Effective(leaf, (lower.leaf, *lower.hidden) if lower else ())
        return cls(entries)

    def get(self, key: str) -> Effective[P] | None:
        return self.entries.get(key.lower())

    def under(self, section: str) -> Iterator[tuple[tuple[str, ...], Effective[P]]]:
        """The leaves below a section, each with its segments counted from there."""
        prefix = section.lower() + ":"
        depth = section.count(":") + 1
        for key, effective in self.entries.items():
            if key.startswith(prefix):
                yield effective.leaf.keys[depth:], effective


# appsettings.example.json is for nobody.
_NO_ENVIRONMENTS = {"example", "sample", "template", "schema", "default", "defaults"}
# Environments that exist on a developer's machine only: nobody looks for a service's logs there.
_LOCAL = {"development", "dev", "local", "localdevelopment", "localdev", "debug"}


def is_local(environment: str) -> bool:
    """Whether an environment is that of a developer (`Development`, `Local`, `Development.Anna`)."""
    return environment.lower().partition(".")[0] in _LOCAL


def environments(files: Iterable[str | None]) -> tuple[str, ...]:
    """The environments that exist, given those named by settings files: Production, which is what runs when nothing is
    set, then the others by name, each once without regard to case."""
    named = {name.lower(): name for name in sorted(filter(None, files), reverse=True)}
    return (PRODUCTION, *(named[key] for key in sorted(named.keys() - _NO_ENVIRONMENTS - {PRODUCTION.lower()})))


def layers_for(
    environment: str,
    files: Sequence[tuple[str | None, Leaf[P]]],
    variables: Iterable[Leaf[P]] = (),
) -> tuple[list[Leaf[P]], ...]:
    """The layers of a default host in one environment: appsettings.json, appsettings.{environment}.json, environment
    variables. `files` pairs each leaf with the environment its file is for (None for appsettings.json)."""
    base = [leaf for named, leaf in files if named is None]
    own = [leaf for named, leaf in files if named is not None and named.lower() == environment.lower()]
    return base, own, list(variables)
