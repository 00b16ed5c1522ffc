"""Functions and what they call (facts/code.py)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from tree_sitter import Node

from asrs_lint.extract.script.circumstance import Circumstance, Circumstances, as_argument, listens_to_waking
from asrs_lint.extract.script.naming import name_of, owner_of, parameters
from asrs_lint.extract.script.symbols import Symbols
from asrs_lint.extract.script.tree import LOCAL_FUNCTIONS, Script, arguments, unwrapped
from asrs_lint.facts.code import Call, Context, Function

_LONGEST = 120  # characters of an argument, as facts.code.Call has it
_BUILT_IN = frozenset("Promise Error Date Map Set WeakMap Array Object RegExp URL URLSearchParams Event".split())
# Calls that run a function they are given by name.
_RUNNERS = frozenset(
    "then done finally always useEffect useLayoutEffect onMounted onBeforeMount onActivated nextTick ready $ jQuery "
    "subscribe setTimeout setInterval $timeout $interval requestIdleCallback setImmediate catch fail catchError".split()
)
_LISTENING = frozenset({"addEventListener", "addListener", "on"})
_RETRY = re.compile(r"retry|backoff|repeat(?!ed)")


def functions(
    script: Script, circumstances: Circumstances, symbols: Symbols, handlers: frozenset[int]
) -> Iterator[Function]:
    """The top level, the named functions, and the anonymous ones among `handlers` (node ids)."""
    calls = _calls_by_function(script, circumstances, symbols)
    exported = exported_names(script)
    root = script.syntax.root
    yield Function(script.document.span(0, len(script.text)), "", None, (), tuple(calls.get(root.id, ())))
    for node in script.all(*sorted(LOCAL_FUNCTIONS | {"method_definition"})):
        name = name_of(script, node)
        if name is None and node.id not in handlers:
            continue
        yield Function(
            script.span(node),
            name,
            owner_of(script, node),
            tuple(parameters(script, node)),
            tuple(calls.get(node.id, ())),
            _is_exported(script, node, name, exported),
        )


def _calls_by_function(script: Script, circumstances: Circumstances, symbols: Symbols) -> dict[int, list[Call]]:
    """Calls under the id of each function they count for, in source order."""
    found: dict[int, list[Call]] = {}
    nodes = sorted(script.all("call_expression", "new_expression"), key=lambda n: (n.start_byte, -n.end_byte))
    for node in nodes:
        for at, call, added in _calls_of(script, symbols, node):
            for function, circumstance in circumstances.chain(at):
                under = function.id if function is not None else script.syntax.root.id
                found.setdefault(under, []).append(_placed(call, circumstance, added))
    return found


def _placed(call: Call, circumstance: Circumstance, added: Context) -> Call:
    context = circumstance.context if added is Context.PLAIN else circumstance.context | added
    return Call(call.name, call.receiver, call.arguments, call.span, context)


def _calls_of(script: Script, symbols: Symbols, node: Node) -> Iterator[tuple[Node, Call, Context]]:
    """The call a node makes and the calls of functions it is given by name."""
    name, before = script.callee(node)
    if name is None:
        yield from _immediate(script, node)
        return
    if node.type == "new_expression" and name in _BUILT_IN:
        return
    given = arguments(node)
    texts = tuple(script.source(argument, _LONGEST) for argument in given[:12])
    receiver = symbols.receiver(before)
    yield node, Call(name, receiver, texts, script.span(node)), Context.PLAIN
    if name in _RUNNERS or _RETRY.search(name.lower()) or (name in _LISTENING and listens_to_waking(script, given)):
        yield from _given(script, symbols, node, given)


def _given(script: Script, symbols: Symbols, node: Node, given: list[Node]) -> Iterator[tuple[Node, Call, Context]]:
    for argument in given[:4]:
        named = function_named(script, argument)
        if named is None:
            continue
        name, before = named
        call = Call(name, symbols.receiver(before), (), script.span(argument))
        yield node, call, as_argument(script, argument)


def _immediate(script: Script, node: Node) -> Iterator[tuple[Node, Call, Context]]:
    """`(function start() { … })()` calls start."""
    function = unwrapped(node.child_by_field_name("function"))
    own = function.child_by_field_name("name") if function is not None and function.type in LOCAL_FUNCTIONS else None
    if own is not None:
        yield node, Call(script.source(own), None, (), script.span(node)), Context.PLAIN


def function_named(script: Script, node: Node) -> tuple[str, Node | None] | None:
    """`start`, `this.start`, `this.start.bind(this)` or a function expression with a name, given as a value:
    the name, and what stands before its last dot."""
    here = unwrapped(node)
    if here is not None and here.type == "call_expression":
        name, before = script.callee(here)
        here = unwrapped(before) if name == "bind" else None
    if here is None:
        return None
    if here.type == "identifier":
        return script.source(here), None
    if here.type == "member_expression":
        last = here.child_by_field_name("property")
        return (script.source(last), here.child_by_field_name("object")) if last is not None else None
    own = here.child_by_field_name("name") if here.type in LOCAL_FUNCTIONS else None
    return (script.source(own), None) if own is not None else None


def exported_names(script: Script) -> frozenset[str]:
    """Names exported apart from their declaration: `export {a, b as c}`, `export default a`, `module.exports = {a}`."""
    names = {
        script.source(name) for node in script.all("export_specifier") if (name := node.child_by_field_name("name"))
    }
    for node in script.all("export_statement"):
        names.update(_identifiers(script, node.child_by_field_name("value")))
    for node in script.all("assignment_expression"):
        left = script.dotted(node.child_by_field_name("left")) or ""
        if left == "module.exports" or left.startswith(("exports.", "module.exports.")):
            names.update(_identifiers(script, node.child_by_field_name("right")))
    return frozenset(names)


def _identifiers(script: Script, value: Node | None) -> Iterable[str]:
    if value is None:
        return ()
    if value.type == "identifier":
        return (script.source(value),)
    if value.type != "object":
        return ()
    named = (c.child_by_field_name("value") if c.type == "pair" else c for c in value.named_children)
    plain = ("identifier", "shorthand_property_identifier")
    return [script.source(c) for c in named if c is not None and c.type in plain]


def _is_exported(script: Script, node: Node, name: str | None, exported: frozenset[str]) -> bool:
    if name is None:
        return False
    if name in exported:
        return True
    return is_exported_declaration(script, node)


def is_exported_declaration(script: Script, node: Node) -> bool:
    """Whether a declaration stands directly in an `export` or is a method of an exported class."""
    for outer in script.ancestors(node):
        if outer.type == "export_statement":
            return True
        if outer.type in LOCAL_FUNCTIONS or outer.type in ("method_definition", "statement_block"):
            return False
        if outer.type == "assignment_expression":
            left = script.dotted(outer.child_by_field_name("left")) or ""
            return left.startswith(("module.exports", "exports."))
    return False
