"""Configuration as .NET and Functions read it: single values, and the objects into which a value could be put."""

from __future__ import annotations

from enum import Enum

from msgspec import Struct

from asrs_lint.element import Element
from asrs_lint.facts.base import Fact
from asrs_lint.source import Span


class Source(Enum):
    """Where a setting comes from; the order of precedence belongs to `dotnet.configuration`."""

    APPSETTINGS = "appsettings"
    LAUNCH = "launchSettings.json"
    HOST = "host.json"
    LOCAL = "local.settings.json"
    DOTENV = ".env"
    DOCKERFILE = "Dockerfile"
    COMPOSE = "docker-compose"
    KUBERNETES = "kubernetes"
    XML = "web.config or app.config"
    INFRASTRUCTURE = "app settings of infrastructure code"
    JSON = "another JSON file"


class Setting(Fact, frozen=True):
    """One leaf value. `keys` are the segments as the file has them (a JSON key may contain dots, colons or `__`); for
    environment-like sources `__` and `:` have been split. `span` covers key and value (`"Microsoft": "Warning"`),
    `environment` is the E of appsettings.E.json. `kind` is string, number, boolean, null or array."""

    source: Source
    keys: tuple[str, ...]
    value: str | None
    kind: str
    key_span: Span
    value_span: Span
    environment: str | None = None
    service: str | None = None  # the compose service, container or profile it belongs to

    @property
    def key(self) -> str:
        return ":".join(self.keys)


class Room(Struct, frozen=True):
    """Where and how a member is put into a JSON object. An edit writes `prefix + member + suffix` in the place of
    `insert`. Objects below it are written with `newline` behind each brace and comma and with one `unit` more of
    indentation than `indent`, which is that of the members; in an object on one line `newline` holds what stands behind
    a brace, `gap` what stands behind a comma. `colon` has its white space."""

    insert: Span
    prefix: str
    suffix: str
    unit: str
    indent: str
    newline: str
    gap: str
    colon: str = ": "


class SettingsObject(Fact, frozen=True):
    """A JSON object of a settings file. `span` covers the braces; `keys` is () for the root of the file."""

    source: Source
    keys: tuple[str, ...]
    environment: str | None
    room: Room


class SettingsFile(Fact, frozen=True):
    """A settings file that was read. `span` is its first line (empty at 0 for an empty file)."""

    source: Source
    environment: str | None


class XmlConfiguration(Fact, frozen=True):
    """A web.config, app.config, transform (`Web.Release.config`), a file pulled in by configSource (its root is then
    `system.diagnostics`, `appSettings` …), or the own file of NLog or log4net (root `nlog`, `log4net`), whole. `span`
    is the start tag of the root. `transform` is the build configuration of a transform file, else None."""

    root: Element
    transform: str | None
    newline: str
