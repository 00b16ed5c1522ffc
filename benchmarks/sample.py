"""A small tree with every shape in every syntax, each beside a sound twin: public trees have hardly any Classic service
and no access key. Made on the spot, because a key that is written out would be a leak to every scanner. The folder
`beyond` holds what a rule for one place in one file cannot tell."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from asrs_lint.testing import access_key

_PROJECT = """<Project Sdk="Microsoft.NET.Sdk.Web">
  <PropertyGroup><TargetFramework>net8.0</TargetFramework></PropertyGroup>
  <ItemGroup><PackageReference Include="Microsoft.Azure.SignalR" Version="1.25.1" /></ItemGroup>
</Project>
"""
_PROGRAM = """var builder = WebApplication.CreateBuilder(args);
builder.Services
    .AddSignalR()
    .AddAzureSignalR();
var app = builder.Build();
app.MapHub<ChatHub>("/chat");
app.Run();

public class ChatHub : Microsoft.AspNetCore.SignalR.Hub { }
"""
_SCRIPT = """const connection = new {name}HubConnectionBuilder()
  .withUrl("/chat")
{reconnect}  .build();
connection.start();
"""
_CSHARP = """HubConnection connection = new HubConnectionBuilder()
    .WithUrl("https://chat.contoso.com/chat")
{reconnect}    .Build();
await connection.StartAsync();
"""
_ARM = """{{
  "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
  "contentVersion": "1.0.0.0",
  "resources": [
    {{
      "type": "Microsoft.SignalRService/SignalR",
      "apiVersion": "2023-02-01",
      "name": "chat",
      "location": "westeurope",
      "properties": {{ "features": [{feature}] }}
    }}
  ]
}}
"""
_BICEP = """resource chat 'Microsoft.SignalRService/signalR@2023-02-01' = {{
  name: 'chat'
  location: 'westeurope'
  properties: {{
    features: [{feature}]
  }}
}}
"""
_FEATURE = """
      {{
        {}
        {}
      }}
"""
_AZURERM = """resource "azurerm_signalr_service" "chat" {{
  name                = "chat"
  location            = "westeurope"
  resource_group_name = "chat"
{mode}
}}
"""
_AZAPI = """resource "azapi_resource" "chat" {{
  type = "Microsoft.SignalRService/signalR@2023-02-01"
  name = "chat"
  body = {{
    properties = {{
      features = [{feature}]
    }}
  }}
}}
"""
# What the rule for the longest prefix comes to, and the same with a rule that is longer.
_LEVELS = {
    "default": '"Default": "Warning"',
    "default-sound": '"Default": "Warning", "Microsoft": "Information"',
    "microsoft": '"Default": "Information", "Microsoft": "Warning"',
    "microsoft-sound": '"Microsoft": "Warning", "Microsoft.Azure": "Information"',
    "azure": '"Default": "Information", "Microsoft.Azure": "Error"',
    "signalr": '"Default": "Information", "Microsoft.Azure.SignalR": "Critical"',
    "signalr-sound": '"Default": "Warning", "Microsoft": "Error", "Microsoft.Azure.SignalR": "Information"',
    "template-sound": '"Default": "Information", "Microsoft.AspNetCore": "Warning"',
}
_HOLDS_KEY = {
    "Keys.cs": 'class Keys {{ const string Chat = "{}"; }}\n',
    "verbatim/Keys.cs": 'class Keys {{ const string Chat = @"{}"; }}\n',
    "keys.js": 'const chat = "{}";\n',
    "keys.ts": 'const chat: string = "{}";\n',
    "keys.py": 'CHAT = "{}"\n',
    "Keys.java": 'class Keys {{ static final String CHAT = "{}"; }}\n',
    "keys.sh": 'export CHAT="{}"\n',
    "keys.tf": 'locals {{\n  chat = "{}"\n}}\n',
    "keys.yml": 'chat: "{}"\n',
    "local/appsettings.json": '{{ "Azure": {{ "SignalR": {{ "ConnectionString": "{}" }} }} }}\n',
    "README.md": "# Chat\n\n```sh\nexport CHAT={}\n```\n",
    "web.config": '<configuration><appSettings><add key="Chat" value="{}" /></appSettings></configuration>\n',
    ".env": "CHAT={}\n",
    "keys.ps1": '$chat = "{}"\n',
}
# A builder that is kept, with and without a reconnect; a restart by hand; a client in a comment.
_BEYOND = {
    "beyond/kept/chat.js": """const builder = new signalR.HubConnectionBuilder();
builder.withUrl("/chat");
const connection = builder.build();
connection.start();
""",
    "beyond/kept-sound/chat.js": """const builder = new signalR.HubConnectionBuilder().withUrl("/chat");
builder.withAutomaticReconnect();
const connection = builder.build();
connection.start();
""",
    "beyond/restart-sound/chat.js": """const connection = new signalR.HubConnectionBuilder().withUrl("/chat").build();
async function start() {
  try {
    await connection.start();
  } catch {
    setTimeout(start, 5000);
  }
}
connection.onclose(start);
start();
""",
    "beyond/comment-sound/index.html": """<!DOCTYPE html>
<!-- <script>
new signalR.HubConnectionBuilder().withUrl("/chat").build().start();
</script> -->
""",
    "beyond/parameter/main.bicep": """param mode string = 'Classic'
resource chat 'Microsoft.SignalRService/signalR@2023-02-01' = {
  name: 'chat'
  location: 'westeurope'
  properties: {
    features: [
      {
        flag: 'ServiceMode'
        value: mode
      }
    ]
  }
}
""",
    "beyond/layers-sound/App.csproj": _PROJECT,
    "beyond/layers-sound/Program.cs": _PROGRAM,
    "beyond/layers-sound/appsettings.json": """{
  "Logging": { "LogLevel": { "Default": "Warning" } }
}
""",
    "beyond/layers-sound/appsettings.Production.json": """{
  "Logging": { "LogLevel": { "Microsoft.Azure.SignalR": "Information" } }
}
""",
}


def lay_out(folder: Path) -> None:
    for path, text in {**_server(), **_clients(), **_settings(), **_keys(), **dict(_modes()), **_BEYOND}.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")


def _server() -> Mapping[str, str]:
    return {"chat/Chat.csproj": _PROJECT, "chat/Program.cs": _PROGRAM}


def _clients() -> Mapping[str, str]:
    found: dict[str, str] = {}
    for folder, javascript, csharp in (
        ("bad", "", ""),
        ("sound", "  .withAutomaticReconnect()\n", "    .WithAutomaticReconnect()\n"),
    ):
        script = _SCRIPT.format(name="signalR.", reconnect=javascript)
        plain = 'import { HubConnectionBuilder } from "@microsoft/signalr";\n'
        module = plain + _SCRIPT.format(name="", reconnect=javascript)
        code = _CSHARP.format(reconnect=csharp)
        page = f"<!DOCTYPE html>\n<p>Chat</p>\n<script>\n{script}</script>\n"
        pages = dict.fromkeys(("index.html", "Index.cshtml", "chat.hbs"), page)
        scripts = {f"chat.{ending}": module for ending in ("js", "jsx", "mjs", "ts", "tsx")}
        vue = {"Chat.vue": f'<template><p/></template>\n<script setup lang="ts">\n{module}</script>\n'}
        razor = {"Chat.razor": f"<p>Chat</p>\n@code {{\n  async Task Begin()\n  {{\n{code}  }}\n}}\n"}
        console = {"Program.cs": f"using Microsoft.AspNetCore.SignalR.Client;\n\n{code}Console.ReadLine();\n"}
        for name, text in {**pages, **scripts, **vue, **razor, **console}.items():
            # each in a folder of its own: names are looked for in files near by
            found[f"chat/{folder}-{name.replace('.', '-').lower()}/{name}"] = text
    return found


def _settings() -> Mapping[str, str]:
    found: dict[str, str] = {}
    for name, levels in _LEVELS.items():
        found[f"logs/{name}/App.csproj"] = _PROJECT
        found[f"logs/{name}/Program.cs"] = _PROGRAM
        found[f"logs/{name}/appsettings.json"] = f'{{\n  "Logging": {{\n    "LogLevel": {{ {levels} }}\n  }}\n}}\n'
    return found


def _keys() -> Mapping[str, str]:
    real = f"Endpoint=https://chat-prod.service.signalr.net;AccessKey={access_key()};Version=1.0;"
    placeholder = "Endpoint=https://chat-prod.service.signalr.net;AccessKey=<your key>;Version=1.0;"
    texts = {"bad": real, "sound": placeholder}
    return {
        f"keys/{kind}/{name}": form.format(text) for kind, text in texts.items() for name, form in _HOLDS_KEY.items()
    }


def _modes() -> Iterator[tuple[str, str]]:
    for name, mode in (("classic", "Classic"), ("sound", "Default"), ("unset", "")):
        arm = _FEATURE.format('"flag": "ServiceMode",', f'"value": "{mode}"')
        bicep = _FEATURE.format("flag: 'ServiceMode'", f"value: '{mode}'")
        azapi = _FEATURE.format('flag  = "ServiceMode"', f'value = "{mode}"')
        yield f"modes/arm-{name}/azuredeploy.json", _ARM.format(feature=arm if mode else "")
        yield f"modes/bicep-{name}/main.bicep", _BICEP.format(feature=bicep if mode else "")
        yield f"modes/azapi-{name}/main.tf", _AZAPI.format(feature=azapi if mode else "")
        yield f"modes/azurerm-{name}/main.tf", _AZURERM.format(mode=f'  service_mode = "{mode}"' if mode else "")
