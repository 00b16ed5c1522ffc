"""Node code that speaks to the service itself: client URLs with tokens, REST calls, service URLs written out, and the
user id such code puts into a token (facts/server.py)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec.structs import replace
from tree_sitter import Node

from asrs_lint.extract.script.clients import Setting
from asrs_lint.extract.script.naming import functions_around, name_of, named_function, parameters
from asrs_lint.extract.script.tree import Script, arguments
from asrs_lint.facts.base import Fact
from asrs_lint.facts.client import ServiceUrlWritten
from asrs_lint.facts.server import RequestGuarded, ServiceUsedByRest, UserIdTaken

_CLIENT = re.compile(r"/client/?\?hub=")
_CALL = re.compile(r"/api/v1/hubs/|/api/hubs/|:5002/api/")
_SERVICE = re.compile(r"(?:https?|wss)://[A-Za-z0-9][\w.-]*\.(?:service\.signalr\.net|signalr\.azure\.(?:cn|us))")
_SIGNALR = re.compile(r"signalr", re.IGNORECASE)
_USER = re.compile(r"user|author|player|nick|login|email|member", re.IGNORECASE)
_USER_KEYS = frozenset(
    {"nameid", "sub", "userId", "user_id", "userid", "asrs.s.uid", "ClaimTypes.NameIdentifier"}
    | {"http://schemas.xmlsoap.org/ws/2005/05/identity/claims/nameidentifier"}
)
_TAKEN = re.compile(
    r"\b(?:req|request|httpRequest|ctx|context\.req|ctx\.request|event)\??\.(?:original)?"
    r"(?P<origin>query|queryStringParameters|searchParams|headers|header|body|params|pathParameters)\b"
    r"(?:\??\.get\(\s*['\"](?P<got>[^'\"]+)|\??\.(?P<dotted>\w+)|\??\.?\[\s*['\"](?P<indexed>[^'\"]+)|\(\s*['\"](?P<called>[^'\"]+))?"
)
_PROVEN = re.compile(
    r"\b(?:req|request|ctx\.state|ctx|event\.requestContext)\??\.(?:user|auth|session|claims|principal|identity)\b"
)
_GUARD = re.compile(
    r"auth(?!or(?!i[sz]))|jwt|protect|verif|validate\w*token|guard|logged_?in|ensure|clerk|require_?user", re.IGNORECASE
)
_NO_GUARD = re.compile(r"optional|passport\.(?:initialize|session)|unauth|noauth", re.IGNORECASE)
_APPLICATIONS = frozenset({"app", "server", "fastify", "express()"})
_ORIGINS = {
    "query": "query",
    "queryStringParameters": "query",
    "searchParams": "query",
    "headers": "header",
    "header": "header",
    "body": "body",
    "params": "route",
    "pathParameters": "route",
}
_ROUTES = frozenset("get post put patch all use route http".split())


def uses(setting: Setting) -> Iterator[Fact]:
    """REST uses of the service, literal service URLs, and the user ids of tokens made here."""
    script = setting.script
    yield from _guarded(setting)
    if not _SIGNALR.search(script.text):
        return
    negotiates = False
    for node in script.all("string", "template_string"):
        text = script.source(node, 2_000)
        if _SERVICE.search(text) and "AccessKey=" not in text:
            yield _written(setting, node)
        client = bool(_CLIENT.search(text))
        if client or _CALL.search(text):
            negotiates |= client
            yield ServiceUsedByRest(script.span(node), "rest", client, named_function(script, node)[0])
    yield from _user_ids(setting) if negotiates else _handed_on(setting)


def _written(setting: Setting, node: Node) -> ServiceUrlWritten:
    script = setting.script
    outer = next(script.ancestors(node), None)
    key = outer.child_by_field_name("key") or outer.child_by_field_name("name") if outer is not None else None
    name = script.source(key).strip("'\"") if key is not None else setting.symbols.result(node)
    value = script.literal(node)
    text = value if value is not None else script.source(node, 300)
    return ServiceUrlWritten(script.literal_span(node), text, name, named_function(script, node)[0])


def _user_ids(setting: Setting) -> Iterator[UserIdTaken]:
    """The values of user-id claims and variables that come from a request."""
    seen: set[tuple[str, str | None, str | None]] = set()
    for node, value in _user_values(setting):
        taken = _taken(setting, node, value)
        key = (taken.origin, taken.name, taken.function) if taken else None
        if taken is not None and key is not None and key not in seen:
            seen.add(key)
            yield taken


def _handed_on(setting: Setting) -> Iterator[UserIdTaken]:
    """User ids of the request that are given to a function of another file of the project."""
    script = setting.script
    for call in script.all("call_expression"):
        name = _imported(setting, call)
        if name is None:
            continue
        for argument in arguments(call):
            taken = _taken(setting, call, setting.values.of(argument) or argument)
            if taken is not None and _USER.search(f"{script.source(argument, 60)} {taken.name}"):
                yield replace(taken, through=name)


def _imported(setting: Setting, call: Node) -> str | None:
    """The name that a called function has in another file of the project: `f()`, `module.f()`."""
    called, before = setting.script.callee(call)
    local = called if before is None else setting.script.dotted(before)
    source, original = setting.imports.names.get(local or "", ("", ""))
    if not source.startswith((".", "@/", "~/")):
        return None
    return original if before is None else called


def _taken(setting: Setting, node: Node, value: Node) -> UserIdTaken | None:
    script = setting.script
    text = script.source(value, 200)
    found = _TAKEN.search(text)
    if not found and not _PROVEN.search(text):
        return None
    function, proof, route = named_function(script, node)[0], _proof(setting, value), _route(setting, value)
    if found is None:
        proof = proof or "the signed-in user of the request"
        return UserIdTaken(script.span(value), "claims", None, True, function, proof, route)
    name = found["got"] or found["indexed"] or found["called"] or found["dotted"]
    authenticated = True if proof else (False if _is_handler(setting, value) else None)
    return UserIdTaken(script.span(value), _ORIGINS[found["origin"]], name, authenticated, function, proof, route)


def _route(setting: Setting, node: Node) -> str | None:
    """The path of the route whose handler a value is read in."""
    for function in functions_around(setting.script, node):
        call = _registering(setting.script, function)
        if call is not None:
            return setting.script.literal(arguments(call)[0])
    return None


def _registering(script: Script, function: Node) -> Node | None:
    """The call that registers a function as the handler of a route."""
    listed = script.parent(function)
    call = script.parent(listed) if listed is not None and listed.type == "arguments" else None
    if call is None or call.type != "call_expression":
        return None
    return call if script.callee(call)[0] in _ROUTES else None


def _guarded(setting: Setting) -> Iterator[RequestGuarded]:
    """`app.use(requireAuth)`, `app.use("/api", requireAuth, routes)`: stands before endpoints of other files too."""
    script = setting.script
    for call in script.called(("use",)):
        before = script.callee(call)[1]
        if before is None or script.dotted(before) not in _APPLICATIONS:
            continue
        given = arguments(call)
        middlewares = [a for a in given if a.type in ("identifier", "call_expression", "member_expression")]
        if any(_guards(script, middleware) for middleware in middlewares[:-1] or middlewares):
            path = script.literal(given[0])
            covered = () if path is None else (f"{path.rstrip('/')}/**",)  # Express mounts at a prefix
            yield RequestGuarded(script.span(call), covered)


def _user_values(setting: Setting) -> Iterator[tuple[Node, Node]]:
    """Places that say what the user is: `nameid: x`, `const userId = x`, `const {userId} = req.query`, a signing call's
    argument that a parameter called like a user id takes."""
    script = setting.script
    for node in script.all("pair"):
        key, value = node.child_by_field_name("key"), node.child_by_field_name("value")
        if key is not None and value is not None and script.source(key).strip("[]'\"") in _USER_KEYS:
            yield node, setting.values.of(value) or value
    for node in script.all("variable_declarator", "assignment_expression"):
        left = node.child_by_field_name("name") or node.child_by_field_name("left")
        value = node.child_by_field_name("value") or node.child_by_field_name("right")
        if left is not None and value is not None and _names_user(script, left):
            yield node, value
    for call in script.all("call_expression"):
        yield from ((call, value) for value in _given_as_user(setting, call))


def _names_user(script: Script, left: Node) -> bool:
    if left.type == "identifier":
        return script.source(left) in _USER_KEYS
    shorthand = (c for c in left.named_children if c.type == "shorthand_property_identifier_pattern")
    return left.type == "object_pattern" and any(script.source(c) in _USER_KEYS for c in shorthand)


def _given_as_user(setting: Setting, call: Node) -> Iterator[Node]:
    function = setting.values.function(call.child_by_field_name("function"))
    if function is None:
        return
    for argument, name in zip(arguments(call), parameters(setting.script, function), strict=False):
        if name in _USER_KEYS:
            yield setting.values.of(argument) or argument


def _proof(setting: Setting, node: Node) -> str | None:
    """What proves the caller: middleware of the route or router, or a verification in the handler."""
    script = setting.script
    for function in functions_around(script, node):
        call = _registering(script, function)
        if call is not None:
            for middleware in arguments(call):
                if (
                    middleware.id != function.id
                    and middleware.type not in ("string", "object")
                    and _guards(script, middleware)
                ):
                    return script.source(middleware, 60)
        verified = _verified(setting, function)
        if verified:
            return verified
    return _router_guard(setting)


def _guards(script: Script, middleware: Node) -> bool:
    text = script.source(middleware, 200)
    return bool(_GUARD.search(text)) and not _NO_GUARD.search(text)


def _verified(setting: Setting, function: Node) -> str | None:
    """A call in a handler that verifies a token or reads a session."""
    for call in setting.script.all("call_expression"):
        if not function.start_byte <= call.start_byte < function.end_byte:
            continue
        name, before = setting.script.callee(call)
        holder = setting.script.dotted(before) or "" if before is not None else ""
        if name and re.match(
            r"(?i)verify|validate\w*token|authenticate|getServerSession|requireAuth|getAuth|decodeAndVerify", name
        ):
            return f"{holder}.{name}".lstrip(".")
    return None


def _router_guard(setting: Setting) -> str | None:
    """`router.use(requireAuth)` in the same file."""
    for call in setting.script.called(("use",)):
        for middleware in arguments(call):
            if middleware.type in ("identifier", "call_expression", "member_expression") and _guards(
                setting.script, middleware
            ):
                return setting.script.source(middleware, 60)
    return None


def _is_handler(setting: Setting, node: Node) -> bool:
    """Whether a value is read in what is registered as the handler of a route."""
    script = setting.script
    for function in functions_around(script, node):
        if _registering(script, function) is not None:
            return True
        name = name_of(script, function)
        if name is not None:
            return name in ("handler", "GET", "POST", "negotiate", "default") or _registered(setting, name)
    return False


def _registered(setting: Setting, name: str) -> bool:
    """`app.post("/negotiate", negotiate)`."""
    registering = setting.script.called(_ROUTES)
    return any(setting.script.source(a) == name for call in registering for a in arguments(call))
