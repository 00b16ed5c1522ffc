"""Where a value comes from: a request's query, headers, body or route, validated claims, or the code itself."""

from __future__ import annotations

import re

from msgspec import Struct
from msgspec.structs import replace
from tree_sitter import Node

from asrs_lint.extract.csharp.scopes import Frame, Program, Scope, Site
from asrs_lint.extract.csharp.tree import Argument, arguments, attributes, callee, root, type_name, unwrapped
from asrs_lint.extract.csharp.unit import Unit

_DEPTH = 8
_BRANCHES = 20
_SOURCES = (
    ("unvalidated", re.compile(r"\bGetClaims\(|\bReadJwtToken\(|\bReadToken\(|\bnew\s+JwtSecurityToken\(\s*\w+\s*\)")),
    ("query", re.compile(r"\bQuery\b\s*(?:\[|\.|\?)|\bQueryString\s*\[|ParseQueryString|GetQueryNameValuePairs")),
    ("header", re.compile(r"\bHeaders\b")),
    ("route", re.compile(r"\bRouteValues\b|\bGetRouteValue\(|\bRouteData\b")),
    ("body", re.compile(r"\bReadFromJsonAsync\b|\bReadAsAsync\b|\bRequest\.Form\b|\breq(?:uest)?\.Body\b|Deserialize")),
    (
        "claims",
        re.compile(r"\b(?:User|Identity)\b\s*[.?!]|ClaimsPrincipal|\bFindFirst(?:Value)?\(|\bGetUserId\(\)"),
    ),
)
_NAME = re.compile(r"\"([\w.:-]{1,80})\"")
_BOUND = {"FromQuery": "query", "FromRoute": "route", "FromBody": "body", "FromHeader": "header", "FromForm": "body"}
_SIMPLE = re.compile(r"^(?:string|int|long|Guid)$")
_MAPPED = re.compile(r"^Map(?:Get|Post|Put|Patch|Delete|Methods)?$")


class Origin(Struct, frozen=True):
    """`kind` as in UserIdTaken.origin, or unvalidated for a token that is only decoded. `entry` is the function that
    reads the request: its attributes tell who may call it."""

    kind: str
    name: str | None = None
    entry: Frame | None = None


_UNKNOWN = Origin("unknown")


def origin(unit: Unit, program: Program, node: Node, scope: Scope, depth: int = _DEPTH) -> Origin:
    """Follow an expression back through locals, parameters and functions of the same file."""
    node = unwrapped(node)
    if depth <= 0 or program.searches <= 0:
        return _UNKNOWN
    program.searches -= 1
    if unit.literal(node) is not None or re.match(r"Guid\.NewGuid\(\)", unit.head(node, 40)):
        return Origin("constant", unit.literal(node), scope.frame)
    for kind, pattern in _SOURCES:
        if pattern.search(unit.head(node, 1000)):
            return Origin(kind, _key(unit, node), scope.frame)
    followed = [_follow(unit, program, part, scope, depth) for part in _parts(node)]
    found = next((o for o in followed if o.kind not in ("unknown", "constant")), followed[0] if followed else _UNKNOWN)
    return found if found.name else replace(found, name=_key(unit, node))


def _key(unit: Unit, node: Node) -> str | None:
    found = _NAME.search(unit.head(node, 1000))
    return found.group(1) if found else None


def _parts(node: Node, depth: int = _DEPTH) -> list[Node]:
    """The names and calls an expression is made of."""
    if depth == 0:
        return []
    if node.type == "interpolated_string_expression":
        holes = [c for c in node.named_children if c.type == "interpolation"]
        return [
            p for h in holes for c in h.named_children if c.type != "interpolation_brace" for p in _parts(c, depth - 1)
        ]
    if node.type in ("binary_expression", "conditional_expression"):
        fields = ("left", "right", "consequence", "alternative")
        return [
            p for f in fields if (c := node.child_by_field_name(f)) is not None for p in _parts(unwrapped(c), depth - 1)
        ]
    start = root(node)
    return [node] if start is node or start.type != "identifier" else [start, node]


def _follow(unit: Unit, program: Program, node: Node, scope: Scope, depth: int) -> Origin:
    if node.type == "identifier":
        return _name(unit, program, unit.text(node), scope, depth - 1)
    called = callee(node) if node.type == "invocation_expression" else None
    if called is None:
        return _UNKNOWN
    inner = _returned(unit, program, unit.text(called.name), depth - 1)
    if inner.kind != "unknown":
        return inner
    given = (origin(unit, program, a.value, scope, depth - 2) for a in arguments(node) if depth > 2)
    return next((o for o in given if o.kind not in ("unknown", "constant")), _UNKNOWN)


def _name(unit: Unit, program: Program, name: str, scope: Scope, depth: int) -> Origin:
    if depth <= 0:
        return _UNKNOWN
    frame = scope.frame
    while frame is not None and name not in frame.parameters:
        frame = frame.parent
    if frame is not None:
        return _parameter(unit, program, name, frame, depth)
    values = [(value, site.scope) for value, site in _values(unit, program, name, scope)]
    found = [origin(unit, program, value, inner, depth - 1) for value, inner in values]
    return next((o for o in found if o.kind not in ("unknown", "constant")), found[0] if found else _UNKNOWN)


def _values(unit: Unit, program: Program, name: str, scope: Scope) -> list[tuple[Node, Site]]:
    """What a local is given: initialiser, assignments, and calls that fill it as an `out` argument."""
    near = scope.frame.named if scope.frame is not None else None
    found = [
        (site.node.named_children[-1], site)
        for site in program.declarators
        if site.name == name and len(site.node.named_children) > 1 and _in(site, near)
    ]
    for site in _assigned(unit, program).get(name, ()):
        right = site.node.child_by_field_name("right")
        if right is not None and _in(site, near):
            found.append((right, site))
    for site in program.called("TryGetValue", "TryGetValues"):
        if _in(site, near) and any(unit.text(a.value).split(" ")[-1] == name for a in arguments(site.node)):
            found.append((site.node, site))
    return found[:_BRANCHES]


def _assigned(unit: Unit, program: Program) -> dict[str, list[Site]]:
    """The assignments by the name that is assigned."""
    if not program.by_target:
        for site in program.assignments:
            left = site.node.child_by_field_name("left")
            if left is not None:
                program.by_target.setdefault(unit.tail(left, 80), []).append(site)
    return program.by_target


def _in(site: Site, frame: Frame | None) -> bool:
    return site.scope.frame is not None and frame is not None and site.scope.frame.within(frame)


def _returned(unit: Unit, program: Program, name: str, depth: int) -> Origin:
    """The origin of what a function of this file returns."""
    for site in program.returns:
        frame = site.scope.frame
        if frame is None or frame.name != name or depth <= 0 or not site.node.named_children:
            continue
        found = origin(unit, program, site.node.named_children[-1], site.scope, depth - 1)
        if found.kind not in ("unknown", "constant"):
            return found
    return _UNKNOWN


def _parameter(unit: Unit, program: Program, name: str, frame: Frame, depth: int) -> Origin:
    node = next((p for p in _parameters(frame.node) if _parameter_name(unit, p) == name), None)
    if node is not None:
        for found, attribute in attributes(unit, node):
            if found in _BOUND:
                return Origin(_BOUND[found], _key(unit, attribute) or name, frame)
        kind = unit.text(node.child_by_field_name("type") or node).rstrip("?")
        if kind.endswith("ClaimsPrincipal"):
            return Origin("claims", None, frame)
        if is_action(unit, program, frame) and _SIMPLE.match(kind):
            return Origin("route" if f"{{{name}" in _templates(unit, frame) else "query", name, frame)
        if is_action(unit, program, frame) and re.search(r"(?:Request|Dto|Model|Command|Input|Body)$", kind):
            return Origin("body", name, frame)
    return _argument(unit, program, name, frame, depth)


def _parameters(node: Node) -> list[Node]:
    listed = node.child_by_field_name("parameters")
    return [c for c in listed.named_children if c.type == "parameter"] if listed is not None else []


def _parameter_name(unit: Unit, node: Node) -> str:
    name = node.child_by_field_name("name")
    return unit.text(name) if name is not None else ""


def _templates(unit: Unit, frame: Frame) -> str:
    """The route templates written on an action, or given to Map…."""
    if frame.node.type == "method_declaration":
        return " ".join(unit.text(attribute) for _, attribute in attributes(unit, frame.node))
    return unit.head(frame.taker, 300) if frame.taker is not None else ""


def is_action(unit: Unit, program: Program, frame: Frame) -> bool:
    """Whether a function answers HTTP requests by itself: a public controller action, a minimal API, a function."""
    if frame.callback is not None:
        return bool(_MAPPED.match(frame.callback))
    names = {name for name, _ in attributes(unit, frame.node)}
    if names & {"FunctionName", "Function", "NonAction"}:
        return "NonAction" not in names
    return frame.exported and _is_controller(unit, program, frame.owner)


def _is_controller(unit: Unit, program: Program, owner: str | None) -> bool:
    if owner is None:
        return False
    for site in program.classes:
        if site.name == owner:
            bases = next((c for c in site.node.named_children if c.type == "base_list"), None)
            listed = {type_name(unit, c) or "" for c in bases.named_children} if bases is not None else set()
            marked = any(name == "ApiController" for name, _ in attributes(unit, site.node))
            return marked or any(base.endswith(("Controller", "ControllerBase")) for base in listed)
    return owner.endswith("Controller")


def _argument(unit: Unit, program: Program, name: str, frame: Frame, depth: int) -> Origin:
    """What the callers in this file pass for a parameter."""
    if frame.name is None or depth <= 0:
        return _UNKNOWN
    position = frame.parameters.index(name)
    for site in program.calls.get(frame.name, ()):
        value = _passed(arguments(site.node), position, name)
        if value is not None:
            found = origin(unit, program, value, site.scope, depth - 2 if depth > 2 else 0)
            if found.kind != "unknown":
                return found
    return _UNKNOWN


def _passed(given: tuple[Argument, ...], position: int, name: str) -> Node | None:
    named = next((a.value for a in given if a.name == name), None)
    if named is not None:
        return named
    return given[position].value if position < len(given) and given[position].name is None else None
