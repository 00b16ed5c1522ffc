"""Environment variables set outside .NET: .env files, Dockerfiles, docker-compose, Kubernetes and Container Apps."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from asrs_lint.extract.setting_keys import matters, names_service, split_key
from asrs_lint.facts.base import Fact, Unreadable
from asrs_lint.facts.configuration import Setting, Source
from asrs_lint.parse.yaml import YamlMapping, YamlNode, YamlScalar, YamlSequence, YamlStream, parse_yaml
from asrs_lint.source import Document, Span

_LINE = re.compile(
    r"""^[ \t]*+(?:export[ \t]++)?(?P<key>[^\s=#'"]++)[ \t]*+=[ \t]*+
        (?P<value>"(?:[^"\\\n]|\\.)*+"|'[^'\n]*+'|(?:(?![ \t]\#)[^\n])*+)""",
    re.MULTILINE | re.VERBOSE,
)
_INSTRUCTION = re.compile(r"^[ \t]*+ENV[ \t]++(?P<rest>(?:[^\\\n]|\\[^\n]|\\\r?\n)*+)", re.MULTILINE | re.IGNORECASE)
# `ENV key=value key2="v"`; a backslash before a line end is white space between two pairs.
_PAIR = re.compile(
    r"""(?<!\S)(?P<key>[^\s=\\'"]++)=(?P<value>(?:"(?:[^"\\]|\\[\s\S])*+"|'[^']*+'|\\[^\r\n]|[^\s"'\\])*+)"""
)
_SINGLE = re.compile(r"\A(?P<key>[^\s=]++)[ \t]++(?P<value>[^\n]*+)")


def extract(document: Document) -> Iterator[Fact]:
    """A Setting for each variable that matters; Unreadable for a docker-compose file that is no YAML."""
    name = PurePosixPath(document.path).name.lower()
    if "dockerfile" in name:
        yield from _dockerfile(document)
    elif name.endswith((".yml", ".yaml")):
        yield from _yaml(document, "compose" in name)
    else:
        for line in _LINE.finditer(document.text):
            yield from _variable(document, Source.DOTENV, line)


def _variable(document: Document, source: Source, found: re.Match[str], base: int = 0) -> Iterator[Setting]:
    """The Setting of a match with groups `key` and `value`; `base` is the offset of the matched text."""
    raw = found["value"].rstrip()
    key_span = document.span(base + found.start("key"), base + found.end("key"))
    value_span = document.span(base + found.start("value"), base + found.start("value") + len(raw))
    yield from _setting(source, found["key"], _unquoted(raw), key_span, value_span)


def _setting(
    source: Source, name: str, value: str | None, key_span: Span, value_span: Span, service: str | None = None
) -> Iterator[Setting]:
    keys = split_key(name)
    if matters(keys) or names_service(value):
        span = Span(key_span.path, min(key_span.start, value_span.start), max(key_span.end, value_span.end))
        kind = "string" if value is not None else "null"
        yield Setting(span, source, keys, value, kind, key_span, value_span, service=service)


def _unquoted(raw: str) -> str:
    quoted = len(raw) >= 2 and raw[0] in "\"'" and raw[-1] == raw[0]
    return raw[1:-1] if quoted else raw


def _dockerfile(document: Document) -> Iterator[Setting]:
    for instruction in _INSTRUCTION.finditer(document.text):
        rest, base = instruction["rest"], instruction.start("rest")
        # `ENV key=value …` when the first word has a `=`, else `ENV key value` to the end of the line.
        form = _PAIR if "=" in rest.partition(" ")[0] else _SINGLE
        for pair in form.finditer(rest):
            yield from _variable(document, Source.DOCKERFILE, pair, base)


def _yaml(document: Document, compose: bool) -> Iterator[Fact]:
    text = document.text
    if not compose and "containers:" not in text and "ConfigMap" not in text:
        return
    stream = parse_yaml(document)
    if compose:
        yield from (Unreadable(e.span, f"This YAML cannot be read: {e.reason}.") for e in stream.errors[:1])
        yield from _compose(stream)
    else:
        yield from _kubernetes(stream)


def _compose(stream: YamlStream) -> Iterator[Setting]:
    for root in stream.documents:
        services = root.get("services") if isinstance(root, YamlMapping) else None
        for name, service in services.entries() if isinstance(services, YamlMapping) else ():
            environment = service.get("environment") if isinstance(service, YamlMapping) else None
            yield from _compose_variables(environment, name.value)


def _compose_variables(environment: YamlNode | None, service: str) -> Iterator[Setting]:
    """Both forms: a mapping, or a list of `KEY=value`. A bare KEY is passed on from outside: its value is unknown."""
    if isinstance(environment, YamlMapping):
        for key, value in environment.entries():
            if isinstance(value, YamlScalar):
                text = None if value.null else value.value
                yield from _setting(Source.COMPOSE, key.value, text, key.span, value.span, service)
    elif isinstance(environment, YamlSequence):
        for item in environment.items:
            if isinstance(item, YamlScalar):
                name, separator, text = item.value.partition("=")
                yield from _setting(Source.COMPOSE, name, text if separator else None, item.span, item.span, service)


def _kubernetes(stream: YamlStream) -> Iterator[Setting]:
    for mapping in stream.mappings():
        containers = mapping.get("containers")
        for container in containers.items if isinstance(containers, YamlSequence) else ():
            if isinstance(container, YamlMapping):
                yield from _container(container)
        if mapping.text("kind") == "ConfigMap":
            yield from _config_map(mapping)


def _container(container: YamlMapping) -> Iterator[Setting]:
    """`env` of a container; a value taken from elsewhere (valueFrom, secretRef) is unknown."""
    variables = container.get("env")
    for variable in variables.items if isinstance(variables, YamlSequence) else ():
        name = variable.get("name") if isinstance(variable, YamlMapping) else None
        value = variable.get("value") if isinstance(variable, YamlMapping) else None
        if isinstance(name, YamlScalar):
            known = value if isinstance(value, YamlScalar) else None
            place = (known or name).span
            text = known.value if known else None
            yield from _setting(Source.KUBERNETES, name.value, text, name.span, place, container.text("name"))


def _config_map(mapping: YamlMapping) -> Iterator[Setting]:
    name, data = mapping.text("metadata", "name"), mapping.get("data")
    for key, value in data.entries() if isinstance(data, YamlMapping) else ():
        if isinstance(value, YamlScalar):
            yield from _setting(Source.KUBERNETES, key.value, value.value, key.span, value.span, name)
