"""The tracing set-up of an ASP.NET SignalR server: configuration and transforms, evaluated as .NET Framework does."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from posixpath import basename, dirname, join, normpath

from msgspec import Struct

from asrs_lint.dotnet.trace_listener import Diagnostics, evaluate, parse_source_levels
from asrs_lint.dotnet.xdt import transform
from asrs_lint.element import Element
from asrs_lint.facts.configuration import XmlConfiguration
from asrs_lint.facts.server import TraceLevelSet


class TraceState(Struct, frozen=True):
    """What one transform makes of the configuration. `diagnostics` keeps the spans of whichever file decides."""

    configuration: str
    file: XmlConfiguration
    diagnostics: Diagnostics


class TraceSetup(Struct, frozen=True):
    """How an ASP.NET server traces. `file` is its web.config, or the app.config of an executable (`web` False), and
    `base` that file evaluated; `transformed` are the results of the transforms. `code` sets levels, listeners or logger
    factories at run time."""

    file: XmlConfiguration
    web: bool
    base: Diagnostics
    transformed: tuple[TraceState, ...] = ()
    code: tuple[TraceLevelSet, ...] = ()

    @property
    def unknown(self) -> str:
        """Why nothing can be said about listeners: code adds them, or a part of the configuration cannot be read."""
        for what in self.code:
            if what.what in ("listener", "logger-factory"):
                return f"code adds a {what.what.replace('-', ' ')}"
        return self.base.unknown

    @property
    def level_in_code(self) -> TraceLevelSet | None:
        """The last place in code that sets the level of the switch, which then counts."""
        return next((what for what in reversed(self.code) if what.what == "level"), None)

    @property
    def level(self) -> int | None:
        """The bits of the level in force in the base configuration, None when it cannot be told or is not set."""
        code = self.level_in_code
        if code:
            return parse_source_levels(code.value) if code.value else None
        return self.base.level

    @property
    def deployed(self) -> tuple[TraceState, ...]:
        """The transforms that are made for more than a developer's machine."""
        return tuple(state for state in self.transformed if state.configuration.lower() not in ("debug", "local"))

    def lacks(self, wrong: Callable[[Diagnostics], object]) -> bool:
        """Whether something is wrong in the base configuration and no transform mends it, as far as can be told."""
        states = (self.base, *(state.diagnostics for state in self.deployed))
        return not self.unknown and all(not state.unknown and bool(wrong(state)) for state in states)


def trace_setup(configurations: Iterable[XmlConfiguration], code: Sequence[TraceLevelSet]) -> TraceSetup | None:
    """Evaluate the configuration of a host. `configurations` are the XML files of its folder and below; None when there
    is neither a web.config nor an app.config."""
    files = sorted(configurations, key=lambda c: (c.path.count("/"), c.path))
    base = next((c for name in ("web.config", "app.config") for c in files if _is(c, name)), None)
    if base is None:
        return None
    follow = _Follower(base, files)
    stem = basename(base.path).lower().partition(".")[0]
    transforms = [c for c in files if dirname(c.path) == dirname(base.path) and _is_transform(c, stem)]
    return TraceSetup(
        file=base,
        web=stem == "web",
        base=evaluate(base.root, follow),
        transformed=tuple(_transformed(base, change, follow) for change in transforms),
        code=tuple(code),
    )


def _is(configuration: XmlConfiguration, name: str) -> bool:
    """Whether it is the application's own file: Views/web.config only tells Razor how to compile (server.md A8.9)."""
    of_views = basename(dirname(configuration.path)).lower() == "views"
    return basename(configuration.path).lower() == name and configuration.transform is None and not of_views


def _is_transform(configuration: XmlConfiguration, stem: str) -> bool:
    return configuration.transform is not None and basename(configuration.path).lower().startswith(stem + ".")


class _Follower(Struct, frozen=True):
    """Finds the files that configSource names, relative to the configuration file."""

    base: XmlConfiguration
    files: Sequence[XmlConfiguration]

    def __call__(self, source: str) -> Element | None:
        wanted = normpath(join(dirname(self.base.path), source.replace("\\", "/"))).lower()
        return next((c.root for c in self.files if c.path.lower() == wanted), None)


def _transformed(base: XmlConfiguration, change: XmlConfiguration, follow: _Follower) -> TraceState:
    result = transform(base.root, change.root)
    diagnostics = evaluate(result.root, follow) if result.root else Diagnostics(unknown=result.unknown)
    return TraceState(change.transform or "", change, diagnostics)
