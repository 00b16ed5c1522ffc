"""What a rule's fix makes of a file, in a workspace put together by hand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from asrs_lint import (
    CERTAIN,
    Application,
    Client,
    ClientBuilt,
    Document,
    Fact,
    FunctionApp,
    Grade,
    Problem,
    Project,
    ProjectFile,
    Rule,
    Span,
    Workspace,
)
from asrs_lint.extract.registry import extractor, readers_of
from asrs_lint.model.index import FactIndex
from asrs_lint.rewriting import rewritten


def workspace(files: Mapping[str, str], *, azure: bool = True, frameworks: tuple[str, ...] = ()) -> Workspace:
    """All files as one application; its clients are those of the application, its project targets `frameworks`."""
    documents = {path: Document(path, text) for path, text in files.items()}
    facts = [fact for document in documents.values() for fact in _facts(document)]
    clients = tuple(Client(fact, azure, (), CERTAIN, Grade.R3) for fact in facts if isinstance(fact, ClientBuilt))
    functions = (FunctionApp("", None, (), negotiates=True, triggers=False),) if azure else ()
    application = Application("", functions=functions, clients=clients)
    index = FactIndex.of_facts(facts)
    return Workspace(documents, (application,), _projects(frameworks), index.by_kind, len(documents))


def _facts(document: Document) -> Iterable[Fact]:
    for reader in readers_of(document.path):
        yield from extractor(reader.module)(document)


def _projects(frameworks: tuple[str, ...]) -> tuple[Project, ...]:
    if not frameworks:
        return ()
    file = ProjectFile(Span("Chat.csproj", 0, 0), "csharp", "Microsoft.NET.Sdk.Web", frameworks, None, (), ())
    return (Project(file, "", "Chat", host=True, web=True, test=False, frameworks=frameworks, packages={}),)


def problems(
    rule: Rule, files: Mapping[str, str], *, azure: bool = True, frameworks: tuple[str, ...] = ()
) -> list[Problem]:
    return list(rule.check(workspace(files, azure=azure, frameworks=frameworks)))


def fixed(rule: Rule, path: str, text: str, frameworks: tuple[str, ...] = ()) -> str | None:
    """The file after the fix of its only problem; None when the fix has no edits."""
    (problem,) = problems(rule, {path: text}, frameworks=frameworks)
    assert problem.fix is not None
    if not problem.fix.edits:
        return None
    return rewritten(text, problem.fix.edits)
