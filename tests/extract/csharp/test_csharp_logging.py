"""Calls that shape the logging pipeline."""

from __future__ import annotations

import pytest

from asrs_lint.extract.csharp import extract
from asrs_lint.facts.code import Context
from asrs_lint.facts.server import LoggingCall
from asrs_lint.source import Document


def calls(text: str) -> list[LoggingCall]:
    return [f for f in extract(Document("a.cs", text)) if isinstance(f, LoggingCall)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            "builder.Logging.ClearProviders().AddConsole();",
            [("ClearProviders", "builder.Logging"), ("AddConsole", "builder.Logging")],
        ),
        (
            'h.ConfigureLogging((c, l) => { l.AddFilter("A", LogLevel.Debug); c.AddThing(); });',
            [("ConfigureLogging", "h"), ("AddFilter", "l")],
        ),
        ("s.AddLogging(b => b.AddMyCompanyLog());", [("AddLogging", "s"), ("AddMyCompanyLog", "b")]),
        ("void M(ILoggingBuilder b) { b.AddThing(); }", [("AddThing", "b")]),
        ("void M(ILoggerFactory f) { f.AddConsole(); }", [("AddConsole", "f")]),
        ("LoggerFactory.Create(logging => logging.AddDebug());", []),
        ("configuration.AddConfiguration(other); mvc.AddFilter(x); menu.AddConsole(); // Log", []),
        ("builder.Host.UseSerilog();", [("UseSerilog", "builder.Host")]),
        (
            'new LoggerConfiguration().MinimumLevel.Override("M", LogEventLevel.Warning).WriteTo.Console(); // Serilog',
            [("Override", "MinimumLevel"), ("Console", "WriteTo")],
        ),
        (
            "new LoggerConfiguration().ReadFrom.Configuration(c).MinimumLevel.Debug();",
            [("Configuration", "ReadFrom"), ("Debug", "MinimumLevel")],
        ),
        (
            "services.Configure<LoggerFilterOptions>(o => { }); services.Configure<Other>(o => { });",
            [("Configure", "services")],
        ),
        (
            "services.AddApplicationInsightsTelemetryWorkerService();",
            [("AddApplicationInsightsTelemetryWorkerService", "services")],
        ),
        ("new HubConnectionBuilder().ConfigureLogging(l => l.AddConsole()).Build();", []),
    ],
)
def test_calls(text: str, found: list[tuple[str, str]]) -> None:
    assert [(c.name, c.receiver) for c in calls(text)] == found


def test_the_parts_of_a_call() -> None:
    constant = 'const string Category = "Microsoft.Azure"; '
    text = constant + "builder.Logging.AddFilter<ConsoleLoggerProvider>(Category, LogLevel.Warning);"
    (call,) = calls(text)
    assert call.type_arguments == ("ConsoleLoggerProvider",)
    assert call.arguments == ("Category", "LogLevel.Warning")
    assert call.literals == ("Microsoft.Azure", None)
    assert call.argument_span is not None
    assert Document("a.cs", text).slice(call.argument_span) == "Category, LogLevel.Warning"


@pytest.mark.parametrize(
    ("condition", "development"),
    [
        ("app.Environment.IsDevelopment()", True),
        ("!app.Environment.IsDevelopment()", False),
        ("Debugger.IsAttached", True),
    ],
)
def test_development(condition: str, development: bool) -> None:
    (call,) = calls(f"if ({condition}) builder.Logging.AddConsole();")
    assert bool(call.context & Context.DEVELOPMENT) is development
