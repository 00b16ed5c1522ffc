"""What a request brings into a Python endpoint: parameters of FastAPI, `request` of Flask, `req` of Azure Functions."""

from __future__ import annotations

import ast
import re

from msgspec import Struct
from msgspec.structs import replace

_DEPENDENCY = re.compile(r"user|auth|token|principal|verif|requir|claims|session|identity", re.IGNORECASE)
_MARKERS = {"Query": "query", "Header": "header", "Body": "body", "Path": "route", "Cookie": "header", "Form": "body"}
_REQUEST_PARTS = {
    "args": "query",
    "values": "query",
    "query_params": "query",
    "params": "query",
    "headers": "header",
    "form": "body",
    "json": "body",
    "get_json": "body",
    "route_params": "route",
    "path_params": "route",
    "view_args": "route",
    "cookies": "header",
}
_TRUSTED_HEADER = "x-ms-client-principal"  # set by App Service Authentication, which strips what callers send
_PROVEN = frozenset({"get_jwt_identity", "current_user", "get_jwt", "verify_token", "verify_id_token", "decode_token"})
_PLAIN_TYPES = frozenset({"str", "int", "UUID", "uuid", "Optional", "None"})
_INJECTED = frozenset(
    {"Request", "Response", "HttpRequest", "BackgroundTasks", "Session", "AsyncSession", "WebSocket", "Context"}
)


class Endpoint(Struct, frozen=True):
    node: ast.FunctionDef | ast.AsyncFunctionDef
    route: str


class Source(Struct, frozen=True):
    """A value of the request. `node` is where it is read; `whole` when it is the body as a whole, not yet a member."""

    origin: str
    name: str | None
    node: ast.expr | ast.arg
    proof: str | None = None
    whole: bool = False

    def read_from(self, expression: ast.expr, name: str) -> Source:
        """The member that an expression takes from a body kept in a variable: `body["userId"]`, `body.user_id`."""
        if not self.whole:
            return self
        for part in ast.walk(expression):
            member = _member(part, name)
            if member and isinstance(part, ast.expr):
                return replace(self, name=member, node=part, whole=False)
        return self


def _member(node: ast.AST, name: str) -> str | None:
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == name:
        return None if node.attr in ("get", "json") else node.attr
    if isinstance(node, ast.Subscript) and isinstance(node.value, ast.Name) and node.value.id == name:
        return _string(node.slice)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "get" and node.args:
        return _string(node.args[0]) if isinstance(node.func.value, ast.Name) and node.func.value.id == name else None
    return None


def _string(node: ast.expr) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def source_in(node: ast.expr) -> Source | None:
    """The first thing an expression reads from the request."""
    for part in ast.walk(node):
        if isinstance(part, ast.Name | ast.Attribute | ast.Call):
            found = _proven(part) or _request_part(part, node)
            if found:
                return found
    return None


def _proven(part: ast.expr) -> Source | None:
    name = part.func if isinstance(part, ast.Call) else part
    text = name.attr if isinstance(name, ast.Attribute) else name.id if isinstance(name, ast.Name) else ""
    return Source("claims", text, part, text) if text in _PROVEN else None


def _request_part(part: ast.expr, whole: ast.expr) -> Source | None:
    """`request.args.get("userId")`: the part (`args`) of something that is called a request."""
    if not (isinstance(part, ast.Attribute) and part.attr in _REQUEST_PARTS and isinstance(part.value, ast.Name)):
        return None
    if part.value.id not in ("request", "req"):
        return None
    read = next((n for n in ast.walk(whole) if isinstance(n, ast.Call | ast.Subscript) and _key(n, part)), None)
    key = _key(read, part) if read else None
    if key and key.lower().startswith(_TRUSTED_HEADER):
        return Source("claims", key, part, "App Service Authentication")
    origin = _REQUEST_PARTS[part.attr]
    return Source(origin, key, read or part, whole=key is None and origin == "body")


def _key(node: ast.AST, part: ast.expr) -> str | None:
    """The key of `part.get("key")`, `part["key"]` or `part().get("key")`."""
    if isinstance(node, ast.Subscript) and _inner(node.value) is part:
        return _string(node.slice)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "get" and node.args:
        return _string(node.args[0]) if _inner(node.func.value) is part else None
    return None


def _inner(node: ast.expr) -> ast.expr:
    node = node.value if isinstance(node, ast.Await) else node
    return node.func if isinstance(node, ast.Call) else node


def parameter_sources(endpoint: Endpoint) -> dict[str, Source]:
    """What FastAPI puts into the parameters of an endpoint; parameters of its route count for any framework."""
    arguments = endpoint.node.args
    positional = [*arguments.posonlyargs, *arguments.args]
    defaults: list[ast.expr | None] = [None] * (len(positional) - len(arguments.defaults))
    pairs = [
        *zip(positional, [*defaults, *arguments.defaults], strict=True),
        *zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True),
    ]
    found = ((a.arg, _parameter(endpoint, a, d)) for a, d in pairs)
    return {name: source for name, source in found if source}


def _parameter(endpoint: Endpoint, argument: ast.arg, default: ast.expr | None) -> Source | None:
    marker = _marker(default) or _annotated(argument.annotation)
    if marker:
        return _marked(argument, marker)
    if re.search(rf"[{{<](?:\w+:)?{re.escape(argument.arg)}(?::\w+)?[}}>]", endpoint.route):
        return Source("route", argument.arg, argument)
    types = {n.id for n in ast.walk(argument.annotation) if isinstance(n, ast.Name)} if argument.annotation else set()
    attributes = (
        {n.attr for n in ast.walk(argument.annotation) if isinstance(n, ast.Attribute)}
        if argument.annotation
        else set()
    )
    if not types or (types | attributes) & _INJECTED:
        return None
    if types <= _PLAIN_TYPES:
        return Source("query", argument.arg, argument)
    return Source("body", None, argument, whole=True)


def _marker(node: ast.expr | None) -> ast.Call | None:
    return node if isinstance(node, ast.Call) and _called(node) in {*_MARKERS, "Depends", "Security"} else None


def _annotated(annotation: ast.expr | None) -> ast.Call | None:
    """`Annotated[User, Depends(get_current_user)]`."""
    parts = ast.walk(annotation) if annotation else ()
    return next((n for n in parts if isinstance(n, ast.Call) and _marker(n)), None)


def _called(call: ast.Call) -> str:
    return (
        call.func.attr
        if isinstance(call.func, ast.Attribute)
        else call.func.id
        if isinstance(call.func, ast.Name)
        else ""
    )


def _marked(argument: ast.arg, marker: ast.Call) -> Source | None:
    name = _called(marker)
    if name in _MARKERS:
        alias = next((_string(k.value) for k in marker.keywords if k.arg == "alias"), None)
        if alias and alias.lower().startswith(_TRUSTED_HEADER):
            return Source("claims", alias, argument, "App Service Authentication")
        return Source(_MARKERS[name], alias or argument.arg, argument)
    given = _dotted(marker.args[0]) if marker.args else argument.arg
    if name == "Security" or _DEPENDENCY.search(given):
        return Source("claims", argument.arg, argument, f"{name}({given})")
    return None


def _dotted(node: ast.expr) -> str:
    """`auth.get_current_user`, also of `auth.requires("chat")`."""
    node = node.func if isinstance(node, ast.Call) else node
    if isinstance(node, ast.Attribute):
        return f"{node.value.id}.{node.attr}" if isinstance(node.value, ast.Name) else node.attr
    return node.id if isinstance(node, ast.Name) else ""
