"""The reconnect grades of client.md A6."""

from __future__ import annotations

from enum import Enum


class Grade(Enum):
    R0 = "nothing brings the connection back"
    R1 = "a close handler watches, but nothing starts the connection again"
    R2 = "a close handler starts the connection again once"
    R3 = "automatic reconnect with a limit"
    R4 = "a restart that goes on until it succeeds"
    R5 = "automatic reconnect without a limit"
    RF = "a framework owns the connection"
    RU = "cannot be told"
