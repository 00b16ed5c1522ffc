"""A configuration that fits what a project holds. What is only possible stands in it as a comment."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from asrs_lint.facts.base import Fact
from asrs_lint.facts.client import ClientBuilt
from asrs_lint.facts.functions import FunctionBinding
from asrs_lint.facts.infrastructure import ResourceDeclared
from asrs_lint.facts.server import HubDeclared, HubMapped, ServiceAdded

_ENVIRONMENT = re.compile(r"(?:^|/)appsettings\.([A-Za-z][\w-]*)\.json$", re.IGNORECASE)
_ASIDE = re.compile(r"^((?:[\w.-]+/){0,2}?(?:samples?|examples?|tests?|e2e))/", re.IGNORECASE)
_SERVING = (HubDeclared, HubMapped, ServiceAdded, FunctionBinding, ResourceDeclared)
_MOST_FOLDERS = 5


def configuration(paths: Sequence[str], facts: Iterable[Fact]) -> str:
    """The text of asrs-lint.toml for a project of these files, in which these facts were found."""
    return "".join(f"{line}\n" for line in _lines(paths, facts))


def _lines(paths: Sequence[str], facts: Iterable[Fact]) -> Iterator[str]:
    yield "# Settings of asrs-lint. Nothing here is needed; asrs-lint rules lists what it checks."
    kinds = {type(fact) for fact in facts}
    if ClientBuilt in kinds and kinds.isdisjoint(_SERVING):
        yield "assume-azure-signalr = true  # the clients here have their server elsewhere; false if it is self-hosted"
    environments = _environments(paths)
    if environments:
        listed = ", ".join(f'"{name}"' for name in environments)
        yield f"# environments = [{listed}]  # these are looked at by default; name fewer to leave some out"
    folders = _folders(paths)
    if folders:
        listed = ", ".join(f'"{folder}/**"' for folder in folders)
        yield f"# exclude = [{listed}]  # as in .gitignore; without the # they are not read at all"
    yield '# fail-on = "error"  # exit 1 from this severity on; the default is warning'


def _environments(paths: Sequence[str]) -> list[str]:
    """Production and those that settings files name, except Development, which no run looks at by default."""
    named = {found[1].casefold(): found[1] for path in paths if (found := _ENVIRONMENT.search(path))}
    named.pop("development", None)
    production = named.pop("production", "Production")
    return [production, *sorted(named.values())] if named else []


def _folders(paths: Sequence[str]) -> list[str]:
    """Folders of samples and tests, when there is something beside them."""
    aside = {found[1] for path in paths if (found := _ASIDE.match(path))}
    beside = any("/" in path and not _ASIDE.match(path) for path in paths)
    return sorted(aside)[:_MOST_FOLDERS] if beside else []
