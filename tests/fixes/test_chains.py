"""Fixes in code: calls come into chains as their lines, dots and quotes have it, in every kind of file."""

from __future__ import annotations

import re
from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from asrs_lint.fix.soundness import faults
from asrs_lint.fix.verdict import edits_of
from asrs_lint.source import Document
from tests.fixes.trying import CORE, Project, few


@dataclass(frozen=True)
class Chain:
    """How a chain of calls is written: `dots` are leading, trailing or inline."""

    dots: str
    unit: str
    semicolon: str
    comment: bool

    def written(self, start: str, *calls: str) -> list[str]:
        """The lines of a chain that begins with `start`."""
        if self.dots == "inline":
            return [start + "".join(f".{call}" for call in calls) + self.semicolon]
        if self.dots == "leading":
            lines = [start, *(f"{self.unit}.{call}" for call in calls)]
            lines[1] += " // where" * self.comment
        else:
            lines = [f"{start}.", *(f"{self.unit}{call}." for call in calls[:-1]), f"{self.unit}{calls[-1]}"]
        return [*lines[:-1], lines[-1] + self.semicolon]


def chains(semicolons: list[str]) -> st.SearchStrategy[Chain]:
    return st.builds(
        Chain,
        st.sampled_from(["inline", "leading", "trailing"]),
        st.sampled_from(["  ", "    ", "\t"]),
        st.sampled_from(semicolons),
        st.booleans(),
    )


PAGES = {
    "chat.js": ("{import}", "", ""),
    "chat.ts": ("{import}", "", ""),
    "index.html": ('<!DOCTYPE html>\n<script src="lib/signalr.js"></script>\n<script>\n', "  ", "</script>\n"),
    "App.vue": ('<template>\n  <p :a="b"></p>\n</template>\n<script>\n{import}', "", "</script>\n"),
    "Chat.svelte": ("<script>\n{import}", "\t", "</script>\n<p>{x}</p>\n"),
    "Views/Index.cshtml": (
        '@model Chat\n<p>@Model.Name</p>\n@section Scripts {\n<script src="~/lib/signalr.js"></script>\n<script>\n',
        "    ",
        "</script>\n}\n",
    ),
}
IMPORTS = {
    "signalR.": "import * as signalR from {quote}@microsoft/signalr{quote}{semicolon}\n",
    "": "import {{ HubConnectionBuilder }} from {quote}@microsoft/signalr{quote}{semicolon}\n",
}


@st.composite
def scripts(draw: st.DrawFn) -> tuple[str, str]:
    """A path and a file that holds a client without reconnect and logging."""
    name = draw(st.sampled_from(sorted(PAGES)))
    before, indent, after = PAGES[name]
    qualifier = draw(st.sampled_from(sorted(IMPORTS))) if "{import}" in before else "signalR."
    quote = draw(st.sampled_from(["'", '"']))
    chain = draw(chains([";", ""]))
    imported = IMPORTS[qualifier].format(quote=quote, semicolon=chain.semicolon)
    options = draw(st.sampled_from(["", ", { withCredentials: false }", ", { skipNegotiation: true }"]))
    start = f"const connection = new {qualifier}HubConnectionBuilder()"
    lines = chain.written(start, f"withUrl({quote}/chat{quote}{options})", "build()")
    lines += [
        f"connection.on({quote}a{quote}, (b) => console.log(b)){chain.semicolon}",
        f"connection.start(){chain.semicolon}",
    ]
    body = "".join(f"{indent}{line}\n" for line in lines)
    text = before.replace("{import}", imported) + body + after
    return f"Chat/{name}", text.replace("\n", draw(st.sampled_from(["\n", "\r\n"])))


def added(old: str, new: str) -> list[str]:
    """The lines that are new, or one element with all of a text whose lines have changed."""
    lines, rest = [], iter(old.splitlines())
    here = next(rest, None)
    for line in new.splitlines():
        if line == here:
            here = next(rest, None)
        else:
            lines.append(line)
    return lines if here is None else [new]


@few(35)
@given(scripts())
def test_scripts(script: tuple[str, str]) -> None:
    path, text = script
    project = Project({**CORE, path: text})
    assert {finding.id for finding in project.fixable() if finding.path == path} >= {"ASRS401", "ASRS430"}
    project.check_every_fix()
    mended = project.mended().files[path]
    assert faults(Document(path, mended)) <= faults(Document(path, text))
    assert mended.count("utomaticReconnect(") == mended.count("onfigureLogging(") == 1
    assert mended.count("\r\n") == (mended.count("\n") if "\r\n" in text else 0)
    if "\n" in text[text.index("Builder()") : text.index("build()")].rstrip():
        check_lines(text, mended)


def check_lines(text: str, mended: str) -> None:
    """A chain over lines gets lines of its own, which stand as that of `build` does."""
    without = text.replace(", { skipNegotiation: true }", "")
    (build,) = (line for line in text.splitlines() if re.fullmatch(r"\s*\.?[bB]uild\(\);?", line))
    lines = added(without, mended)
    assert len(lines) == 2
    for line in lines:
        assert re.match(r"\s*\.?", line)[0] == re.match(r"\s*\.?", build)[0]  # type: ignore[index]
        assert line.endswith(".") == (not build.lstrip().startswith("."))


@few(10)
@given(chains([";"]), st.sampled_from(["\n", "\r\n"]), st.booleans())
def test_dotnet_clients(chain: Chain, newline: str, skips: bool) -> None:
    options = ", options => { options.SkipNegotiation = true; }" if skips else ""
    lines = [
        "using Microsoft.AspNetCore.SignalR.Client;",
        *chain.written(
            "var connection = new HubConnectionBuilder()",
            f'WithUrl("https://chat.contoso.com/chat"{options})',
            "Build()",
        ),
        "await connection.StartAsync();",
        "await Task.Delay(-1);",
    ]
    path = "Client/Program.cs"
    text = newline.join(lines) + newline
    package = '<PackageReference Include="Microsoft.AspNetCore.SignalR.Client" Version="8.0.7" />'
    project_file = f'<Project Sdk="Microsoft.NET.Sdk"><ItemGroup>{package}</ItemGroup></Project>'
    project = Project({**CORE, "Client/Client.csproj": project_file, path: text})
    assert "ASRS401" in {finding.id for finding in project.fixable()}
    project.check_every_fix()
    mended = project.mended().files[path]
    assert mended.count("WithAutomaticReconnect()") == 1
    assert "SkipNegotiation" not in mended
    assert faults(Document(path, mended)) == 0
    for finding in project.fixable():
        edits = edits_of([finding])
        assert all(edit.text == "" or edit.span.start == edit.span.end for edit in edits if edit.span.path == path)


FILTERS = [
    'logging.AddFilter("Microsoft", LogLevel.Warning)',
    "logging.AddFilter<ConsoleLoggerProvider>(null, Microsoft.Extensions.Logging.LogLevel.Error)",
    "logging.SetMinimumLevel(LogLevel.Error)",
    'logging.AddFilter("Microsoft.Azure.SignalR", LogLevel.Error)',
]
LOGGERS = [
    'new LoggerConfiguration().MinimumLevel.Override("Microsoft", LogEventLevel.Warning)',
    "new LoggerConfiguration().MinimumLevel.Warning()",
]


@few(20)
@given(
    st.sampled_from(FILTERS + LOGGERS),
    st.sampled_from(["    ", "\t", "  "]),
    st.sampled_from(["\n", "\r\n"]),
    st.sampled_from([" {{{0}}});", "{0}{{{0}}});"]),
    st.booleans(),
)
def test_levels_in_code(call: str, unit: str, newline: str, brace: str, chained: bool) -> None:
    if call.startswith("new"):
        parts = re.sub(r"\.(?=MinimumLevel|WriteTo)", f"\n{unit}." if chained else ".", f"{call}.WriteTo.Console()")
        code = f"Log.Logger = {parts}.CreateLogger();\nbuilder.Host.UseSerilog();"
    elif chained:
        code = f"builder.Host.ConfigureLogging(logging => {call});"
    else:
        code = "builder.Host.ConfigureLogging(logging =>" + brace.format("\n").replace("\n}", f"\n{unit}{call};\n}}")
    text = CORE["Chat/Program.cs"].replace("// logging", code).replace("\n", newline)
    project = Project({**CORE, "Chat/Program.cs": text})
    (finding,) = [f for f in project.fixable() if f.id in ("ASRS101", "ASRS104")]
    project.check_every_fix()
    mended = project.tried(finding).texts["Chat/Program.cs"]
    assert faults(Document("Chat/Program.cs", mended)) == 0
    assert mended.count("\r\n") == (mended.count("\n") if newline == "\r\n" else 0)
    assert mended.count('"Microsoft.Azure.SignalR"') == 1
