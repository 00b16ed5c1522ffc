"""What a declaration of Microsoft.SignalRService/SignalR says, read from terms once for all tools (client.md A12)."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from asrs_lint.facts.infrastructure import Expression
from asrs_lint.parse.term import Items, Scalar, Table, Term, plain
from asrs_lint.source import Document, Span

RESOURCE_TYPE = "microsoft.signalrservice/signalr"
LOG_CATEGORIES = ("connectivitylogs", "messaginglogs", "httprequestlogs")
LOG_FLAGS = ("enableconnectivitylogs", "enablemessaginglogs")


class Switches(Struct, frozen=True):
    """`features` is the place of the features list; `insert` the place where a property can be put in."""

    mode: Expression | None = None
    logs: tuple[Expression, ...] = ()
    opaque: str | None = None
    features: Span | None = None
    insert: Span | None = None
    indent: str = ""


def is_signalr(resource_type: str | None) -> bool:
    """Whether a type, with or without API version, is the service itself (no replica, no Web PubSub)."""
    return resource_type is not None and resource_type.partition("@")[0].strip().lower() == RESOURCE_TYPE


def is_web_pubsub(kind: Term | None) -> bool:
    return isinstance(kind, Scalar) and (kind.literal or "").lower() == "rawwebsockets"


def api_version(resource_type: str | None) -> str | None:
    return (resource_type or "").partition("@")[2] or None


def expression(term: Term | None) -> Expression | None:
    """A term as a value of a fact; lists and objects are values that cannot be told."""
    if term is None:
        return None
    if isinstance(term, Scalar):
        return Expression(term.text[:200], term.span, term.literal, term.reference)
    return Expression("", term.span)


def switches(properties: Term | None, document: Document) -> Switches:
    """Mode and logs from `features` and `resourceLogConfiguration` of a properties object."""
    if properties is None:
        return Switches()
    if not isinstance(properties, Table):
        return Switches(opaque=f"its properties come from {_shown(properties)}")
    flags = properties.get("features")
    mode, logs, opaque = _features(flags)
    if properties.opaque:
        opaque = opaque or f"its properties hold {properties.opaque}"
    categories = tuple(_categories(properties.get("resourceLogConfiguration")))
    features = flags.span if isinstance(flags, Items) else None
    insert, indent = insertion(properties.span, document) if properties.entries else (None, "")
    taken = properties.get("resourceLogConfiguration") is not None
    return Switches(mode, categories + logs, opaque, features, None if taken else insert, indent)


def _features(flags: Term | None) -> tuple[Expression | None, tuple[Expression, ...], str | None]:
    if flags is None or (isinstance(flags, Scalar) and flags.literal == "null"):
        return None, (), None
    if not isinstance(flags, Items):
        return None, (), f"its features come from {_shown(flags)}"
    mode: Expression | None = None
    logs: list[Expression] = []
    opaque = f"its features hold {flags.opaque}" if flags.opaque else None
    for item in flags.items:
        flag = _flag(item)
        value = expression(item.get("value")) if isinstance(item, Table) else None
        if flag is None or value is None:
            opaque = opaque or f"a feature comes from {_shown(item)}"
        elif flag == "servicemode":
            mode = value
        elif flag in LOG_FLAGS:
            logs.append(value)
    return mode, tuple(logs), opaque


def _flag(item: Term) -> str | None:
    """The name of a feature; enumerations count by their member (`FeatureFlags.ServiceMode`)."""
    flag = item.get("flag") if isinstance(item, Table) else None
    if not isinstance(flag, Scalar):
        return None
    if flag.literal is not None:
        return plain(flag.literal)
    member = plain(flag.text.rpartition(".")[2])
    return member if member == "servicemode" or member in LOG_FLAGS else None


def _categories(configuration: Term | None) -> Iterator[Expression]:
    """The switches of resourceLogConfiguration; what cannot be seen into counts as a switch of unknown value."""
    if configuration is None or (isinstance(configuration, Scalar) and configuration.literal == "null"):
        return
    categories = configuration.get("categories") if isinstance(configuration, Table) else configuration
    if not isinstance(categories, Items):
        if categories is not None:
            yield Expression(_shown(categories), categories.span)
        return
    if categories.opaque:
        yield Expression(categories.opaque, categories.span)
    for item in categories.items:
        enabled = item.get("enabled") if isinstance(item, Table) else None
        name = item.literal("name") if isinstance(item, Table) else None
        if name is None or plain(name) in LOG_CATEGORIES:
            yield expression(enabled) or Expression(_shown(item), item.span)


def _shown(term: Term) -> str:
    text = term.text if isinstance(term, Scalar) else "a computed value"
    return " ".join(text.split())[:80]


def insertion(braces: Span, document: Document) -> tuple[Span | None, str]:
    """Where a property can be put in behind the opening brace of an object that holds some, with the indentation of
    its neighbours. None when something else than a comment stands on that line."""
    line = document.position(braces.start).line
    end = document.offset(line, 1) + len(document.line_text(line))
    rest = document.text[braces.start + 1 : end].strip()
    if end >= braces.end or (rest and not rest.startswith("//")):
        return None, ""
    following = document.text[end : braces.end].lstrip("\r\n \t")
    start = braces.end - len(following)
    before = document.text[document.offset(document.position(start).line, 1) : start]
    return document.span(end, end), before


def first_line(document: Document, start: int) -> Span:
    """From `start` to the end of its line."""
    line = document.position(start).line
    return document.span(start, max(start, document.offset(line, 1) + len(document.line_text(line))))
