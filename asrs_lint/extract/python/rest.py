"""Python endpoints that negotiate by hand (FastAPI, Flask, Functions), and where the user id comes from."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from asrs_lint.extract.outline.nesting import Nesting
from asrs_lint.extract.outline.rest import CLIENT, TOKENS, USER, concerns_signalr, requests
from asrs_lint.extract.python.sources import Endpoint, Source, parameter_sources, source_in
from asrs_lint.facts.base import Fact
from asrs_lint.facts.server import RequestGuarded, UserIdTaken
from asrs_lint.parse.python import PythonSyntax

_VERBS = frozenset({"get", "post", "put", "route", "api_route"})
_GUARD = re.compile(r"\badd_middleware\s*\(\s*\w*(?:Auth|Token|Jwt|JWT|Session)\w*|@\w+\.before_request\b")
_PROVING = re.compile(
    r"login_required|jwt_required|requires?_?auth|auth_required|token_required|authenticated|permission_classes"
)
_USER_KEYS = frozenset(
    {"nameid", "sub", "userid", "user_id", "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/nameidentifier"}
)


def rest(nesting: Nesting, syntax: PythonSyntax) -> Iterable[Fact]:
    code = nesting.outline.code
    yield from requests(nesting)
    guard = _GUARD.search(code)
    if guard:
        yield RequestGuarded(syntax.document.span(guard.start(), guard.end()), ())
    if concerns_signalr(nesting) and ("egotiate" in code or CLIENT.search(code)):
        for endpoint in _endpoints(syntax):
            yield from _taken(syntax, endpoint, guard is not None)


def _endpoints(syntax: PythonSyntax) -> Iterator[Endpoint]:
    prefix = _prefix(syntax)
    for node in ast.walk(syntax.tree):
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        path = next((p for p in map(_path, node.decorator_list) if p is not None), None)
        if path is not None and ("negotiate" in f"{path} {node.name}".lower() or CLIENT.search(syntax.text(node))):
            yield Endpoint(node, "/" + "/".join(p for p in (prefix.strip("/"), path.strip("/")) if p))


def _path(decorator: ast.expr) -> str | None:
    if not (
        isinstance(decorator, ast.Call) and isinstance(decorator.func, ast.Attribute) and decorator.func.attr in _VERBS
    ):
        return None
    written = next((k.value for k in decorator.keywords if k.arg in ("route", "path")), None)
    written = written or (decorator.args[0] if decorator.args else None)
    return written.value if isinstance(written, ast.Constant) and isinstance(written.value, str) else ""


def _prefix(syntax: PythonSyntax) -> str:
    for node in ast.walk(syntax.tree):
        if isinstance(node, ast.Call) and syntax.text(node.func).endswith(("APIRouter", "Blueprint")):
            for keyword in node.keywords:
                if keyword.arg in ("prefix", "url_prefix") and isinstance(keyword.value, ast.Constant):
                    return str(keyword.value.value)
    return ""


@dataclass
class _Flow:
    """What the names of one endpoint hold, as far as it came with the request."""

    names: dict[str, Source]

    def of(self, node: ast.expr) -> Source | None:
        direct = source_in(node)
        if direct:
            return direct
        for part in ast.walk(node):
            if isinstance(part, ast.Name) and part.id in self.names:
                return self.names[part.id].read_from(node, part.id)
        return None


def _taken(syntax: PythonSyntax, endpoint: Endpoint, guarded: bool) -> Iterator[UserIdTaken]:
    flow = _Flow(parameter_sources(endpoint))
    for node in _in_order(endpoint.node):
        if isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name):
            source = flow.of(node.value)
            if source:
                flow.names[node.targets[0].id] = source
    why = _proof(syntax, endpoint)
    reported: set[int] = set()
    for value, named in _given_to_tokens(endpoint.node):
        source = flow.of(value)
        if source is None or id(source.node) in reported or not (named or USER.search(source.name or "")):
            continue
        reported.add(id(source.node))
        proof = source.proof or why
        authenticated = True if proof else None if guarded else False
        span = syntax.span(source.node)
        yield UserIdTaken(span, source.origin, source.name, authenticated, endpoint.node.name, proof, endpoint.route)


def _in_order(node: ast.AST) -> list[ast.stmt]:
    statements = [n for n in ast.walk(node) if isinstance(n, ast.stmt)]
    return sorted(statements, key=lambda s: s.lineno)


def _given_to_tokens(function: ast.AST) -> Iterator[tuple[ast.expr, bool]]:
    """The values that end up in a token, and whether their place says that they are a user's id."""
    for node in ast.walk(function):
        if isinstance(node, ast.Call) and TOKENS.search(_name(node.func)):
            yield from ((a, False) for a in node.args)
            yield from ((k.value, bool(USER.search(k.arg or ""))) for k in node.keywords)
        elif isinstance(node, ast.Dict):
            for key, value in zip(node.keys, node.values, strict=True):
                if isinstance(key, ast.Constant) and str(key.value).lower() in _USER_KEYS:
                    yield value, True


def _name(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def _proof(syntax: PythonSyntax, endpoint: Endpoint) -> str | None:
    """A decorator, a dependency of the endpoint or of its router that proves the caller."""
    for decorator in endpoint.node.decorator_list:
        text = syntax.text(decorator)
        if _PROVING.search(text) or "Depends(" in text or "Security(" in text:
            return "@" + text[:80]
    sources = parameter_sources(endpoint).values()
    proven = next((s.proof for s in sources if s.proof), None)
    return proven or _router_proof(syntax)


def _router_proof(syntax: PythonSyntax) -> str | None:
    for node in ast.walk(syntax.tree):
        if isinstance(node, ast.Call) and syntax.text(node.func).endswith(("APIRouter", "FastAPI")):
            written = next((k.value for k in node.keywords if k.arg == "dependencies"), None)
            if written:
                return syntax.text(written)[:80]
    return None
