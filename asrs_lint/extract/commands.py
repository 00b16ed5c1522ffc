"""Azure SignalR resources that scripts and pipelines create with az CLI or Azure PowerShell (client.md A12)."""

from __future__ import annotations

import posixpath
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import islice, zip_longest

from asrs_lint.extract.resource import first_line, is_signalr
from asrs_lint.facts.base import Fact
from asrs_lint.facts.infrastructure import (
    Expression,
    ModeChanged,
    ParameterAssigned,
    ParameterDeclared,
    ResourceDeclared,
    Tool,
)
from asrs_lint.parse.command_line import Word, is_code, words
from asrs_lint.source import Document, Span

MAX_COMMANDS = 200  # of one file

_COMMAND = re.compile(
    r"\b(?:az(?:\.cmd)?\s+(?P<az>signalr\s+(?:create|update)|resource\s+update"
    r"|(?:deployment\s+(?:group|sub)|group\s+deployment)\s+create)"
    r"|(?P<shell>(?:New|Update|Set)-AzSignalR))(?=\s|$)",
    re.IGNORECASE,
)
_ASSIGNMENT = re.compile(
    r"^[ \t]*(?:export[ \t]+|local[ \t]+|readonly[ \t]+|set[ \t]+\"?|\[\w+\][ \t]*)?"
    r"(?P<name>\$?(?:env:)?[A-Za-z_]\w*)[ \t]*=[ \t]*"
    r"(?P<value>\"[^\"\n$`]*\"|'[^'\n]*'|\$\{\w+:-[^}\n$]*\}|[\w.-]+)(?P<after>[ \t]*(?:,|;|#[^\n]*)?)[ \t]*\r?$",
    re.MULTILINE | re.IGNORECASE,
)
_VARIABLE = re.compile(r"\$(?:env:)?(\w+)\Z|\$\{(\w+)\}\Z|%(\w+)%\Z|\$\((\w+)\)\Z", re.IGNORECASE)
_WITH_DEFAULT = re.compile(r"\$\{\w+:-([^}$]*)\}\Z")
_OPTION = re.compile(r"[A-Za-z][\w-]*")
_MODE_SET = re.compile(r"properties\.features\[[^\]]*\]\.value=(.*)\Z", re.IGNORECASE)


def extract(document: Document) -> Iterable[Fact]:
    matches = islice(_COMMAND.finditer(document.text), MAX_COMMANDS)
    found = [match for match in matches if is_code(document, match.start())]
    return tuple(_Script(document).facts(found)) if found else ()


class _Script:
    def __init__(self, document: Document) -> None:
        self._document = document
        self._variables = dict(_variables(document))

    def facts(self, commands: list[re.Match[str]]) -> Iterator[Fact]:
        used: set[str] = set()
        for match in commands:
            for fact in self._command(match):
                used.update(_references(fact))
                yield fact
        for name in sorted(used & self._variables.keys()):
            yield self._variables[name]

    def _command(self, match: re.Match[str]) -> Iterator[Fact]:
        command = " ".join((match["az"] or match["shell"]).lower().split())
        given = words(self._document, match.end())
        if command == "signalr create" or command == "new-azsignalr":
            yield self._created(match, given, Tool.AZ_CLI if match["az"] else Tool.POWERSHELL)
        elif command in ("signalr update", "update-azsignalr", "set-azsignalr"):
            yield from self._updated(given)
        elif command == "resource update":
            yield from self._resource_update(given)
        else:
            yield from self._deployment(given)

    def _created(self, match: re.Match[str], given: tuple[Word, ...], tool: Tool) -> Fact:
        splatted = any(word.text.startswith("@") for word in given)
        return ResourceDeclared(
            first_line(self._document, match.start()),
            tool,
            self._expression(_option(given, "name", "n")),
            self._expression(_option(given, "service-mode", "servicemode")),
            (),
            Span(self._document.path, match.start(), given[-1].span.end if given else match.end()),
            sku=self._expression(_option(given, "sku")),
            opaque="its arguments come from a variable" if splatted else None,
            declarative=False,
        )

    def _updated(self, given: tuple[Word, ...]) -> Iterator[Fact]:
        mode = _option(given, "service-mode", "servicemode")
        name = _option(given, "name", "n")
        if mode is not None:
            yield ModeChanged(mode.span, self._known(mode), name.text if name else None)

    def _resource_update(self, given: tuple[Word, ...]) -> Iterator[Fact]:
        kind, ids = _option(given, "resource-type"), _option(given, "ids")
        if not is_signalr(kind.text if kind else None) and "microsoft.signalrservice" not in (
            ids.text.lower() if ids else ""
        ):
            return
        name = _option(given, "name", "n")
        for word in given:
            setting = _MODE_SET.match(word.text)
            if setting is not None:
                value = Word(setting[1].strip("\"'"), word.span, "$" in setting[1])
                yield ModeChanged(word.span, self._known(value), name.text if name else None)

    def _deployment(self, given: tuple[Word, ...]) -> Iterator[Fact]:
        """Parameters on the command line are for the template it names, beside the script or from the root."""
        template = _option(given, "template-file", "f")
        if template is None or template.computed:
            return
        folder = posixpath.dirname(self._document.path)
        path = template.text.replace("\\", "/")
        targets = {posixpath.normpath(posixpath.join(folder, path)), posixpath.normpath(path)}
        for word in given:
            for name, value in self._pairs(word):
                for target in sorted(targets):
                    yield ParameterAssigned(value.span, name, value, target)

    def _pairs(self, word: Word) -> Iterator[tuple[str, Expression]]:
        """`serviceMode=Default`."""
        name, equals, text = word.text.partition("=")
        if not equals or not name.isidentifier():
            return
        at = word.span.start + self._document.slice(word.span).find("=") + 1
        value = self._expression(Word(text.strip("\"'"), Span(word.span.path, at, word.span.end), word.computed))
        if value is not None:
            yield name, value

    def _expression(self, word: Word | None) -> Expression | None:
        if word is None:
            return None
        if not word.computed:
            return Expression(word.text, word.span, word.text)
        default = _WITH_DEFAULT.match(word.text)
        if default is not None:
            return Expression(word.text, word.span, default[1])
        name = _variable(word.text)
        declared = self._variables.get(name) if name else None
        reference = f"{declared.kind}:{declared.name}" if declared is not None else None
        return Expression(word.text, word.span, None, reference)

    def _known(self, word: Word) -> str | None:
        """The value of a word, through a variable of the script."""
        found = self._expression(word)
        if found is None or found.reference is None:
            return found.value if found else None
        value = self._variables[found.reference.partition(":")[2]].value
        return value.value if value else None


def _option(given: tuple[Word, ...], *names: str) -> Word | None:
    """The value of an option: `--name x`, `--name=x`, `-n x`, `-Name x`, `-Name:x`."""
    for word, following in zip_longest(given, given[1:]):
        if not word.text.startswith("-"):
            continue
        key, separator, value = _split(word.text)
        if key not in names:
            continue
        if separator:
            return Word(value, Span(word.span.path, word.span.end - len(value), word.span.end), word.computed)
        return following if following is not None and not following.text.startswith("--") else None
    return None


def _split(option: str) -> tuple[str, str, str]:
    bare = option.lstrip("-")
    key = _OPTION.match(bare)
    end = key.end() if key else 0
    return bare[:end].lower(), bare[end : end + 1] if bare[end : end + 1] in ("=", ":") else "", bare[end + 1 :]


def _variable(text: str) -> str | None:
    match = _VARIABLE.match(text)
    return next((group.lower() for group in match.groups() if group), None) if match else None


def _variables(document: Document) -> Iterator[tuple[str, ParameterDeclared]]:
    """Variables that are given one literal, once. A default (`param (…)`, `${NAME:-x}`) is a parameter's."""
    found: dict[str, list[re.Match[str]]] = defaultdict(list)
    for match in _ASSIGNMENT.finditer(document.text):
        found[match["name"].lstrip("$").lower().removeprefix("env:")].append(match)
    for name, matches in found.items():
        values = {match["value"] for match in matches}
        if len(values) == 1:
            match = matches[0]
            default = _WITH_DEFAULT.match(match["value"])
            kind = "parameters" if default or match["after"].strip().startswith(",") else "variables"
            span = document.span(match.start("value"), match.end("value"))
            value = default[1] if default else match["value"].strip("\"'")
            yield name, ParameterDeclared(span, kind, name, Expression(match["value"], span, value))


def _references(fact: Fact) -> Iterator[str]:
    if isinstance(fact, ResourceDeclared):
        values: tuple[Expression | None, ...] = (fact.name, fact.mode, fact.sku)
    else:
        values = (fact.value,) if isinstance(fact, ParameterAssigned) else ()
    for value in values:
        if value is not None and value.reference is not None:
            yield value.reference.partition(":")[2]
