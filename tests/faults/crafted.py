"""Texts that cost careless parsers everything: for each kind of file a start that gets it read, and what follows."""

from __future__ import annotations

CSHARP = "class A { void M() { services.AddSignalR().AddAzureSignalR(); new HubConnectionBuilder().WithUrl(u).Build(); "
SCRIPT = (
    'import { HubConnectionBuilder } from "@microsoft/signalr"; new HubConnectionBuilder().withUrl("/c").build();\n'
)
PAGE = '<!-- signalr --><script src="signalr.js"></script>'
YAML = "# signalr azure.signalr\n"
CONNECTION = "Endpoint=https://a.service.signalr.net;AccessKey="

STARTS = {
    "a.cs": CSHARP,
    "a.ts": SCRIPT,
    "a.tsx": SCRIPT,
    "a.js": SCRIPT,
    "a.java": "class A { void m() { HubConnection hubConnection = HubConnectionBuilder.create(u).build();\n",
    "a.kt": "fun m() { val hubConnection = HubConnectionBuilder.create(u).build()\n",
    "a.swift": "func m() { let hubConnection = HubConnectionBuilder(url: u).build() // signalr\n",
    "a.dart": "import 'package:signalr_netcore/a.dart';\nvoid m() { HubConnectionBuilder().withUrl(u).build();\n",
    "a.go": 'import "github.com/philippseith/signalr"\nfunc m() { client, err := signalr.NewClient(c)\n',
    "a.fs": '// signalr\nlet m ([<SignalRConnectionInfo(HubName="chat")>] x) = 1\n',
    "a.py": "from signalrcore.hub_connection_builder import *\nHubConnectionBuilder().with_url(u).build()\n",
    "appsettings.json": '{"Azure:SignalR": 1, "Logging":',
    "azuredeploy.json": '{"resources": "Microsoft.SignalRService/signalR", "a":',
    "function.json": '{"bindings": ',
    "package.json": '{"dependencies": {"@microsoft/signalr": ',
    "a.csproj": '<Project><PackageReference Include="Microsoft.Azure.SignalR" />',
    "web.config": "<configuration><system.diagnostics>",
    "pom.xml": "<project><!-- signalr -->",
    "a.yaml": YAML,
    "docker-compose.yml": YAML,
    "a.html": PAGE,
    "a.vue": PAGE,
    "a.cshtml": PAGE,
    "a.php": PAGE,
    "main.tf": '# signalr\nresource "azurerm_signalr_service" "a" {\n',
    "a.bicep": "// signalr\nresource s 'Microsoft.SignalRService/signalR@2023-02-01' = {\n",
    "a.sh": "# signalr\naz signalr create -n a ",
    "a.ps1": "# signalr\naz signalr create -n a ",
    ".env": f"Azure__SignalR__ConnectionString={CONNECTION}",
    "Dockerfile": f"# signalr\nENV Azure__SignalR__ConnectionString={CONNECTION}",
    "a.md": f"signalr {CONNECTION}",
    "requirements.txt": "# signalr\n",
    "build.gradle": "// signalr\n",
}

DEEP = {
    "objects": '{"a":',
    "lists": "[",
    "braces": "{",
    "brackets": "(",
    "elements": "<a>",
    "sequences": "- ",
    "generics": "A<",
    "lambdas": "x=>",
    "calls": "a(",
    "blocks": "if(a){",
    "interpolations": '$"{',
    "templates": "`${",
    "signs": "@",
    "razor": "@(",
    "flow": "{a: ",
}
LONG = {
    "quotes": '"',
    "ends": "\n",
    "slashes": "/",
    "backslashes": "\\",
    "spaces": " ",
    "openings": "<script ",
    "comments": "<!--",
    "starts of comments": "/*",
    "letters": "a",
    "pieces": "a.",
    "sums": '"a"+',
    "heredocs": "<<EOF\n",
    "keys": "accesskey=",
    "endpoints": "endpoint=https://",
    "encoded": "QWNjZXNzS2V5",
    "suppressions": "asrs-lint: ignore[",
    "nulls": "\0",
    "wide": "😀",
    "aliases": "&a *a ",
}


def crafted(path: str, piece: str, length: int) -> str:
    return STARTS[path] + piece * (length // len(piece))
