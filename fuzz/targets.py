"""What is fuzzed: a function for each parser, reader and extractor, which raises when a promise is broken."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from functools import partial

import edits
import kept
from msgspec.structs import replace
from promises import Broken, check, choice, read

from asrs_lint.dotnet.connection_string import parse_connection_string
from asrs_lint.dotnet.xdt import transform
from asrs_lint.dotnet.xpath import UnknownPath, XmlNode, condition, select
from asrs_lint.extract import deployed
from asrs_lint.extract.registry import READERS, extractor
from asrs_lint.parse.bicep import declarations
from asrs_lint.parse.command_line import words
from asrs_lint.parse.hcl import parse_hcl
from asrs_lint.parse.html import scripts
from asrs_lint.parse.json import parse_json
from asrs_lint.parse.limits import TooComplex
from asrs_lint.parse.template import blank_directives, blank_razor
from asrs_lint.parse.xml import XmlError, parse_xml
from asrs_lint.parse.yaml import parse_yaml
from asrs_lint.rewriting import rewritten
from asrs_lint.source import Document

Target = Callable[[bytes], None]

# The names of files for which each extractor is asked, chosen by the first byte where there are several.
FILES = {
    "csharp": ("Program.cs",),
    "razor": ("Chat.razor", "Chat.cshtml"),
    "script": ("chat.ts", "chat.tsx", "chat.js"),
    "markup": ("a.html", "a.vue", "a.svelte", "a.cshtml", "a.ejs", "a.hbs", "a.php", "a.jsp", "a.aspx", "a.astro"),
    "python": ("app.py",),
    "java": ("Chat.java",),
    "kotlin": ("Chat.kt",),
    "swift": ("Chat.swift",),
    "dart": ("chat.dart",),
    "go": ("main.go",),
    "fsharp": ("Program.fs",),
    "packages": (
        "package.json", "libman.json", "pom.xml", "build.gradle", "requirements.txt", "pyproject.toml", "Pipfile",
        "pubspec.yaml", "go.mod", "Package.swift", "Podfile", "libs.versions.toml",
    ),
    "appsettings": ("appsettings.json",),
    "launch_settings": ("launchSettings.json",),
    "functions_json": ("host.json", "function.json", "local.settings.json"),
    "environment": ("compose.yaml", ".env", "Dockerfile", "deployment.yaml"),
    "project": ("Chat.csproj", "Directory.Packages.props", "packages.config", "packages.lock.json"),
    "web_config": ("web.config", "nlog.config", "log4net.config", "tracing.config"),
    "arm": ("azuredeploy.json", "main.parameters.json"),
    "bicep": ("main.bicep", "main.bicepparam"),
    "terraform": ("main.tf", "prod.tfvars"),
    "pulumi": ("index.ts", "Program.cs", "__main__.py", "Pulumi.yaml"),
    "service_operator": ("signalr.yaml",),
    "commands": ("deploy.sh", "deploy.ps1", "deploy.bat", "ci.yaml", "Makefile"),
    "aspire": ("Program.cs",),
    "secrets": ("notes.md", "appsettings.json", "Program.cs", "web.config", "k8s.yaml"),
    "comments": edits.NAMES,
    "fingerprint": edits.NAMES,
    "placing": edits.NAMES,
    "fixes": edits.FIXED,
    "configuration": kept.NAMES,
    "accepting": kept.NAMES,
}  # fmt: skip


def _parser(path: str, parse: Callable[[Document], object], data: bytes) -> None:
    document = read(path, data)
    with contextlib.suppress(TooComplex):
        found = parse(document)
        check(list(found) if isinstance(found, Iterator) else found, document)
    if rewritten(document.text, ()) != document.text:
        raise Broken("no edit changes the text")


def _xml(document: Document) -> object:
    try:
        return parse_xml(document)
    except XmlError:
        return None


def _xdt(data: bytes) -> None:
    """The first line that is `=====` parts the configuration from its transform."""
    base, _, changes = data.partition(b"=====\n")
    try:
        old = parse_xml(Document.decode("web.config", base))
        new = parse_xml(Document.decode("web.Release.config", changes))
    except XmlError:
        return
    transform(old, new)


def _xpath(data: bytes) -> None:
    base = parse_xml(Document("web.config", '<a><b c="1"><d/></b><b c="2"/></a>'))
    root = XmlNode.of_element(base)
    node = XmlNode(replace(base, tag="#document", attributes=(), children=()), [], [root])
    text = data.decode("utf-8", "replace")
    for ask in (lambda: select(node, text, [root]), lambda: condition(node, root.children, text)):
        with contextlib.suppress(UnknownPath):
            ask()


def _template(data: bytes) -> None:
    text = data.decode("utf-8", "replace")
    for blank in (blank_directives, blank_razor):
        if len(blank(text)) != len(text):
            raise Broken("blanking moves what follows")


def _command_line(data: bytes) -> None:
    document = read("deploy.sh", data)
    for start in range(0, len(document.text), max(1, len(document.text) // 8)):
        check(words(document, start), document)


def _connection_string(data: bytes) -> None:
    repr(parse_connection_string(data.decode("utf-8", "replace")))


def _extracted(module: str, data: bytes) -> None:
    names = FILES[module]
    path, text = choice(data, names) if len(names) > 1 else (names[0], data)
    document = read(path, text)
    with contextlib.suppress(TooComplex, RecursionError):  # which a run tells of as ASRS001
        check(list(extractor(module)(document)), document)


TARGETS: dict[str, Target] = {
    "json": partial(_parser, "appsettings.json", parse_json),
    "xml": partial(_parser, "web.config", _xml),
    "yaml": partial(_parser, "compose.yaml", parse_yaml),
    "html": partial(_parser, "index.html", scripts),
    "bicep-parser": partial(_parser, "main.bicep", declarations),
    "hcl": partial(_parser, "main.tf", parse_hcl),
    "xdt": _xdt,
    "xpath": _xpath,
    "template": _template,
    "command_line": _command_line,
    "connection_string": _connection_string,
    "deployed": partial(_parser, "az.json", deployed.extract),
    "comments": edits.comments,
    "fingerprint": edits.fingerprint,
    "redaction": edits.redaction,
    "rewriting": edits.rewriting,
    "difference": edits.difference,
    "placing": edits.placing,
    "fixes": edits.fixes,
    "toml": kept.toml,
    "accepting": kept.accepting,
    "configuration": kept.configuration,
    "baseline": kept.baseline,
    "cache": kept.snapshot,
    "cached-facts": kept.codec,
    **{module: partial(_extracted, module) for module in dict.fromkeys(reader.module for reader in READERS)},
}
