from __future__ import annotations

from collections.abc import Iterator

import pytest

from asrs_lint.extract import appsettings, csharp, environment
from asrs_lint.facts.base import Fact
from asrs_lint.facts.configuration import Setting, SettingsFile, SettingsObject
from asrs_lint.facts.server import HostBuilt, LoggingCall
from asrs_lint.model.logging import LoggingInputs, LoggingPipeline, Pipeline, logging_pipeline
from asrs_lint.source import Document

TEMPLATE = '{"Logging": {"LogLevel": {"Default": "Information", "Microsoft": "Warning"}}}'
HOST = "using Serilog;\nvar builder = WebApplication.CreateBuilder(args);\n"


def facts(path: str, text: str) -> Iterator[Fact]:
    reader = {"json": appsettings, "cs": csharp}.get(path.rpartition(".")[2], environment)
    return iter(reader.extract(Document(path, text)))


def pipeline(code: str = HOST, sdk: str | None = "1.21.0", **files: str) -> LoggingPipeline:
    """The pipeline of a host of `code` with settings files, named `base`, `Production` … or by their path."""
    named = {"base": "appsettings.json"}
    found = [*facts("Program.cs", code)]
    for name, text in files.items():
        path = name if "file" in name.lower() else named.get(name, f"appsettings.{name}.json")
        found += facts(path, text)
    return logging_pipeline(
        LoggingInputs(
            settings=[f for f in found if isinstance(f, Setting)],
            files=[f for f in found if isinstance(f, SettingsFile)],
            objects=[f for f in found if isinstance(f, SettingsObject)],
            calls=[f for f in found if isinstance(f, LoggingCall)],
            hosts=[f for f in found if isinstance(f, HostBuilt)],
            sdk_version=sdk,
        )
    )


def hidden(found: LoggingPipeline) -> list[str]:
    """`Production Console Warning by Microsoft: Warning`."""
    return [f"{d.environment} {d.provider} {d.level} by {d.winner.text}" for d in found.hidden() if d.winner]


def test_the_old_template_hides_on_console() -> None:
    found = pipeline(base=TEMPLATE)
    assert hidden(found) == ["Production Console Warning by Microsoft: Warning"]
    decision = found.hidden()[0]
    assert decision.pattern == "Microsoft"
    assert decision.runner_up and decision.runner_up.text == "Default: Information"
    assert decision.winner
    owner = found.owner(decision.winner)
    assert owner and owner.keys == ("Logging", "LogLevel")


@pytest.mark.parametrize(
    ("code", "files", "expected"),
    [
        ("", {}, []),
        ("", {"base": '{"Logging": {"LogLevel": {"Default": "Information", "Microsoft.AspNetCore": "Warning"}}}'}, []),
        (
            "",
            {"base": TEMPLATE, "Production": '{"Logging": {"LogLevel": {"Microsoft.Azure.SignalR": "Information"}}}'},
            [],
        ),
        (
            "",
            {"base": "{}", "Staging": TEMPLATE},
            ["Staging Console Warning by Microsoft: Warning"],
        ),
        ("", {"base": "{}", "Development": TEMPLATE}, []),
        ("", {"base": "{}", "Local": TEMPLATE}, []),
        (
            "",
            {"base": '{"Logging": {"Debug": {"LogLevel": {"Default": "Error"}}}}'},
            [],
        ),
        (
            "",
            {"base": '{"Logging": {"Console": {"LogLevel": {"Default": "Error"}}}}'},
            ["Production Console Error by Default: Error"],
        ),
        (
            "builder.Logging.SetMinimumLevel(LogLevel.Debug);",
            {"base": TEMPLATE},
            ["Production Console Warning by Microsoft: Warning"],
        ),
        (
            "builder.Logging.SetMinimumLevel(LogLevel.Error);",
            {},
            ["Production Console Error by SetMinimumLevel(LogLevel.Error)"],
        ),
        (
            "builder.Services.Configure<LoggerFilterOptions>(o => o.MinLevel = LogLevel.Error);",
            {},
            ["Production Console Error by Configure(o => o.MinLevel = LogLevel.Error)"],
        ),
        (
            "var other = LoggerFactory.Create(b =>"
            ' b.AddFilter("Microsoft", LogLevel.Error).SetMinimumLevel(LogLevel.Error));',
            {},
            [],
        ),
        ('builder.Logging.AddFilter("Microsoft.Azure.SignalR", LogLevel.Information);', {"base": TEMPLATE}, []),
        (
            'builder.Logging.AddFilter("Microsoft", LogLevel.Error);',
            {},
            ['Production Console Error by AddFilter("Microsoft", LogLevel.Error)'],
        ),
        ('builder.Logging.AddFilter("Microsoft", level => level > LogLevel.Error);', {"base": TEMPLATE}, []),
        (
            "if (builder.Environment.IsDevelopment())"
            ' { builder.Logging.AddFilter("Microsoft.Azure", LogLevel.Debug); }',
            {"base": TEMPLATE},
            ["Production Console Warning by Microsoft: Warning"],
        ),
        ('if (flag) { builder.Logging.AddFilter("Microsoft.Azure", LogLevel.Debug); }', {"base": TEMPLATE}, []),
        ("builder.Logging.ClearProviders();", {"base": TEMPLATE}, []),
        (
            "builder.Logging.ClearProviders();\nif (x) { builder.Logging.AddSimpleConsole(); }",
            {"base": TEMPLATE},
            ["Production Console Warning by Microsoft: Warning"],
        ),
        ("builder.Logging.AddSerilog();", {"base": TEMPLATE}, ["Production Console Warning by Microsoft: Warning"]),
        ("builder.Host.UseNLog();", {"base": TEMPLATE}, []),
        ("", {"base": '{"Logging": {"LogLevel": {"Default": "#{level}#"}}}'}, []),
        (
            "builder.Services.AddApplicationInsightsTelemetry();",
            {"base": '{"Logging": {"LogLevel": {"Default": "Information"}}}'},
            [],
        ),
        (
            "builder.Services.AddApplicationInsightsTelemetry();",
            {"base": '{"Logging": {"ApplicationInsights": {"LogLevel": {"Default": "Error"}}}}'},
            ["Production ApplicationInsights Error by Default: Error"],
        ),
    ],
)
def test_what_is_hidden(code: str, files: dict[str, str], expected: list[str]) -> None:
    assert hidden(pipeline(HOST + code, **files)) == expected


def test_a_bare_host_reads_no_configuration() -> None:
    bare = "class P { void M() { new WebHostBuilder().UseKestrel().ConfigureLogging(l => { l.AddConsole(); %s }); } }"
    assert hidden(pipeline(bare % "", base=TEMPLATE)) == []
    bound = bare % 'l.AddConfiguration(config.GetSection("Logging"));'
    assert hidden(pipeline(bound, base=TEMPLATE)) == ["Production Console Warning by Microsoft: Warning"]


def test_an_environment_variable_stands_over_files() -> None:
    found = pipeline(base=TEMPLATE, Dockerfile="FROM x\nENV Logging__LogLevel__Microsoft=Information\n")
    assert hidden(found) == []


SERILOG = "builder.Host.UseSerilog((context, lc) => lc%s.WriteTo.Console());"


@pytest.mark.parametrize(
    ("code", "settings", "expected"),
    [
        ('.MinimumLevel.Override("Microsoft", LogEventLevel.Warning)', "{}", ["Warning"]),
        (
            '.MinimumLevel.Override("Microsoft", LogEventLevel.Warning)'
            '.MinimumLevel.Override("Microsoft.Azure.SignalR", LogEventLevel.Information)',
            "{}",
            [],
        ),
        (".MinimumLevel.Error()", "{}", ["Error"]),
        (".MinimumLevel.Is(LogEventLevel.Error)", "{}", ["Error"]),
        (".MinimumLevel.ControlledBy(levels)", "{}", []),
        ("", '{"Serilog": {"MinimumLevel": "Error"}}', []),
        (".ReadFrom.Configuration(context.Configuration)", '{"Serilog": {"MinimumLevel": "Error"}}', ["Error"]),
        (
            ".ReadFrom.Configuration(context.Configuration)",
            '{"Serilog": {"MinimumLevel": {"Default": "Debug", "Override": {"Microsoft": "Warning"}}}}',
            ["Warning"],
        ),
        (".ReadFrom.Configuration(context.Configuration)", TEMPLATE, []),
    ],
)
def test_serilog_in_charge(code: str, settings: str, expected: list[str]) -> None:
    found = pipeline(HOST + SERILOG % code, base=settings)
    assert found.kind is Pipeline.SERILOG
    assert [str(d.level) for d in found.hidden()] == expected


def test_the_logger_of_the_whole_process() -> None:
    code = (
        "Log.Logger = new LoggerConfiguration().ReadFrom.Configuration(builder.Configuration)"
        ".WriteTo.Console().CreateLogger();\nbuilder.Host.UseSerilog();"
    )
    found = pipeline(HOST + code, base=TEMPLATE)
    assert (found.kind, found.hidden(), found.known) == (Pipeline.SERILOG, (), True)


def test_serilog_as_the_only_provider_left() -> None:
    code = (
        'Log.Logger = new LoggerConfiguration().MinimumLevel.Override("Microsoft", LogEventLevel.Error)'
        ".CreateLogger();\n"
        "builder.Logging.ClearProviders().AddSerilog();"
    )
    assert hidden(pipeline(HOST + code)) == [
        'Production Serilog Error by MinimumLevel.Override("Microsoft", LogEventLevel.Error)'
    ]


def test_a_logger_within_a_sink_does_not_count() -> None:
    inner = '.WriteTo.Logger(inner => inner.MinimumLevel.Override("Microsoft", LogEventLevel.Error).WriteTo.Debug())'
    assert hidden(pipeline(HOST + SERILOG % inner)) == []


@pytest.mark.parametrize(
    ("chain", "level"),
    [
        (".WriteTo.File(path, restrictedToMinimumLevel: LogEventLevel.Error)", "Information"),
        ("", "Information"),
    ],
)
def test_one_free_sink_is_enough(chain: str, level: str) -> None:
    found = pipeline(HOST + SERILOG % chain)
    assert [str(d.level) for d in found.deployed()] == [level]


def test_with_restricted_sinks_only_the_level_is_unknown() -> None:
    only = "builder.Host.UseSerilog((c, l) => l%s.WriteTo.File(p, restrictedToMinimumLevel: LogEventLevel.Error));"
    assert [d.level for d in pipeline(HOST + only % "").deployed()] == [None]
    settings = '{"Serilog": {"WriteTo": [{"Name": "File", "Args": {"restrictedToMinimumLevel": "%s"}}]}}'
    read = HOST + only % ".ReadFrom.Configuration(c.Configuration)"
    assert [str(d.level) for d in pipeline(read, base=settings % "Error").deployed()] == ["None"]
    assert [str(d.level) for d in pipeline(read, base=settings % "Debug").deployed()] == ["Information"]
    assert [str(d.level) for d in pipeline(read, base='{"Serilog": {"WriteTo": ["Console"]}}').deployed()] == [
        "Information"
    ]


def test_an_unknown_extension_is_told() -> None:
    found = pipeline(HOST + "builder.Logging.AddCompanyDefaults();", base=TEMPLATE)
    assert found.hidden()
    assert "AddCompanyDefaults" in found.because


def test_a_bootstrap_logger_does_not_count() -> None:
    code = (
        'Log.Logger = new LoggerConfiguration().MinimumLevel.Override("Microsoft", LogEventLevel.Error)'
        ".CreateBootstrapLogger();\n" + SERILOG % ""
    )
    assert hidden(pipeline(HOST + code)) == []


@pytest.mark.parametrize(
    ("code", "because"),
    [
        ("builder.Host.UseSerilog();", "the configuration of Serilog is not in the repository"),
        ("if (x) { builder.Host.UseSerilog((c, lc) => lc.WriteTo.Console()); }", "under a condition"),
        ("builder.Host.UseNLog();", "NLog"),
    ],
)
def test_what_cannot_be_told(code: str, because: str) -> None:
    found = pipeline(HOST + code, base=TEMPLATE)
    assert found.kind is Pipeline.UNKNOWN
    assert because in found.because
    assert not found.known


@pytest.mark.parametrize(
    ("code", "settings", "named"),
    [
        ("", TEMPLATE, 0),
        ("", '{"Logging": {"LogLevel": {"microsoft.azure.signalr.ServiceConnection": "Debug"}}}', 1),
        ("", '{"Logging": {"Console": {"LogLevel": {"Microsoft.Azure.SignalR": "Debug"}}}}', 1),
        ("", '{"Azure": {"SignalR": {"ConnectionString": "Microsoft.Azure.SignalR"}}}', 0),
        ('builder.Logging.AddFilter("Microsoft.Azure.SignalR", LogLevel.Debug);', "{}", 1),
        (SERILOG % '.MinimumLevel.Override("Microsoft.Azure.SignalR", LogEventLevel.Debug)', "{}", 1),
    ],
)
def test_what_names_the_category(code: str, settings: str, named: int) -> None:
    assert len(pipeline(HOST + code, base=settings).named) == named


@pytest.mark.parametrize(("sdk", "expected"), [("1.18.0", False), ("1.19.1", True), (None, True), ("1.*", True)])
def test_failures_moved_to_information(sdk: str | None, expected: bool) -> None:
    assert pipeline(sdk=sdk).hides_failures is expected


def test_the_environments_asked_for_count() -> None:
    found = [*facts("appsettings.json", TEMPLATE), *facts("appsettings.QA.json", "{}")]
    inputs = LoggingInputs(
        settings=[f for f in found if isinstance(f, Setting)],
        files=[f for f in found if isinstance(f, SettingsFile)],
        environments=("Development", "Live"),
    )
    assert [d.environment for d in logging_pipeline(inputs).hidden()] == ["Development", "Live"]
