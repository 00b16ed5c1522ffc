"""What is given to `withAutomaticReconnect` (client.md A2)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tree_sitter import Node

from asrs_lint.extract.script.tree import FUNCTIONS, Script, arguments, unwrapped
from asrs_lint.extract.script.values import Values, member
from asrs_lint.facts.client import PolicyKind, Reconnect
from asrs_lint.source import Span

_METHOD = "nextRetryDelayInMilliseconds"
_NUMBER = re.compile(r"\d[\d_]*(?:\.\d+)?(?:e\d+)?(?:\s*\*\s*\d[\d_]*(?:\.\d+)?)*", re.IGNORECASE)
_NOTHING = ("null", "undefined")


def reconnect(script: Script, values: Values, call: Node, span: Span, conditional: bool) -> Reconnect:
    """The policy of one `withAutomaticReconnect(…)` call."""
    given = arguments(call)
    node = values.of(given[0]) if given else None
    if not given or node is None or node.type in _NOTHING:
        return Reconnect(PolicyKind.DEFAULT, span, None, False, conditional)
    if node.type == "array":
        return Reconnect(PolicyKind.DELAYS, span, delays(script, node), False, conditional)
    function = _decider(script, values, node)
    if function is None:
        named = script.callee(node)[0] if node.type == "new_expression" else None
        return Reconnect(PolicyKind.UNKNOWN, span, None, None, conditional, named)
    returned = list(results(function))
    infinite = _infinite(script, values, returned)
    never = bool(returned) and all(r is not None and r.type == "null" for r in returned)
    return Reconnect(PolicyKind.POLICY, span, () if never else None, infinite, conditional)


def delays(script: Script, array: Node) -> tuple[int, ...] | None:
    """The delays of an array literal; None when one of them is not a number written out."""
    found = [milliseconds(script.source(child)) for child in array.named_children if child.type != "comment"]
    told = tuple(delay for delay in found if delay is not None)
    return told if len(told) == len(found) else None


def milliseconds(text: str) -> int | None:
    """`5000`, `5_000`, `5 * 1000`."""
    if len(text) > 60 or not _NUMBER.fullmatch(text.strip()):
        return None
    product = 1.0
    for factor in text.replace("_", "").split("*"):
        product *= float(factor)
    return int(product) if product < 1e15 else None


def _decider(script: Script, values: Values, node: Node) -> Node | None:
    """The function that gives the next delay: of an object, or of a class of the same file."""
    if node.type == "new_expression":
        name, _ = script.callee(node)
        holder = values.class_named(name) if name else None
    else:
        holder = node if node.type == "object" else None
    found = member(script, holder, _METHOD) if holder is not None else None
    if found is None or found.type in FUNCTIONS:
        return found
    return values.function(found)


def results(function: Node) -> Iterator[Node | None]:
    """What a function can return: each returned expression, split at `?:`, `||` and `??`; None for a bare return."""
    body = function.child_by_field_name("body")
    if body is None:
        return
    if body.type != "statement_block":
        yield from _arms(body)
        return
    stack = [body]
    while stack:
        node = stack.pop()
        if node.type == "return_statement":
            value = next((c for c in node.named_children if c.type != "comment"), None)
            yield from _arms(value)
        elif node.type not in FUNCTIONS:
            stack.extend(node.named_children)


def _arms(value: Node | None) -> Iterator[Node | None]:
    stack = [value]
    for _ in range(100):
        if not stack:
            return
        node = unwrapped(stack.pop())
        if node is not None and node.type == "ternary_expression":
            stack += [node.child_by_field_name("consequence"), node.child_by_field_name("alternative")]
        elif node is not None and node.type == "binary_expression":
            operator = node.child_by_field_name("operator")
            chooses = operator is not None and operator.type in ("||", "??", "&&")
            stack.append(node.child_by_field_name("right")) if chooses else None
            if not chooses:
                yield node
        else:
            yield node


def _infinite(script: Script, values: Values, returned: list[Node | None], depth: int = 2) -> bool | None:
    """Whether a policy never stops: no result is null. `undefined` is retried at once, for ever (client.md A2)."""
    sure: bool | None = True
    for result in returned:
        told = values.of(result) if result is not None else None
        if told is not None and told.type == "null":
            return False
        if told is None or told.type != "call_expression" or _is_number(script, told):
            continue
        function = values.function(told.child_by_field_name("function")) if depth else None
        inner = _infinite(script, values, list(results(function)), depth - 1) if function is not None else None
        if inner is False:
            return False
        sure = sure and inner
    return sure


def _is_number(script: Script, call: Node) -> bool:
    return (script.dotted(call) or "").startswith(("Math.", "Number(", "parseInt(", "parseFloat("))
