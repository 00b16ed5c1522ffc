"""No secret of any file is in the cache, in any encoding."""

from __future__ import annotations

import base64
import random
from collections.abc import Callable
from pathlib import Path

import pytest

from asrs_lint.cache.codec import pack
from asrs_lint.cache.secrecy import may_be_kept
from asrs_lint.extract import project as project_file
from asrs_lint.extract import web_config
from asrs_lint.facts.base import Fact
from asrs_lint.facts.code import Call, Function
from asrs_lint.facts.configuration import Setting, Source, XmlConfiguration
from asrs_lint.facts.dotnet import ProjectFile
from asrs_lint.source import Document, Span

Analyse = Callable[..., str]
HERE = Span("a", 0, 1)
CONNECTION = "Endpoint=https://demo.service.signalr.net;AccessKey={key};Version=1.0;"
KINDS = {
    "appsettings.json": '{"Azure": {"SignalR": {"ConnectionString": "%s"}}, "Serilog": {"Args": "%s"}}',
    "local.settings.json": '{"Values": {"AzureSignalRConnectionString": "%s"}}',
    "host.json": '{"logging": {"signalr": "%s"}}',
    "Properties/launchSettings.json": '{"profiles": {"a": {"environmentVariables": {"Azure__SignalR__Key": "%s"}}}}',
    "web.config": '<configuration><appSettings><add key="Azure:SignalR" value="%s"/></appSettings></configuration>',
    "a.csproj": "<Project><PropertyGroup><SignalR>%s</SignalR></PropertyGroup></Project>",
    ".env": "AZURE__SIGNALR__CONNECTIONSTRING=%s\nSIGNALR_OTHER=%s\n",
    "Dockerfile": "ENV Azure__SignalR__ConnectionString=%s\n",
    "docker-compose.yml": "services:\n  a:\n    environment:\n      - Azure__SignalR__X=%s\n",
    "deploy.yaml": "signalr:\n  env:\n  - name: Azure__SignalR__X\n    value: %s\n",
    "Program.cs": 'services.AddSignalR().AddAzureSignalR("%s"); Use(1, "%s"); var x = Make("%s");\n',
    "Page.razor": '@code { void F() { new HubConnectionBuilder().WithUrl("%s").Build(); } }',
    "chat.ts": 'const c = new signalR.HubConnectionBuilder().withUrl("%s").build(); c.start("%s"); f({ key: `%s` });\n',
    "page.html": '<script>new signalR.HubConnectionBuilder().withUrl("%s").build().start("%s");</script>',
    "app.py": 'signalr = connect("%s")\nsend(url="%s")\n',
    "Main.java": 'class A { void f() { HubConnectionBuilder.create("%s").build().start(); g("signalr", "%s"); } }',
    "Main.kt": 'fun f() { HubConnectionBuilder.create("%s").build().start() }\n',
    "a.swift": 'func f() { let c = HubConnectionBuilder(url: URL(string: "%s")!).build(); c.start() }\n',
    "a.dart": 'void f() { final c = HubConnectionBuilder().withUrl("%s").build(); c.start(); }\n',
    "a.go": 'package a\nimport "github.com/philippseith/signalr"\nfunc f() { signalr.NewClient("%s") }\n',
    "a.fs": 'services.AddSignalR().AddAzureSignalR("%s")\n',
    "main.tf": 'variable "signalr" {\n  default = "%s"\n}\n',
    "main.bicep": "param signalr string = '%s'\n",
    "deploy.json": '{"parameters": {"signalr": {"defaultValue": "%s"}}, "resources": []}',
    "deploy.sh": "az signalr create --name '%s'\nexport SIGNALR=%s\n",
}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("form", [CONNECTION, "{key}"], ids=["connection-string", "lone"])
def test_no_planted_key_is_in_the_cache(encoding: str, form: str, tmp_path: Path, analyse: Analyse, kept: Path) -> None:
    dice, keys = random.Random(f"{encoding}{form}"), []
    for number in range(4):
        for name, text in KINDS.items():
            while "%s" in text:
                keys.append(base64.b64encode(dice.randbytes(32 if number % 2 else 64)).decode())
                text = text.replace("%s", form.format(key=keys[-1]), 1)
            file = tmp_path / str(number) / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding)
    analyse(tmp_path)
    raw = b"".join(file.read_bytes() for file in kept.iterdir())
    assert (len(keys) > 120, len(raw) > 1000) == (True, True)
    assert [key for key in keys if any(shape in raw for shape in shapes(key))] == []


def shapes(key: str) -> list[bytes]:
    """A key as it might stand in a file: as text, in two bytes a character, its bytes, all of that in base64, cut."""
    plain = [key.encode(), key.encode("utf-16-le"), base64.b64decode(key)]
    return [*plain, *(base64.b64encode(form)[:-4] for form in plain), key[:24].encode()]


def called(*arguments: str, name: str = "f") -> Fact:
    return Function(HERE, None, None, (), (Call(name, None, arguments, HERE),))


def setting(key: str, value: str, kind: str = "string") -> Fact:
    return Setting(HERE, Source.DOTENV, tuple(key.split(":")), value, kind, HERE, HERE)


def xml(text: str) -> Fact:
    document = Document("a", f"<configuration>{text}</configuration>")
    return next(fact for fact in web_config.extract(document) if isinstance(fact, XmlConfiguration))


def project(name: str) -> Fact:
    text = f"<Project Sdk='a'><PropertyGroup><UserSecretsId>{name}</UserSecretsId></PropertyGroup></Project>"
    return next(fact for fact in project_file.extract(Document("a.csproj", text)) if isinstance(fact, ProjectFile))


UUID = "73D6E51B-9EAB-4EBE-BAA3-794D636BD176"
WCF = "<system.serviceModel><behaviors>{}</behaviors></system.serviceModel>"


@pytest.mark.parametrize(
    "fact",
    [
        called('"Server=a;Password=hunter2;"'),
        called('"ApiKey"', '"hunter2"'),
        called('apiKey: "hunter2"'),
        called('"hunter2"', name="WithPassword"),
        called('"amqp://ann:hunter2@host/"'),
        called('"Bearer eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0"'),
        called('"0123456789abcdef0123456789abcdef"'),
        setting("SignalR:ClientSecret", "hunter2"),
        setting("ConnectionStrings:Main", "Server=a;Pwd=hunter2"),
        setting("SignalR:Secret", "17", "number"),
        setting("SignalR:Token", "true"),
        called('"hunter2"', name="SetSecret"),
        called('"hunter2"', name="CreateSecret"),
        called('"hunter2"', name="getSecretFor"),
        called('"name"', '"hunter2"', name="GetSecret"),
        called('vault.SetSecret("hunter2")'),
        called('"hunter2"', name="OAuthClientSecret"),
        called('"name"', '"hunter2"', name="KeyVaultSecret"),
        called('"hunter2"', name="AddToken"),
        called('"hunter2"', name="MyTokenProvider"),
        called('"hunter2"', name="AddUserSecret"),
        called('vault.GetSecret("name", "hunter2")'),
        called('vault.GetSecret("hunter2 is it")'),
        called('vault.GetSecret("name")', '"Password=hunter2"'),
        called('new KeyVaultSecret("name", "hunter2")'),
        called(f'"key-{UUID}"'),
        project(f"hunter2-{UUID}"),
        project(f"a-{UUID}-0123456789abcdef0123456789abcdef"),
        project("0123456789abcdef0123456789abcdef"),
        *map(
            xml,
            [
                "<a><add key='ApiToken' value='hunter2'/></a>",
                "<a><add key='Credential' value='none'/></a>",
                "<a><setting name='Password'><value>hunter2</value></setting></a>",
                "<a clientCredentialType='hunter2'/>",
                "<a clientCredentialType='None hunter2'/>",
                "<a clientCredential='None'/>",
                "<a enablePasswordReset='hunter2'/>",
                "<a passwordFormat='hunter2'/>",
                "<a password='true'/>",
                "<a mode='hunter2-credential'/>",
                "<a issuedTokenType='https://hooks.example.com/hunter2'/>",
                "<a issuedTokenType='http://www.w3.org/?hunter2'/>",
                "<a customUserNamePasswordValidatorType='hunter2'/>",
                "<service name='My.Password' value='hunter2'/>",
                "<service name='My.Password'>hunter2</service>",
                "<service name='Password' behaviorConfiguration='hunter2'/>",
                "<endpoint contract='My.Token' key='hunter2'/>",
                "<endpoint contract='token hunter2'/>",
                "<add name='My.Password' value='hunter2'/>",
                "<assemblyIdentity name='My.Tokens' value='hunter2'/>",
                "<assemblyIdentity name='My.Tokens'>hunter2</assemblyIdentity>",
                "<other name='Microsoft.IdentityModel.Tokens'/>",
                "<x:other xmlns:x='urn:a' name='Microsoft.IdentityModel.Tokens'/>",
            ],
        ),
        *map(
            xml,
            map(
                WCF.format,
                [
                    "<clientCredentials>hunter2</clientCredentials>",
                    "<clientCredentials value='hunter2'/>",
                    "<clientCredentials findValue='ApiToken'/>",
                    "<clientCredentials><add key='a' value='hunter2'/></clientCredentials>",
                    "<clientCredentials><windows value='hunter2'/></clientCredentials>",
                    "<clientCredentials><windows>hunter2</windows></clientCredentials>",
                    "<clientCredentials><windows><user name='a'/></windows></clientCredentials>",
                    "<issuedToken><add key='a' value='b'/></issuedToken>",
                    "<serviceCredential findValue='hunter2'/>",
                    "<otherCredentials/>",
                ],
            ),
        ),
    ],
)
def test_facts_that_could_hold_a_secret_are_not_kept(fact: Fact) -> None:
    assert not may_be_kept([fact], pack(fact.path, [fact]))


@pytest.mark.parametrize(
    "fact",
    [
        called("accessTokenFactory: () => this.token", "token"),
        called("cancellationToken: default", "secretNames"),
        called('"src/dotnet/samples/framework/Extensibility1/Binding/Shared/Service.cs"'),
        called('"73D6E51B-9EAB-4EBE-BAA3-794D636BD176"', "AddAzureBlobStorageManagerWithOptions"),
        setting("Azure:SignalR:ServerTimeout", "00:00:30"),
        setting("Host:CORSCredentials", "true", "boolean"),
        called('"mySecret"', name="GetSecretAsync"),
        called('$"connection--{resource.Name}"', name="GetSecret"),
        called('"connectionString"', name="KeyVaultSecret"),
        called('"chat-api"', name="AddUserSecrets"),
        called('"Email"', name="AddTokenProvider"),
        called('bicep.GetSecretOutput("connectionString").value'),
        project(f"Chat-Server-{UUID}"),
        *map(
            xml,
            [
                "<transport clientCredentialType='None' proxyCredentialType='Windows'/>",
                "<security mode='TransportWithMessageCredential'/>",
                "<message negotiateServiceCredential='false'/>",
                "<add enablePasswordRetrieval='false' enablePasswordReset='true' passwordFormat='Hashed'/>",
                "<handler forwardWindowsAuthToken='false'/>",
                "<message issuedTokenType='http://docs.oasis-open.org/wss/oasis-wss-saml-token-profile-1.1#SAMLV1.1'/>",
                "<service name='Samples.UserNamePasswordValidator.Calculator' behaviorConfiguration='a'/>",
                "<endpoint address='' binding='wsHttpBinding' contract='Samples.TokenProvider.ICalculator'/>",
                "<r xmlns='urn:schemas-microsoft-com:asm.v1'><assemblyIdentity name='Microsoft.My.Tokens'/></r>",
                "<assemblyIdentity name='System.IdentityModel.Tokens.Jwt' publicKeyToken='31bf3856ad364e35'/>",
            ],
        ),
        *map(
            xml,
            map(
                WCF.format,
                [
                    "<serviceCredentials><serviceCertificate findValue='localhost'/></serviceCredentials>",
                    "<clientCredentials/>",
                    "<serviceCredentials><issuedTokenAuthentication><knownCertificates><add findValue='a'/>"
                    "</knownCertificates></issuedTokenAuthentication></serviceCredentials>",
                    "<serviceCredentials><userNameAuthentication userNamePasswordValidationMode='Custom' "
                    "customUserNamePasswordValidatorType='Samples.Validator, service'/></serviceCredentials>",
                ],
            ),
        ),
    ],
)
def test_names_and_paths_are_kept(fact: Fact) -> None:
    assert may_be_kept([fact], pack(fact.path, [fact]))
