"""Which hosts serve hubs, what shows it, and how sure it is."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from asrs_lint.facts.client import Flavour
from asrs_lint.model.options import Options
from asrs_lint.scale import Confidence
from asrs_lint.testing import lint
from tests.model.modelling import model, project

SDK = "Microsoft.Azure.SignalR 1.30.0"
ASPNET_SDK = "Microsoft.Azure.SignalR.AspNet 1.30.0"
PROGRAM = """var builder = WebApplication.CreateBuilder(args);
builder.Services.AddSignalR(){azure};
var app = builder.Build();
app.MapHub<Chat>("/chat");
app.Run();
"""
AZURE = PROGRAM.replace("{azure}", ".AddAzureSignalR()")
PLAIN = PROGRAM.replace("{azure}", "")
LIBRARY = """public static class Realtime {
    public static IServiceCollection AddRealtime(this IServiceCollection services) {
        services.AddSignalR().AddAzureSignalR();
        return services;
    }
}
"""
HOST = "var builder = WebApplication.CreateBuilder(args);\n{call}builder.Build().Run();\n"
REFERENCE = '<ItemGroup><ProjectReference Include="..\\\\Lib\\\\Lib.csproj" /></ItemGroup></Project>'
STARTUP = """public class Startup {
    public void Configuration(IAppBuilder app) { app.MapAzureSignalR("chat"); }
}
"""


def web(*packages: str) -> str:
    return project(*packages).replace("</Project>", REFERENCE)


def shown(files: Mapping[str, str]) -> list[tuple[object, ...]]:
    return [(s.folder, "azure" if s.azure else "own", str(s.certainty.confidence)) for s in model(files).servers]


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        pytest.param(
            {"Web/Web.csproj": project(SDK), "Web/Program.cs": AZURE}, [("Web", "azure", "high")], id="minimal"
        ),
        pytest.param(
            {"Web/Web.csproj": project(), "Web/Program.cs": PLAIN}, [("Web", "own", "high")], id="self-hosted"
        ),
        pytest.param({"Program.cs": AZURE}, [("", "azure", "medium")], id="project file is not here"),
        pytest.param(
            {
                "Web/Web.csproj": web(),
                "Web/Program.cs": HOST.replace("{call}", "builder.Services.AddRealtime();\n"),
                "Lib/Lib.csproj": project(SDK, sdk="Microsoft.NET.Sdk"),
                "Lib/Realtime.cs": LIBRARY,
            },
            [("Web", "azure", "high")],
            id="extension method of a library the host calls",
        ),
        pytest.param(
            {
                "Web/Web.csproj": web(),
                "Web/Program.cs": HOST.replace("{call}", ""),
                "Lib/Lib.csproj": project(SDK, sdk="Microsoft.NET.Sdk"),
                "Lib/Realtime.cs": LIBRARY,
            },
            [],
            id="extension method nobody calls",
        ),
        pytest.param(
            {"tests/Web.Tests/Web.Tests.csproj": project(SDK), "tests/Web.Tests/Program.cs": AZURE},
            [],
            id="test project",
        ),
        pytest.param(
            {"Web/Web.csproj": project(SDK), "Web/Program.cs": AZURE.replace("builder.Services", "//")},
            [],
            id="commented out",
        ),
        pytest.param(
            {
                "Web/Web.csproj": project(SDK),
                "Web/Program.cs": PLAIN.replace(
                    "var app",
                    "if (env.IsDevelopment()) services.AddSignalR().AddAzureSignalR();\nvar app",
                ),
            },
            [("Web", "own", "high")],
            id="Azure SignalR in Development only",
        ),
        pytest.param(
            {
                "Api/Api.csproj": project(
                    SDK,
                    "Microsoft.NET.Sdk.Functions 4.4.0",
                    sdk="Microsoft.NET.Sdk",
                    more="<AzureFunctionsVersion>v4</AzureFunctionsVersion>",
                ),
                "Api/Startup.cs": LIBRARY.replace("AddRealtime", "Configure"),
            },
            [],
            id="function app that maps no hub",
        ),
    ],
)
def test_hosts(files: Mapping[str, str], expected: list[tuple[object, ...]]) -> None:
    assert shown(files) == expected


HUB = 'app.UseEndpoints(e => { e.MapHub<Chat>("/chat"); });'
BLAZOR = "app.UseEndpoints(e => e.MapBlazorHub());"
ENABLED = '{"Azure": {"SignalR": {"Enabled": "true"}}}'
ASSEMBLIES = '{"profiles": {"a": {"environmentVariables": {"ASPNETCORE_HOSTINGSTARTUPASSEMBLIES": "%s"}}}}'


def startup(body: str) -> str:
    return f"public class Startup {{ public void Configure(IApplicationBuilder app) {{ {body} }} }}"


@pytest.mark.parametrize(
    ("packages", "settings", "profile", "body", "expected"),
    [
        pytest.param([SDK], ENABLED, "", HUB, "medium", id="Enabled and a hub"),
        pytest.param([SDK], ENABLED, "", BLAZOR, "medium", id="Enabled and the hub of Blazor"),
        pytest.param([SDK], ENABLED, "", "", None, id="Enabled and no hub"),
        pytest.param([], ENABLED, "", HUB, None, id="Enabled without the package"),
        pytest.param([SDK], ENABLED.replace("true", "false"), "", HUB, None, id="not enabled"),
        pytest.param([SDK], "{}", ASSEMBLIES % "Other;Microsoft.Azure.SignalR", HUB, "medium", id="assembly named"),
        pytest.param([SDK], "{}", ASSEMBLIES % "Microsoft.Azure.SignalR.Mine", HUB, None, id="another assembly"),
    ],
)
def test_hosting_startup(packages: list[str], settings: str, profile: str, body: str, expected: str | None) -> None:
    files = {
        "Web/Web.csproj": project(*packages),
        "Web/Startup.cs": startup(body),
        "Web/appsettings.json": settings,
        "Web/Properties/launchSettings.json": profile or "{}",
    }
    azure = [str(s.certainty.confidence) for s in model(files).servers if s.azure]
    assert azure == ([expected] if expected else [])


def test_what_turns_it_on_is_shown_by_the_call_that_adds_it() -> None:
    code = startup('app.UseAzureSignalR(r => r.MapHub<Chat>("/chat"));') + LIBRARY
    server = model({"Web/Web.csproj": project(SDK), "Web/Startup.cs": code}).servers[0]
    assert server.chain[0].message == "AddAzureSignalR turns Azure SignalR on"
    assert [call.call for call in server.calls] == ["UseAzureSignalR", "AddAzureSignalR"]


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        pytest.param(STARTUP, [Flavour.ASPNET], id="OWIN start-up class in a library by its project file"),
        pytest.param(STARTUP.replace("Configuration(", "MapAzureSignalR("), [], id="an overload of the call itself"),
    ],
)
def test_aspnet_hosts(code: str, expected: list[Flavour]) -> None:
    files = {
        "Chat/Chat.csproj": project(ASPNET_SDK, framework="net48", sdk="Microsoft.NET.Sdk"),
        "Chat/Startup.cs": code,
    }
    assert [s.flavour for s in model(files).servers] == expected


def test_environments_of_the_options_decide_which_levels_are_reported() -> None:
    files = {
        "Web/Web.csproj": project(SDK),
        "Web/Program.cs": AZURE,
        "Web/appsettings.json": "{}",
        "Web/appsettings.Staging.json": '{"Logging": {"LogLevel": {"Default": "Error"}}}',
    }

    def reported(options: Options | None = None) -> tuple[str, ...]:
        pipeline = model(files, options).servers[0].logging
        assert pipeline is not None
        return pipeline.environments

    assert reported() == ("Production", "Staging")
    assert reported(Options(environments=("Staging",))) == ("Staging",)


def test_certainty_of_a_server_without_project_file_says_why() -> None:
    certainty = model({"Program.cs": AZURE}).servers[0].certainty
    assert certainty.confidence is Confidence.MEDIUM
    assert certainty.because == "the project file of this code is not in the repository"


WITH_STARTUP = """public class Program {
    public static void Main(string[] args) => CreateHostBuilder(args).Build().Run();
    public static IHostBuilder CreateHostBuilder(string[] args) =>
        Host.CreateDefaultBuilder(args).ConfigureWebHostDefaults(web => web.UseStartup<Startup>());
}
"""
CONFIGURED = "public class Startup { public void ConfigureServices(IServiceCollection services) { %s } }"
OTHER = {
    "Lib/Lib.csproj": project(SDK),
    "Lib/Program.cs": WITH_STARTUP,
    "Lib/Startup.cs": CONFIGURED % "services.AddSignalR().AddAzureSignalR();",
}


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        pytest.param(
            {"Web/Program.cs": WITH_STARTUP, "Web/Startup.cs": CONFIGURED % "services.AddMvc();"},
            [],
            id="its own Startup",
        ),
        pytest.param({"Web/Program.cs": HOST.replace("{call}", "")}, [], id="no Startup at all"),
        pytest.param({"Web/Program.cs": WITH_STARTUP}, ["Web"], id="the other's Startup"),
    ],
)
def test_a_program_that_references_another_does_not_run_it(files: Mapping[str, str], expected: list[str]) -> None:
    found = model({**files, **OTHER, "Web/Web.csproj": web()}).servers
    assert [s.folder for s in found] == ["Lib", *expected]


SETTINGS = '{"Logging": {"LogLevel": {"Default": "Information"}}}'


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        pytest.param("", "", id="none"),
        pytest.param('builder.Configuration.AddJsonFile("appsettings.Local.json");', "", id="settings that are read"),
        pytest.param('builder.Configuration.AddJsonFile("config/ocelot.json");', "", id="routes of a gateway"),
        pytest.param(
            'builder.Configuration.AddJsonFile("logging.json");',
            "logging.json is read too, and it may hold levels",
            id="another file",
        ),
        pytest.param(
            "builder.Configuration.AddJsonStream(shared);",
            "settings are read from a stream too, and those may hold levels",
            id="a stream",
        ),
    ],
)
def test_settings_that_are_not_read_are_known(source: str, expected: str) -> None:
    files = {
        "Web/Web.csproj": project(SDK),
        "Web/Program.cs": AZURE.replace("var app", f"{source}\nvar app"),
        "Web/appsettings.json": SETTINGS,
    }
    pipeline = model(files).servers[0].logging
    assert pipeline is not None
    assert pipeline.unread == expected
    found = {f.id: str(f.problem.confidence) for f in lint(files) if f.id in ("ASRS101", "ASRS102")}
    assert found == {"ASRS102": "low" if expected else "high"}
