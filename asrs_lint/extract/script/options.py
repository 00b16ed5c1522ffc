"""The arguments of `withUrl`: where to connect and how."""

from __future__ import annotations

from msgspec import Struct
from tree_sitter import Node

from asrs_lint.extract.script.tree import STRINGS, Script
from asrs_lint.extract.script.values import Values, member
from asrs_lint.source import Located, Span


class Options(Struct, frozen=True):
    """`opaque` when a part of the options is written elsewhere."""

    skip_negotiation: Span | None = None
    logging: Located[str] | None = None
    opaque: bool = False


def url_of(script: Script, values: Values, node: Node | None) -> tuple[Located[str] | None, str | None]:
    """The literal address, wherever in the script it stands, or else the source of the expression."""
    if node is None:
        return None, None
    told = values.of(node)
    literal = script.literal(told)
    if told is not None and literal is not None:
        span = script.literal_span(told)
        if script.is_written(told):
            return Located(literal, span), None
        return None, script.document.slice(span)[:200]
    if told is not None and told.type == "call_expression":
        returned = _returned(script, values, told)
        if returned:
            return None, returned
    computed = told if told is not None and told.type in STRINGS | {"binary_expression"} else node
    return None, script.source(computed, 200)


def _returned(script: Script, values: Values, call: Node) -> str | None:
    """The sources of what a function of the script returns, for `withUrl(this.getHubUrl("chat"))`."""
    from asrs_lint.extract.script.policies import results

    function = values.function(call.child_by_field_name("function"))
    if function is None or function.id == call.id or function.type == "call_expression":
        return None
    told = [script.source(result, 200) for result in results(function) if result is not None]
    return " | ".join(told[:4]) or None


def options_of(script: Script, values: Values, node: Node | None) -> Options:
    """The options of a connection; a name is followed to its value in the same script."""
    if node is None:
        return Options()
    skip: Span | None = None
    logging: Located[str] | None = None
    opaque = False
    pending = [node]
    for _ in range(20):
        if not pending:
            break
        here = values.of(pending.pop())
        if here is None:
            opaque = True
        elif here.type == "object":
            skip = _skip(script, here) or skip
            logging = _logging(script, here) or logging
            pending += [
                c.named_children[0] for c in here.named_children if c.type == "spread_element" and c.named_children
            ]
        elif here.type == "ternary_expression":
            arms = (here.child_by_field_name("consequence"), here.child_by_field_name("alternative"))
            pending += [arm for arm in arms if arm is not None]
        else:
            opaque = opaque or not _is_transport(script, here)
    return Options(skip, logging, opaque)


def _skip(script: Script, holder: Node) -> Span | None:
    """`skipNegotiation: true`: the pair."""
    for child in holder.named_children:
        key, value = child.child_by_field_name("key"), child.child_by_field_name("value")
        if key is None or value is None or script.source(key).strip("'\"") != "skipNegotiation":
            continue
        return script.span(child) if value.type == "true" else None
    return None


def _logging(script: Script, holder: Node) -> Located[str] | None:
    logger = member(script, holder, "logger")
    return Located(script.source(logger), script.span(logger)) if logger is not None else None


def _is_transport(script: Script, node: Node) -> bool:
    """`HttpTransportType.WebSockets`, a number, nothing: the second argument of withUrl can be the transport alone."""
    if node.type in ("number", "undefined", "null", "binary_expression"):
        return True
    return "TransportType" in script.source(node)
