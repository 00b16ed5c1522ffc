from __future__ import annotations

from importlib.util import find_spec

import pytest

from asrs_lint.extract.registry import READERS, extractor, readers_of
from asrs_lint.extract.words import Word, look


@pytest.mark.parametrize(
    ("path", "modules"),
    [
        ("a/Program.cs", {"csharp", "pulumi", "aspire"}),
        ("a/Index.cshtml", {"razor", "markup"}),
        ("a/chat.tsx", {"script"}),
        ("a/chat.ts", {"script", "pulumi"}),
        ("a/page.HTML", {"markup"}),
        ("a/Negotiate.fs", {"fsharp"}),
        ("a/appsettings.Production.json", {"appsettings"}),
        ("Properties/launchSettings.json", {"launch_settings"}),
        ("host.json", {"functions_json", "arm"}),
        ("negotiate/function.json", {"functions_json", "arm"}),
        ("package.json", {"packages"}),
        ("infra/main.json", {"arm"}),
        ("infra/main.parameters.json", {"arm"}),
        ("infra/main.bicep", {"bicep"}),
        ("infra/main.bicepparam", {"bicep"}),
        ("infra/prod.tfvars", {"terraform"}),
        ("src/A.csproj", {"project"}),
        ("Directory.Packages.props", {"project"}),
        ("packages.config", {"project"}),
        ("Web.Release.config", {"web_config"}),
        ("tracing.config", {"web_config"}),
        ("nlog.config", {"web_config"}),
        (".env.production", {"environment"}),
        ("deploy/.env", {"environment"}),
        ("Dockerfile", {"environment"}),
        ("docker-compose.override.yml", {"environment", "service_operator", "commands"}),
        ("k8s/deploy.yaml", {"environment", "service_operator", "commands"}),
        ("Pulumi.dev.yaml", {"environment", "service_operator", "commands", "pulumi"}),
        ("deploy.ps1", {"commands"}),
        ("requirements-dev.txt", {"packages"}),
        ("build.gradle.kts", {"packages", "kotlin"}),
        ("README.md", set()),
    ],
)
def test_which_reader_is_for_which_name(path: str, modules: set[str]) -> None:
    assert {reader.module for reader in readers_of(path)} == modules | {"secrets"}


@pytest.mark.parametrize(
    ("path", "data", "words"),
    [
        ("a.cs", b"services.AddSignalR()", Word.SIGNALR),
        ("a.cs", b"app.MapHub<Chat>()", Word.SIGNALR),
        ("a.cs", b"AccessKey=x", Word.KEY),
        ("a.cs", b"var b = WebApplication.CreateBuilder(args);", Word.HOST),
        ("a.ts", b"createBuilder()", Word.NONE),
        ("a.csproj", b'Include="Microsoft.Azure.SignalR"', Word.SIGNALR | Word.AZURE),
        ("a.bicep", b"Microsoft.SignalRService/signalR@2024-03-01", Word.SIGNALR | Word.AZURE),
        ("a.tf", b"azurerm_signalr_service", Word.SIGNALR | Word.AZURE),
        ("t.config", b"<sharedListeners>", Word.TRACE),
        ("a.js", b"var hub = $.connection.chatHub;", Word.SIGNALR),
        ("a.js", b"jQuery.connection.hub.start();", Word.SIGNALR),
        ("a.js", b"this.connection.start();", Word.NONE),
        ("a.cs", b"$.connection.chatHub", Word.NONE),
        ("wrapper.ts", b"new HubConnectionFactory()", Word.SIGNALR),
        ("notes.md", b"HubConnectionFactory", Word.NONE),
        ("notes.md", b"SignalR and its AccessKey=", Word.SIGNALR | Word.KEY),
        ("a.go", b'import "github.com/philippseith/signalr"', Word.SIGNALR | Word.GO_CLIENT),
        ("a.go", b'import "example.org/sdk/signalr"', Word.SIGNALR),
        ("a.ts", b"// asrs-lint: ignore[ASRS401] SignalR", Word.SIGNALR | Word.SUPPRESSION),
    ],
)
def test_what_a_look_shows(path: str, data: bytes, words: Word) -> None:
    assert look(data, path) == words


@pytest.mark.parametrize("module", sorted({reader.module for reader in READERS}))
def test_every_reader_has_its_extractor(module: str) -> None:
    assert find_spec(f"asrs_lint.extract.{module}") is not None
    assert callable(extractor(module))
