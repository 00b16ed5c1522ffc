"""Azure Functions annotations of Java (client.md A11, C3): there is an input and an output, and no trigger."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from asrs_lint.extract.java.annotations import Annotation, Method, methods, text_of
from asrs_lint.facts.functions import BindingKind, FunctionBinding
from asrs_lint.parse.syntax import Syntax, parse
from asrs_lint.source import Document

_KINDS = {"SignalRConnectionInfoInput": BindingKind.INFO, "SignalROutput": BindingKind.OUTPUT}
_AUTH = re.compile(r"\b(ANONYMOUS|FUNCTION|ADMIN)\b")
_DEFAULT_AUTH = "function"  # of HttpTrigger.authLevel in azure-functions-java-library


def bindings(document: Document) -> Iterable[FunctionBinding]:
    if not any(name in document.text for name in _KINDS):
        return
    syntax = parse(document, "java")
    for method in methods(syntax):
        trigger = next((a for a in _of_parameters(method) if a.name == "HttpTrigger"), None)
        for annotation in (*method.annotations, *_of_parameters(method)):
            if annotation.name in _KINDS:
                yield _binding(syntax, method, annotation, trigger)


def _of_parameters(method: Method) -> Iterator[Annotation]:
    for parameter in method.parameters:
        yield from parameter.annotations


def _binding(syntax: Syntax, method: Method, annotation: Annotation, trigger: Annotation | None) -> FunctionBinding:
    named = method.annotation("FunctionName")
    name = text_of(syntax, named, "value") if named else None
    route = text_of(syntax, trigger, "route") if trigger else None
    return FunctionBinding(
        annotation.span,
        _KINDS[annotation.name],
        "java",
        "java",
        name.value if name else method.name,
        text_of(syntax, annotation, "hubName"),
        text_of(syntax, annotation, "connectionStringSetting"),
        text_of(syntax, annotation, "userId"),
        route=route.value if route else None,
        methods=_methods(syntax, trigger),
        auth=_auth(syntax, trigger),
    )


def _methods(syntax: Syntax, trigger: Annotation | None) -> tuple[str, ...]:
    listed = trigger.values.get("methods") if trigger else None
    return tuple(m.lower() for m in re.findall(r"HttpMethod\.(\w+)", syntax.text(listed))) if listed else ()


def _auth(syntax: Syntax, trigger: Annotation | None) -> str | None:
    if trigger is None:
        return None
    level = trigger.values.get("authLevel")
    found = _AUTH.search(syntax.text(level)) if level else None
    return found[1].lower() if found else (None if level else _DEFAULT_AUTH)
