"""What a project comes to with the files around it."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from asrs_lint.model.workspace import Project
from tests.model.modelling import model, project

LIBRARY = project(sdk="Microsoft.NET.Sdk")
CLASSIC = """<Project ToolsVersion="15.0" xmlns="http://schemas.microsoft.com/developer/msbuild/2003"><PropertyGroup>
<ProjectTypeGuids>{349c5851-65df-11da-9384-00065b846f21};{fae04ec0-301f-11d3-bf4b-00c04f79efbc}</ProjectTypeGuids>
<TargetFrameworkVersion>v4.8</TargetFrameworkVersion><OutputType>Library</OutputType></PropertyGroup></Project>"""
CENTRAL = """<Project><ItemGroup>
  <PackageVersion Include="Microsoft.Azure.SignalR" Version="1.25.0" />
</ItemGroup></Project>"""
UNVERSIONED = '<PackageReference Include="Microsoft.Azure.SignalR" />'
LOCK = (
    '{"version": 1, "dependencies": {"net8.0": {"Microsoft.Azure.SignalR": {"type": "Direct", "resolved": "1.30.3"}}}}'
)


def only(files: Mapping[str, str]) -> Project:
    found = model(files).projects
    assert len(found) == 1
    return found[0]


@pytest.mark.parametrize(
    ("text", "host", "web", "functions"),
    [
        pytest.param(project(), True, True, False, id="web SDK"),
        pytest.param(CLASSIC, True, True, False, id="web application of .NET Framework"),
        pytest.param(LIBRARY, False, False, False, id="library"),
        pytest.param(project(sdk="Microsoft.NET.Sdk.Worker"), True, False, False, id="worker"),
        pytest.param(
            project(sdk="Microsoft.NET.Sdk", more="<OutputType>Exe</OutputType>"), True, False, False, id="program"
        ),
        pytest.param(
            project(sdk="Microsoft.NET.Sdk", more="<AzureFunctionsVersion>v4</AzureFunctionsVersion>"),
            True,
            False,
            True,
            id="function app",
        ),
        pytest.param(
            project("Microsoft.Azure.Functions.Worker.Sdk 1.17.0", sdk="Microsoft.NET.Sdk"),
            False,
            False,
            True,
            id="function app by its package",
        ),
    ],
)
def test_kinds(text: str, host: bool, web: bool, functions: bool) -> None:
    found = only({"src/App/App.csproj": text})
    assert (found.host, found.web, found.functions) == (host, web, functions)


@pytest.mark.parametrize(
    ("around", "reference", "expected"),
    [
        pytest.param({}, UNVERSIONED, None, id="no version anywhere"),
        pytest.param({"Directory.Packages.props": CENTRAL}, UNVERSIONED, "1.25.0", id="central"),
        pytest.param({"other/Directory.Packages.props": CENTRAL}, UNVERSIONED, None, id="central of other folders"),
        pytest.param(
            {"Directory.Packages.props": CENTRAL, "src/App/packages.lock.json": LOCK}, UNVERSIONED, "1.30.3", id="lock"
        ),
    ],
)
def test_the_version_of_a_package(around: Mapping[str, str], reference: str, expected: str | None) -> None:
    text = project().replace("<ItemGroup></ItemGroup>", f"<ItemGroup>{reference}</ItemGroup>")
    assert only({"src/App/App.csproj": text, **around}).version("Microsoft.Azure.SignalR") == expected


def test_the_framework_may_come_from_the_properties_above() -> None:
    props = "<Project><PropertyGroup><TargetFramework>net9.0</TargetFramework></PropertyGroup></Project>"
    text = '<Project Sdk="Microsoft.NET.Sdk.Web"></Project>'
    assert only({"Directory.Build.props": props, "src/App/App.csproj": text}).frameworks == ("net9.0",)


@pytest.mark.parametrize(
    ("path", "text", "test"),
    [
        ("src/Web/Web.csproj", project(), False),
        ("src/Web.Tests/Web.Tests.csproj", project(), True),
        ("src/Contest/Contest.csproj", project(), False),
        ("test/Web/Web.csproj", project(), True),
        ("src/Checks/Checks.csproj", project("Microsoft.NET.Test.Sdk 17.0.0"), True),
        ("src/Checks/Checks.csproj", project(more="<IsTestProject>true</IsTestProject>"), True),
    ],
)
def test_test_projects(path: str, text: str, test: bool) -> None:
    workspace = model({path: text})
    assert workspace.projects[0].test is test
    assert workspace.is_test(f"{path.rpartition('/')[0]}/Startup.cs") is test
