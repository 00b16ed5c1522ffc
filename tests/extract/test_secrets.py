"""Access keys in texts of every kind. No key stands in this file: they are made from a seed at run time."""

from __future__ import annotations

import time
from base64 import b64encode
from hashlib import sha256
from string import ascii_uppercase, digits
from urllib.parse import quote

import pytest

from asrs_lint.extract.secrets import extract
from asrs_lint.facts.secret import KeyFound
from asrs_lint.source import Document


def made(seed: str = "a") -> str:
    return b64encode(sha256(seed.encode()).digest()).decode()


KEY = made()
ANNOTATED = (
    b64encode(sha256(b"b").digest() * 2).decode().replace("+", "x").replace("/", "y")[:52] + "JQQJ99" + "AB" * 20
)[:84]
EMULATOR = (ascii_uppercase + digits + ascii_uppercase)[:43] + "="
ENDPOINT = "Endpoint=https://chat-prod.service.signalr.net"
STRING = f"{ENDPOINT};AccessKey={KEY};Version=1.0;"


def found(text: str, path: str = "src/appsettings.json") -> list[KeyFound]:
    return list(extract(Document(path, text)))


@pytest.mark.parametrize(
    "text",
    [
        f'"ConnectionString": "{STRING}"',
        f'"x": "AccessKey={KEY};Version=1.0;{ENDPOINT}"',
        f"SIGNALR={STRING}",
        f'"x": "{ENDPOINT.lower()};accesskey={KEY}"',
        f'"x": "{STRING}"'.replace("=", "\\u003d"),
        f'<add value="{STRING}" />'.replace("=https", "&#61;https"),
        f"<v>&quot;{STRING}&quot;</v>",
        f"curl https://x/?cs={quote(STRING, safe='')}",
        f'"{ENDPOINT};" +\n        $"AccessKey={KEY};Version=1.0;"',
        f"'{ENDPOINT};' + 'AccessKey={KEY};'",
        f'("{ENDPOINT};"\n "AccessKey={KEY};Version=1.0;")',
        f"value: >-\n  {ENDPOINT};\n  AccessKey={KEY};Version=1.0;",
        f'"{{\\"cs\\": \\"{STRING}\\"}}"',
        f"The string is `{STRING}`.",
        f'"x": "Endpoint=https://chat.service.signalr.azure.cn;AccessKey={KEY}"',
        f'"SignalR": "Endpoint=https://chat.contoso.com;AccessKey={KEY}"',
        f'"x": "{ENDPOINT};AccessKey={ANNOTATED};"',
        f'"x": "{ENDPOINT};AuthType=azure.msi;AccessKey={KEY};"',
    ],
)
def test_connection_string(text: str) -> None:
    (fact,) = found(text)
    assert fact.form == "connection-string"
    assert fact.score >= 4


def test_span_is_the_key_alone() -> None:
    text = f'{{\n  "é": "{STRING}"\n}}'
    (fact,) = found(text)
    assert text[fact.span.start : fact.span.end] == KEY
    assert fact.host == "chat-prod.service.signalr.net"
    assert KEY not in repr(fact)


def test_span_of_an_escaped_key_ends_before_its_neighbour() -> None:
    escaped = STRING.replace("=", "\\u003d")
    (fact,) = found(f'"a\\u003db": "{escaped}"')
    assert f'"a\\u003db": "{escaped}"'[fact.span.start : fact.span.end] == KEY.replace("=", "\\u003d")


def test_lone_keys_of_both_shapes_in_their_order() -> None:
    values = (ANNOTATED, KEY, f"A{KEY}", made("c"))
    text = "".join(f'signalr_key_{number} = "{value}"\n' for number, value in enumerate(values))
    spans = [fact.span for fact in found(text)]
    assert [text[span.start : span.end] for span in spans] == [ANNOTATED, KEY, made("c")]


def test_span_of_a_key_before_a_join_is_the_key_alone() -> None:
    text = f'"{ENDPOINT};AccessKey={KEY}" +\n  ";Version=1.0;"'
    (fact,) = found(text)
    assert text[fact.span.start : fact.span.end] == KEY


def test_kubernetes_secret() -> None:
    value = b64encode(STRING.encode()).decode()
    text = f"kind: Secret\ndata:\n  signalr: {value}\n"
    (fact,) = found(text, "deploy/secret.yaml")
    assert text[fact.span.start : fact.span.end] == value
    assert fact.digest == found(STRING)[0].digest


def test_kubernetes_secret_in_two_parts() -> None:
    parts = [b64encode(part.encode()).decode() for part in (ENDPOINT, f"AccessKey={KEY}")]
    text = f"kind: Secret\nmetadata:\n  name: signalr\ndata:\n  url: {parts[0]}\n  key: {parts[1]}\n"
    (fact,) = found(text, "deploy/secret.yaml")
    assert text[fact.span.start : fact.span.end] == parts[1]


@pytest.mark.parametrize("shift", range(3))
def test_base64_at_every_alignment(shift: int) -> None:
    assert len(found(b64encode(b"#" * shift + STRING.encode()).decode())) == 1


@pytest.mark.parametrize(
    ("text", "least"),
    [
        (f'public static string AzureSignalRAccessKey {{ get; }} = @"{KEY}";', 4),
        (f"SIGNALR_ACCESS_KEY={KEY}", 4),
        (f'<add key="SignalRKey" value="{KEY}" />', 4),
        (f"- name: SIGNALR_KEY\n  value: {KEY}", 4),
        (f'"Azure": {{ "SignalR": {{\n  "Key": "{KEY}"', 4),
        (f'"Endpoint": "https://chat.service.signalr.net",\n"AccessKey": "{KEY}"', 4),
        (f'// signalr\nvar accessKey = "{KEY}";', 2),
    ],
)
def test_lone_key(text: str, least: int) -> None:
    (fact,) = found(text, "src/Keys.cs")
    assert fact.form == "lone-key"
    assert fact.host is None
    assert fact.score >= least


@pytest.mark.parametrize(
    "text",
    [
        f'"{ENDPOINT};AccessKey=<your-access-key>;Version=1.0;"',
        f'"{ENDPOINT};AccessKey=...;Version=1.0;"',
        f'"{ENDPOINT};AccessKey=${{SIGNALR_ACCESS_KEY_OF_PROD}};"',
        f'"{ENDPOINT};AccessKey=" + configuration["signalr:key"]',
        f'"{ENDPOINT};AccessKey=a-real-secret-key-at-least-32-chars;"',
        f'"{ENDPOINT};AccessKey=YOUR_ACCESS_KEY_FROM_PORTAL;"',
        f'"{ENDPOINT};AccessKey={EMULATOR};Version=1.0;"',
        f'"Endpoint=http://localhost;Port=8888;AccessKey={EMULATOR};Version=1.0;"',
        f'"Endpoint=http://localhost:8888;AccessKey={KEY};Version=1.0;"',
        f'"{ENDPOINT};AccessKey={"A" * 43}=;"',
        f'"{ENDPOINT};AccessKey={b64encode(b"this is not a key but a test !!!").decode()};"',
        f'"{ENDPOINT};AuthType=azure.msi;Version=1.0;"',
        f'"signalr": "Endpoint=https://chat.webpubsub.azure.com;AccessKey={KEY};"',
        f'"signalr": "endpoint=https://chat.communication.azure.com/;accesskey={KEY}"',
        f'"signalr": "Endpoint=sb://chat.servicebus.windows.net/;SharedAccessKeyName=x;SharedAccessKey={KEY}"',
        f'"signalr": "HostName=x.azure-devices.net;DeviceId=signalr;SharedAccessKey={KEY}"',
        f'"Orders": "Endpoint=https://orders.contoso.com;AccessKey={KEY}"',
        f'"SignalR": 1, "Jwt": {{\n  "Issuer": "x",\n  "Key": "{KEY}" }}',
        f'"signalr": 1, "integrity": "sha256-{KEY}"',
        f'"signalr": 1, "StoragePrimaryKey": "{KEY}"',
    ],
)
def test_nothing_to_speak_of(text: str) -> None:
    assert found(text) == []


def test_same_key_same_digest_and_other_key_other() -> None:
    first, second, other = (found(f"{ENDPOINT};AccessKey={key}")[0].digest for key in (KEY, KEY, made("b")))
    assert first == second != other
    assert len(first) == 8


def test_documents_and_tests_count_less() -> None:
    scores = [found(STRING, path)[0].score for path in ("src/a.cs", "README.md", "tests/a.cs")]
    assert scores[0] > scores[1] == scores[2]


@pytest.mark.parametrize(
    "piece",
    [
        "accesskey=",
        f"accesskey={KEY};",
        '"',
        '" ',
        "\\",
        '\\"',
        '"\n\n\n\n',
        " \n",
        "A",
        "accesskey=" + " " * 500,
        "endpoint=https://a;accesskey=" + "aB3" * 9,
        "signalr key " + "A" * 42,
    ],
)
def test_hostile_text_is_read_in_linear_time(piece: str) -> None:
    text = "signalr accesskey" + piece * (400_000 // len(piece))
    start = time.perf_counter()
    found(text)
    assert time.perf_counter() - start < 5
