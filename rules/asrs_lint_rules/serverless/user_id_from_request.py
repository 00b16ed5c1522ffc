"""ASRS801: an anonymous negotiate endpoint takes the user id from the caller."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial

from msgspec.structs import replace

from asrs_lint import (
    BindingKind,
    Certainty,
    Confidence,
    Document,
    Fix,
    FunctionBinding,
    Note,
    Problem,
    RequestGuarded,
    Rule,
    RuleMeta,
    Safety,
    ServiceUsedByRest,
    Severity,
    Span,
    UserIdTaken,
    Workspace,
)

_EXPRESSION = re.compile(r"\{(?:(?P<place>query|headers)\.)?(?P<name>[^{}]+)\}", re.I)
# What the runtime of Azure Functions fills in itself; any other name is a part of the route, a query parameter or a
# member of the body (GetRequestBindingDataAsync of the HTTP extension).
_OF_THE_HOST = re.compile(r"(?:rand-guid|datetime)(?::|$)|(?:sys|claims)\.|invocationid$", re.I)
_SENT = re.compile(r"[\"'`](?P<name>x-ms-client-principal(?:-id|-name)?)[\"'`]\s*[:,]", re.I)
_PRINCIPAL = "x-ms-client-principal"  # set by App Service Authentication, which removes it from what callers send
_ORIGINS = {
    "query": "the query parameter",
    "headers": "the request header",
    "header": "the request header",
    "body": "the request body's",
    "route": "the route parameter",
    "request": "the query or body parameter",
}
_CODE = (".js", ".cjs", ".mjs", ".ts", ".py", ".ps1", ".csx", ".fsx")
_CHECKING_CALL = re.compile(r"(?:verif|decrypt|validat|authenticat|authoriz|introspect)\w*\s*\(|\bjwt\.\w+\(", re.I)
_CHECKS = re.compile(r"verif|decrypt|validat|authenticat|authoriz(?!ationlevel)|jwt|jsonwebtoken|principal", re.I)
_STEPS = (
    "take the id from who the caller has proven to be: {headers.x-ms-client-principal-id} with App Service "
    "Authentication switched on, or a claim of a token whose signature your code has verified"
)


@dataclass(frozen=True)
class UserIdFromRequest(Rule):
    meta = RuleMeta(
        id="ASRS801",
        name="user-id-from-request",
        summary="An anonymous negotiate endpoint takes the user id from the caller: anyone can be anyone",
        severity=Severity.WARNING,
        fix=Safety.SHOWN,
        since="0.1.0",
        tags=("security",),
    )

    def check(self, workspace: Workspace) -> Iterable[Problem]:
        seen: set[tuple[str, int]] = set()
        for problem in (*_of_bindings(workspace), *_of_code(workspace)):
            place = (problem.span.path, workspace.documents[problem.span.path].position(problem.span.start).line)
            if place not in seen and not workspace.is_test(problem.span.path):
                seen.add(place)
                yield problem


def _of_bindings(workspace: Workspace) -> Iterable[Problem]:
    for binding in workspace.facts(FunctionBinding):
        if binding.kind not in (BindingKind.INFO, BindingKind.NEGOTIATION) or not binding.user_id:
            continue
        taken = _chosen(binding)
        if taken is None or binding.auth == "admin":
            continue
        origin, name = taken
        if name.lower().startswith(_PRINCIPAL):
            yield from _of_principal(workspace, binding.user_id.span, name)
        else:
            certainty = _of_binding(workspace, binding)
            yield _problem(binding.user_id.span, origin, name, _gate(binding), certainty)


def _chosen(binding: FunctionBinding) -> tuple[str, str] | None:
    """Where the caller writes the user id of a binding, and under which name; one proven part proves the whole."""
    found = _EXPRESSION.finditer(binding.user_id.value if binding.user_id else "")
    given = [((m["place"] or "").lower() or _unplaced(m["name"], binding), m["name"]) for m in found]
    known = [(origin, name) for origin, name in given if origin is not None]
    return min(known, key=lambda one: not one[1].lower().startswith(_PRINCIPAL), default=None)


def _unplaced(name: str, binding: FunctionBinding) -> str | None:
    """What `{name}` alone stands for where an HTTP request triggers the function."""
    if binding.auth is None or _OF_THE_HOST.match(name):
        return None
    return "route" if re.search(r"\{" + re.escape(name) + r"[:?=}]", binding.route or "", re.I) else "request"


def _of_principal(workspace: Workspace, span: Span, name: str) -> Iterable[Problem]:
    """The header of App Service Authentication is as good as any id, unless the application's own client sends it."""
    application = workspace.application_of(span.path)
    for path in sorted({client.built.path for client in application.clients}) if application else ():
        document = workspace.documents[path]
        sent = _SENT.search(document.text)
        if sent and sent["name"].lower() == name.lower():
            yield Problem(
                span,
                f"The user id comes from the header {name}, which this application's own client sends: "
                "where no App Service Authentication replaces it, anyone can connect as anyone",
                evidence=(Note(document.span(*sent.span("name")), "the client sends the header itself"),),
                fix=Fix(_STEPS),
                confidence=Confidence.MEDIUM,
                because="App Service Authentication may be switched on outside the repository",
                label="the caller chooses who it is",
            )
            return


def _of_binding(workspace: Workspace, binding: FunctionBinding) -> Certainty:
    """The function gets the finished token, and may still refuse to hand it out."""
    document = workspace.documents[binding.path]
    if document.path.endswith(".json"):
        if any(_CHECKING_CALL.search(text) for text in _code_of(workspace, binding)):
            return Certainty(Confidence.LOW, "the code of the function checks something about the caller")
        return Certainty(Confidence.MEDIUM, "the code of the function may check the caller before it returns the token")
    if _CHECKS.search(document.text):
        return Certainty(Confidence.MEDIUM, "this file also checks something about the caller")
    return Certainty()


def _code_of(workspace: Workspace, binding: FunctionBinding) -> Iterable[str]:
    """The texts of the files beside a function.json."""
    folder = binding.path.rpartition("/")[0]
    for path in workspace.documents:
        if path.rpartition("/")[0] == folder and path.endswith(_CODE):
            yield workspace.documents[path].text


def _gate(binding: FunctionBinding) -> tuple[Note, ...]:
    if binding.auth in (None, "anonymous"):
        return ()
    return (
        Note(
            binding.span, f"authLevel {binding.auth}: a key of the application, shared by all clients, proves no user"
        ),
    )


def _of_code(workspace: Workspace) -> Iterable[Problem]:
    for taken in map(partial(_behind_guards, workspace), workspace.facts(UserIdTaken)):
        if taken.authenticated is True or not _for_the_service(workspace, taken):
            continue
        if taken.origin == "claims" and taken.authenticated is False:
            yield _of_unverified_token(taken)
        elif taken.origin in _ORIGINS and not (taken.name or "").lower().startswith(_PRINCIPAL):
            notes = (Note(taken.span, taken.why),) if taken.why else ()
            certainty = _of_taken(workspace.documents[taken.path], taken)
            yield _problem(taken.span, taken.origin, taken.name, notes, certainty)


def _for_the_service(workspace: Workspace, taken: UserIdTaken) -> bool:
    """Whether the function of another file that is given the value makes a token for the service."""
    if taken.through is None:
        return True
    application = workspace.application_of(taken.path)
    return any(
        use.negotiates and use.function == taken.through and workspace.application_of(use.path) is application
        for use in workspace.facts(ServiceUsedByRest)
    )


def _of_unverified_token(taken: UserIdTaken) -> Problem:
    return Problem(
        taken.span,
        "The user id comes from a token that the caller sends and that nothing verifies: "
        "anyone can write one, connect as anyone and receive what is sent to that user",
        fix=Fix(_STEPS),
        confidence=Confidence.MEDIUM,
        because=taken.why or "something before this code may verify the token",
        label="a decoded token is not a verified one",
    )


def _of_taken(document: Document, taken: UserIdTaken) -> Certainty:
    if taken.authenticated is None:
        return Certainty(
            Confidence.LOW, taken.why or "it cannot be told whether something on the way proves the caller"
        )
    if taken.through is not None:
        return Certainty(Confidence.MEDIUM, f"{taken.through} in another file may check the caller")
    if "ClaimsProvider" in document.text[max(0, taken.span.start - 600) : taken.span.start]:
        return Certainty(
            Confidence.MEDIUM, "a ClaimsProvider sets it, and other claims may still say who the caller is"
        )
    return Certainty()


def _behind_guards(workspace: Workspace, taken: UserIdTaken) -> UserIdTaken:
    """The same, not known to be anonymous any more when an interceptor of its application stands before it. One that
    tells no paths may stand before anything, but not where others of the application tell theirs."""
    if taken.authenticated is not False:
        return taken
    application = workspace.application_of(taken.path)
    guards = [g for g in workspace.facts(RequestGuarded) if workspace.application_of(g.path) is application]
    telling = [guard for guard in guards if guard.patterns]
    if not any(_stands_before(guard, taken) for guard in telling or guards):
        return taken
    return replace(taken, authenticated=None, why="what stands before this endpoint may check the caller")


def _stands_before(guard: RequestGuarded, taken: UserIdTaken) -> bool:
    if not guard.patterns or taken.route is None:
        return True
    return any(_matches(pattern, taken.route) for pattern in guard.patterns)


def _matches(pattern: str, route: str) -> bool:
    """Ant patterns: `**` for any path, `*` for a part of a segment."""
    parts = re.split(r"(/\*\*|\*\*|\*|\{\w+\})", pattern)
    known = {"/**": "(?:/.*)?", "**": ".*", "*": "[^/]*"}
    expression = "".join(known.get(p, "[^/]+" if p.startswith("{") else re.escape(p)) for p in parts)
    return re.fullmatch(expression, "/" + route.lstrip("/")) is not None


def _problem(span: Span, origin: str, name: str | None, notes: tuple[Note, ...], certainty: Certainty) -> Problem:
    source = f"{_ORIGINS[origin]} {name}" if name else _ORIGINS[origin].replace("'s", "")
    return Problem(
        span,
        f"The user id of the client's token is {source}, which nothing authenticates: "
        "anyone can connect as anyone and receive what is sent to that user",
        evidence=notes,
        fix=Fix(_STEPS),
        confidence=certainty.confidence,
        because=certainty.because,
        label="the caller chooses who it is",
    )
