"""Comments that suppress, in every language that is read."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from time import process_time

import pytest

from asrs_lint import Rule
from asrs_lint.engine import Run, check
from asrs_lint.finding import Suppression
from asrs_lint.source import Document
from asrs_lint.suppress.comments import entries_of

SLASHES, STARS, HASH, ANGLES, RAZOR = "// {}", "/* {} */", "# {}", "<!-- {} -->", "@* {} *@"

# A file, its comments, and whether one may stand behind code on a line.
SYNTAXES = [
    *((f"a.{suffix}", SLASHES, True) for suffix in "cs js ts tsx java kt swift dart go fs".split()),
    *((f"a.{suffix}", STARS, True) for suffix in "cs mjs cts jsx java kts swift dart go tf".split()),
    ("a.tsx", "{{/* {} */}}", True),
    ("a.fs", "(* {} *)", True),
    ("a.vb", "' {}", True),
    ("a.vb", "REM {}", True),
    *((path, ANGLES, True) for path in ("a.csproj", "web.config", "pom.xml", "Directory.Build.props", "App.vbproj")),
    *((f"a.{suffix}", ANGLES, True) for suffix in ("html", "cshtml", "razor", "vue", "svelte", "hbs", "aspx", "md")),
    *((f"a.{suffix}", RAZOR, True) for suffix in ("cshtml", "razor")),
    ("a.hbs", "{{{{!-- {} --}}}}", True),
    ("a.aspx", "<%-- {} --%>", True),
    *((path, HASH, True) for path in ("a.py", "a.yaml", "a.yml", "a.sh", "a.azcli", "a.ps1", ".env", "a.tf", "a.toml")),
    *((path, HASH, False) for path in ("Dockerfile", "web.dockerfile", "requirements.txt")),
    ("Pipfile", HASH, True),
    ("Makefile", HASH, True),
    ("a.ps1", "<# {} #>", True),
    *((path, SLASHES, True) for path in "a.bicep a.bicepparam build.gradle go.mod appsettings.json a.jsonc".split()),
    ("appsettings.json", STARS, True),
    ("a.bat", "rem {}", False),
    ("a.cmd", "@REM {}", False),
    ("a.bat", ":: {}", False),
]
SPOKEN = "asrs-lint: ignore[TEST401] known"


def suppressions(root: Path, rule: type[Rule], path: str, text: str) -> list[Suppression | None]:
    """Of the one bad word in a file; None when it is reported."""
    files = {"Signal.cs": "// SignalR", path: text}
    found = check(root, overlays=files, run=Run(1, [rule], today=date(2026, 6, 1)))
    assert found.failures == []
    return [finding.suppressed for finding in (*found.findings, *found.suppressed)]


@pytest.mark.parametrize(("path", "form", "behind"), SYNTAXES)
def test_a_comment_suppresses(tmp_path: Path, word_rule: type[Rule], path: str, form: str, behind: bool) -> None:
    def outcome(text: str) -> list[Suppression | None]:
        return suppressions(tmp_path, word_rule, path, text)

    known = [Suppression("comment", "known")]
    assert outcome(f"x\n{form.format(SPOKEN)}\nBAD\n") == known
    assert outcome(f"x\r\n  {form.format(SPOKEN)}\r\n  BAD\r\n") == known
    assert outcome(f"BAD\nx\n{form.format('asrs-lint: ignore-file[bad-word] known')}") == known
    assert outcome(f"{form.format('asrs-lint: ignore[TEST999, TEST401] known')}\nBAD") == known
    until = form.format("asrs-lint: ignore[TEST401] known until=2026-06-01")
    assert outcome(f"{until}\nBAD") == [Suppression("comment", "known", "2026-06-01")]
    assert outcome(f"BAD {form.format(SPOKEN)}\n") == (known if behind else [None])


NONE = [
    ("a.cs", 'var x = @"\n// {}\n"; BAD'),
    ("a.js", "const x = `\n// {}\n` + BAD"),
    ("a.tsx", "const x = <p>\n// {}\n{{BAD}}</p>"),
    ("a.py", '"""\n# {}\n"""; BAD'),
    ("a.go", "x := `\n// {}\n` + BAD"),
    ("a.yaml", 'x: "# {}" BAD'),
    ("a.html", "<script>\nconst x = '// {}', BAD</script>"),
    ("a.html", "<p>\n// {}\nBAD</p>"),
    ("web.config", "<a><![CDATA[<!-- {} -->]]>BAD</a>"),
    ("README.md", "```js\n// {}\nBAD\n```"),
    ("README.md", "~~~html\n<!-- {} -->\nBAD\n~~~"),
    ("README.md", "Write `<!-- {} -->` BAD"),
    ("README.md", "    <!-- {} -->\n    BAD"),
    ("notes.txt", "// {}\nBAD"),
    ("notebook.ipynb", '["# {}", "BAD"]'),
]


@pytest.mark.parametrize(("path", "form"), NONE)
def test_text_that_is_no_comment_suppresses_nothing(
    tmp_path: Path, word_rule: type[Rule], path: str, form: str
) -> None:
    assert suppressions(tmp_path, word_rule, path, form.format(SPOKEN)) == [None]


@pytest.mark.parametrize(
    "text",
    [
        "// asrs-lint: ignore[A]\n" * 40_000,
        "/**/" * 250_000 + "// asrs-lint: ignore[A]",
        "//" + "x" + " " * 1_000_000 + "asrs-lint: ignore[A]",
        "// asrs-lint: ignore[A]\n" + "[a]\n" * 200_000,
        "/*" + " asrs-lint: ignore[A]\n" * 40_000 + "*/",
    ],
)
def test_time_is_linear(text: str) -> None:
    began = process_time()
    list(entries_of(Document("a.dart", text)))
    list(entries_of(Document("a.fs", text)))
    assert process_time() - began < 3
