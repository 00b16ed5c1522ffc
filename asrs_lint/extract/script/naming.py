"""Which functions stand around a node and what they are called."""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node

from asrs_lint.extract.script.tree import CLASSES, FUNCTIONS, WRAPPERS, Script, arguments, same

# Calls that give back the function they are given: `const connect = useCallback(async () => …, [])` names it.
_TRANSPARENT = frozenset(
    "useCallback useEvent useEffectEvent useEventCallback useMemoizedFn debounce throttle once memoize action flow "
    "asyncHandler catchAsync createAsyncThunk forwardRef memo observer defineStore computed runInAction".split()
)
# Properties of an object given to a call that are callbacks of this call rather than methods of the object.
CALLBACKS = frozenset(
    "success error fail failure done complete always next onSuccess onError onFailure onerror onsuccess then".split()
)
_BINDERS = frozenset({"variable_declarator", "field_definition", "public_field_definition"})


def is_callback(script: Script, function: Node) -> bool:
    """`{success: function () {}}` given to a call: runs as a part of the code around it."""
    member = function if function.type == "method_definition" else script.parent(function)
    if member is None or member.type not in ("pair", "method_definition"):
        return False
    key = member.child_by_field_name("key") or member.child_by_field_name("name")
    holder = script.parent(member)
    outer = script.parent(holder) if holder is not None else None
    return (
        key is not None
        and script.source(key).strip("'\"") in CALLBACKS
        and holder is not None
        and holder.type == "object"
        and outer is not None
        and outer.type == "arguments"
    )


def name_of(script: Script, function: Node) -> str | None:
    """The name a function is declared with or bound to; None for an anonymous one."""
    if function.id not in script.names:
        script.names[function.id] = _name_of(script, function)
    return script.names[function.id]


def _name_of(script: Script, function: Node) -> str | None:
    if is_callback(script, function):
        return None
    own = function.child_by_field_name("name")
    if own is not None:
        return script.literal(own) or script.source(own)
    return _bound_name(script, function)


def _bound_name(script: Script, node: Node) -> str | None:
    parent = script.parent(node)
    while parent is not None and parent.type in WRAPPERS and parent.type != "await_expression":
        node, parent = parent, script.parent(parent)
    if parent is None:
        return None
    if parent.type == "arguments":
        return _name_through_call(script, node, parent)
    if parent.type in _BINDERS or parent.type == "pair":
        key = parent.child_by_field_name("name") or parent.child_by_field_name("property")
        key = key or parent.child_by_field_name("key")
        return _plain(script, key)
    if parent.type == "assignment_expression" and not same(parent.child_by_field_name("left"), node):
        left = script.dotted(parent.child_by_field_name("left"))
        return left.rsplit(".", 1)[-1] if left else None
    return "default" if parent.type == "export_statement" else None


def _name_through_call(script: Script, node: Node, listed: Node) -> str | None:
    call = script.parent(listed)
    if call is None or call.type != "call_expression":
        return None
    name, _ = script.callee(call)
    if name not in _TRANSPARENT or not any(same(node, argument) for argument in arguments(call)):
        return None
    return _bound_name(script, call)


def _plain(script: Script, key: Node | None) -> str | None:
    if key is None:
        return None
    if key.type in ("identifier", "property_identifier", "private_property_identifier"):
        return script.source(key)
    return script.literal(key)


def functions_around(script: Script, node: Node) -> Iterator[Node]:
    """The functions around a node, innermost first; the node itself is not one of them."""
    return (outer for outer in script.ancestors(node) if outer.type in FUNCTIONS)


def named_function(script: Script, node: Node) -> tuple[str, str | None]:
    """Name and owner of the innermost named function around a node; "" for the top level."""
    for function in functions_around(script, node):
        name = name_of(script, function)
        if name is not None:
            return name, owner_of(script, function)
    return "", owner_of(script, node)


def owner_of(script: Script, node: Node) -> str | None:
    """The class around a node, or the variable that holds the outermost object of methods around it.

    Sections of a component (`methods: {…}`) are no owners."""
    held: str | None = None
    for outer in script.ancestors(node):
        if outer.type in CLASSES:
            own = outer.child_by_field_name("name")
            return script.source(own) if own is not None else _bound_name(script, outer)
        holder = script.parent(outer) if outer.type == "object" and _has_methods(outer) else None
        if holder is not None and holder.type != "pair":
            held = _bound_name(script, outer) or held
    return held


def _has_methods(node: Node) -> bool:
    return any(child.type == "method_definition" or _is_function_pair(child) for child in node.named_children)


def _is_function_pair(child: Node) -> bool:
    value = child.child_by_field_name("value") if child.type == "pair" else None
    return value is not None and value.type in FUNCTIONS


def parameters(script: Script, function: Node) -> Iterator[str]:
    """The names of the parameters; a destructured one gives the names in it that stand alone."""
    single = function.child_by_field_name("parameter")
    if single is not None:
        yield script.source(single)
    listed = function.child_by_field_name("parameters")
    for child in listed.named_children[:20] if listed is not None else ():
        pattern = child.child_by_field_name("pattern") or child.child_by_field_name("left") or child
        if pattern.type == "identifier":
            yield script.source(pattern)
        elif pattern.type == "object_pattern":
            inner = (c for c in pattern.named_children if c.type == "shorthand_property_identifier_pattern")
            yield from (script.source(c) for c in inner)
