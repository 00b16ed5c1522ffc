"""The connection string of Azure SignalR Service, as its SDK reads it (server.md A9: ConnectionStringParser).

Values that may be secret are never copied: a part says where its value stands, and only the harmless ones are read out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import Enum
from urllib.parse import urlsplit

from msgspec import Struct


class Fault(Enum):
    """Why the SDK throws; the value is its message, shortened."""

    NO_ENDPOINT = "Connection string missing required properties endpoint."
    INVALID_ENDPOINT = "Invalid value for endpoint property, it must be a valid URI."
    DUPLICATE = "Duplicate properties found in connection string"
    VERSION = "Version is not supported."
    PORT = "Invalid value for port property, it must be an positive integer between (0, 65536)"
    CLIENT_ENDPOINT = "Invalid value for clientEndpoint property, it must be a valid URI."
    SERVER_ENDPOINT = "ServerEndpoint property in connection string is not a valid URI"
    NO_ACCESS_KEY = "Connection string missing required properties accesskey."
    NO_CLIENT_ID = "Connection string missing required properties clientId."
    NO_TENANT_ID = "Connection string missing required properties tenantId."
    NO_CLIENT_SECRET = "Connection string missing required properties clientSecret or clientCert."


class Part(Struct, frozen=True):
    """`Key=Value`: the key as written, and the offsets of key and value in the text."""

    key: str
    key_start: int
    start: int
    end: int


class Defect(Struct, frozen=True):
    """A fault and the part it is about, None when something is missing altogether."""

    fault: Fault
    part: Part | None = None


KNOWN = (
    "endpoint",
    "accesskey",
    "authtype",
    "clientid",
    "clientsecret",
    "clientcert",
    "tenantid",
    "clientendpoint",
    "serverendpoint",
    "port",
    "version",
)
_AUTH_TYPES = ("aad", "azure", "azure.app", "azure.msi")


class ConnectionString(Struct, frozen=True):
    """`parts` in their order, `values` of those that hold no secret by lower-case key."""

    parts: tuple[Part, ...]
    values: dict[str, str]
    defects: tuple[Defect, ...]

    def part(self, key: str) -> Part | None:
        return next((part for part in self.parts if part.key.lower() == key.lower()), None)

    @property
    def endpoint(self) -> str | None:
        return self.values.get("endpoint", "").rstrip("/") or None

    @property
    def auth_type(self) -> str | None:
        """A recognised AuthType in lower case; any other value means an access key to the SDK."""
        value = self.values.get("authtype", "").lower()
        return value if value in _AUTH_TYPES else None

    @property
    def unknown_keys(self) -> tuple[Part, ...]:
        """Keys the SDK ignores without a word: mostly misspelt ones."""
        return tuple(part for part in self.parts if part.key.lower() not in KNOWN)


def parse_connection_string(text: str) -> ConnectionString:
    """Read a connection string; nothing fails, what the SDK would throw stands in `defects`."""
    segments = [segment for segment in _segments(text) if segment[0] != segment[1]]
    parts = tuple(part for start, end in segments if (part := _part(text, start, end)))
    secret = ("accesskey", "clientsecret")
    values = {p.key.lower(): text[p.start : p.end].strip() for p in parts if p.key.lower() not in secret}
    read = ConnectionString(parts, values, ())
    defects = (Defect(Fault.NO_ENDPOINT),) if len(segments) < 2 else tuple(_defects(read))
    return ConnectionString(parts, values, defects)


def _segments(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for at, character in enumerate(text):
        if character == ";":
            yield start, at
            start = at + 1
    yield start, len(text)


def _part(text: str, start: int, end: int) -> Part | None:
    equals = text.find("=", start, end)
    return Part(text[start:equals].strip(), start, equals + 1, end) if equals >= 0 else None


def _defects(read: ConnectionString) -> Iterator[Defect]:
    seen: set[str] = set()
    for part in read.parts:
        key = part.key.lower()
        if key in seen:
            yield Defect(Fault.DUPLICATE, part)
        elif key in read.values and (fault := _fault_of(key, read.values[key])):
            yield Defect(fault, part)
        seen.add(key)
    if "endpoint" not in seen:
        yield Defect(Fault.NO_ENDPOINT)
    yield from _missing_credentials(read, seen)


def _fault_of(key: str, value: str) -> Fault | None:
    if key == "version" and not re.fullmatch(r"1\.\d+[\w.-]*", value):
        return Fault.VERSION
    if key == "port" and not (value.isascii() and value.isdigit() and len(value) < 6 and 0 < int(value) < 65536):
        return Fault.PORT
    uris = {
        "endpoint": Fault.INVALID_ENDPOINT,
        "clientendpoint": Fault.CLIENT_ENDPOINT,
        "serverendpoint": Fault.SERVER_ENDPOINT,
    }
    return uris[key] if key in uris and not _is_web_uri(value) else None


def _is_web_uri(value: str) -> bool:
    try:
        uri = urlsplit(value)
        return uri.scheme.lower() in ("http", "https") and bool(uri.hostname)
    except ValueError:
        return False


def _missing_credentials(read: ConnectionString, keys: set[str]) -> Iterator[Defect]:
    if read.auth_type is None and "accesskey" not in keys:
        yield Defect(Fault.NO_ACCESS_KEY)
    if read.auth_type == "azure.app":
        if "clientid" not in keys:
            yield Defect(Fault.NO_CLIENT_ID)
        if "tenantid" not in keys:
            yield Defect(Fault.NO_TENANT_ID)
        if not keys & {"clientsecret", "clientcert"}:
            yield Defect(Fault.NO_CLIENT_SECRET)
