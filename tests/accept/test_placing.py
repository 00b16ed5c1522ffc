"""Where a comment is put, and where none may be."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Sequence

import pytest

from asrs_lint.accept import placing
from asrs_lint.accept.placing import Wanted, placed
from asrs_lint.reading import workers
from asrs_lint.rewriting import rewritten
from asrs_lint.source import Document

SAID = "asrs-lint: ignore[TEST401] known"


def commented(path: str, text: str, reason: str = "known") -> str | None:
    """The text with a comment for the line on which BAD stands."""
    document = Document(path, text)
    (edit,) = placed(document, [Wanted(document.position(text.index("BAD")).line, ["TEST401"], reason)])
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


def wanted(document: Document, lines: Sequence[int]) -> list[Wanted]:
    return [Wanted(line, ["TEST401"], "known") for line in lines]


BLOCK = "BAD();\nx = `\nBAD\nBAD`;\n/* a\nBAD\nBAD */ BAD();\nBAD(); // note\n// alone\n  BAD();\n"
MIXED = {
    "a.ts": BLOCK,
    "a.resx": "<a>\n<!-- a\n  BAD\n\n  BAD\n-->\n<b>BAD</b>\n<c\n x='BAD'\n y='BAD' />\n<!-- a -->\n<b>BAD</b>\n</a>\n",
    "a.yaml": "a: BAD\nb: |\n  BAD\n  BAD\nc:\n  - BAD\n  # note\n  - BAD # note\n",
    "a.tsx": "f(<a>\n  <b>{BAD}</b>\n  text BAD\n  {/* a\n   BAD\n   BAD */}\n  <c\n x={BAD}\n />\n</a>);\n",
    "a.sh": "az BAD\nx '\nBAD\nBAD'\naz \\\n  BAD\ncat <<EOF\nBAD\nEOF\naz BAD # note\n",
    "a.php": "<p>\nBAD\n<?php // BAD\nBAD();\n?>\n",
}


@pytest.mark.parametrize("path", MIXED)
@pytest.mark.parametrize("times", [1, 4])
def test_many_are_placed_as_each_by_itself(path: str, times: int) -> None:
    document = Document(path, MIXED[path] * times)
    each = wanted(document, range(1, document.text.count("\n") + 1))
    edits = placed(document, each)
    assert edits == [placed(document, [one])[0] for one in each]
    assert path == "a.php" or any(edits)
    assert None in edits


@pytest.fixture
def trials(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Grows by one with each process that is asked."""
    made: list[object] = []
    real = placing.apart

    def counted(work: Callable[[], object], otherwise: object) -> object:
        made.append(work)
        return real(work, otherwise)

    monkeypatch.setattr(placing, "apart", counted)
    return made


@pytest.mark.parametrize(("line", "most"), [("BAD();", 2), ("x(`\nBAD`);", 3), ("x(`\nBAD\n`);", 3)])
def test_a_hundred_places_cost_as_many_trials_as_one(line: str, most: int, trials: list[object]) -> None:
    document = Document("a.ts", f"{line}\n" * 100)
    lines = [number for number in range(1, 301) if "BAD" in document.line_text(min(number, document.text.count("\n")))]
    edits = placed(document, wanted(document, lines[:100]))
    assert len(trials) <= most
    assert len({edit is None for edit in edits}) == 1


@pytest.mark.parametrize(("deadly", "given_up"), [("3", "3"), ("[2357]", "2357"), (".", "12345678")])
def test_a_place_at_which_a_parser_hangs_is_given_up(
    deadly: str, given_up: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    document, real = Document("a.ts", "".join(f"BAD{n}();\n" for n in range(1, 9))), placing.faults_here

    def hanging(after: Document) -> int:
        while re.search(rf"known[^\n]*\nBAD{deadly}|BAD{deadly}[^\n]*asrs", after.text):
            pass
        return real(after)

    monkeypatch.setattr(workers, "SECONDS", 0.1)
    monkeypatch.setattr(placing, "_PATIENCE", 20)
    monkeypatch.setattr(placing, "faults_here", hanging)
    edits = placed(document, wanted(document, range(1, 9)))
    assert "".join(str(number) for number, edit in enumerate(edits, 1) if edit is None) == given_up


def test_a_file_on_which_many_trials_are_lost_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each takes all the time that a reader has."""

    def hanging(*_: object) -> placing._Trial:
        while True:
            pass

    monkeypatch.setattr(workers, "SECONDS", 0.1)
    monkeypatch.setattr(placing, "_tried", hanging)
    document, began = Document("a.ts", "BAD();\n" * 90), os.times().children_user
    assert set(placed(document, wanted(document, range(1, 91)))) == {None}
    assert os.times().children_user - began < 2
