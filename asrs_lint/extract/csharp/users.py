"""User ids that go into a client's access token, and whether anything proves them (rule family 8)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from tree_sitter import Node

from asrs_lint.extract.csharp.bindings import endpoint, initialised
from asrs_lint.extract.csharp.management import negotiates
from asrs_lint.extract.csharp.origins import Origin, origin
from asrs_lint.extract.csharp.scopes import Frame, Program, Scope, Site
from asrs_lint.extract.csharp.tree import LEFT, RIGHT, argument, arguments, attributes, receiver_text, type_name
from asrs_lint.extract.csharp.unit import Unit
from asrs_lint.facts.server import UserIdTaken

_MANY = 100  # user ids of one file that are looked at
_CHECKS = re.compile(
    r"(?i)(?:validat|verif|authenticat|authoriz|decrypt|isvalid|signature|computehash|fixedtimeequals|introspect)\w*\s*\("
)
_SEEN = re.compile(r"\bIsAuthenticated\b")
_IDENTITY = re.compile(r"NameIdentifier|\"(?:sub|nameid|asrs\.s\.uid)\"")
_PUBLIC_BASES = frozenset(("Controller", "ControllerBase", "ApiController", "ServerlessHub"))


def users(unit: Unit, program: Program) -> Iterator[UserIdTaken]:
    for value, scope in islice(_values(unit, program), _MANY):
        found = origin(unit, program, value, scope)
        authenticated, why = _authenticated(unit, program, found, scope)
        kind = "claims" if found.kind == "unvalidated" else found.kind
        yield UserIdTaken(unit.span(value), kind, found.name, authenticated, scope.function, why)
    yield from _provided(unit, program)
    yield from _by_provider(unit, program)


def _values(unit: Unit, program: Program) -> Iterator[tuple[Node, Scope]]:
    """The expressions that become user ids of tokens, but for those of a ClaimsProvider."""
    for site in program.created("NegotiationOptions", "SignalRConnectionInfoAttribute"):
        if (value := initialised(unit, site.node).get("UserId")) is not None:
            yield value, site.scope
    for site in program.called("NegotiateAsync", "Negotiate"):
        own = receiver_text(unit, site.receiver) is None and unit.mentions("ServerlessHub")
        given = arguments(site.node)
        if not given or not (own or (site.name == "NegotiateAsync" and negotiates(unit, site))):
            continue
        value = argument(site.node, 0, "userId")
        if value is not None and value.type == "implicit_object_creation_expression":
            value = initialised(unit, value).get("UserId")
        elif not own or (value is not None and value.type == "object_creation_expression"):
            value = None
        if value is not None:
            yield value, site.scope
    for site in program.called("GenerateClientAccessToken", "GenerateClientAccessTokenAsync"):
        value = argument(site.node, 1 if len(arguments(site.node)) > 1 else 0, "userId")
        if value is not None and negotiates(unit, site) and _looks_like_user(unit, site, value):
            yield value, site.scope


def _looks_like_user(unit: Unit, site: Site, value: Node) -> bool:
    return value.type != "lambda_expression" and len(arguments(site.node)) > 1


def _provided(unit: Unit, program: Program) -> Iterator[UserIdTaken]:
    """Claims that a ClaimsProvider adds to the tokens of a hub server."""
    claims = program.created("Claim")
    for site in program.assignments if claims else ():
        left, right = site.node.child_by_field_id(LEFT), site.node.child_by_field_id(RIGHT)
        if left is None or right is None or unit.text(left).rsplit(".", 1)[-1] != "ClaimsProvider":
            continue
        for claim in claims:
            if not _within(claim, right, unit):
                continue
            given = arguments(claim.node)
            if len(given) > 1 and _IDENTITY.search(unit.text(given[0].value)):
                yield _claim(unit, program, given[1].value, claim)


def _within(claim: Site, provider: Node, unit: Unit) -> bool:
    """Whether a claim is made in the provider: the lambda, or the method of this file that it names."""
    if provider.type == "identifier":
        return claim.scope.function == unit.text(provider)
    return provider.start_byte <= claim.node.start_byte and claim.node.end_byte <= provider.end_byte


def _by_provider(unit: Unit, program: Program) -> Iterator[UserIdTaken]:
    """`IUserIdProvider.GetUserId`: the service's negotiate asks it (NegotiateHandler of the SDK), but so does a server
    without the service, where no token is made."""
    named = any(frame.name == "GetUserId" for frame in program.frames)
    if not named or not unit.mentions(": IUserIdProvider", ", IUserIdProvider"):
        return
    why = "an IUserIdProvider decides, and what proves the caller is not seen"
    for site in program.returns:
        if site.scope.function == "GetUserId" and site.node.named_children:
            value = site.node.named_children[-1]
            found = origin(unit, program, value, site.scope)
            if found.kind in ("query", "header", "route"):
                yield UserIdTaken(unit.span(value), found.kind, found.name, None, "GetUserId", why)


def _claim(unit: Unit, program: Program, value: Node, claim: Site) -> UserIdTaken:
    found = origin(unit, program, value, claim.scope)
    proven = {"claims": True, "query": False, "header": False}.get(found.kind)
    why = "the claims of the authenticated user" if proven else None
    kind = "claims" if found.kind == "unvalidated" else found.kind
    return UserIdTaken(unit.span(value), kind, found.name, proven, claim.scope.function, why)


def _authenticated(unit: Unit, program: Program, found: Origin, scope: Scope) -> tuple[bool | None, str | None]:
    """Whether something proves the caller, and what. Checks that are seen but not understood leave it open."""
    entry = _entry(found.entry or scope.frame)
    if found.kind == "constant":
        return None, None
    if found.kind == "unvalidated":
        return False, "the token is decoded, its signature is not checked"
    if entry is None or found.kind == "unknown":
        return None, None
    declared = _declared(unit, program, entry)
    if declared is not None:
        return True, declared
    if found.kind == "claims":
        return True, "the claims of the authenticated user"
    if _CHECKS.search(unit.text(entry.node)) or _SEEN.search(unit.text(entry.node)):
        return None, "the function checks its caller in some way"
    return _anonymous(unit, program, entry)


def _entry(frame: Frame | None) -> Frame | None:
    """The function that answers the request: a lambda given to Map…, or the method around."""
    while frame is not None and frame.name is None and frame.parent is not None:
        if frame.callback is not None and frame.callback.startswith("Map"):
            return frame
        frame = frame.parent
    return frame


def _declared(unit: Unit, program: Program, entry: Frame) -> str | None:
    """What demands an authenticated caller: an attribute of the function or its class, or RequireAuthorization."""
    own = {name for name, _ in attributes(unit, entry.node)}
    if "AllowAnonymous" in own:
        return None
    around = next((s.node for s in program.classes if s.name == entry.owner), None)
    if any(name.endswith("Authorize") for name in own):
        return "the Authorize attribute of the function"
    if around is not None and any(name.endswith("Authorize") for name, _ in attributes(unit, around)):
        return "the Authorize attribute of the class"
    if entry.callback is not None and unit.mentions("RequireAuthorization"):
        return "RequireAuthorization"
    return None


def _anonymous(unit: Unit, program: Program, entry: Frame) -> tuple[bool | None, str | None]:
    trigger = endpoint(unit, entry.node)
    if trigger.http:
        return False, f"the HTTP trigger is {trigger.auth}"
    if entry.callback is not None:
        return False, "the endpoint demands no authorization"
    around = next((s.node for s in program.classes if s.name == entry.owner), None)
    listed = next((c for c in around.named_children if c.type == "base_list"), None) if around is not None else None
    base = type_name(unit, listed.named_children[0]) if listed is not None and listed.named_children else None
    if base in _PUBLIC_BASES or (around is not None and any(n == "ApiController" for n, _ in attributes(unit, around))):
        return False, "the action demands no authorization"
    return None, None
