"""Azure Functions bindings of SignalR in F#, in-process and isolated (client.md C3). Attributes are read from the text:
there is no more of F# that says something about the service."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct, field

from asrs_lint.facts.base import Fact
from asrs_lint.facts.functions import BindingKind, FunctionBinding
from asrs_lint.source import Document, Located, Span

_KINDS = {
    "SignalRConnectionInfo": (BindingKind.INFO, "in-process"),
    "SignalRConnectionInfoInput": (BindingKind.INFO, "isolated"),
    "SignalR": (BindingKind.OUTPUT, "in-process"),
    "SignalROutput": (BindingKind.OUTPUT, "isolated"),
    "SignalRTrigger": (BindingKind.TRIGGER, None),
    "SignalRNegotiation": (BindingKind.NEGOTIATION, "in-process"),
    "SignalRNegotiationInput": (BindingKind.NEGOTIATION, "isolated"),
    "SignalREndpoints": (BindingKind.ENDPOINTS, "in-process"),
    "SignalREndpointsInput": (BindingKind.ENDPOINTS, "isolated"),
}
_FUNCTIONS = {"FunctionName": "in-process", "Function": "isolated"}
# Strings and comments, each to its end or to that of the file: an unclosed one makes no second start worth a try.
_SKIPPED = re.compile(
    r'"""[\s\S]*?(?:"""|\Z)|@"(?:[^"]|"")*(?:"|\Z)|"(?:\\[\s\S]|[^"\\])*(?:"|\Z)|\'(?:\\.|[^\'\\])\''
    r"|(?P<comment>//[^\n]*|\(\*(?!\))[\s\S]*?(?:\*\)|\Z))"
)
_ATTRIBUTE = re.compile(r"\[<\s*(?P<name>\w+?)(?:Attribute)?\s*(?:\((?P<given>(?:\"[^\"\n]*\"|[^\"<>])*)\)\s*)?>\]")
_ARGUMENT = re.compile(r"(?:(?P<key>\w+)\s*=\s*)?(?:\"(?P<text>[^\"\n]*)\"|(?P<other>[\w.]+))")


class _Attribute(Struct, frozen=True):
    """`given` are the strings that stand by position, `named` those with a name, which is in lower case."""

    name: str
    span: Span
    given: tuple[Located[str], ...]
    named: dict[str, Located[str]] = field(default_factory=dict)
    level: str | None = None

    def text(self, name: str) -> str | None:
        return self.named[name].value if name in self.named else None


def extract(document: Document) -> Iterator[Fact]:
    """FunctionBindings, each with what the function around it says."""
    function: list[_Attribute] = []
    for attribute in _attributes(document):
        if attribute.name in _FUNCTIONS:
            yield from _bindings(function)
            function = []
        function.append(attribute)
    yield from _bindings(function)


def _attributes(document: Document) -> Iterator[_Attribute]:
    code = _SKIPPED.sub(_blanked, document.text)
    for found in _ATTRIBUTE.finditer(code):
        given, named, level = [], {}, None
        for one in _ARGUMENT.finditer(code, *found.span("given")) if found["given"] else ():
            if one["text"] is None:
                level = one["other"].rpartition("AuthorizationLevel.")[2] if "Level." in one["other"] else level
                continue
            located = Located(one["text"], document.span(one.start("text") - 1, one.end("text") + 1))
            if one["key"]:
                named[one["key"].lower()] = located
            else:
                given.append(located)
        yield _Attribute(found["name"], document.span(*found.span()), tuple(given), named, level)


def _blanked(found: re.Match[str]) -> str:
    """Comments and texts of several lines as blanks of the same length."""
    return " " * len(found[0]) if found["comment"] or found[0].startswith('"""') else found[0]


def _bindings(function: list[_Attribute]) -> Iterator[FunctionBinding]:
    """The bindings of one function: its own attribute comes first, those of its parameters follow."""
    own = function[0] if function and function[0].name in _FUNCTIONS else None
    http = next((a for a in function if a.name == "HttpTrigger"), None)
    for attribute in function:
        if attribute.name not in _KINDS:
            continue
        kind, model = _KINDS[attribute.name]
        positions = dict(zip(("hubname", "category", "event"), attribute.given, strict=False))
        yield FunctionBinding(
            attribute.span,
            kind,
            "fsharp",
            model or (_FUNCTIONS[own.name] if own else "in-process"),
            function=own.given[0].value if own and own.given else None,
            hub=attribute.named.get("hubname", positions.get("hubname")),
            connection=attribute.named.get("connectionstringsetting"),
            user_id=attribute.named.get("userid"),
            category=attribute.text("category") or _value(positions.get("category")),
            event=attribute.text("event") or _value(positions.get("event")),
            route=http.text("route") if http else None,
            methods=tuple(method.value.lower() for method in http.given) if http else (),
            auth=(http.level or "function").lower() if http else None,
        )


def _value(located: Located[str] | None) -> str | None:
    return located.value if located is not None else None
