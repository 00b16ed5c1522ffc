"""Which parts of a repository belong together. In a monorepo of samples each sample is its own application."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from functools import reduce
from typing import TypeVar

from msgspec import Struct

from asrs_lint.facts.infrastructure import Tool
from asrs_lint.model.clients import Backend, nearest
from asrs_lint.model.index import folder_of, is_under
from asrs_lint.model.places import common_folder, is_test
from asrs_lint.model.workspace import Application, Client, FunctionApp, Resource, RestBackend, Server

_PROGRAMS = (Tool.PULUMI_NATIVE, Tool.PULUMI_CLASSIC, Tool.ASPIRE)

Part = Server | FunctionApp | RestBackend | Client | Resource
P = TypeVar("P", Server, FunctionApp, RestBackend, Client, Resource)


class Linked(Struct, frozen=True):
    """A client with the backends it belongs to."""

    client: Client
    backends: tuple[Backend, ...]


def applications(
    backends: Sequence[Backend], clients: Iterable[Linked], resources: Iterable[Resource], units: Collection[str] = ()
) -> list[Application]:
    """Components of linked parts: clients go with their backends, a resource with those nearest to it. `units` are the
    folders of all web projects and function apps: a resource that stands with one of them is taken to be for that one.

    A client that may belong to several backends, and shares no folder with them, does not make one application of them.
    """
    groups = _Groups()
    for backend in backends:
        groups.add(backend, backend.folder)
    for linked in clients:
        folder = folder_of(linked.client.built.path)
        groups.add(linked.client, folder, linked.backends if _is_bond(folder, linked.backends) else ())
    for resource in resources:
        groups.add(resource, folder_of(resource.declared.path), _users(resource, backends, units))
    return sorted((_application(*group) for group in groups.all()), key=lambda a: a.folder)


def _users(resource: Resource, backends: Sequence[Backend], units: Collection[str]) -> Sequence[Backend]:
    """The backends nearest to a resource, unless it stands with something else that may be what uses it."""
    path = resource.declared.path
    found = [] if is_test(path) else nearest(path, backends)
    return () if any(_is_of_another(resource, backend, units) for backend in found) else found


def _is_of_another(resource: Resource, backend: Backend, units: Collection[str]) -> bool:
    """Whether the branch that holds the resource, and not the backend, holds another unit. The program that declares
    the resource is none."""
    own = folder_of(resource.declared.path)
    shared = common_folder(own, backend.folder)
    if own == shared:
        return False
    branch = own[: own.find("/", len(shared) + 1)] if "/" in own[len(shared) + 1 :] else own
    others = [unit for unit in units if is_under(unit, branch)]
    if resource.declared.tool in _PROGRAMS:
        others = [unit for unit in others if not is_under(own, unit)]
    return bool(others)


def _is_bond(folder: str, backends: Sequence[Backend]) -> bool:
    return len(backends) == 1 or any(common_folder(folder, backend.folder) for backend in backends)


def _application(parts: Sequence[Part], folders: Sequence[str]) -> Application:
    def only(kind: type[P]) -> tuple[P, ...]:
        return tuple(part for part in parts if isinstance(part, kind))

    return Application(
        folder=reduce(common_folder, folders),
        servers=only(Server),
        functions=only(FunctionApp),
        backends=only(RestBackend),
        clients=only(Client),
        resources=only(Resource),
    )


class _Groups:
    """A union of parts, each known by its identity."""

    def __init__(self) -> None:
        self._parts: list[Part] = []
        self._folders: list[str] = []
        self._parent: list[int] = []
        self._number: dict[int, int] = {}

    def add(self, part: Part, folder: str, joined: Iterable[Backend] = ()) -> None:
        number = len(self._parts)
        self._parts.append(part)
        self._folders.append(folder)
        self._parent.append(number)
        self._number[id(part)] = number
        for other in joined:
            self._parent[self._root(number)] = self._root(self._number[id(other)])

    def all(self) -> Iterable[tuple[list[Part], list[str]]]:
        grouped: dict[int, list[int]] = defaultdict(list)
        for number in range(len(self._parts)):
            grouped[self._root(number)].append(number)
        for numbers in grouped.values():
            yield [self._parts[n] for n in numbers], [self._folders[n] for n in numbers]

    def _root(self, number: int) -> int:
        while self._parent[number] != number:
            number = self._parent[number]
        return number
