"""Damaged files that once were a defect."""

from __future__ import annotations

import pytest

from asrs_lint.testing import lint

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


@pytest.mark.parametrize(
    "files",
    [
        {"appsettings.json": '"x"'},
        {"appsettings.json": '{ "": { "Default": "Warning" }, "::": { ":": "y" } }'},
        {"AppHost.cs": BROKEN_CALL},
        {"main.tf": 'resource "azurerm_signalr_service" "a" {\n  = \n sku = \n}\n'},
        {"deploy.sh": "az signalr create -n a \\\r"},
        {"deploy.sh": 'az signalr create -n "a\r'},
    ],
)
def test_no_defect(files: dict[str, str]) -> None:
    assert lint({**APP, **files})
