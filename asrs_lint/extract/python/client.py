"""The Python clients signalrcore (and its async twin) and pysignalr (client.md A4)."""

from __future__ import annotations

import ast
import re

from asrs_lint.extract.outline.dialect import Builder, Dialect, conditional
from asrs_lint.extract.outline.nesting import Nesting
from asrs_lint.extract.outline.shape import Invocation
from asrs_lint.facts.client import PolicyKind, Reconnect

_IMPORT = re.compile(r"^[ \t]*(?:from|import)[ \t]+(signalrcore\w*|pysignalr)\b", re.MULTILINE)
_BUILDERS = frozenset({"HubConnectionBuilder", "AIOHubConnectionBuilder"})
_LONGEST = 1e12  # seconds
_DICT_LIMIT = 4000  # characters of a policy that are looked at


def library(code: str) -> str | None:
    found = _IMPORT.search(code)
    return found[1] if found else None


def _starts_builder(nesting: Nesting, call: Invocation) -> bool:
    if call.name in _BUILDERS:
        return True
    return call.name == "SignalRClient" and "pysignalr" in nesting.outline.code


def reconnect(nesting: Nesting, builder: Builder) -> Reconnect | None:
    outline = nesting.outline
    if builder.root.name == "SignalRClient":  # run() is a loop; how it ends depends on retry_count and the token
        return Reconnect(PolicyKind.DEFAULT, outline.span(builder.root.start, builder.root.end))
    call = builder.link("with_automatic_reconnect")
    if call is None:
        return None
    span = outline.span(call.link, call.end)
    under = conditional(nesting, call, builder.root)
    settings = _settings(nesting, call.arguments[0].text) if call.arguments else None
    if settings is None:
        return Reconnect(PolicyKind.UNKNOWN, span, conditional=under)
    return _policy(settings, Reconnect(PolicyKind.UNKNOWN, span, conditional=under))


def _policy(settings: dict[str, ast.expr], unknown: Reconnect) -> Reconnect:
    """`raw` goes on for ever without max_attempts, `interval` ends with its list (signalrcore reconnection.py)."""
    kind = _value(settings.get("type"))
    span, under = unknown.span, unknown.conditional
    if kind == "interval":
        return Reconnect(PolicyKind.DELAYS, span, _intervals(settings.get("intervals")), False, under)
    if kind != "raw" and "type" in settings:
        return unknown
    attempts = settings.get("max_attempts")
    if attempts is None or (isinstance(attempts, ast.Constant) and attempts.value is None):
        return Reconnect(PolicyKind.POLICY, span, None, True, under)
    return Reconnect(PolicyKind.DELAYS, span, _repeated(settings), False, under)


def _settings(nesting: Nesting, text: str) -> dict[str, ast.expr] | None:
    """The members of the dictionary that is written there, or that one variable of the file holds."""
    bound = nesting.outline.value_of(text) if re.fullmatch(r"[\w.]+", text) else None
    text = nesting.outline.slice(bound.start, bound.end) if bound else text
    try:
        node = ast.parse(text[:_DICT_LIMIT].strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    if not isinstance(node, ast.Dict) or not all(isinstance(k, ast.Constant) for k in node.keys):
        return None
    return {str(k.value): v for k, v in zip(node.keys, node.values, strict=True) if isinstance(k, ast.Constant)}


def _value(node: ast.expr | None) -> object:
    if isinstance(node, ast.Attribute):  # ReconnectionType.raw
        return node.attr
    return node.value if isinstance(node, ast.Constant) else None


def _intervals(node: ast.expr | None) -> tuple[int, ...] | None:
    values = [_value(e) for e in node.elts] if isinstance(node, ast.List | ast.Tuple) else []
    numbers = [v for value in values if (v := _milliseconds(value)) is not None]
    return tuple(numbers) if numbers and len(numbers) == len(values) else None


def _repeated(settings: dict[str, ast.expr]) -> tuple[int, ...] | None:
    pause, attempts = _milliseconds(_value(settings.get("reconnect_interval"))), _value(settings.get("max_attempts"))
    return (pause,) * attempts if pause is not None and isinstance(attempts, int) and 0 < attempts <= 100 else None


def _milliseconds(seconds: object) -> int | None:
    """None for what is no number, and for one that is no delay of people: `1e999` is infinite."""
    return int(seconds * 1000) if isinstance(seconds, int | float) and abs(seconds) < _LONGEST else None


DIALECT = Dialect(
    library=library,
    starts_builder=_starts_builder,
    reconnect=reconnect,
    events={
        "on_close": "close",
        "on_error": "error",
        "on_reconnect": "reconnected",
    },
    address={"with_url": "hub_url", "SignalRClient": "url"},
    logging=frozenset({"configure_logging"}),
    skips=re.compile(r"[\"']skip_negotiation[\"']\s*:\s*True\b|\bskip_negotiation\s*=\s*True\b"),
    starts=frozenset({"start", "run"}),
)
