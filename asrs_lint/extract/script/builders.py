"""Builder chains: `new HubConnectionBuilder()…build()`, in one piece or spread over statements (client.md C0)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from tree_sitter import Node

from asrs_lint.extract.script.imports import Imports
from asrs_lint.extract.script.keeping import normal
from asrs_lint.extract.script.naming import functions_around
from asrs_lint.extract.script.symbols import Symbols
from asrs_lint.extract.script.tree import WRAPPERS, Script, arguments, same

_BUILDER = "HubConnectionBuilder"
_LONGEST = 60  # calls in a chain


@dataclass(slots=True)
class Chain:
    """A builder and what is called on it. `start` is its construction, `outcome` the connection when `build` is among
    the calls. `builder` is the variable that keeps the unfinished builder."""

    start: Node
    calls: dict[str, Node] = field(default_factory=dict)
    outcome: Node | None = None
    builder: str | None = None
    passed: bool = False
    returned: bool = False
    computed: bool = False


def chains(script: Script, imports: Imports, symbols: Symbols) -> Iterator[Chain]:
    if _BUILDER not in script.text:
        return
    for node in script.all("new_expression"):
        name, _ = script.callee(node)
        if name == _BUILDER or (name is not None and imports.original(name) == _BUILDER):
            yield _chain(script, symbols, node)


def _chain(script: Script, symbols: Symbols, start: Node) -> Chain:
    chain = Chain(start)
    end = follow(script, chain, start)
    if "build" in chain.calls:
        chain.outcome = end
        return chain
    chain.builder = symbols.result(end)
    _where_it_goes(script, chain, end)
    if chain.builder is not None:
        _gather(script, symbols, chain)
    return chain


def follow(script: Script, chain: Chain, node: Node) -> Node:
    """Take the calls made directly on an expression into the chain; gives the expression they result in."""
    for _ in range(_LONGEST):
        outer = script.parent(node)
        if outer is None:
            return node
        if outer.type in WRAPPERS and outer.type != "await_expression":
            node = outer
            continue
        call = script.parent(outer)
        on_it = outer.type in ("member_expression", "subscript_expression") and same(
            outer.child_by_field_name("object"), node
        )
        if not on_it or call is None or not same(call.child_by_field_name("function"), outer):
            return node
        name, _ = script.callee(call)
        if name is None:
            chain.computed = True
        else:
            chain.calls.setdefault(name, call)
        node = call
        if name == "build":
            return node
    return node


def _where_it_goes(script: Script, chain: Chain, end: Node) -> None:
    outer = script.parent(end)
    if outer is None:
        return
    if outer.type == "arguments":
        chain.passed = True
    elif outer.type == "return_statement" or (
        outer.type == "arrow_function" and same(outer.child_by_field_name("body"), end)
    ):
        chain.returned = True


def _gather(script: Script, symbols: Symbols, chain: Chain) -> None:
    """The calls on the variable that keeps the builder, in the scope the variable lives in."""
    scope = next(functions_around(script, chain.start), None)
    for call in script.all("call_expression"):
        for argument in arguments(call)[:8]:
            chain.passed |= _is_builder(script, symbols, chain, argument) and _within(script, call, scope)
        _, before = script.callee(call)
        if before is None or not _is_builder(script, symbols, chain, before) or not _within(script, call, scope):
            continue
        end = follow(script, chain, before)
        if chain.calls.get("build") is not None and same(chain.calls["build"], end):
            chain.outcome = end
    for node in script.all("return_statement"):
        value = node.named_children[0] if node.named_children else None
        if value is not None and _is_builder(script, symbols, chain, value) and _within(script, node, scope):
            chain.returned = True


def _is_builder(script: Script, symbols: Symbols, chain: Chain, node: Node) -> bool:
    if node.type not in ("identifier", "member_expression", "non_null_expression", "parenthesized_expression"):
        return False
    path = script.dotted(node)
    name = normal(path) if path else None
    return name is not None and symbols.canonical(name) == chain.builder


def _within(script: Script, node: Node, scope: Node | None) -> bool:
    """Whether a node stands in the function a builder is made in; methods of a class share its fields."""
    if scope is None or scope.type == "method_definition":
        return True
    return any(same(function, scope) for function in functions_around(script, node))
