"""The rules that come with asrs-lint. They enter by the same entry point as anybody's."""

from __future__ import annotations

from importlib import import_module
from pkgutil import walk_packages

from asrs_lint import Rule


def rules() -> list[type[Rule]]:
    """Every rule of this package, found by walking it, in the order of their ids."""
    found = {
        candidate
        for module in walk_packages(__path__, f"{__name__}.")
        for candidate in vars(import_module(module.name)).values()
        if isinstance(candidate, type) and issubclass(candidate, Rule) and candidate.__module__ == module.name
    }
    return sorted(found, key=lambda rule: rule.meta.id)
