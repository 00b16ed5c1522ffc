from __future__ import annotations

import pytest

from asrs_lint.extract.project import extract
from asrs_lint.facts.base import Unreadable
from asrs_lint.facts.dotnet import BuildProperties, PackageList, PackageUsed, ProjectFile
from asrs_lint.source import Document


def project(text: str, path: str = "src/Web/Web.csproj") -> ProjectFile:
    (found,) = extract(Document(path, text))
    assert isinstance(found, ProjectFile)
    return found


def versions(packages: tuple[PackageUsed, ...]) -> list[tuple[str, str | None]]:
    return [(package.name, package.version.value if package.version else None) for package in packages]


def test_sdk_style() -> None:
    found = project(
        r"""<Project Sdk="Microsoft.NET.Sdk.Web">
  <PropertyGroup>
    <TargetFrameworks>net8.0;$(More);net472</TargetFrameworks>
    <OutputType>Exe</OutputType>
    <Fixed>1.2.3</Fixed>
    <Maybe Condition="'$(X)' == ''">yes</Maybe>
  </PropertyGroup>
  <PropertyGroup Condition="'$(Configuration)' == 'Debug'"><Debug>true</Debug></PropertyGroup>
  <ItemGroup>
    <PackageReference Include="Microsoft.Azure.SignalR" Version="1.21.0" />
    <PackageReference Include="Child"><Version> 2.0 </Version></PackageReference>
    <PackageReference Include="Override" Version="1" VersionOverride="2" />
    <PackageReference Include="Central" /><PackageReference Include="A;B" Version="$(Fixed)" />
    <PackageReference Update="Updated" Version="$(Elsewhere)" /><PackageReference Remove="Gone" />
  </ItemGroup>
  <ItemGroup Condition="'$(TargetFramework)' == 'net472'">
    <PackageReference Include="Framework" Version="4" />
    <ProjectReference Include="..\Core\Core.csproj" /><ProjectReference Include="../../Data/Data.fsproj;$(P)" />
    <ProjectReference Include="..\..\..\Outside.csproj" />
    <FrameworkReference Include="Microsoft.AspNetCore.App" />
    <Content Update="a\appsettings.json;b.json"><CopyToOutputDirectory>Always</CopyToOutputDirectory></Content>
    <None Include="c.json" CopyToOutputDirectory="PreserveNewest" /><None Include="d" CopyToOutputDirectory="Never" />
  </ItemGroup>
</Project>"""
    )
    assert (found.language, found.sdk, found.output_type) == ("csharp", "Microsoft.NET.Sdk.Web", "Exe")
    assert found.target_frameworks == ("net8.0", "net472")
    assert versions(found.packages) == [
        ("Microsoft.Azure.SignalR", "1.21.0"),
        ("Child", "2.0"),
        ("Override", "2"),
        ("Central", None),
        ("A", "1.2.3"),
        ("B", "1.2.3"),
        ("Updated", None),
        ("Framework", "4"),
    ]
    assert found.references == ("src/Core/Core.csproj", "Data/Data.fsproj")
    assert (found.frameworks, found.copied) == (
        ("Microsoft.AspNetCore.App",),
        ("a/appsettings.json", "b.json", "c.json"),
    )
    assert dict(found.properties).keys() == {"TargetFrameworks", "OutputType", "Fixed"}


def test_classic_project_with_restored_packages() -> None:
    found = project(
        r"""<?xml version="1.0" encoding="utf-8"?>
<Project ToolsVersion="15.0" xmlns="http://schemas.microsoft.com/developer/msbuild/2003">
  <PropertyGroup>
    <OutputType>Library</OutputType>
    <TargetFrameworkVersion>v4.6.1</TargetFrameworkVersion>
    <ProjectTypeGuids>{349c5851-65df-11da-9384-00065b846f21};{fae04ec0-301f-11d3-bf4b-00c04f79efbc}</ProjectTypeGuids>
  </PropertyGroup>
  <ItemGroup>
    <Reference Include="Microsoft.Azure.SignalR.AspNet, Version=1.0.0.0">
      <HintPath>..\packages\Microsoft.Azure.SignalR.AspNet.1.0.0-preview1-10385\lib\net461\x.dll</HintPath>
    </Reference>
    <Reference Include="System" />
  </ItemGroup>
</Project>"""
    )
    assert (found.sdk, found.target_frameworks, found.output_type) == (None, ("net461",), "Library")
    assert len(found.type_guids) == 2
    assert versions(found.packages) == [("Microsoft.Azure.SignalR.AspNet", "1.0.0-preview1-10385")]


@pytest.mark.parametrize(
    ("path", "text", "language", "sdk"),
    [
        ("a.fsproj", '<Project><Sdk Name="S" /></Project>', "fsharp", "S"),
        ("a.VBPROJ", '<Project><Import Sdk="T" Project="Sdk.props" /></Project>', "vb", "T"),
    ],
)
def test_languages_and_sdks(path: str, text: str, language: str, sdk: str) -> None:
    found = project(text, path)
    assert (found.language, found.sdk) == (language, sdk)


def test_places_of_packages() -> None:
    source = Document(
        "a.csproj", '<Project><ItemGroup><PackageReference Include="A" Version="1.0" /></ItemGroup></Project>'
    )
    (found,) = extract(source)
    assert isinstance(found, ProjectFile)
    (package,) = found.packages
    assert package.version is not None
    assert source.slice(package.span) == '<PackageReference Include="A" Version="1.0" />'
    assert source.slice(package.version.span) == "1.0"


def test_central_versions() -> None:
    (found,) = extract(
        Document(
            "Directory.Packages.props",
            """<Project><PropertyGroup><V>8.0.1</V></PropertyGroup><ItemGroup>
            <PackageVersion Include="A" Version="$(V)" /><PackageVersion Include="B" Version="[1.0, 2.0)" />
            <GlobalPackageReference Include="G" Version="3" /></ItemGroup></Project>""",
        )
    )
    assert isinstance(found, BuildProperties)
    assert versions(found.versions) == [("A", "8.0.1"), ("B", "[1.0, 2.0)")]
    assert (versions(found.packages), found.properties) == ([("G", "3")], (("V", "8.0.1"),))


def test_packages_config() -> None:
    (found,) = extract(Document("packages.config", '<packages><package id="A" version="1.2" /><package /></packages>'))
    assert isinstance(found, PackageList) and not found.resolved
    assert versions(found.packages) == [("A", "1.2")]


def test_lock_file() -> None:
    source = Document(
        "packages.lock.json",
        """{ "version": 2, "dependencies": { "net8.0": {
      "A": { "type": "Direct", "requested": "[1.0, )", "resolved": "1.0.5", "contentHash": "x",
        "dependencies": { "B": "2.0.0" } },
      "B": { "type": "Transitive", "resolved": "2.0.1", "contentHash": "y" },
      "core": { "type": "Project", "dependencies": { "B": "[2.0.0, )" } } },
    "net472": { "B": { "type": "Transitive", "resolved": "2.0.1" } } } }""",
    )
    (found,) = extract(source)
    assert isinstance(found, PackageList) and found.resolved
    assert versions(found.packages) == [("A", "1.0.5"), ("B", "2.0.1")]
    assert all(p.version and source.slice(p.version.span) == p.version.value for p in found.packages)


def test_a_project_that_is_no_xml() -> None:
    (found,) = extract(Document("a.csproj", "<Project>"))
    assert isinstance(found, Unreadable)
