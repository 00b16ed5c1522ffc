"""Projects of .NET with what Directory.*.props, packages.config and lock files add to them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from posixpath import basename, splitext
from typing import TypeVar

from asrs_lint.facts.base import Fact
from asrs_lint.facts.dotnet import BuildProperties, PackageList, PackageUsed, ProjectFile
from asrs_lint.model.index import FactIndex, folder_of
from asrs_lint.model.places import is_test
from asrs_lint.model.workspace import Project

_WEB_GUIDS = {"349c5851-65df-11da-9384-00065b846f21", "e24c65dc-7377-472b-9aba-bc803b73c61a"}
_HOST_SDKS = ("microsoft.net.sdk.web", "microsoft.net.sdk.worker", "microsoft.net.sdk.blazorwebassembly")
_FUNCTIONS_PACKAGES = {"microsoft.net.sdk.functions", "microsoft.azure.functions.worker.sdk"}
F = TypeVar("F", bound=Fact)

_REFERENCE = re.compile(r"\$\((\w+)\)")


def projects(index: FactIndex) -> list[Project]:
    """Every project, ordered by path."""
    props = _by_folder(index.all(BuildProperties))
    lists = _by_folder(index.all(PackageList))
    return [_project(file, props, lists) for file in index.all(ProjectFile)]


def _by_folder(facts: Iterable[F]) -> Mapping[str, Sequence[F]]:
    grouped: dict[str, list[F]] = defaultdict(list)
    for fact in facts:
        grouped[folder_of(fact.path)].append(fact)
    return grouped


def _above(folder: str) -> list[str]:
    """A folder and those above it, the root first."""
    names = folder.split("/") if folder else []
    return ["", *("/".join(names[: count + 1]) for count in range(len(names)))]


class Owners:
    """Which project a file belongs to: that of the nearest folder above it."""

    def __init__(self, found: Sequence[Project]) -> None:
        self._by_folder: dict[str, Project | None] = {}
        for project in found:
            self._by_folder.setdefault(project.folder, project)

    def of(self, path: str) -> Project | None:
        return self._of_folder(folder_of(path))

    def group(self, facts: Iterable[F]) -> Mapping[str, list[F]]:
        """Facts by the path of the project file they belong to; those of no project are left out."""
        grouped: dict[str, list[F]] = defaultdict(list)
        for fact in facts:
            project = self.of(fact.path)
            if project is not None:
                grouped[project.file.path].append(fact)
        return grouped

    def _of_folder(self, folder: str) -> Project | None:
        passed = []
        while folder not in self._by_folder:
            passed.append(folder)
            if not folder:
                break
            folder = folder_of(folder)
        found = self._by_folder.get(folder)
        self._by_folder.update((inner, found) for inner in passed)
        return found


def _project(
    file: ProjectFile, props: Mapping[str, Sequence[BuildProperties]], lists: Mapping[str, Sequence[PackageList]]
) -> Project:
    folder = folder_of(file.path)
    above = [p for outer in _above(folder) for p in props.get(outer, ())]
    properties = {name.lower(): value for p in above for name, value in p.properties}
    properties |= {name.lower(): value for name, value in file.properties}
    packages = _packages(file, above, lists.get(folder, ()))
    name = splitext(basename(file.path))[0]
    return Project(
        file=file,
        folder=folder,
        name=name,
        host=_is_host(file, properties),
        web=_is_web(file),
        test=_is_test(file, name, properties, packages),
        frameworks=_frameworks(file, properties),
        packages=packages,
        functions=_is_functions(properties, packages),
    )


def _packages(
    file: ProjectFile, above: Sequence[BuildProperties], lists: Sequence[PackageList]
) -> Mapping[str, PackageUsed]:
    central = {used.name.lower(): used for p in above for used in p.versions}
    merged: dict[str, PackageUsed] = {}
    for used in _referenced(file, above, lists):
        held = central.get(used.name.lower())
        version = used.version or (held.version if held else None)
        merged[used.name.lower()] = PackageUsed(used.name, version, used.span)
    for used in (used for held_list in lists if held_list.resolved for used in held_list.packages):
        if used.name.lower() in merged:
            here = merged[used.name.lower()]
            merged[used.name.lower()] = PackageUsed(here.name, used.version or here.version, here.span)
    return merged


def _referenced(
    file: ProjectFile, above: Sequence[BuildProperties], lists: Sequence[PackageList]
) -> Iterable[PackageUsed]:
    for p in above:
        yield from p.packages
    for held in lists:
        if not held.resolved:
            yield from held.packages
    yield from file.packages


def _frameworks(file: ProjectFile, properties: Mapping[str, str]) -> tuple[str, ...]:
    written = file.target_frameworks
    if not written:
        text = properties.get("targetframeworks") or properties.get("targetframework") or ""
        written = tuple(part.strip() for part in text.split(";") if part.strip())
    expanded = (_REFERENCE.sub(lambda m: properties.get(m[1].lower(), m[0]), moniker) for moniker in written)
    return tuple(part for moniker in expanded for part in moniker.split(";") if part)


def _is_host(file: ProjectFile, properties: Mapping[str, str]) -> bool:
    if _is_web(file) or (file.sdk or "").lower().startswith(_HOST_SDKS):
        return True
    output = (file.output_type or properties.get("outputtype") or "").lower()
    return output in ("exe", "winexe") or "azurefunctionsversion" in properties


def _is_functions(properties: Mapping[str, str], packages: Mapping[str, PackageUsed]) -> bool:
    return "azurefunctionsversion" in properties or not _FUNCTIONS_PACKAGES.isdisjoint(packages)


def _is_web(file: ProjectFile) -> bool:
    return (file.sdk or "").lower().startswith("microsoft.net.sdk.web") or any(
        guid.strip("{}").lower() in _WEB_GUIDS for guid in file.type_guids
    )


def _is_test(file: ProjectFile, name: str, properties: Mapping[str, str], packages: Mapping[str, PackageUsed]) -> bool:
    if properties.get("istestproject", "").lower() == "true" or "microsoft.net.test.sdk" in packages:
        return True
    return bool(re.search(r"(?:^|[._])tests?$", name, re.IGNORECASE)) or is_test(file.path)
