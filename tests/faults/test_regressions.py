"""Damaged files that once were a defect."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from asrs_lint.accept.placing import Wanted, placed
from asrs_lint.cli.run import run
from asrs_lint.fix.soundness import faults
from asrs_lint.reading import workers
from asrs_lint.source import Document
from asrs_lint.testing import lint
from tests.faults.crafted import crafted

APP = {
    "App.csproj": '<Project Sdk="Microsoft.NET.Sdk.Web"><ItemGroup>'
    '<PackageReference Include="Microsoft.Azure.SignalR" Version="1.21.0" /></ItemGroup></Project>',
    "Program.cs": "var b = WebApplication.CreateBuilder(args); b.Services.AddSignalR().AddAzureSignalR();\n"
    'var app = b.Build(); app.MapHub<Chat>("/chat"); app.Run();\n',
}
BROKEN_CALL = (
    'var builder = DistributedApplication.CreateBuinalr = builder.AddAzureSignalR("rotS.P<tcejorPddA.redliub\n\n'
    ';)sselrevreS.edoMecivreS ,"rlangise_Api>("api")\n    .WithReference(signalr);\n\nbuilder.Build().'
)

RECONNECTING = 'HubConnectionBuilder().withUrl("/a").withAutomaticReconnect([%s]).build();\n'
PYTHON = (
    "from signalrcore.hub_connection_builder import HubConnectionBuilder\n"
    "c = HubConnectionBuilder().with_url('/a').with_automatic_reconnect({%s}).build()\n"
)


@pytest.mark.parametrize(
    "files",
    [
        {"appsettings.json": '"x"'},
        {"appsettings.json": '{ "": { "Default": "Warning" }, "::": { ":": "y" } }'},
        {"AppHost.cs": BROKEN_CALL},
        {"main.tf": 'resource "azurerm_signalr_service" "a" {\n  = \n sku = \n}\n'},
        {"chat.dart": "import 'package:signalr_netcore/signalr_client.dart';\nget a =>"},
        {"chat.dart": "import 'package:signalr_netcore/signalr_client.dart';\n" + RECONNECTING % ("9" * 400)},
        {"a.swift": "import SignalRClient\nlet c = " + RECONNECTING.replace("([", "(retryDelays: [") % ("9" * 400)},
        {"a.py": PYTHON % "'intervals': [1e999, 2]"},
        {"a.py": PYTHON % "'type': 'raw', 'reconnect_interval': 1e999, 'max_attempts': 5"},
        {"deploy.sh": "az signalr create -n a \\\r"},
        {"deploy.sh": 'az signalr create -n "a\r'},
    ],
)
def test_no_defect(files: dict[str, str]) -> None:
    assert lint({**APP, **files})


TOO_COMPLEX = "// SignalR\n" + "A<" * 10_000


@pytest.mark.parametrize(("path", "text"), [("a.cs", TOO_COMPLEX), ("a.kt", crafted("a.kt", "@", 500))])
def test_a_file_that_no_parser_gets_through_is_accepted_in_the_configuration(
    path: str, text: str, project: Callable[[dict[str, str]], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workers, "SECONDS", 0.5)
    monkeypatch.setattr(workers, "HURRIED_SECONDS", 0.2)
    root = project({**APP, path: text})
    assert run(["check", str(root), "--no-cache", "--add-suppression", "ASRS001", "--reason", "later"]) in (0, 1)
    assert (root / path).read_text() == text
    assert f'path = "/{path}"' in (root / "asrs-lint.toml").read_text()


def test_what_no_parser_gets_through_has_more_faults_than_any_text_that_one_does() -> None:
    assert faults(Document("a.cs", TOO_COMPLEX)) > len(TOO_COMPLEX)


def test_what_no_parser_gets_through_is_given_no_comment() -> None:
    assert placed(Document("a.cs", TOO_COMPLEX), [Wanted(1, ["ASRS501"], "later")]) == [None]


def test_what_an_edit_makes_of_a_text_keeps_nobody_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    """Edits are tried on texts that no reader has seen: a grammar that is lost in one is ended with its process."""
    monkeypatch.setattr(workers, "SECONDS", 0.5)
    document = Document("a.kt", crafted("a.kt", "@", 500))
    assert faults(document) == len(document.text) + 1
    assert placed(document, [Wanted(1, ("ASRS601",), "known")]) == [None]


def test_a_file_of_which_nothing_is_read_once_it_is_fixed(project: Callable[[dict[str, str]], Path]) -> None:
    root = project(
        {
            "Program.cs": "var b = WebApplication.CreateBuilder(args);\nb.Services.AddSignalR().AddAzureSignalR();\n",
            "chat.js": "// asrs-lint: ignore[4] the page is reloaded\nawait start();\n",
        }
    )
    assert run(["check", str(root), "--fix", "--allow-dirty"]) == 0
    assert (root / "chat.js").read_text("utf-8") == "await start();\n"
