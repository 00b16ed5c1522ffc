"""A suppression hides one finding and no other; taking it out again leaves no trace."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from asrs_lint import Rule
from asrs_lint.accept.accepting import Acceptor
from asrs_lint.config import Config, StatedSuppression
from asrs_lint.engine import Run, check
from asrs_lint.finding import Report
from asrs_lint.plugins import installed_rules
from asrs_lint.rewriting import rewritten
from asrs_lint.source import Document

SERVER = {
    "Chat.csproj": '<Project Sdk="Microsoft.NET.Sdk.Web"><PropertyGroup><TargetFramework>net8.0</TargetFramework>'
    '</PropertyGroup><ItemGroup><PackageReference Include="Microsoft.Azure.SignalR" Version="1.30.2" /></ItemGroup>'
    "</Project>",
    "Program.cs": "var builder = WebApplication.CreateBuilder(args);\n"
    "builder.Services.AddSignalR().AddAzureSignalR();\nbuilder.Build().Run();\n",
}


@dataclass(frozen=True)
class Language:
    """`code` are pieces of a file without findings, `bad` is a line with one; `free`: lines may be indented at will."""

    path: str
    code: Sequence[str]
    bad: str
    around: tuple[str, str] = ("", "")
    free: bool = True


C_LIKE = ("x();", "// it's a note", "/* it's\n one */", "", "  y();")
LANGUAGES = [
    Language("a.cs", (*C_LIKE, 'var s = @"\n// no\n";', "[HttpPost]\nvoid F() {}"), 'Use("{}");'),
    Language("a.ts", (*C_LIKE, "const s = `\n// ${x}\n`;", "x\n  .y();"), "use('{}');"),
    Language("a.tsx", ("<p>text</p>", "<b\n  x={1}\n/>", "{/* note */}"), "<i>{{'{}'}}</i>", ("f(<div>", "</div>);")),
    Language("a.java", (*C_LIKE, '@SuppressWarnings("all")\nint f;'), 'use("{}");', ("class A { {", "} }")),
    Language("a.go", (*C_LIKE, "s := `\n// no\n`"), 'use("{}")'),
    Language("a.py", ("x()", "# it's a note", '"""it\'s\n# no\n"""', "", "y = '#'"), "use('{}')", free=False),
    Language("a.yaml", ("a: 'it''s'", "# it's", "b: |\n  c\n  # d", "", "e:\n  - f"), "k: '{}'", free=False),
    Language("web.config", ("<a x='1' />", "<!-- it's -->", "<b\n  y='2'\n/>", ""), "<k v='{}' />", ("<c>", "</c>")),
    Language("appsettings.json", ('"a": 1,', "// it's", '"b": {\n},', ""), '"k": "{}",', ("{", "}")),
    Language("a.tf", ("a = 1", "# it's", "b {\n}", "/* c\n */", ""), 'k = "{}"'),
    Language("a.sh", ("x 'a\nb'", "# it's", "y \\\n  z", "cat <<EOF\nit's\nEOF", ""), "az {}"),
    Language("a.ps1", ("x 'a'", "# it's", "y `\n  z", "<# it's\n #>", ""), "az {}"),
    Language("a.bicep", ("param a string", "// it's", "var b = '''\n// no\n'''", ""), "var k = '{}'"),
    Language("Dockerfile", ("FROM x", "# it's", "RUN y \\\n  z", ""), "ENV K={}"),
    Language("a.html", ("<p>\n</p>", "<!-- it's -->", "<script>\nx(); // it's\n</script>", ""), "<b>{}</b>"),
    Language("a.cshtml", ("<p>it's</p>", "@* it's *@", "@{ x(); }", ""), "<b>{}</b>"),
]


@dataclass(frozen=True)
class File:
    data: bytes
    words: Sequence[str]
    chosen: str


@st.composite
def files(draw: st.DrawFn, language: Language) -> File:
    """A file in some encoding and formatting, with one to three bad words on lines of their own."""
    words = [f"BAD{number}signalr" for number in range(draw(st.integers(1, 3)))]
    lines: list[str] = []
    for word in words:
        lines += draw(st.lists(st.sampled_from(language.code), max_size=3))
        indentation = draw(st.sampled_from(("", "  ", "\t", "      "))) if language.free else ""
        lines.append(indentation + language.bad.format(word))
    lines += draw(st.lists(st.sampled_from(language.code), max_size=2))
    text = "\n".join([*filter(None, (language.around[0],)), *lines, *filter(None, (language.around[1],))])
    text += draw(st.sampled_from(("", "\n")))
    text = text.replace("\n", draw(st.sampled_from(("\n", "\r\n"))))
    encoding = draw(st.sampled_from(("utf-8", "utf-8-sig", "utf-16")))
    return File(text.encode(encoding), words, draw(st.sampled_from(words)))


@cache
def empty_folder() -> Path:
    return Path(mkdtemp(prefix="asrs-lint-"))


def analysed(rule: type[Rule], path: str, text: str, config: Config) -> Report:
    rules = [rule, *(rule for rule in installed_rules() if rule.meta.id == "ASRS003")]
    return check(empty_folder(), config, {**SERVER, path: text}, Run(1, rules, today=date(2026, 6, 1)))


@pytest.mark.parametrize("language", LANGUAGES, ids=lambda language: language.path)
@settings(max_examples=12, deadline=None, database=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_round_trip(word_rule: type[Rule], language: Language, data: st.DataObject) -> None:
    path = language.path
    file = data.draw(files(language))
    document = Document.decode(path, file.data)

    def analyse(texts: dict[str, str], stated: Sequence[StatedSuppression]) -> Report:
        return analysed(word_rule, path, texts.get(path, document.text), Config(suppress=tuple(stated)))

    def wants(finding: object) -> bool:
        return file.chosen + " " in finding.message  # type: ignore[attr-defined]

    accepted = Acceptor(analyse, wants, "known, and it's fine", lambda _: None).accept()
    assert [finding.message.split()[0] for finding in accepted.report.suppressed] == [file.chosen]
    assert {f.message.split()[0] for f in accepted.report.findings} == {*file.words} - {file.chosen}

    mended = replaced(accepted.texts[path], file.chosen)
    (unused,) = [f for f in analysed(word_rule, path, mended, Config()).findings if f.id == "ASRS003"]
    assert unused.problem.fix is not None
    again = rewritten(mended, unused.problem.fix.edits)
    assert document.encoded(again) == document.encoded(replaced(document.text, file.chosen))
    assert document.encoded(document.text) == file.data


def replaced(text: str, word: str) -> str:
    return text.replace(word, "good")
