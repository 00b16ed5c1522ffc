"""One walk over a C# tree: knows function, class and circumstances of every node, collects what readers need."""

from __future__ import annotations

from dataclasses import replace

from tree_sitter import Node

from asrs_lint.extract.csharp.callbacks import callback_context
from asrs_lint.extract.csharp.circumstances import Circumstances, Next, Visitor
from asrs_lint.extract.csharp.scopes import Frame, Program, Scope, Site, Trail
from asrs_lint.extract.csharp.tree import Argument, arguments, brief, callee, modifiers, receiver_text, type_name
from asrs_lint.extract.csharp.unit import Unit
from asrs_lint.facts.code import Call, Context

_CLASSES = ("class_declaration", "struct_declaration", "record_declaration", "record_struct_declaration")
_FUNCTIONS = (
    "method_declaration",
    "local_function_statement",
    "constructor_declaration",
    "operator_declaration",
    "destructor_declaration",
    "conversion_operator_declaration",
)
_LEAF = "verbatim_string_literal"  # the one leaf that anybody looks at
_TYPES = (
    "using_directive",
    "generic_name",
    "qualified_name",
    "base_list",
    "nullable_type",
    "array_type",
    "tuple_type",
    "type_parameter_list",
    "type_argument_list",
)
_NESTING = 40  # functions within functions; deeper ones count as part of the one around them
_NAMES = ("identifier", "member_access_expression")


class Walker:
    """Visits every named node once, without recursion."""

    def __init__(self, unit: Unit) -> None:
        self.unit = unit
        self.program = Program()
        self._above: Trail | None = None  # of the node under way
        self._groups: list[tuple[Node, Scope, Node]] = []  # names handed over that may be functions of this file
        self._visitors: dict[str, Visitor] = {
            **Circumstances(unit, self.program).visitors(),
            **dict.fromkeys((*_CLASSES, "interface_declaration", "enum_declaration"), self._class),
            **dict.fromkeys(_FUNCTIONS, self._function),
            **dict.fromkeys(("lambda_expression", "anonymous_method_expression"), self._anonymous),
            **dict.fromkeys(("string_literal", "verbatim_string_literal", "raw_string_literal"), self._string),
            **dict.fromkeys(_TYPES, self._type),
            "interpolated_string_expression": self._string,
            "property_declaration": self._property,
            "invocation_expression": self._invocation,
            "object_creation_expression": self._creation,
            "implicit_object_creation_expression": self._creation,
            "assignment_expression": self._assignment,
            "variable_declaration": self._variables,
            "parameter": self._parameter,
            "return_statement": self._return,
            "arrow_expression_clause": self._return,
            "await_expression": self._await,
        }

    def run(self) -> Program:
        root = self.unit.syntax.root
        top = Frame(root, "", None)
        self.program.frames.append(top)
        pending: list[tuple[Node, Scope, Trail | None]] = [(root, Scope(None, top), None)]
        while pending:
            node, scope, self._above = pending.pop()
            visit = self._visitors.get(node.type)
            following = visit(node, scope) if visit else None
            if following is None:
                following = [(c, scope) for c in node.named_children if c.child_count or c.type == _LEAF]
            following.reverse()
            if following:
                trail = Trail(node, self._above)
                pending.extend([(child, inner, trail) for child, inner in following])
        self._resolve_groups()
        return self.program

    # --- declarations

    def _class(self, node: Node, scope: Scope) -> Next:
        name_node = node.child_by_field_name("name")
        name = self.unit.text(name_node) if name_node is not None else None
        name = self.unit.aliases.get(name, name) if name else None
        self.program.classes.append(Site(node, scope, name or ""))
        return [(child, Scope(name)) for child in node.named_children]

    def _function(self, node: Node, scope: Scope) -> Next:
        name_node = node.child_by_field_name("name")
        name = self.unit.text(name_node) if name_node is not None else ""
        local = node.type == "local_function_statement"
        frame = Frame(node, name or node.type, scope.owner, self._parameters(node), scope.frame if local else None)
        frame.exported = bool(modifiers(self.unit, node) & {"public", "internal", "protected"})
        self.program.frames.append(frame)
        inner = Scope(scope.owner, frame, self.unit.region(node) if not local else Context.PLAIN)
        self.program.methods.append(Site(node, inner, name))
        return [(child, inner) for child in node.named_children]

    def _property(self, node: Node, scope: Scope) -> Next:
        name_node = node.child_by_field_name("name")
        name = self.unit.text(name_node) if name_node is not None else ""
        self._declare(name, node.child_by_field_name("type"))
        self.program.properties.append(Site(node, scope, name))
        following: Next = []
        for child in node.named_children:
            if child.type == "accessor_list":
                following += [self._accessor(accessor, name, scope) for accessor in child.named_children]
            elif child.type == "arrow_expression_clause":
                following.append(self._accessor(child, name, scope))
            else:
                following.append((child, scope))
        return following

    def _accessor(self, node: Node, name: str, scope: Scope) -> tuple[Node, Scope]:
        frame = Frame(node, name, scope.owner)
        if node.type == "arrow_expression_clause" or node.child_by_field_name("body") is not None:
            self.program.frames.append(frame)
        return node, Scope(scope.owner, frame, self.unit.region(node))

    def _anonymous(self, node: Node, scope: Scope) -> Next:
        depth = scope.frame.depth + 1 if scope.frame is not None else 0
        if depth > _NESTING:
            return [(child, scope) for child in node.named_children]
        taker = self._taker()
        callback, base = callback_context(self.unit, taker, scope)
        frame = Frame(node, self._bound_name(), scope.owner, self._parameters(node), scope.frame, base)
        frame.callback, frame.condition, frame.taker, frame.depth = callback, scope.condition, taker, depth
        self.program.frames.append(frame)
        inner = Scope(scope.owner, frame)
        return [(child, inner) for child in node.named_children]

    def _taker(self) -> Node | None:
        """The call, creation or assignment that takes the function under way."""
        parent = self._above.node if self._above is not None else None
        if parent is None or parent.type not in ("argument", "assignment_expression"):
            return None
        return self._above.up(2) if self._above is not None and parent.type == "argument" else parent

    def _bound_name(self) -> str | None:
        """`Func<Task> start = async () => …` is known as `start`; so is a field that is assigned, but not an option
        of an object (`options.AccessTokenProvider = …`)."""
        parent = self._above.node if self._above is not None else None
        if self._above is None or parent is None or parent.type not in ("variable_declarator", "assignment_expression"):
            return None
        bound = parent.child_by_field_name("name") or parent.child_by_field_name("left")
        if bound is None or any(c.type == "+=" for c in parent.children):
            return None
        outer = self._above.up(1)
        initializer = outer is not None and outer.type == "initializer_expression"
        return self.unit.text(bound) if bound.type == "identifier" and not initializer else None

    def _parameters(self, node: Node) -> tuple[str, ...]:
        listed = node.child_by_field_name("parameters")
        if listed is None:
            return ()
        if not listed.named_children:
            return (self.unit.text(listed),) if listed.type != "parameter_list" else ()
        names = (c.child_by_field_name("name") for c in listed.named_children if c.type == "parameter")
        return tuple(self.unit.text(name) for name in names if name is not None)

    def _parameter(self, node: Node, scope: Scope) -> None:
        name = node.child_by_field_name("name")
        if name is not None:
            self._declare(self.unit.text(name), node.child_by_field_name("type"))

    def _variables(self, node: Node, scope: Scope) -> None:
        declared = node.child_by_field_name("type")
        parent = self._above.node if self._above is not None else None
        constant = parent is not None and parent.type in ("field_declaration", "local_declaration_statement")
        fixed = modifiers(self.unit, parent) if constant and parent is not None else frozenset()
        for declarator in (c for c in node.named_children if c.type == "variable_declarator"):
            name_node = declarator.child_by_field_name("name")
            name = self.unit.text(name_node) if name_node is not None else ""
            self._declare(name, declared)
            self.program.declarators.append(Site(declarator, scope, name))
            if fixed & {"const", "readonly"} and len(declarator.named_children) > 1:
                self._constant(name, declarator.named_children[-1])

    def _constant(self, name: str, value: Node) -> None:
        """Keep a constant; a name that stands for two values in one file stands for none."""
        known = self.unit.constants.setdefault(name, value)
        if known is not None and self.unit.text(known) != self.unit.text(value):
            self.unit.constants[name] = None

    def _declare(self, name: str, declared: Node | None) -> None:
        found = type_name(self.unit, declared)
        if found and found != "var":
            self.unit.types.setdefault(name, set()).add(found)

    def _type(self, node: Node, scope: Scope) -> Next:
        """Nothing is called in the name of a type."""
        return []

    # --- expressions

    def _invocation(self, node: Node, scope: Scope) -> None:
        called = callee(node)
        if called is None:
            return
        name = self.unit.text(called.name)
        if name == "nameof":
            return
        here = scope.plus(self.unit.region(node) | self._awaited())
        site = Site(node, here, name, called.receiver, called.name, called.type_arguments)
        self.program.calls.setdefault(name, []).append(site)
        given = arguments(node)
        texts = tuple(brief(self.unit, a.value) for a in given)
        receiver = receiver_text(self.unit, called.receiver)
        self._record(Call(name, receiver, texts, self.unit.span(node), result=self._result()), here)
        self._handed_over(node, given, here)

    def _creation(self, node: Node, scope: Scope) -> None:
        here = scope.plus(self.unit.region(node))
        name = type_name(self.unit, node.child_by_field_name("type")) or self._target_type() or ""
        self.program.creations.setdefault(name, []).append(Site(node, here, name))
        given = arguments(node)
        if name:
            texts = tuple(brief(self.unit, a.value) for a in given)
            self._record(Call(name, "new", texts, self.unit.span(node), result=self._result()), here)
        self._handed_over(node, given, here)

    def _result(self) -> str | None:
        """The variable, field or property that keeps what a call returns."""
        parent = self._above.node if self._above is not None else None
        if self._above is not None and parent is not None and parent.type == "await_expression":
            parent = self._above.up(1)
        if parent is None or parent.type not in (
            "variable_declarator",
            "assignment_expression",
            "property_declaration",
        ):
            return None
        return receiver_text(self.unit, parent.child_by_field_name("name") or parent.child_by_field_name("left"))

    def _target_type(self) -> str | None:
        """The type of `new(…)`: that of the variable or property it initialises."""
        if self._above is None:
            return None
        holder = self._above.up(1) if self._above.node.type == "variable_declarator" else self._above.node
        if holder is None or holder.type not in ("variable_declaration", "property_declaration"):
            return None
        return type_name(self.unit, holder.child_by_field_name("type"))

    def _handed_over(self, taker: Node, handed: tuple[Argument, ...], scope: Scope) -> None:
        for given in handed:
            if given.value.type in _NAMES:
                self._groups.append((given.value, scope, taker))

    def _resolve_groups(self) -> None:
        known = {frame.name for frame in self.program.frames if frame.name}
        for node, scope, taker in self._groups:
            receiver, _, name = self.unit.text(node).rpartition(".")
            if name in known and receiver in ("", "this"):
                context = callback_context(self.unit, taker, scope)[1]
                self._record(Call(name, None, (), self.unit.span(node)), replace(scope, context=context))

    def _record(self, call: Call, scope: Scope) -> None:
        frame, context, condition = scope.frame, scope.context, scope.condition
        while frame is not None:
            seen = Call(call.name, call.receiver, call.arguments, call.span, context, condition, call.result)
            frame.calls.append(seen)
            if frame.name is not None:
                return
            context, condition = context | frame.base, condition or frame.condition
            frame = frame.parent

    def _awaited(self) -> Context:
        """Whether the call's end is waited for: `await x()`, `x().Wait()`, `await x().ConfigureAwait(false)`."""
        trail = self._above
        for _ in range(6):
            if trail is None:
                break
            here, trail = trail.node, trail.above
            if here.type == "await_expression":
                return Context.AWAITED
            if here.type == "member_access_expression":
                name = here.child_by_field_name("name")
                if name is not None and self.unit.text(name) in ("Wait", "Result", "GetAwaiter", "ContinueWith"):
                    return Context.AWAITED
            elif here.type not in ("invocation_expression", "parenthesized_expression", "postfix_unary_expression"):
                break
        return Context.PLAIN

    def _assignment(self, node: Node, scope: Scope) -> None:
        self.program.assignments.append(Site(node, scope.plus(self.unit.region(node))))
        right = node.child_by_field_name("right")
        named = right is not None and right.type in _NAMES and any(c.type == "+=" for c in node.children)
        if named and right is not None and callback_context(self.unit, node, scope)[1] & Context.TIMER:
            self._groups.append((right, scope, node))

    def _return(self, node: Node, scope: Scope) -> None:
        self.program.returns.append(Site(node, scope))

    def _string(self, node: Node, scope: Scope) -> None:
        self.program.strings.append(Site(node, scope))

    def _await(self, node: Node, scope: Scope) -> None:
        self.program.awaits.append(Site(node, scope))
