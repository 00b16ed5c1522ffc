"""Azure Functions bindings of the Python v2 model: decorators on functions (client.md A11, C3)."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

from asrs_lint.facts.functions import BindingKind, FunctionBinding
from asrs_lint.parse.python import PythonSyntax
from asrs_lint.source import Located

_DECORATORS = frozenset({"generic_trigger", "generic_input_binding", "generic_output_binding"})
_KINDS = {k.value.lower(): k for k in BindingKind}
_DEFAULT_AUTH = "function"  # of `route` in azure-functions, unless FunctionApp(http_auth_level=…) says otherwise


def bindings(syntax: PythonSyntax) -> Iterable[FunctionBinding]:
    if "signalr" not in syntax.document.text.lower():
        return
    constants = _constants(syntax)
    level = _app_level(syntax)
    for node in ast.walk(syntax.tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield from _of(syntax, node, constants, level)


def _of(
    syntax: PythonSyntax,
    node: ast.FunctionDef | ast.AsyncFunctionDef,
    constants: dict[str, ast.expr],
    level: str | None,
) -> Iterator[FunctionBinding]:
    calls = [d for d in node.decorator_list if isinstance(d, ast.Call) and isinstance(d.func, ast.Attribute)]
    named = {_decorator(c): _keywords(c) for c in calls}
    route = named.get("route")
    name = _text(syntax, named.get("function_name", {}).get("name"), constants)
    for call in calls:
        given = _keywords(call)
        kind = _text(syntax, given.get("type"), constants)
        if _decorator(call) in _DECORATORS and kind and kind.value.lower() in _KINDS:
            values = {key: _text(syntax, value, constants) for key, value in given.items()}
            yield FunctionBinding(
                syntax.span(call),
                _KINDS[kind.value.lower()],
                "python",
                "v2",
                name.value if name else node.name,
                _either(values, "hubName", "hub_name"),
                _either(values, "connectionStringSetting", "connection_string_setting", "connection"),
                _either(values, "userId", "user_id"),
                _plain(_either(values, "category")),
                _plain(_either(values, "event")),
                _route(syntax, route, node.name, constants),
                _methods(route),
                _auth(route, level),
            )


def _decorator(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else ""


def _keywords(call: ast.Call) -> dict[str, ast.expr]:
    """The keywords of a decorator; its first positional argument counts as `route` or `name`."""
    given = {k.arg: k.value for k in call.keywords if k.arg}
    first = {"route": "route", "function_name": "name"}.get(_decorator(call))
    if first and call.args:
        given.setdefault(first, call.args[0])
    return given


def _constants(syntax: PythonSyntax) -> dict[str, ast.expr]:
    plain = [s for s in syntax.tree.body if isinstance(s, ast.Assign) and len(s.targets) == 1]
    return {s.targets[0].id: s.value for s in plain if isinstance(s.targets[0], ast.Name)}


def _text(syntax: PythonSyntax, node: ast.expr | None, constants: dict[str, ast.expr]) -> Located[str] | None:
    if isinstance(node, ast.Name):
        node = constants.get(node.id)
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return Located(node.value, syntax.span(node))
    return None


def _either(values: dict[str, Located[str] | None], *names: str) -> Located[str] | None:
    return next((found for found in (values.get(n) for n in names) if found), None)


def _plain(value: Located[str] | None) -> str | None:
    return value.value if value else None


def _route(
    syntax: PythonSyntax, route: dict[str, ast.expr] | None, function: str, constants: dict[str, ast.expr]
) -> str | None:
    """Without a `route` argument the function's name is the route."""
    if route is None:
        return None
    if "route" not in route:
        return function
    return _plain(_text(syntax, route["route"], constants))


def _methods(route: dict[str, ast.expr] | None) -> tuple[str, ...]:
    listed = route.get("methods") if route else None
    elements = listed.elts if isinstance(listed, ast.List | ast.Tuple | ast.Set) else [listed] if listed else []
    return tuple(_member(e).lower() for e in elements if _member(e))


def _member(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute):  # func.HttpMethod.POST, func.AuthLevel.ANONYMOUS
        return node.attr
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def _auth(route: dict[str, ast.expr] | None, level: str | None) -> str | None:
    if route is None:
        return None
    written = route.get("auth_level")
    return (_member(written).lower() or None) if written else level


def _app_level(syntax: PythonSyntax) -> str | None:
    """The level of the application object: None when it is in another file (blueprints) and cannot be told."""
    for node in ast.walk(syntax.tree):
        if isinstance(node, ast.Call) and syntax.text(node.func).endswith("FunctionApp"):
            written = next((k.value for k in node.keywords if k.arg == "http_auth_level"), None)
            return _member(written).lower() if written else _DEFAULT_AUTH
    return None
