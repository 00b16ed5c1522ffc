from __future__ import annotations

from time import process_time

import pytest

from asrs_lint.parse.comments import comments_in
from asrs_lint.source import Document


def comments(path: str, text: str) -> list[str]:
    return [text[comment.start : comment.end] for comment in comments_in(Document(path, text))]


@pytest.mark.parametrize(
    ("path", "text", "found"),
    [
        ("a.go", "x := \"// no\" // é yes\r\n/* b\n */ 'a'", ["// é yes", "/* b\n */"]),
        ("a.fs", "let f (x: 'a) = 1 // y\n(* z *)", ["// y", "(* z *)"]),
        ("a.yaml", "a: don't # what isn't\nb: '# no' # c", ["# what isn't", "# c"]),
        ("a.sh", "cat <<EOF # no\n# no\nEOF\nx 'a\n# no' \\# no\necho $# # yes", ["# yes"]),
        ("a.ps1", "@\"\n# no\n\"@\n'a\n# no'; <# b #> x # c", ["<# b #>", "# c"]),
        ("Dockerfile", "ENV A=1 # no\n # yes", ["# yes"]),
        ("a.bat", "rem a\n@REM b\n:: c\necho x & rem d\necho rem e", ["rem a", "@REM b", ":: c", "rem d"]),
        ("a.vb", "x = \"'\" ' c", ["' c"]),
        ("a.cshtml", "@* a *@\n@{ Foo(); // b\n} http://x\n<script>// c\n</script> // no", ["@* a *@", "// b", "// c"]),
        ("a.json", '{ "url": "http://x" /* a */ } // b', ["/* a */", "// b"]),
        ("a.unknown", "// a", []),
        ("a.html", "<!-- never closed", ["<!-- never closed"]),
    ],
)
def test_comments(path: str, text: str, found: list[str]) -> None:
    assert comments(path, text) == found


@pytest.mark.parametrize(
    ("path", "piece"),
    [
        ("a.go", '\\"'),
        ("a.dart", "/*"),
        ("a.yaml", "'"),
        ("a.html", "<!--"),
        ("a.md", "```\n~~~\n"),
        ("a.py", '"""\\'),
        ("a.hbs", "{{!"),
        ("a.cshtml", "@*"),
        ("a.fs", "(*"),
        ("a.sql", "--'"),
        ("a.sh", "<<a\n"),
        ("a.ps1", "@'\n"),
    ],
)
def test_time_is_linear(path: str, piece: str) -> None:
    began = process_time()
    comments(path, piece * (400_000 // len(piece)))
    assert process_time() - began < 2


def test_blank_lines_of_a_here_document_are_passed_once() -> None:
    began = process_time()
    assert comments("a.sh", "cat <<E\n" + "\n" * 400_000 + "# not one\nE\n# one") == ["# one"]
    assert process_time() - began < 2
