"""In a repository of many programs, only those that may run the service are read."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from asrs_lint.cache import Cache
from asrs_lint.engine import no_progress
from asrs_lint.files import Files
from asrs_lint.reading.looking import look_at_all
from asrs_lint.reading.project import read_project
from asrs_lint.reading.sources import Sources
from asrs_lint.stopwatch import Stopwatch

WEB, LIBRARY = "Microsoft.NET.Sdk.Web", "Microsoft.NET.Sdk"
BUILDS = "var builder = WebApplication.CreateBuilder(args);\n"
SERVES = BUILDS + "builder.Services.AddSignalR().AddAzureSignalR();\n"


def project_file(sdk: str, *references: str, package: str = "Some.Package") -> str:
    items = "".join(f'<ProjectReference Include="../{name}/{name}.csproj" />' for name in references)
    return f'<Project Sdk="{sdk}"><ItemGroup>{items}<PackageReference Include="{package}" /></ItemGroup></Project>'


def read(root: Path, files: Mapping[str, str]) -> set[str]:
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text)
    sources, cache = Sources(Files(root), {}), Cache()
    sight = look_at_all(sorted(files), sources, 1, cache, no_progress)
    reading = read_project(sight, sources, 0, no_progress, cache, Stopwatch())
    return {path for path in reading.readable if path.endswith(".cs")}


def test_a_program_that_has_nothing_to_do_with_the_service_is_not_read(tmp_path: Path) -> None:
    files = {
        "Chat/Chat.csproj": project_file(WEB),
        "Chat/Program.cs": SERVES,
        "Shop/Shop.csproj": project_file(WEB),
        "Shop/Program.cs": BUILDS,
    }
    assert read(tmp_path, files) == {"Chat/Program.cs"}


def test_what_references_the_service_or_is_referenced_beside_it_is_read(tmp_path: Path) -> None:
    files = {
        "Web/Web.csproj": project_file(WEB, "Realtime", "Defaults"),
        "Web/Program.cs": BUILDS,
        "Realtime/Realtime.csproj": project_file(LIBRARY),
        "Realtime/Setup.cs": "static void AddRealtime(this IServiceCollection s) => s.AddSignalR().AddAzureSignalR();",
        "Defaults/Defaults.csproj": project_file(LIBRARY),
        "Defaults/Extensions.cs": "static void AddDefaults(this IHostApplicationBuilder b) => b.Logging.AddConsole();",
    }
    assert read(tmp_path, files) == {"Web/Program.cs", "Realtime/Setup.cs", "Defaults/Extensions.cs"}


def test_tests_do_not_join_what_they_reference(tmp_path: Path) -> None:
    files = {
        "Chat/Chat.csproj": project_file(WEB),
        "Chat/Program.cs": SERVES,
        "Shop/Shop.csproj": project_file(WEB),
        "Shop/Program.cs": BUILDS,
        "All/All.csproj": project_file(LIBRARY, "Chat", "Shop", package="Microsoft.NET.Test.Sdk"),
    }
    assert read(tmp_path, files) == {"Chat/Program.cs"}


def test_settings_turn_the_service_on_as_well(tmp_path: Path) -> None:
    files = {
        "Directory.Build.props": '<Project><PackageReference Include="Microsoft.Azure.SignalR" /></Project>',
        "Chat/Chat.csproj": project_file(WEB),
        "Chat/appsettings.json": '{"Azure": {"SignalR": {"Enabled": true}}}',
        "Chat/Program.cs": BUILDS,
    }
    assert read(tmp_path, files) == {"Chat/Program.cs"}


def test_code_of_no_project_is_read(tmp_path: Path) -> None:
    files = {"Chat/Chat.csproj": project_file(WEB), "Chat/Program.cs": SERVES, "scripts/run.cs": BUILDS}
    assert read(tmp_path, files) == {"Chat/Program.cs", "scripts/run.cs"}


def test_a_name_is_looked_for_where_its_project_is_referenced(tmp_path: Path) -> None:
    files = {
        "Chat/Chat.csproj": project_file(WEB, "Realtime"),
        "Chat/Wiring.cs": "class Wiring { void Run(Services s) { s.AddRealtime(); } }",
        "Shop/Shop.csproj": project_file(WEB),
        "Shop/Wiring.cs": "class Wiring { void Run(Services s) { s.AddRealtime(); } }",
        "Realtime/Realtime.csproj": project_file(LIBRARY),
        "Realtime/Setup.cs": "class Setup { void AddRealtime(Services s) { s.AddSignalR().AddAzureSignalR(); } }",
    }
    assert read(tmp_path, files) == {"Chat/Wiring.cs", "Realtime/Setup.cs"}
