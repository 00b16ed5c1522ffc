"""Java endpoints that negotiate by hand: a URL and a signed token for the client, and where the user id comes from."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from asrs_lint.extract.java.annotations import Annotation, Method, Parameter, methods, text_of
from asrs_lint.extract.outline.nesting import Nesting
from asrs_lint.extract.outline.rest import CLIENT, TOKENS, USER, concerns_signalr, requests
from asrs_lint.extract.outline.shape import Invocation
from asrs_lint.facts.base import Fact
from asrs_lint.facts.server import RequestGuarded, UserIdTaken
from asrs_lint.parse.syntax import Syntax, parse
from asrs_lint.source import Document, Span

_MAPPINGS = ("PostMapping", "GetMapping", "RequestMapping", "PutMapping", "Path", "Post", "Get")
_ORIGINS = {
    "RequestParam": "query",
    "QueryParam": "query",
    "QueryValue": "query",
    "RequestHeader": "header",
    "HeaderParam": "header",
    "PathVariable": "route",
    "PathParam": "route",
    "RequestBody": "body",
}
_SECURED = frozenset(
    {"PreAuthorize", "PostAuthorize", "Secured", "RolesAllowed", "Authenticated", "AuthenticationPrincipal"}
)
_PRINCIPALS = re.compile(
    r"^(?:Authentication|Principal|Jwt|JwtAuthenticationToken|OidcUser|OAuth2User|UserDetails|OAuth2AuthenticationToken)$"
)
_GUARDS = re.compile(
    r"^(?!\s*import\b).*?\b(?:HandlerInterceptor|addInterceptors|OncePerRequestFilter|SecurityFilterChain|WebSecurityConfigurerAdapter|FilterRegistrationBean|implements\s+Filter)\b",
    re.MULTILINE,
)
_PATTERN = re.compile(r'"(/[^"\s]*)"')


def rest(nesting: Nesting, document: Document) -> Iterable[Fact]:
    code = nesting.outline.code
    guard = _GUARDS.search(code)
    if guard:
        yield RequestGuarded(document.span(guard.start(), guard.end()), tuple(_PATTERN.findall(code)))
    yield from requests(nesting)
    if concerns_signalr(nesting) and ("egotiate" in code or CLIENT.search(code)):
        yield from _endpoints(nesting, parse(document, "java"))


def _endpoints(nesting: Nesting, syntax: Syntax) -> Iterator[UserIdTaken]:
    for method in methods(syntax):
        mapping = method.annotation(*_MAPPINGS)
        if mapping is None:
            continue
        route = _route(syntax, method, mapping)
        span = syntax.span(method.node)
        if "negotiate" in (route or "").lower() or CLIENT.search(nesting.outline.code, span.start, span.end):
            yield from _taken(nesting, syntax, method, route, span)


def _route(syntax: Syntax, method: Method, mapping: Annotation) -> str | None:
    own = text_of(syntax, mapping, "value", "path")
    prefix = next(
        (text_of(syntax, a, "value", "path") for a in method.outer if a.name in ("RequestMapping", "Path")), None
    )
    parts = [p.value.strip("/") for p in (prefix, own) if p]
    return "/" + "/".join(p for p in parts if p) if parts else None


def _taken(nesting: Nesting, syntax: Syntax, method: Method, route: str | None, span: Span) -> Iterator[UserIdTaken]:
    signing = [
        c for c in nesting.outline.calls if span.start <= c.start and c.end <= span.end and TOKENS.search(c.name)
    ]
    why = _proof(method)
    for parameter in method.parameters:
        origin = next((a for a in parameter.annotations if a.name in _ORIGINS), None)
        if origin is None or not _reaches(parameter, _ORIGINS[origin.name], signing):
            continue
        named = text_of(syntax, origin, "value", "name")
        name = named.value if named else parameter.name
        yield UserIdTaken(parameter.span, _ORIGINS[origin.name], name, why is not None, method.name, why, route)


def _reaches(parameter: Parameter, origin: str, signing: list[Invocation]) -> bool:
    """Whether the parameter, or of a body something that is called a user, is an argument of what makes the token."""
    pattern = re.compile(rf"\b{re.escape(parameter.name)}\b" + (r"\s*\.\s*(\w+)" if origin == "body" else ""))
    for argument in (a for call in signing for a in call.arguments):
        found = pattern.search(argument.text)
        if found and (origin != "body" or USER.search(found[1])):
            return True
    return False


def _proof(method: Method) -> str | None:
    """What proves the caller, as far as this file tells."""
    for annotation in (*method.annotations, *method.outer):
        if annotation.name in _SECURED:
            return f"@{annotation.name}"
    for parameter in method.parameters:
        if _PRINCIPALS.match(parameter.type) or any(a.name in _SECURED for a in parameter.annotations):
            return f"{parameter.type} parameter"
    return None
