from __future__ import annotations

import time

import pytest

from asrs_lint.extract.packages import extract
from asrs_lint.source import Document

Row = tuple[str, str, str | None, str]


def rows(path: str, text: str) -> list[Row]:
    """Ecosystem, name, version and the text at the place of every package."""
    source = Document(path, text)
    return [(f.ecosystem, f.name, f.version, source.slice(f.span)) for f in extract(source)]


CASES: dict[str, tuple[str, list[Row]]] = {
    "web/package.json": (
        '{"name": "signalr-demo", "dependencies": {"react": "1", "@microsoft/signalr": "^8.0.0"},'
        ' "devDependencies": {"@aspnet/signalr": "1.1.4"}}',
        [
            ("npm", "@microsoft/signalr", "^8.0.0", '"@microsoft/signalr": "^8.0.0"'),
            ("npm", "@aspnet/signalr", "1.1.4", '"@aspnet/signalr": "1.1.4"'),
        ],
    ),
    "libman.json": (
        '{"libraries": [{"library": "@microsoft/signalr@latest"}, {"library": "jquery@3"}, {"library": "signalr.js"}]}',
        [
            ("libman", "@microsoft/signalr", "latest", '"library": "@microsoft/signalr@latest"'),
            ("libman", "signalr.js", None, '"library": "signalr.js"'),
        ],
    ),
    "pom.xml": (
        """<project xmlns="http://maven.apache.org/POM/4.0.0"><properties><v>8.0.0</v></properties><dependencies>
<dependency><groupId>com.microsoft.signalr</groupId><artifactId>signalr</artifactId><version>${v}</version></dependency>
<dependency><groupId>org.slf4j</groupId><artifactId>slf4j-api</artifactId></dependency></dependencies></project>""",
        [
            (
                "maven",
                "com.microsoft.signalr:signalr",
                "8.0.0",
                "<dependency><groupId>com.microsoft.signalr</groupId><artifactId>signalr</artifactId>"
                "<version>${v}</version></dependency>",
            )
        ],
    ),
    "app/build.gradle.kts": (
        'implementation("com.microsoft.signalr:signalr:8.0.0")\nimplementation("org.slf4j:slf4j-api:2.0")\n'
        "runtimeOnly 'org.slf4j:slf4j-jdk14:2.0.9'\nimplementation group: 'eu.lepicekmichal.signalrkore',"
        " name: 'signalrkore', version: '0.9'\n",
        [
            ("gradle", "com.microsoft.signalr:signalr", "8.0.0", '"com.microsoft.signalr:signalr:8.0.0"'),
            ("gradle", "org.slf4j:slf4j-jdk14", "2.0.9", "'org.slf4j:slf4j-jdk14:2.0.9'"),
            (
                "gradle",
                "eu.lepicekmichal.signalrkore:signalrkore",
                "0.9",
                "group: 'eu.lepicekmichal.signalrkore', name: 'signalrkore', version: '0.9'",
            ),
        ],
    ),
    "gradle/libs.versions.toml": (
        '[versions]\nsr = "8.0.1"\n[libraries]\n'
        'signalr = { module = "com.microsoft.signalr:signalr", version.ref = "sr" }\n'
        'slf4j-simple = "org.slf4j:slf4j-simple:2.0"\n'
        'kore = { group = "eu.lepicekmichal.signalrkore", name = "signalrkore", version = "0.9" }\n',
        [
            (
                "gradle",
                "com.microsoft.signalr:signalr",
                "8.0.1",
                'signalr = { module = "com.microsoft.signalr:signalr", version.ref = "sr" }',
            ),
            ("gradle", "org.slf4j:slf4j-simple", "2.0", 'slf4j-simple = "org.slf4j:slf4j-simple:2.0"'),
            (
                "gradle",
                "eu.lepicekmichal.signalrkore:signalrkore",
                "0.9",
                'kore = { group = "eu.lepicekmichal.signalrkore", name = "signalrkore", version = "0.9" }',
            ),
        ],
    ),
    "requirements-dev.txt": (
        "# pysignalr\nx\nsignalrcore==0.9.5 # x\nazure_functions\npysignalr[x] >= 1.0 ; python_version > '3'\n",
        [
            ("pypi", "signalrcore", "==0.9.5", "signalrcore==0.9.5"),
            ("pypi", "azure_functions", None, "azure_functions"),
            ("pypi", "pysignalr", ">= 1.0", "pysignalr[x] >= 1.0"),
        ],
    ),
    "pyproject.toml": (
        '[project]\nname = "signalrcore"\ndependencies = ["x", "pysignalr>=1.1"]\n'
        '[tool.poetry.dependencies]\nsignalrcore = "^0.9"\n'
        'azure-functions = {extras = ["a"], version = "1.20"}\n',
        [
            ("pypi", "pysignalr", ">=1.1", '"pysignalr>=1.1"'),
            ("pypi", "signalrcore", "^0.9", 'signalrcore = "^0.9"'),
            ("pypi", "azure-functions", "1.20", 'azure-functions = {extras = ["a"], version = "1.20"'),
        ],
    ),
    "pubspec.yaml": (
        "name: x\ndependencies:\n  signalr_netcore: ^1.3.4\n  http: 1\ndev_dependencies:\n  signalr_core:\n",
        [
            ("pub", "signalr_netcore", "^1.3.4", "signalr_netcore: ^1.3.4"),
            ("pub", "signalr_core", None, "signalr_core:"),
        ],
    ),
    "go.mod": (
        "module m\nrequire github.com/philippseith/signalr v0.6.0\nrequire (\n\tgithub.com/x/y v1.0.0\n)\n",
        [("go", "github.com/philippseith/signalr", "v0.6.0", "require github.com/philippseith/signalr v0.6.0")],
    ),
    "Package.swift": (
        '.package(url: "https://github.com/dotnet/signalr-client-swift.git", .upToNextMajor(from: "1.0.0")),\n'
        '.package(url: "https://github.com/a/b", from: "1.0.0")',
        [
            (
                "swift",
                "dotnet/signalr-client-swift",
                "1.0.0",
                '.package(url: "https://github.com/dotnet/signalr-client-swift.git"',
            )
        ],
    ),
    "ios/Podfile": (
        "pod 'Alamofire'\n  pod 'SwiftSignalRClient', '~> 0.7'\n",
        [("cocoapods", "SwiftSignalRClient", "~> 0.7", "pod 'SwiftSignalRClient', '~> 0.7'")],
    ),
}


@pytest.mark.parametrize("path", CASES)
def test_manifests(path: str) -> None:
    text, expected = CASES[path]
    assert rows(path, text) == expected


@pytest.mark.parametrize("path", CASES)
@pytest.mark.parametrize("text", ["", "{", "<", '"' * 1000, "[[[[", "signalr", "\x00"])
def test_nonsense_yields_no_version(path: str, text: str) -> None:
    assert all(version is None for _, _, version, _ in rows(path, text))


@pytest.mark.parametrize("path", CASES)
@pytest.mark.parametrize("unit", ["\n", '"a[,', "a", "pod ", " ", '"a:', "{", "require ", '.package(url: "'])
def test_hostile_text_takes_linear_time(path: str, unit: str) -> None:
    begin = time.process_time()
    rows(path, unit * (300_000 // len(unit)))
    assert time.process_time() - begin < 2
