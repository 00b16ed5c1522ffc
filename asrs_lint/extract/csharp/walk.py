"""One walk over a C# tree: knows function, class and circumstances of every node, collects what readers need."""

from __future__ import annotations

from tree_sitter import Node

from asrs_lint.extract.csharp.callbacks import callback_context
from asrs_lint.extract.csharp.calls import Calls
from asrs_lint.extract.csharp.circumstances import Circumstances
from asrs_lint.extract.csharp.descent import STRINGS, Descent, Next, Visitor
from asrs_lint.extract.csharp.management import ADDRESSES
from asrs_lint.extract.csharp.scopes import Frame, Program, Scope, Site, Trail, up
from asrs_lint.extract.csharp.tree import BODY, LEFT, NAME, PARAMETERS, modifiers
from asrs_lint.extract.csharp.unit import Unit
from asrs_lint.facts.code import Context

_CLASSES = (
    "class_declaration",
    "struct_declaration",
    "record_declaration",
    "record_struct_declaration",
    "interface_declaration",
    "enum_declaration",
)
_FUNCTIONS = (
    "method_declaration",
    "local_function_statement",
    "constructor_declaration",
    "operator_declaration",
    "destructor_declaration",
    "conversion_operator_declaration",
)
_VISIBLE = frozenset(("public", "internal", "protected"))
_FIXABLE = ("field_declaration", "local_declaration_statement")
_DISPOSING = ("using_statement", "local_declaration_statement")
_FIXED = frozenset(("const", "readonly"))
_ACCESSORS = ("accessor_list", "arrow_expression_clause")
_NESTING = 40  # functions within functions; deeper ones count as part of the one around them


class Walker:
    """Visits every node that may matter once, without recursion."""

    def __init__(self, unit: Unit) -> None:
        self.unit = unit
        self.program = Program()
        self._descent = Descent(strings=unit.mentions(*ADDRESSES))
        self._calls = Calls(unit, self.program, self._descent)

    def run(self) -> Program:
        root = self.unit.syntax.root
        top = Frame(root, "", None)
        self.program.frames.append(top)
        visitors, go_on = self._visitors(), self._descent.add
        pending: Next = [((root.type, root, None), Scope(None, top))]
        while pending:
            here, scope = pending.pop()
            visit = visitors.get(here[0])
            following = visit(here, scope) if visit is not None else None
            if following is None:
                following = []
                go_on(following, here, here[1].named_children, scope)
            following.reverse()
            pending += following
        self._calls.resolve_groups()
        return self.program

    def _visitors(self) -> dict[str, Visitor]:
        return {
            **Circumstances(self.unit, self.program, self._descent).visitors(),
            **self._calls.visitors(),
            **dict.fromkeys(_CLASSES, self._class),
            **dict.fromkeys(_FUNCTIONS, self._function),
            **dict.fromkeys(("lambda_expression", "anonymous_method_expression"), self._anonymous),
            **dict.fromkeys((*STRINGS, "interpolated_string_expression"), self._string),
            **dict.fromkeys(("parameter_list", "bracketed_parameter_list"), self._parameter_list),
            "parameter": self._parameter,
            "property_declaration": self._property,
            "variable_declaration": self._variables,
            "return_statement": self._return,
            "arrow_expression_clause": self._return,
            "await_expression": self._await,
        }

    # --- declarations

    def _class(self, here: Trail, scope: Scope) -> Next:
        name = self._name(here[1])
        name = self.unit.aliases.get(name, name)
        self.program.classes.append(Site(here[1], scope, name))
        return self._descent.all(here, Scope(name or None))

    def _function(self, here: Trail, scope: Scope) -> Next:
        kind, node, _ = here
        name = self._name(node)
        local = kind == "local_function_statement"
        frame = Frame(node, name or kind, scope.owner, self._parameters(node), scope.frame if local else None)
        frame.exported = not _VISIBLE.isdisjoint(modifiers(self.unit, node))
        self.program.frames.append(frame)
        inner = Scope(scope.owner, frame, self.unit.region(node) if not local else Context.PLAIN)
        self.program.methods.append(Site(node, inner, name))
        return self._descent.all(here, inner)

    def _property(self, here: Trail, scope: Scope) -> Next:
        node = here[1]
        name = self._name(node)
        self.unit.declarations.append(node)
        self.program.properties.append(Site(node, scope, name))
        following: Next = []
        for child in node.named_children:
            kind = child.type
            accessors = child.named_children if kind == "accessor_list" else (child,)
            for part in accessors:
                inner = self._accessor(part, name, scope) if kind in _ACCESSORS else scope
                self._descent.add(following, here, (part,), inner)
        return following

    def _accessor(self, node: Node, name: str, scope: Scope) -> Scope:
        frame = Frame(node, name, scope.owner)
        if node.type == "arrow_expression_clause" or node.child_by_field_id(BODY) is not None:
            self.program.frames.append(frame)
        return Scope(scope.owner, frame, self.unit.region(node))

    def _anonymous(self, here: Trail, scope: Scope) -> Next:
        _, node, above = here
        depth = scope.frame.depth + 1 if scope.frame is not None else 0
        if depth > _NESTING:
            return self._descent.all(here, scope)
        taker = _taker(above)
        callback, base = callback_context(self.unit, taker, scope)
        frame = Frame(node, self._bound_name(above), scope.owner, self._parameters(node), scope.frame, base)
        frame.callback, frame.condition, frame.taker, frame.depth = callback, scope.condition, taker, depth
        self.program.frames.append(frame)
        inner = Scope(scope.owner, frame)
        return self._descent.all(here, inner)

    def _bound_name(self, above: Trail | None) -> str | None:
        """`Func<Task> start = async () => …` is known as `start`; so is a field that is assigned, but not an option
        of an object (`options.AccessTokenProvider = …`)."""
        if above is None or above[0] not in ("variable_declarator", "assignment_expression"):
            return None
        _, parent, outer = above
        bound = parent.child_by_field_id(NAME) or parent.child_by_field_id(LEFT)
        if bound is None or any(c.type == "+=" for c in parent.children):
            return None
        initializer = outer is not None and outer[0] == "initializer_expression"
        return self.unit.text(bound) if bound.type == "identifier" and not initializer else None

    def _name(self, node: Node) -> str:
        name = node.child_by_field_id(NAME)
        return self.unit.text(name) if name is not None else ""

    def _parameters(self, node: Node) -> tuple[str, ...]:
        listed = node.child_by_field_id(PARAMETERS)
        if listed is None:
            return ()
        if not listed.named_child_count:
            return (self.unit.text(listed),) if listed.type != "parameter_list" else ()
        names = [c.child_by_field_id(NAME) for c in listed.named_children if c.type == "parameter"]
        return tuple([self.unit.text(name) for name in names if name is not None])

    def _parameter_list(self, here: Trail, scope: Scope) -> Next:
        """Of most parameters nothing counts but type and name."""
        self.unit.declarations.append(here[1])
        parts = [part for part in here[1].named_children if part.child_count > 2 or part.type != "parameter"]
        following: Next = []
        self._descent.add(following, here, parts, scope)
        return following

    def _parameter(self, here: Trail, scope: Scope) -> None:
        self.unit.declarations.append(here[1])

    def _variables(self, here: Trail, scope: Scope) -> Next:
        _, node, above = here
        self.unit.declarations.append(node)
        fixed = above is not None and above[0] in _FIXABLE and self._is_fixed(above[1])
        disposed = above is not None and above[0] in _DISPOSING and any(c.type == "using" for c in above[1].children)
        following: Next = []
        for part in node.named_children:
            kind = part.type
            if kind != "variable_declarator":
                self._descent.add(following, here, (part,), scope)
                continue
            name, parts = self._name(part), part.named_children
            site = Site(part, scope, name)
            self.program.declarators.append(site)
            if disposed:
                self.program.disposed.append(site)
            if fixed and len(parts) > 1:
                self._constant(name, parts[-1])
            self._descent.add(following, (kind, part, here), parts, scope)
        return following

    def _is_fixed(self, declaration: Node) -> bool:
        return not _FIXED.isdisjoint(modifiers(self.unit, declaration))

    def _constant(self, name: str, value: Node) -> None:
        """Keep a constant; a name that stands for two values in one file stands for none."""
        known = self.unit.constants.setdefault(name, value)
        if known is not None and self.unit.text(known) != self.unit.text(value):
            self.unit.constants[name] = None

    # --- places that some readers look at

    def _return(self, here: Trail, scope: Scope) -> None:
        self.program.returns.append(Site(here[1], scope))

    def _string(self, here: Trail, scope: Scope) -> None:
        self.program.strings.append(Site(here[1], scope))

    def _await(self, here: Trail, scope: Scope) -> None:
        self.program.awaits.append(Site(here[1], scope))


def _taker(above: Trail | None) -> Node | None:
    """The call, creation or assignment that takes the function under way."""
    if above is None or above[0] not in ("argument", "assignment_expression"):
        return None
    return up(above, 2) if above[0] == "argument" else above[1]
