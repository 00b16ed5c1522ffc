"""What an expression of infrastructure comes to: through parameters, variables, parameter files and modules."""

from __future__ import annotations

import posixpath
import re
from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping

from msgspec import Struct
from msgspec.structs import replace

from asrs_lint.evidence import CERTAIN, Certainty, Note
from asrs_lint.facts.infrastructure import Expression, ModuleUsed, ParameterAssigned, ParameterDeclared
from asrs_lint.model.index import FactIndex, folder_of, is_under
from asrs_lint.scale import Confidence
from asrs_lint.source import Span

_FOLDER_KINDS = ("var", "local")
_GIVEN_KINDS = ("parameters", "param", "var")
_NOUNS = {"parameters": "parameter", "param": "parameter", "var": "variable", "local": "local", "variables": "variable"}
_PARAMETER_WORDS = {"parameters", "parameter", "params", "param"}
MAX_VALUES = 16
MAX_DEPTH = 40


class Resolved(Struct, frozen=True):
    """One value an expression can come to; `value` is None when it cannot be told. `span` is where it stands, `chain`
    leads from there to the expression."""

    value: str | None
    span: Span
    chain: tuple[Note, ...] = ()
    certainty: Certainty = CERTAIN


class _Name(Struct, frozen=True):
    """A parameter or variable in its scope: a file, or a folder for Terraform."""

    scope: str
    kind: str
    name: str


class Values:
    """The parameters of a repository and who gives them their values."""

    def __init__(self, index: FactIndex) -> None:
        self._declared: dict[_Name, ParameterDeclared] = {}
        for fact in index.all(ParameterDeclared):
            self._declared.setdefault(_name(fact.span.path, fact.kind, fact.name), fact)
        self._callers: dict[str, list[ModuleUsed]] = defaultdict(list)
        for used in index.all(ModuleUsed):
            self._callers[used.source].append(used)
        self._assigned = _assignments(index.all(ParameterAssigned), self._declared, self._callers)
        self._known: dict[_Name, tuple[Resolved, ...]] = {}
        self._depth = 0

    def of(self, expression: Expression) -> tuple[Resolved, ...]:
        """Every distinct value the expression can come to, at least one."""
        if expression.value is not None:
            return (Resolved(expression.value, expression.span),)
        if expression.reference is None:
            return (_unknown(expression.span, f"{_shown(expression.text)} is computed when it is deployed"),)
        kind, _, name = expression.reference.partition(":")
        known = self._named(_name(expression.span.path, kind, name), name, expression)
        note = Note(expression.span, f"the value comes from {_NOUNS.get(kind, kind)} {name}")
        return tuple(replace(found, chain=(*found.chain, note)) for found in known)

    def _named(self, key: _Name, name: str, expression: Expression) -> tuple[Resolved, ...]:
        if key not in self._known:
            because = (
                f"the value comes from {_NOUNS.get(key.kind, key.kind)} {name}, whose value is not in the repository"
            )
            nothing = (_unknown(expression.span, because),)
            self._known[key] = nothing  # what a name that refers to itself comes to
            self._depth += 1
            if self._depth < MAX_DEPTH:
                self._known[key] = _distinct(self._values(key, name)) or nothing
            self._depth -= 1
        return self._known[key]

    def _values(self, key: _Name, name: str) -> Iterator[Resolved]:
        declared = self._declared.get(key)
        if key.kind not in _GIVEN_KINDS:
            if declared is not None and declared.value is not None:
                yield from self.of(declared.value)
            return
        default = declared.value if declared else None
        callers = self._callers.get(key.scope, ())
        for caller in callers:
            given = _argument(caller, key.name) or default
            yield from self.of(given) if given is not None else ()
        for assigned in self._assigned.get(key, ()):
            yield from self.of(assigned.value)
        if default is not None and not callers and key not in self._assigned:
            because = f"{_NOUNS[key.kind]} {name} can be given another value at deployment"
            yield from (_weakened(found, because) for found in self.of(default))


def _argument(caller: ModuleUsed, name: str) -> Expression | None:
    """What a caller passes for a parameter, or for a key of an object parameter (`settings.mode`)."""
    given = {argument.lower(): value for argument, value in caller.arguments}
    if name in given:
        return given[name]
    base, _, path = name.partition(".")
    whole = given.get(base)
    if whole is None or not path:
        return None
    return replace(whole, reference=f"{whole.reference}.{path}" if whole.reference else None)


def _weakened(found: Resolved, because: str) -> Resolved:
    return replace(found, certainty=found.certainty.weakened(Certainty(Confidence.MEDIUM, because)))


def _unknown(span: Span, because: str) -> Resolved:
    return Resolved(None, span, (), Certainty(Confidence.LOW, because))


def _shown(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= 60 else text[:57] + "…"


def _distinct(found: Iterable[Resolved]) -> tuple[Resolved, ...]:
    """The first of each value."""
    kept: dict[str | None, Resolved] = {}
    for one in found:
        kept.setdefault(one.value.lower() if one.value is not None else None, one)
        if len(kept) >= MAX_VALUES:
            break
    return tuple(kept.values())


def _name(path: str, kind: str, name: str) -> _Name:
    return _Name(folder_of(path) if kind in _FOLDER_KINDS else path, kind, name.lower())


def _assignments(
    facts: Iterable[ParameterAssigned], declared: Iterable[_Name], modules: Container[str]
) -> Mapping[_Name, list[ParameterAssigned]]:
    """Assigned values by the parameter they are for."""
    by_name: dict[str, list[_Name]] = defaultdict(list)
    for key in declared:
        if key.kind in _GIVEN_KINDS:
            by_name[key.name].append(key)
    found: dict[_Name, list[ParameterAssigned]] = defaultdict(list)
    for fact in facts:
        base, dot, path = fact.name.lower().partition(".")
        for key in _targets(fact, by_name.get(base, []), modules):
            found[replace(key, name=f"{base}{dot}{path}")].append(fact)
    return {key: _overriding(given) for key, given in found.items()}


def _targets(fact: ParameterAssigned, named: list[_Name], modules: Container[str]) -> list[_Name]:
    """The parameters a value is for: those of the file it names, else of templates near by."""
    if fact.target is not None:
        return [key for key in named if key.scope == fact.target]
    path = fact.span.path
    if path.endswith(".tfvars"):
        above = [key for key in named if key.kind == "var" and is_under(folder_of(path), key.scope)]
        return [max(above, key=lambda key: len(key.scope))] if above else []
    near = [key for key in named if key.kind in ("param", "parameters") and _is_near(path, key.scope)]
    habitual = [key for key in near if _is_for(path, key.scope)]
    deployed = [key for key in near if key.scope not in modules]
    return habitual or (deployed if len(deployed) == 1 else [])


def _is_near(parameters: str, template: str) -> bool:
    """Whether a template stands beside a parameter file or one folder above it."""
    folder = folder_of(parameters)
    return folder_of(template) in (folder, folder_of(folder)) and parameters != template


def _is_for(parameters: str, template: str) -> bool:
    """Whether a parameter file is for a template by its name: main.parameters.json, main.prod.json,
    parameters-main.json."""
    own = _parts(template)
    given = _parts(parameters) - _PARAMETER_WORDS
    return bool(own) and own <= given


def _parts(path: str) -> set[str]:
    name = posixpath.basename(path).lower().rpartition(".")[0]
    return set(re.split(r"[._-]", name)) - {""}


def _overriding(given: list[ParameterAssigned]) -> list[ParameterAssigned]:
    """Variable files named on the command line stand over those Terraform reads by itself."""
    chosen = [fact for fact in given if not _automatic(fact.span.path)]
    return chosen or given


def _automatic(path: str) -> bool:
    name = posixpath.basename(path)
    return name == "terraform.tfvars" or name.endswith(".auto.tfvars")
