"""Small projects with generated files, and what fixing makes of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import HealthCheck, Phase, settings

from asrs_lint.engine import Run, check
from asrs_lint.finding import Finding, Report
from asrs_lint.fix.mending import Mender
from asrs_lint.fix.verdict import Verdict, edits_of
from asrs_lint.rewriting import rewritten
from asrs_lint.rule import Safety

APPLIED = frozenset({Safety.SAFE, Safety.UNSAFE})

CORE_PROJECT = """<Project Sdk="Microsoft.NET.Sdk.Web">
  <PropertyGroup>
    <TargetFramework>net8.0</TargetFramework>
  </PropertyGroup>
  <ItemGroup>
    <PackageReference Include="Microsoft.Azure.SignalR" Version="1.25.0" />
    <PackageReference Include="Serilog.AspNetCore" Version="8.0.0" />
  </ItemGroup>
</Project>
"""
CORE_HOST = """using Serilog;
using Serilog.Events;

var builder = WebApplication.CreateBuilder(args);
builder.Services.AddSignalR().AddAzureSignalR();
// logging
var app = builder.Build();
app.MapHub<ChatHub>("/chat");
app.Run();

public class ChatHub : Hub
{
}
"""
CORE = {"Chat/Chat.csproj": CORE_PROJECT, "Chat/Program.cs": CORE_HOST}


def few(examples: int) -> settings:
    """The same examples in every run, on slow machines too."""
    return settings(
        max_examples=examples,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.generate, Phase.shrink],
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )


@dataclass(frozen=True)
class Tried:
    """The files after one fix, and what the engine that verifies fixes says against it."""

    finding: Finding
    texts: Mapping[str, str]
    objections: tuple[str, ...]


class Project:
    """A project that holds these files and nothing else."""

    def __init__(self, files: Mapping[str, str]) -> None:
        self.files = dict(files)
        self.report = self.analyse({})

    def analyse(self, texts: Mapping[str, str]) -> Report:
        with TemporaryDirectory(prefix="asrs-lint-") as root:
            report = check(Path(root), overlays={**self.files, **texts}, run=Run(jobs=1))
        assert not report.failures
        return report

    def fixable(self) -> list[Finding]:
        return [f for f in self.report.findings if f.problem.fix and f.problem.fix.edits]

    def tried(self, finding: Finding) -> Tried:
        """One fix by itself."""
        edits = edits_of([finding])
        paths = {edit.span.path for edit in edits}
        texts = {p: rewritten(self.files[p], [e for e in edits if e.span.path == p]) for p in paths}
        verdict = Verdict(self.report, self.analyse(texts), texts, [finding])
        objections = (*verdict.blame().values(), *filter(None, [verdict.harm()]))
        return Tried(finding, {**self.files, **texts}, objections)

    def mended(self) -> Project:
        """Everything fixed that can be, one after the other where fixes meet. No fix may have been refused."""
        mending = Mender(self.analyse, lambda finding: True, APPLIED, lambda document: None).mend()
        refused = [f.problem.fix.withheld for f in mending.report.findings if f.problem.fix]
        assert not any(refused), refused
        return Project({**self.files, **mending.texts})

    def check_every_fix(self) -> None:
        """Every fix holds by itself; all together hold too, and leave nothing to do."""
        for finding in self.fixable():
            assert self.tried(finding).objections == (), finding.problem.fix
        assert self.mended().fixable() == []
