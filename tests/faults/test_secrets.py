"""Two hundred keys in every kind of file and every way to write them, and none of them in anything that is printed."""

from __future__ import annotations

import base64
import json
import random
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote
from xml.sax.saxutils import escape

import pytest

from asrs_lint.cli.run import run
from asrs_lint.output import FORMATS
from asrs_lint.redaction import mask

_RANDOM = random.Random(4)
ENDPOINT = "Endpoint=https://chat.service.signalr.net"


def key() -> str:
    return base64.b64encode(_RANDOM.randbytes(32)).decode()


def plain(k: str) -> str:
    return f"{ENDPOINT};AccessKey={k};Version=1.0;"


def split(k: str) -> str:
    return f'{ENDPOINT};AccessKey=" +\n    "{k[:20]}" + "{k[20:]};Version=1.0;'


FORMS: dict[str, Callable[[str], str]] = {
    "plain": plain,
    "lower": lambda k: f"endpoint=https://chat.service.signalr.net;accesskey={k}",
    "spaced": lambda k: f"{ENDPOINT}; AccessKey = {k} ;",
    "key first": lambda k: f"AccessKey={k};{ENDPOINT}",
    "url": lambda k: quote(plain(k), safe=""),
    "xml": lambda k: escape(plain(k)).replace("=", "&#61;").replace("+", "&#x2B;"),
    "json": lambda k: plain(k).replace("+", "\\u002b").replace("/", "\\/").replace("=", "\\u003d"),
    "escaped quote": lambda k: f'\\"{plain(k)}\\"',
    "encoded": lambda k: base64.b64encode(plain(k).encode()).decode(),
    "split": split,
    "alone": lambda k: k,
    "storage": lambda k: f"DefaultEndpointsProtocol=https;AccountName=a;AccountKey={k}",
    "bus": lambda k: f"Endpoint=sb://a.servicebus.windows.net/;SharedAccessKeyName=R;SharedAccessKey={k}",
    "directory": lambda k: (
        f"{ENDPOINT};AuthType=azure.app;ClientId=1;TenantId=2;ClientSecret={k[:40].replace('/', '~')}"
    ),
    "secret": lambda k: f"clientSecret={k[:34].replace('+', '.')}",
}
CONNECTION = "Azure:SignalR:ConnectionString"
FILES: dict[str, Callable[[str], str]] = {
    "appsettings.json": lambda s: (
        '{\n  "Logging": { "LogLevel": { "Microsoft": "Warning" } },\n'
        f'  "Azure": {{ "SignalR": {{ "ConnectionString": "{s}" }} }}\n}}'
    ),
    "local.settings.json": lambda s: f'{{ "Values": {{ "AzureSignalRConnectionString": "{s}" }} }}',
    "Properties/launchSettings.json": lambda s: (
        f'{{ "profiles": {{ "a": {{ "environmentVariables": {{ "{CONNECTION}": "{s}" }} }} }} }}'
    ),
    "Key.cs": lambda s: f'class K {{ void M() {{ s.AddSignalR().AddAzureSignalR("{s}"); var x = "{s}"; }} }}',
    "key.ts": lambda s: (
        f'import {{ HubConnectionBuilder }} from "@microsoft/signalr";\n'
        f'const c = new HubConnectionBuilder().withUrl("/chat?{s}").build(); // {s}'
    ),
    "key.js": lambda s: f'const c = new signalR.HubConnectionBuilder().withUrl(`/chat/{s}`).build(); const k = "{s}";',
    "key.py": lambda s: f'from azure.messaging import signalr\nconnection_string = "{s}"',
    "Key.java": lambda s: f'class K {{ HubConnection h = HubConnectionBuilder.create("/chat?a={s}").build(); }}',
    "key.kt": lambda s: f'val hubConnection = HubConnectionBuilder.create("/chat?a={s}").build()',
    "key.swift": lambda s: f'let hubConnection = HubConnectionBuilder(url: URL(string: "{s}")!).build() // signalr',
    "key.dart": lambda s: f"final c = HubConnectionBuilder().withUrl('{s}').build(); // signalr",
    "key.go": lambda s: f'package a\nimport "github.com/philippseith/signalr"\nvar k = "{s}"',
    "key.fs": lambda s: f'// signalr\nlet k = "{s}"',
    "web.config": lambda s: (
        f'<configuration><connectionStrings><add name="{CONNECTION}" connectionString="{s}"/>'
        "</connectionStrings></configuration>"
    ),
    "key.bicep": lambda s: (
        f"// signalr\nparam k string = '{s}'\n"
        f"resource s 'Microsoft.SignalRService/signalR@2023-02-01' = {{\n name: '{s}'\n}}"
    ),
    "key.tf": lambda s: f'resource "azurerm_signalr_service" "a" {{\n  name = "{s}"\n}}',
    "template.json": lambda s: f'{{ "resources": [{{ "type": "Microsoft.SignalRService/signalR", "name": "{s}" }}] }}',
    "docker-compose.yml": lambda s: f'services:\n  a:\n    environment:\n      Azure__SignalR__ConnectionString: "{s}"',
    "deploy.yaml": lambda s: f"# signalr\nkind: Secret\ndata:\n  AzureSignalRConnectionString: {s}",
    ".env": lambda s: f"Azure__SignalR__ConnectionString={s}",
    "Dockerfile": lambda s: f'FROM a\nENV Azure__SignalR__ConnectionString="{s}"',
    "key.sh": lambda s: f'# signalr\naz signalr create -n a --sku "{s}"\nexport Azure__SignalR__ConnectionString="{s}"',
    "key.ps1": lambda s: f'$env:Azure__SignalR__ConnectionString = "{s}"',
    "index.html": lambda s: (
        f'<script src="signalr.js"></script><script>new signalR.HubConnectionBuilder().withUrl("{s}").build()</script>'
    ),
    "notes.md": lambda s: f"signalr {s}",
}
CODE = {
    "Program.cs": "// SignalR\nvar b = WebApplication.CreateBuilder(args); b.Services.AddSignalR().AddAzureSignalR();\n"
    'var app = b.Build(); app.MapHub<Chat>("/chat");\n',
}
ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "cp1252", "utf-32", "utf-16-be", "utf-16-le")  # the last two: no mark


EVERY = [(form, path) for form in FORMS for path in FILES]
PLANTED = [pair for number, pair in enumerate(EVERY) if number % 9 in (0, 2, 4, 6, 8)]  # more than half of each


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str]]:
    """A project full of keys, and those parts of each that tell of it."""
    root = tmp_path_factory.mktemp("planted")
    keys: list[str] = []
    for number, (form, path) in enumerate(PLANTED):
        folder = root / f"{number:03}"
        keys.append(key())
        file = folder / path
        file.parent.mkdir(parents=True)
        file.write_bytes(FILES[path](FORMS[form](keys[-1])).encode(ENCODINGS[number % len(ENCODINGS)]))
        if path != "Key.cs":
            (folder / "Program.cs").write_text(CODE["Program.cs"])
    assert len(keys) >= 200
    return root, keys


def leaked(keys: list[str], text: str) -> list[str]:
    """The keys of which ten characters or more can be read off, in whichever spelling."""
    text = text.replace("\\/", "/").replace("\\u002b", "+").replace("%2B", "+").replace("%2F", "/")
    return [k for k in keys if any(k[at : at + 10] in text for at in range(0, 30, 5))]


def place(number: int) -> str:
    return " in ".join(PLANTED[number])


def outputs(root: Path, capsys: pytest.CaptureFixture[str]) -> Iterator[tuple[str, str]]:
    capsys.readouterr()
    for form in FORMATS:
        run(["check", str(root), "--audit", "--no-suppressions", "--debug", "--format", form, "--jobs", "2"])
        yield form, "".join(capsys.readouterr())


def test_no_key_is_in_any_output(
    planted: tuple[Path, list[str]], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    root, keys = planted
    monkeypatch.setenv("FORCE_COLOR", "1")
    for form, text in outputs(root, capsys):
        places = [
            f"{form}: {list(FORMS)[keys.index(k) // len(FILES)]} in {list(FILES)[keys.index(k) % len(FILES)]}"
            for k in leaked(keys, text)
        ]
        assert places == []
        assert "ASRS601" in text


def test_no_key_is_in_a_patch(planted: tuple[Path, list[str]], capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    root, keys = planted
    run(["check", str(root), "--diff", "--unsafe-fixes", "--jobs", "2"])
    assert leaked(keys, b"".join(capfdbinary.readouterr()).decode("utf-8", "replace")) == []


@pytest.mark.parametrize("form", FORMS)
def test_no_key_is_in_an_error(form: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    k = key()
    written = FORMS[form](k).replace("\n", " ")
    (tmp_path / "asrs-lint.toml").write_text(f"{json.dumps(written)} = 1\n")
    assert run(["check", str(tmp_path)]) == 2
    assert run(["check", str(tmp_path / "gone"), "--select", written]) == 2
    assert run(["explain", written]) == 2
    assert leaked([k], "".join(capsys.readouterr())) == []


def test_no_key_is_in_a_traceback(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """What a defect says may be what stands in the file that led to it."""
    k = key()

    def fail(*_: object) -> None:
        raise LookupError(f"{plain(k)}\x1b[31m\u202e")

    for path, text in CODE.items():
        (tmp_path / path).write_text(text)
    monkeypatch.setenv("ASRS_LINT_DEBUG", "1")
    for place in (
        "asrs_lint.diagnosis.build",
        "asrs_lint.suppress.settling.settle",
    ):  # one defect is watched for, one is not
        with monkeypatch.context() as broken:
            broken.setattr(place, fail)
            for form in FORMATS:
                assert run(["check", str(tmp_path), "--debug", "--format", form]) == 3
        out, error = capsys.readouterr()
        assert (leaked([k], out + error), "Traceback" in error) == ([], True)
        assert not any(character in out + error for character in "\x1b\u202e")


@pytest.mark.parametrize("place", ["baseline", "comment"])
def test_no_key_is_in_what_is_written(place: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    k = key()
    (tmp_path / "Program.cs").write_text(CODE["Program.cs"])
    (tmp_path / "appsettings.json").write_text(FILES["appsettings.json"](plain(k)))
    arguments = ["init", str(tmp_path), "--baseline"]
    if place == "comment":
        arguments = ["check", str(tmp_path), "--fix", "--unsafe-fixes", "--allow-dirty"]
    assert run(arguments) in (0, 1)
    written = "".join(file.read_text("utf-8") for file in tmp_path.iterdir() if file.name != "appsettings.json")
    assert leaked([k], written + "".join(capsys.readouterr())) == []


@pytest.mark.parametrize(
    "text",
    [
        "the access key is in Key Vault",
        "AccessKey=",
        "clientSecret: process.env.SECRET",
        "AccountKey",
        "const clientSecret = await vault.get('signalr');",
        "sha512-" + "a1" * 32,
        "https://chat.service.signalr.net/client/?hub=chat",
        'services.AddAzureSignalR(options => options.ConnectionString = configuration["Azure:SignalR"]);',
    ],
)
def test_what_is_no_key_is_shown(text: str) -> None:
    assert mask(text) == text
