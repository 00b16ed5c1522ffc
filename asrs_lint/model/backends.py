"""Function apps and code that uses the service by REST or the Management SDK."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from asrs_lint.facts.base import Fact
from asrs_lint.facts.configuration import SettingsFile, Source
from asrs_lint.facts.functions import BindingKind, FunctionBinding
from asrs_lint.facts.package import PackageReferenced
from asrs_lint.facts.server import ServiceUsedByRest
from asrs_lint.model.index import FactIndex, folder_of
from asrs_lint.model.places import is_test
from asrs_lint.model.projects import Owners
from asrs_lint.model.workspace import FunctionApp, RestBackend

_NEGOTIATING = (BindingKind.INFO, BindingKind.NEGOTIATION)
_MANIFESTS = ("npm", "pypi", "maven", "gradle")


class Backends:
    """Finds them, each by the folder of what builds it. `apps` are the folders of function apps, used or not."""

    def __init__(self, index: FactIndex, owners: Owners) -> None:
        self._index = index
        self._owners = owners
        self.apps = {folder_of(f.path) for f in index.all(SettingsFile) if f.source is Source.HOST}
        manifests = (p for p in index.all(PackageReferenced) if p.ecosystem in _MANIFESTS)
        self._manifests = {folder_of(p.path) for p in manifests}

    def function_apps(self) -> list[FunctionApp]:
        grouped: dict[str, list[FunctionBinding]] = defaultdict(list)
        for binding in self._index.all(FunctionBinding):
            if not is_test(binding.path):
                grouped[self._app_folder(binding)].append(binding)
        return [self._app(folder, found) for folder, found in sorted(grouped.items())]

    def rest_backends(self) -> list[RestBackend]:
        grouped: dict[str, list[ServiceUsedByRest]] = defaultdict(list)
        for use in self._index.all(ServiceUsedByRest):
            if not is_test(use.path):
                grouped[self._unit_folder(use)].append(use)
        return [
            RestBackend(folder, tuple(uses), any(use.negotiates for use in uses))
            for folder, uses in sorted(grouped.items())
        ]

    def _app(self, folder: str, bindings: Sequence[FunctionBinding]) -> FunctionApp:
        return FunctionApp(
            folder=folder,
            project=self._owners.of(bindings[0].path),
            bindings=tuple(bindings),
            negotiates=any(b.kind in _NEGOTIATING for b in bindings),
            triggers=any(b.kind is BindingKind.TRIGGER for b in bindings),
        )

    def _app_folder(self, binding: FunctionBinding) -> str:
        held = next((folder for folder in _upwards(folder_of(binding.path)) if folder in self.apps), None)
        if held is not None:
            return held
        if binding.path.endswith("function.json"):
            return folder_of(folder_of(binding.path))
        return self._unit_folder(binding)

    def _unit_folder(self, fact: Fact) -> str:
        project = self._owners.of(fact.path)
        if project is not None and fact.path.endswith((".cs", ".fs", ".vb", ".cshtml", ".razor")):
            return project.folder
        holding = (f for f in _upwards(folder_of(fact.path)) if f in self._manifests or f in self.apps)
        return next(holding, folder_of(fact.path))


def _upwards(folder: str) -> Iterable[str]:
    while folder:
        yield folder
        folder = folder_of(folder)
    yield ""
