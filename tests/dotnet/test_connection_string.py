from __future__ import annotations

import pytest

from asrs_lint.dotnet.connection_string import Fault, parse_connection_string

ENDPOINT = "Endpoint=https://chat.service.signalr.net"
KEY = "AccessKey=" + "k" * 10


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        (f"{ENDPOINT};{KEY};Version=1.0;", []),
        (f"{ENDPOINT}", [Fault.NO_ENDPOINT]),
        (f"{KEY};Version=1.0", [Fault.NO_ENDPOINT]),
        (f"Endpoint=chat.service.signalr.net;{KEY}", [Fault.INVALID_ENDPOINT]),
        (f"{ENDPOINT};{KEY};Version=2.0", [Fault.VERSION]),
        (f"{ENDPOINT};{KEY};Port=0", [Fault.PORT]),
        (f"{ENDPOINT};{KEY};Port=8888", []),
        (f"{ENDPOINT};{KEY};ENDPOINT=http://localhost", [Fault.DUPLICATE]),
        (f"{ENDPOINT};Version=1.0", [Fault.NO_ACCESS_KEY]),
        (f"{ENDPOINT};AuthType=azure.msi", []),
        (f"{ENDPOINT};AuthType=msi", [Fault.NO_ACCESS_KEY]),
        (f"{ENDPOINT};AuthType=azure.app;ClientId=x", [Fault.NO_TENANT_ID, Fault.NO_CLIENT_SECRET]),
        (f"{ENDPOINT};{KEY};ClientEndpoint=chat", [Fault.CLIENT_ENDPOINT]),
        (f"{ENDPOINT};{KEY};Endpoint", []),
        ("Endpoint=https://[;" + KEY, [Fault.INVALID_ENDPOINT]),
    ],
)
def test_what_the_sdk_would_throw(text: str, faults: list[Fault]) -> None:
    assert [defect.fault for defect in parse_connection_string(text).defects] == faults


def test_parts_tell_where_they_stand_and_keep_no_secret() -> None:
    text = f"{ENDPOINT}/; accesskey = secret;AcessKey=other"
    read = parse_connection_string(text)
    key = read.part("AccessKey")
    assert key and text[key.start : key.end] == " secret"
    assert read.endpoint == "https://chat.service.signalr.net"
    assert [part.key for part in read.unknown_keys] == ["AcessKey"]
    assert "secret" not in repr(read)
