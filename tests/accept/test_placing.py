"""Where a comment is put, and where none may be."""

from __future__ import annotations

import pytest

from asrs_lint.accept.placing import Wanted, placed
from asrs_lint.rewriting import rewritten
from asrs_lint.source import Document

SAID = "asrs-lint: ignore[TEST401] known"


def commented(path: str, text: str, reason: str = "known") -> str | None:
    """The text with a comment for the line on which BAD stands."""
    document = Document(path, text)
    edit = placed(document, Wanted(document.position(text.index("BAD")).line, ["TEST401"], reason))
    return rewritten(text, (edit,)) if edit else None


@pytest.mark.parametrize(
    ("path", "before", "after"),
    [
        ("a.cs", "x();\r\n\tBAD();\r\n", f"x();\r\n\t// {SAID}\r\n\tBAD();\r\n"),
        ("a.cs", 'var x = @"\nBAD";', f'var x = @"\nBAD"; // {SAID}'),
        ("a.ts", "x\n  .BAD()\n", f"x\n  // {SAID}\n  .BAD()\n"),
        ("a.ts", "const x = `\n${BAD}`;\n", f"const x = `\n${{BAD}}`; // {SAID}\n"),
        ("a.tsx", "<p>\n  <b>{BAD}</b>\n</p>;", f"<p>\n  {{/* {SAID} */}}\n  <b>{{BAD}}</b>\n</p>;"),
        ("a.tsx", "<p\n  x={BAD}\n/>;", f"<p\n  // {SAID}\n  x={{BAD}}\n/>;"),
        ("a.py", "def f():\n    BAD()\n", f"def f():\n    # {SAID}\n    BAD()\n"),
        ("a.py", 'x = """\nBAD"""\n', f'x = """\nBAD"""  # {SAID}\n'),
        ("a.py", "x = 1 + \\\n  BAD\n", f"x = 1 + \\\n  BAD  # {SAID}\n"),
        ("a.yaml", "a:\n  - b: BAD\n", f"a:\n  # {SAID}\n  - b: BAD\n"),
        ("a.sh", "az signalr create --BAD\n", f"# {SAID}\naz signalr create --BAD\n"),
        ("a.sh", "az signalr create \\\n  --BAD\n", f"az signalr create \\\n  --BAD # {SAID}\n"),
        ("a.ps1", "az x `\n  BAD", f"az x `\n  BAD # {SAID}"),
        ("a.bat", "@az BAD", f"rem {SAID}\n@az BAD"),
        ("Dockerfile", "FROM x\nENV A=BAD", f"FROM x\n# {SAID}\nENV A=BAD"),
        (".env", "A=BAD", f"# {SAID}\nA=BAD"),
        ("a.bicep", "{\n  x: BAD\n}", f"{{\n  // {SAID}\n  x: BAD\n}}"),
        ("main.tf", "a {\n  b = BAD\n}\n", f"a {{\n  # {SAID}\n  b = BAD\n}}\n"),
        ("web.config", "<a>\n  <b x='BAD' />\n</a>", f"<a>\n  <!-- {SAID} -->\n  <b x='BAD' />\n</a>"),
        ("web.config", "<a>\n<b\n  x='BAD' />\n</a>", f"<a>\n<b\n  x='BAD' /> <!-- {SAID} -->\n</a>"),
        ("web.config", '<?xml version="1.0"?><a>BAD</a>\n', f'<?xml version="1.0"?><a>BAD</a> <!-- {SAID} -->\n'),
        ("a.html", "<p>\nBAD</p>", f"<p>\n<!-- {SAID} -->\nBAD</p>"),
        ("a.html", "<p\n x='BAD'></p>", f"<p\n x='BAD'></p> <!-- {SAID} -->"),
        ("a.html", "<script>\n BAD\n</script>", f"<script>\n // {SAID}\n BAD\n</script>"),
        ("a.vue", "<script>\nif (a<b) {\n BAD }\n</script>", f"<script>\nif (a<b) {{\n // {SAID}\n BAD }}\n</script>"),
        ("a.cshtml", "<p></p>\n@{\n  BAD();\n}", f"<p></p>\n@{{\n  @* {SAID} *@\n  BAD();\n}}"),
        ("a.razor", "<p></p>\n@code {\n  x BAD;\n}", f"<p></p>\n@code {{\n  // {SAID}\n  x BAD;\n}}"),
        ("appsettings.json", '{\n  "a": "BAD"\n}', f'{{\n  // {SAID}\n  "a": "BAD"\n}}'),
        ("host.json", '// set\n{ "a": "BAD" }', f'// set\n// {SAID}\n{{ "a": "BAD" }}'),
    ],
)
def test_where_a_comment_is_put(path: str, before: str, after: str) -> None:
    assert commented(path, before) == after


@pytest.mark.parametrize(
    ("path", "text", "reason"),
    [
        ("package.json", '{\n  "a": "BAD"\n}', "known"),
        ("host.json", '{ "a": "BAD" }', "known"),
        ("infra/azuredeploy.json", '{ "a": "BAD" }', "known"),
        ("local.settings.json", '{ "a": "BAD" }', "known"),
        ("a.ts", "const x = `\nBAD\n`;", "known"),
        ("a.yaml", "run: |\n  az x\n  BAD\n", "known"),
        ("a.yaml", "run: >\n  az x\n  BAD\n", "known"),
        ("a.sh", "az x \\\n  BAD \\\n  y\n", "known"),
        ("a.sh", "cat <<EOF\nBAD\nEOF\n", "known"),
        ("a.sh", "x '\nBAD\n'", "known"),
        ("a.ps1", '$x = @"\nBAD\n"@', "known"),
        ("README.md", "```sh\nBAD\n```", "known"),
        ("a.php", "<p>\nBAD</p>", "known"),
        ("notes.txt", "BAD", "known"),
        ("web.config", "<a>BAD</a>", "two -- dashes"),
        ("a.bat", "BAD", "for %x%"),
        ("a.cs", "BAD", "ends with \\"),
        ("a.cs", "BAD", "x" * 600),
    ],
)
def test_where_none_may_be(path: str, text: str, reason: str) -> None:
    assert commented(path, text, reason) is None
