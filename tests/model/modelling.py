"""The model of a small repository written in a test."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module

from asrs_lint.extract.registry import readers_of
from asrs_lint.model.build import build
from asrs_lint.model.options import Options
from asrs_lint.model.workspace import Workspace
from asrs_lint.source import Document


def model(files: Mapping[str, str], options: Options | None = None) -> Workspace:
    documents = {path: Document(path, text) for path, text in files.items()}
    facts = [
        fact
        for path, document in documents.items()
        for reader in readers_of(path)
        for fact in import_module(f"asrs_lint.extract.{reader.module}").extract(document)
    ]
    return build(facts, documents, sorted(files), options or Options())


def project(*packages: str, framework: str = "net8.0", sdk: str = "Microsoft.NET.Sdk.Web", more: str = "") -> str:
    """A project file; a package is `Name Version`."""
    references = "".join(
        f'<PackageReference Include="{name}" Version="{version}" />' for name, version in map(str.split, packages)
    )
    return (
        f'<Project Sdk="{sdk}"><PropertyGroup><TargetFramework>{framework}</TargetFramework>{more}</PropertyGroup>'
        f"<ItemGroup>{references}</ItemGroup></Project>"
    )
