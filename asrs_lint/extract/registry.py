"""Which extractor reads which file: by its name, and for most by a word that stands in it.

A file is looked at before it is parsed, the cheapest way to be fast (`words`). What is about absence (settings, project
files) is chosen by name and read whenever the repository uses SignalR.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING

from msgspec import Struct

from asrs_lint.extract.words import Word

if TYPE_CHECKING:
    from asrs_lint.facts.base import Fact
    from asrs_lint.source import Document

Extractor = Callable[["Document"], Iterable["Fact"]]

KILOBYTE = 1024
CODE_LIMIT = 1536 * KILOBYTE
SETTINGS_LIMIT = 5 * 1024 * KILOBYTE


class Reader(Struct, frozen=True, eq=False):
    """An extractor and the files it reads. `words` chooses among them by content; `NONE` takes every file of that name
    in a repository that uses SignalR. `second`: also read when a name that another file exports stands in the file."""

    module: str
    names: str  # a regular expression over the lower-cased name of the file
    words: Word = Word.SIGNALR
    limit: int = CODE_LIMIT
    second: bool = False


_SCRIPT = r".*\.(js|jsx|ts|tsx|mjs|cjs|mts|cts)"
_YAML = r".*\.ya?ml"

READERS = (
    Reader("csharp", r".*\.cs", Word.SIGNALR | Word.HOST, second=True),
    Reader("razor", r".*\.(razor|cshtml)", second=True),
    Reader("script", _SCRIPT, second=True),
    Reader("markup", r".*\.(html?|vue|svelte|cshtml|razor|ejs|hbs|php|jspx?|aspx|master|ascx|astro)", second=True),
    Reader("python", r".*\.py", second=True),
    Reader("java", r".*\.java", second=True),
    Reader("kotlin", r".*\.kts?", second=True),
    Reader("swift", r".*\.swift", second=True),
    Reader("dart", r".*\.dart", second=True),
    Reader("go", r".*\.go", Word.GO_CLIENT, second=True),
    Reader("fsharp", r".*\.fs"),
    Reader(
        "packages",
        r"package\.json|libman\.json|pom\.xml|build\.gradle(\.kts)?|.*requirements.*\.txt|pyproject\.toml|pipfile|pubspec\.yaml"
        r"|go\.mod|package\.swift|podfile|libs\.versions\.toml",
        limit=SETTINGS_LIMIT,
    ),
    Reader("appsettings", r"appsettings.*\.json", Word.NONE, SETTINGS_LIMIT),
    Reader("launch_settings", r"launchsettings\.json", Word.NONE, SETTINGS_LIMIT),
    Reader("functions_json", r"(host|.*local\.settings.*|function)\.json", Word.NONE, SETTINGS_LIMIT),
    Reader(
        "environment",
        r"\.env(\..*)?|.*\.env|(.*\.)?dockerfile(\..*)?|(docker-)?compose.*\.ya?ml",
        Word.NONE,
        SETTINGS_LIMIT,
    ),
    Reader("environment", r"(?!(docker-)?compose)" + _YAML, limit=SETTINGS_LIMIT),
    Reader(
        "project",
        r".*\.(cs|fs|vb)proj|directory\.build\.(props|targets)|directory\.packages\.props|packages\.config|packages\.lock\.json",
        Word.NONE,
        SETTINGS_LIMIT,
    ),
    Reader("web_config", r"(web|app)(\..*)?\.config", Word.NONE, SETTINGS_LIMIT),
    Reader("web_config", r"(nlog|log4net)(\..*)?\.config", Word.NONE, SETTINGS_LIMIT),
    Reader(
        "web_config",
        r"(?!(web|app|packages|nuget|nlog|log4net)\.).*\.config",
        Word.SIGNALR | Word.TRACE,
        SETTINGS_LIMIT,
    ),
    Reader("arm", r"(?!(appsettings|package|tsconfig|launchsettings|project\.assets)).*\.jsonc?", limit=SETTINGS_LIMIT),
    Reader("arm", r".*param.*\.jsonc?", Word.NONE, SETTINGS_LIMIT),
    Reader("bicep", r".*\.bicep(param)?", Word.NONE),
    Reader("terraform", r".*\.tf(vars)?", Word.NONE),
    Reader("pulumi", r".*\.(cs|ts|py)|pulumi.*\.ya?ml"),
    Reader("service_operator", _YAML),
    Reader("commands", r".*\.(sh|bash|zsh|ps1|psm1|azcli|bat|cmd|ya?ml)|makefile"),
    Reader("aspire", r".*\.cs"),
    Reader("secrets", r".*", Word.SIGNALR | Word.KEY, SETTINGS_LIMIT),
)

_BY_READER = tuple((re.compile(reader.names), reader) for reader in READERS)
_NAMED = re.compile(
    r"host|function|packag|nlog|log4net|libman|param|settings|compose|env|docker|pulumi|directory|web|app|pom|gradle|requirements|pyproject"
    r"|pipfile|pubspec|go\.mod|podfile|makefile|versions|nuget|project"
)


def readers_of(path: str) -> tuple[Reader, ...]:
    """The readers that a file of this name may be for."""
    name = path.rpartition("/")[2].lower()
    suffix = name.rpartition(".")[1:]
    return _readers_of_name(name if _NAMED.search(name) or not suffix[0] else "any" + "".join(suffix))


@cache
def _readers_of_name(name: str) -> tuple[Reader, ...]:
    return tuple(reader for pattern, reader in _BY_READER if pattern.fullmatch(name))


@cache
def extractor(module: str) -> Extractor:
    """The `extract` of a module, imported when first needed."""
    found: Extractor = import_module(f"asrs_lint.extract.{module}").extract
    return found
