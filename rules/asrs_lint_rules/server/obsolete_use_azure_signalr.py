"""ASRS703: UseAzureSignalR on .NET Core 3.0 or later."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from asrs_lint import (
    Document,
    Edit,
    Fix,
    HostBuilt,
    Note,
    Problem,
    Project,
    Rule,
    RuleMeta,
    Safety,
    ServiceAdded,
    Severity,
    Span,
    Workspace,
)

_FRAMEWORK = re.compile(r"(netcoreapp|net)(\d+)\.\d+", re.I)
_OLD_SYMBOL = re.compile(r"NETCOREAPP2|NETSTANDARD|NETFRAMEWORK|\bNET4\d", re.I)
_LAMBDA = re.compile(r"\(?\s*(\w+)\s*\)?\s*=>\s*(\{)?(.*?)(?(2)\})\s*", re.S)
_MAP = re.compile(r"(\w+)\s*\.\s*(MapHub\s*<[\w.<>, ]+>\s*\(\s*\"[^\"\r\n]*\"\s*\))\s*", re.S)
_ORDERED = re.compile(r"\.\s*(?:UseAuthorization|UseAuthentication|UseEndpoints|UseRouting)\s*\(")
_OPENING = re.compile(r"=>(?:(?P<same_line>[ \t]*\{[ \t]*\r?\n)|\s*\{)")
# A block of endpoints with something in it; `indent` is that of its first statement.
_ENDPOINTS = re.compile(
    r"\.\s*UseEndpoints\s*\(\s*\(?(?P<name>\w+)\)?\s*=>\s*(?P<brace>\{)(?=[ \t]*\r?\n(?P<indent>[ \t]*)\S)"
)
_STEPS = (
    "replace it with  app.UseRouting(); app.UseEndpoints(endpoints => endpoints.MapHub<T>(...))  around "
    "UseAuthentication and UseAuthorization, or with  app.MapHub<T>(...)  in minimal hosting; AddAzureSignalR stays"
)


@dataclass(frozen=True)
class ObsoleteUseAzureSignalR(Rule):
    meta = RuleMeta(
        id="ASRS703",
        name="obsolete-use-azure-signalr",
        summary="UseAzureSignalR on .NET Core 3.0 or later: obsolete, and endpoint authorization is not applied",
        severity=Severity.WARNING,
        fix=Safety.UNSAFE,
        since="0.1.0",
    )

    def check(self, workspace: Workspace) -> Iterable[Problem]:
        for call in workspace.facts(ServiceAdded):
            if call.call != "UseAzureSignalR" or _OLD_SYMBOL.search(call.condition or ""):
                continue
            if workspace.is_test(call.path):
                continue
            projects = _projects(workspace, call)
            if projects and all(_is_modern(project) for project in projects):
                yield _problem(workspace, call, projects[0])


def _projects(workspace: Workspace, call: ServiceAdded) -> list[Project]:
    """The hosts that come to this call, else the project that holds the file."""
    hosts = [s.project for s in workspace.servers if s.project and any(c.span == call.span for c in s.calls)]
    if hosts:
        return hosts
    holding = [p for p in workspace.projects if not p.folder or call.path.startswith(p.folder + "/")]
    return [max(holding, key=lambda p: len(p.folder))] if holding else []


def _is_modern(project: Project) -> bool:
    """Whether every target framework is .NET Core 3.0 or later; one that cannot be told is not."""
    found = [_FRAMEWORK.match(framework) for framework in project.frameworks]
    return bool(found) and all(f is not None and int(f[2]) >= (3 if f[1].lower() == "netcoreapp" else 5) for f in found)


def _problem(workspace: Workspace, call: ServiceAdded, project: Project) -> Problem:
    framework = ", ".join(project.frameworks)
    return Problem(
        call.span,
        f"UseAzureSignalR is obsolete on {framework}: it maps hubs beside endpoint routing, "
        "so the authorization of endpoints is not applied to them",
        evidence=(Note(project.file.span, f"{project.name} targets {framework}"),),
        fix=_fix(workspace, call),
        label="MapHub on endpoints replaces it; AddAzureSignalR stays",
    )


def _fix(workspace: Workspace, call: ServiceAdded) -> Fix:
    document = workspace.documents[call.path]
    hubs = _hubs(document, call)
    minimal = any(h.path == call.path and h.call.startswith("WebApplication") for h in workspace.facts(HostBuilt))
    edits = (_instead(document, call, hubs, minimal) or _moved(document, call, hubs)) if hubs else ()
    if not edits:
        return Fix(_STEPS)
    return Fix(f"map the hubs on {'the application' if minimal else 'endpoints'}", edits, Safety.UNSAFE)


def _hubs(document: Document, call: ServiceAdded) -> list[str]:
    """`MapHub<T>("/route")` of each statement of the lambda; nothing when it does anything else."""
    written = _LAMBDA.fullmatch(document.slice(call.lambda_span)) if call.lambda_span else None
    if written is None:
        return []
    maps = [_MAP.fullmatch(statement.strip()) for statement in written[3].split(";") if statement.strip()]
    return [m[2] for m in maps if m and m[1] == written[1]] if all(m and m[1] == written[1] for m in maps) else []


def _instead(document: Document, call: ServiceAdded, hubs: list[str], minimal: bool) -> tuple[Edit, ...]:
    """The endpoints in the place of a statement; nothing where the order of the pipeline has to be thought about."""
    app = re.search(r"(\w+)\s*\.\s*$", document.text[max(0, call.span.start - 200) : call.span.start])
    if app is None or not document.text[call.span.end :].lstrip().startswith(";"):
        return ()
    start = call.span.start - len(app[0])
    if minimal:
        line = document.newline + _indent(document, start)
        text = f";{line}".join(f"{app[1]}.{hub}" for hub in hubs)
    elif _ORDERED.search(document.text):
        return ()
    else:
        text = _endpoints(document, call, app[1], hubs, _indent(document, start))
    return (Edit(document.span(start, call.span.end), text),)


def _endpoints(document: Document, call: ServiceAdded, app: str, hubs: list[str], indent: str) -> str:
    """UseRouting and UseEndpoints, in the style of the lambda that they replace."""
    line = document.newline + indent
    opening = _OPENING.search(document.slice(call.lambda_span)) if call.lambda_span else None
    if opening is None:
        return f"{app}.UseRouting();{line}{app}.UseEndpoints(endpoints => endpoints.{hubs[0]})"
    unit = "\t" if indent.startswith("\t") else "    "
    body = "".join(f"{line}{unit}endpoints.{hub};" for hub in hubs)
    brace = " " if opening["same_line"] else line
    return f"{app}.UseRouting();{line}{app}.UseEndpoints(endpoints =>{brace}{{{body}{line}}})"


def _moved(document: Document, call: ServiceAdded, hubs: list[str]) -> tuple[Edit, ...]:
    """The hubs among the endpoints that are there already, behind UseRouting."""
    there = list(_ENDPOINTS.finditer(document.text))
    gone = _statement(document, call) or _link(document, call)
    if len(there) != 1 or gone is None or gone.start < there[0].end() < gone.end:
        return ()
    if not re.search(r"\.\s*UseRouting\s*\(", document.text[: there[0].start()]):
        return ()
    name, indent, at = there[0]["name"], there[0]["indent"], there[0].end("brace")
    text = "".join(f"{document.newline}{indent}{name}.{hub};" for hub in hubs)
    return tuple(sorted((Edit(gone, ""), Edit(document.span(at, at), text)), key=lambda edit: edit.span))


def _statement(document: Document, call: ServiceAdded) -> Span | None:
    """A call that is a whole statement, with its lines and the empty one behind them."""
    line = document.text.rfind("\n", 0, call.span.start) + 1
    end = re.compile(r";[ \t]*\r?\n(?:[ \t]*\r?\n)?").match(document.text, call.span.end)
    alone = re.fullmatch(r"[ \t]*\w+\.", document.text[line : call.span.start])
    return document.span(line, end.end()) if end and alone else None


def _link(document: Document, call: ServiceAdded) -> Span | None:
    """A call that is a link of a chain, with its lines."""
    line = document.text.rfind("\n", 0, call.span.start) + 1
    end = re.compile(r"[ \t]*\r?\n(?=[ \t]*\.)").match(document.text, call.span.end)
    alone = re.fullmatch(r"[ \t]*\.", document.text[line : call.span.start])
    return document.span(line, end.end()) if end and alone else None


def _indent(document: Document, offset: int) -> str:
    line = document.line_text(document.position(offset).line)
    return line[: len(line) - len(line.lstrip())]
