"""The logging pipeline of a server: the level of each category per provider and environment, and what decides it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from enum import Enum

from msgspec import Struct, field

from asrs_lint.dotnet import log_level as mel
from asrs_lint.dotnet.configuration import DEVELOPMENT, PRODUCTION, environments, is_local, layers_for, split_key
from asrs_lint.dotnet.log_level import FilterRule, LogLevel, Provider, Selection, select
from asrs_lint.dotnet.serilog import SerilogLevel, select_minimum
from asrs_lint.dotnet.versions import at_least
from asrs_lint.facts.code import Context
from asrs_lint.facts.configuration import Setting, SettingsFile, SettingsObject, Source
from asrs_lint.facts.dotnet import PackageUsed
from asrs_lint.facts.server import ConfigurationSourceAdded, HostBuilt, LoggingCall
from asrs_lint.model import log_rules, log_serilog
from asrs_lint.model.log_rules import ROOT_CATEGORY, FilterRules, Merged, Origin, leaf_of
from asrs_lint.model.log_sources import unread_settings
from asrs_lint.source import Span

CONNECTION_CATEGORY = f"{ROOT_CATEGORY}.ServiceConnection"
"""Logs why a server connection fails (server.md A1): the one to judge by."""

CATEGORIES = (
    CONNECTION_CATEGORY,
    f"{ROOT_CATEGORY}.NegotiateHandler",
    "Microsoft.AspNetCore.SignalR.HubConnectionHandler",
    "Microsoft.AspNetCore.Http.Connections.Internal.HttpConnectionManager",
)


class LoggingInputs(Struct, frozen=True):
    """What the pipeline of one host is worked out from. `settings`, `files` and `objects` are those of its own folder;
    `calls` and `hosts` those of code it reaches, each file's in order; `packages` are keyed in lower case.
    `environments` are those to look at, None for Production and every one a settings file names but developers' own."""

    settings: Sequence[Setting] = ()
    files: Sequence[SettingsFile] = ()
    objects: Sequence[SettingsObject] = ()
    calls: Sequence[LoggingCall] = ()
    hosts: Sequence[HostBuilt] = ()
    packages: Mapping[str, PackageUsed] = field(default_factory=dict)
    sdk_version: str | None = None
    environments: Sequence[str] | None = None
    sources: Sequence[ConfigurationSourceAdded] = ()


class Pipeline(Enum):
    """Who decides about levels."""

    MEL = "Microsoft.Extensions.Logging"
    SERILOG = "Serilog"
    UNKNOWN = "cannot be told"


class Decision(Struct, frozen=True):
    """The level of a category for a provider in an environment. `level` is None when it cannot be told. Without
    `winner` nothing is set and a default of the library applies. `pattern` is the category of the winning rule."""

    environment: str
    provider: str
    category: str
    level: LogLevel | SerilogLevel | None
    winner: Origin | None = None
    pattern: str | None = None
    runner_up: Origin | None = None

    @property
    def hides(self) -> bool:
        """Whether what is logged at Information is lost."""
        return self.level is not None and self.level > LogLevel.INFORMATION


class LoggingPipeline(Struct, frozen=True):
    """How a host logs. `because` says why the pipeline is unknown or not certain; `registration` is the call that puts
    another library in charge; `named` are the places that name a category of Azure SignalR;
    `environments` are those to report on, the first before all. `unread` says which settings were not seen."""

    kind: Pipeline
    decisions: tuple[Decision, ...]
    named: tuple[Span, ...]
    settings: tuple[Setting, ...] = ()
    files: tuple[SettingsFile, ...] = ()
    objects: tuple[SettingsObject, ...] = ()
    registration: LoggingCall | None = None
    configured: bool = True
    because: str = ""
    sdk_version: str | None = None
    environments: tuple[str, ...] = ()
    unread: str = ""

    @property
    def hides_failures(self) -> bool:
        """Whether this version of the SDK logs at Information why connections fail (1.19.1 on, server.md A1.3)."""
        return at_least(self.sdk_version, "1.19.1") is not False

    def deployed(self, category: str = CONNECTION_CATEGORY) -> tuple[Decision, ...]:
        """The decisions that count where the application runs for others, in the order of `environments`."""
        return tuple(d for d in self.decisions if d.category == category and d.environment in self.environments)

    def hidden(self, category: str = CONNECTION_CATEGORY) -> tuple[Decision, ...]:
        """Those that lose Information through a rule somebody wrote, for providers read outside a debugger."""
        return tuple(d for d in self.deployed(category) if d.hides and d.winner and d.provider not in _FLEETING)

    @property
    def known(self) -> bool:
        """Whether the level is known for everything deployed."""
        return self.kind is not Pipeline.UNKNOWN and all(d.level is not None for d in self.deployed())

    def owner(self, origin: Origin) -> SettingsObject | None:
        """The JSON object in which a winning setting stands."""
        setting = origin.setting
        if setting is None:
            return None
        holding = (o for o in self.objects if o.path == setting.path and o.keys == setting.keys[:-1])
        return next(holding, None)

    def object_at(self, *keys: str) -> SettingsObject | None:
        """An object of appsettings.json by its keys, without regard to case."""
        wanted = tuple(key.lower() for key in keys)
        base = (o for o in self.objects if o.source is Source.APPSETTINGS and o.environment is None)
        return next((o for o in base if tuple(key.lower() for key in split_key(o.keys)) == wanted), None)

    @property
    def base_file(self) -> SettingsFile | None:
        """appsettings.json."""
        return next((f for f in self.files if f.source is Source.APPSETTINGS and f.environment is None), None)


# Providers whose output nobody keeps: a debugger's window, an event session.
_FLEETING = {"Debug", "EventSource"}
_VARIABLES = (Source.DOCKERFILE, Source.COMPOSE, Source.KUBERNETES)


def logging_pipeline(inputs: LoggingInputs) -> LoggingPipeline:
    """Work out the logging of a host."""
    deployed = [c for c in inputs.calls if not c.context & Context.DEVELOPMENT]
    kind, registration, because = _kind(deployed, inputs)
    every, reported = _environments(inputs)
    decisions: list[Decision] = []
    for name in every if kind is not Pipeline.UNKNOWN else ():
        merged = _merged(inputs, name)
        calls = inputs.calls if name.lower() == "development" else deployed
        if kind is Pipeline.SERILOG and registration:
            decisions += _by_serilog(name, merged, log_serilog.serilog_code(calls, registration))
        else:
            decisions += _by_mel(name, merged, calls, inputs)
    return LoggingPipeline(
        kind=kind,
        decisions=tuple(decisions),
        named=tuple(_naming(inputs)),
        settings=tuple(inputs.settings),
        files=tuple(inputs.files),
        objects=tuple(inputs.objects),
        registration=registration,
        configured=_reads_configuration(kind, registration, deployed, inputs),
        because=because,
        sdk_version=inputs.sdk_version,
        environments=reported,
        unread=unread_settings(inputs.sources),
    )


def _environments(inputs: LoggingInputs) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """All environments to evaluate, Development always among them, and those that are reported on."""
    named = environments(f.environment for f in inputs.files if f.source is Source.APPSETTINGS)
    reported = tuple(n for n in named if not is_local(n)) if inputs.environments is None else tuple(inputs.environments)
    every = dict.fromkeys([*reported, *named, DEVELOPMENT])
    return tuple(every), reported


def _kind(calls: Sequence[LoggingCall], inputs: LoggingInputs) -> tuple[Pipeline, LoggingCall | None, str]:
    for call in calls:
        if call.name in ("UseNLog", "AddNLog", "AddNLogWeb"):
            return Pipeline.UNKNOWN, call, "NLog has its own rules"
    serilog = [c for c in calls if log_serilog.registers(c)] or _only_provider(calls, inputs)
    if serilog:
        sure = [c for c in serilog if not c.context & Context.CONDITIONAL]
        if not sure:
            return Pipeline.UNKNOWN, serilog[0], "Serilog is put in charge under a condition"
        if not log_serilog.serilog_code(calls, sure[-1]).seen:
            return Pipeline.UNKNOWN, sure[-1], "the configuration of Serilog is not in the repository"
        return Pipeline.SERILOG, sure[-1], ""
    unknown = next(log_rules.unknown_extensions(calls), None)
    return Pipeline.MEL, None, f"{unknown.name} may add filters of its own" if unknown else ""


def _only_provider(calls: Sequence[LoggingCall], inputs: LoggingInputs) -> list[LoggingCall]:
    """`logging.AddSerilog()` where no other provider is left: then its levels decide alone."""
    added = [c for c in calls if c.name == "AddSerilog"]
    return added if added and not log_rules.providers(calls, _default_providers(inputs)) else []


def _default_providers(inputs: LoggingInputs) -> tuple[Provider, ...]:
    """What the host adds by itself. Without a host in sight it is the default one."""
    if _bare(inputs):
        return ()
    if inputs.hosts and all("Slim" in host.call for host in inputs.hosts):
        return (mel.CONSOLE,)
    return (mel.CONSOLE, mel.DEBUG, mel.EVENT_SOURCE)


def _bare(inputs: LoggingInputs) -> bool:
    """`new HostBuilder()` and `new WebHostBuilder()` bind no configuration and add no provider."""
    return bool(inputs.hosts) and all(host.call.startswith("new ") for host in inputs.hosts)


def _reads_configuration(
    kind: Pipeline, registration: LoggingCall | None, calls: Sequence[LoggingCall], inputs: LoggingInputs
) -> bool:
    """Whether levels in appsettings.json take effect."""
    if kind is Pipeline.SERILOG and registration:
        return log_serilog.serilog_code(calls, registration).configured
    return not _bare(inputs) or any(c.name == "AddConfiguration" for c in calls)


def _merged(inputs: LoggingInputs, environment: str) -> Merged:
    files = [(s.environment, leaf_of(s)) for s in inputs.settings if s.source is Source.APPSETTINGS]
    variables = [s for s in inputs.settings if s.source in _VARIABLES]
    own = {(s.path, s.service): s.value for s in variables if s.key.upper() in _NAMES and s.value}
    chosen = [s for s in variables if (own.get((s.path, s.service)) or PRODUCTION).lower() == environment.lower()]
    return Merged.of_layers(layers_for(environment, files, [leaf_of(s) for s in chosen]))


_NAMES = ("ASPNETCORE_ENVIRONMENT", "DOTNET_ENVIRONMENT")


def _by_mel(
    environment: str, merged: Merged, calls: Sequence[LoggingCall], inputs: LoggingInputs
) -> Iterable[Decision]:
    rules = () if _bare(inputs) else log_rules.rules_of_section(merged, "Logging")
    rules += tuple(rule for call in calls for rule in log_rules.rules_of_call(call, merged))
    if _insights_default(calls, inputs):
        nowhere = Origin(Span("", 0, 0), "the default of Application Insights")
        name = mel.APPLICATION_INSIGHTS.full_name
        rules = (FilterRule(name, None, LogLevel.WARNING, nowhere), *rules)
    minimum, origin = log_rules.minimum_level(calls)
    for provider in log_rules.providers(calls, _default_providers(inputs)):
        for category in CATEGORIES:
            yield _decision(environment, provider, category, _select(rules, minimum, provider, category), origin)


def _select(rules: FilterRules, minimum: LogLevel | None, provider: Provider, category: str) -> Selection[Origin]:
    """As `select`, with the level unknown where a rule under a condition makes a difference."""
    chosen = select(rules, minimum, provider, category)
    certain = select([r for r in rules if not r.payload.conditional], minimum, provider, category)
    return chosen if chosen.level == certain.level else Selection(None, chosen.winner, chosen.runner_up)


def _decision(
    environment: str, provider: Provider, category: str, chosen: Selection[Origin], minimum: Origin | None
) -> Decision:
    winner, other = chosen.winner, chosen.runner_up
    return Decision(
        environment,
        provider.alias or provider.full_name,
        category,
        chosen.level,
        _written(winner.payload) if winner else minimum,
        winner.category if winner else None,
        _written(other.payload) if other else None,
    )


def _written(origin: Origin) -> Origin | None:
    """An origin somebody wrote: not the built-in rule of Application Insights."""
    return origin if origin.span.path else None


def _insights_default(calls: Sequence[LoggingCall], inputs: LoggingInputs) -> bool:
    """Whether Application Insights brings its own Warning: version 2 of the SDK, registered on the services."""
    if not any(c.name.startswith("AddApplicationInsightsTelemetry") for c in calls):
        return False
    names = ("microsoft.applicationinsights.aspnetcore", "microsoft.applicationinsights.workerservice")
    versions = [used.version.value for n in names if (used := inputs.packages.get(n)) and used.version]
    return not any(at_least(version, "3.0.0") for version in versions)


def _by_serilog(environment: str, merged: Merged, code: log_serilog.SerilogCode) -> Iterable[Decision]:
    minimums = log_serilog.minimums(code, merged)
    restricted = log_serilog.all_sinks_restricted(code, merged)
    for category in CATEGORIES:
        chosen = select_minimum(minimums, category)
        unknown = restricted and chosen.level is not None and chosen.level <= SerilogLevel.INFORMATION
        yield Decision(
            environment,
            "Serilog",
            category,
            None if unknown else chosen.level,
            chosen.winner.payload if chosen.winner else None,
            chosen.winner.source if chosen.winner else None,
            chosen.runner_up.payload if chosen.runner_up else None,
        )


def _naming(inputs: LoggingInputs) -> Iterable[Span]:
    """Every place that names a category of Azure SignalR."""
    prefix = ROOT_CATEGORY.lower()
    for setting in inputs.settings:
        if setting.keys and split_key(setting.keys)[-1].lower().startswith(prefix):
            yield setting.span
    for call in inputs.calls:
        texts = (*(x for x in call.literals if x), *call.arguments)
        if any(prefix in text.lower() for text in texts) and call.name in ("AddFilter", "Override"):
            yield call.span
