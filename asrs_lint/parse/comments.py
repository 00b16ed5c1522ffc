"""The comments of a text, in the syntax of its language: `//` in a string, a template or a page's text is none.

Languages with a grammar are parsed. The others are read token by token, strings beside comments; no pattern can
backtrack, and what nobody closes ends with its line or the text, so that time is linear.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from msgspec import Struct

from asrs_lint.parse.html import scripts
from asrs_lint.source import Document

_GRAMMARS = {
    "cs": "csharp",
    "js": "javascript", "jsx": "javascript", "mjs": "javascript", "cjs": "javascript",
    "ts": "typescript", "mts": "typescript", "cts": "typescript", "tsx": "tsx",
    "java": "java",
    "kt": "kotlin", "kts": "kotlin",
    "swift": "swift",
    "tf": "hcl", "tfvars": "hcl", "hcl": "hcl",
}  # fmt: skip

_MARKS = (
    ("/**", "*/"), ("/*", "*/"), ("(*", "*)"), ("<!--", "-->"), ("@*", "*@"), ("<#", "#>"),
    ("{{!--", "--}}"), ("{{!", "}}"), ("<%--", "--%>"),
)  # fmt: skip
_LINE_MARK = re.compile(r"///?|#|--|'|::|;|!|@?rem\b", re.IGNORECASE)

# In single quotes or double ones on one line; `_CHARACTER` where single quotes hold one character or open a name.
_DOUBLE = r'"(?:[^"\\\n]|\\[^\n])*+["\\]?'
_SINGLE = r"'(?:[^'\\\n]|\\[^\n])*+['\\]?"
_CHARACTER = r"'(?:[^'\\\n]|\\[^\n]{1,8}?)'"
_TRIPLE = r'"""(?:[^"]|"(?!""))*+(?:"""|\Z)' + r"|'''(?:[^']|'(?!''))*+(?:'''|\Z)"
_TEMPLATE = r"`(?:[^`\\]|\\[\s\S])*+(?:`|\\?\Z)"
_SLASHES = r"(?P<slashes>//[^\n]*+)"
_STARRED = r"(?P<starred>/\*(?:[^*]|\*(?!/))*+(?:\*/|\Z))"
_ML = r"(?P<ml>\(\*(?!\))(?:[^*]|\*(?!\)))*+(?:\*\)|\Z))"
_HASH = r"(?P<hash>#[^\n]*+)"
_LONE_HASH = r"(?P<hash>(?<![^\s;(])#[^\n]*+)"
_ANGLED = r"(?P<angled><!--(?:[^-]|-(?!->))*+(?:-->|\Z))"
_RAZOR = r"(?P<razor>@\*(?:[^*]|\*(?!@))*+(?:\*@|\Z))"
_CDATA = r"<!\[CDATA\[(?:[^\]]|\](?!\]>))*+(?:\]\]>|\Z)"
_QUOTED_WORDS = r"""(?<!\w)"[^"\n]*+"|(?<!\w)'[^'\n]*+'"""
_MUSTACHE = r"(?P<mustache>\{\{!--(?:[^-]|-(?!-\}\}))*+(?:--\}\}|\Z)|\{\{!(?:[^}]|\}(?!\}))*+(?:\}\}|\Z))"
_SERVER = r"(?P<server><%--(?:[^-]|-(?!-%>))*+(?:--%>|\Z))"
_HERE = r"<<-?['\"]?(?P<h>[A-Za-z_]\w*)\b[^\n]*+(?:\n(?![ \t]*+(?P=h)[ \t\r]*+$)[^\n]*+)*+"
_HERE_STRING = r"@[\"'][ \t\r]*+\n(?:(?![\"']@)[^\n]*+\n)*+(?:[\"']@)?"
_BLOCK = r"(?P<block><#(?:[^#]|#(?!>))*+(?:#>|\Z))"
# In the C# or PHP of a page a comment begins a line or stands behind the end of something.
_STATEMENT_END = r"(?:^|[;{}),])[ \t]*+(?:(?P<slashes>//[^\n]*+)|(?P<starred>/\*(?:[^*]|\*(?!/))*+(?:\*/|\Z)))"
_FENCE = r"^ {0,3}(?P<f>`{3,}+|~{3,}+)[^\n]*+(?:\n(?! {0,3}(?P=f))[^\n]*+)*+(?:\n[^\n]*+|\Z)"
_CODE = r"`[^`\n]++`|^(?: {4}|\t)[^\n]*+"

_PATTERNS = {
    "c": (_DOUBLE, _CHARACTER, _TEMPLATE, _STARRED, _SLASHES),
    "script": (_TRIPLE, _DOUBLE, _SINGLE, _TEMPLATE, _STARRED, _SLASHES),
    "razor script": (_RAZOR, _DOUBLE, _SINGLE, _TEMPLATE, _STARRED, _SLASHES),
    "json": (_DOUBLE, _STARRED, _SLASHES),
    "fsharp": (_TRIPLE, _DOUBLE, _CHARACTER, _ML, _SLASHES),
    "python": (_TRIPLE, _DOUBLE, _SINGLE, _HASH),
    "hash": (_QUOTED_WORDS, _LONE_HASH),
    "shell": (_HERE, r"\\[\s\S]", r"'[^']*+(?:'|\Z)", r'"(?:[^"\\]|\\[\s\S])*+(?:"|\\?\Z)', _LONE_HASH),
    "powershell": (_HERE_STRING, _BLOCK, r"`[\s\S]", r"'[^']*+(?:'|\Z)", r'"(?:[^"`]|`[\s\S])*+(?:"|`?\Z)', _LONE_HASH),
    "lines": (r"^[ \t]*+(?P<hash>#[^\n]*+)",),
    "ini": (r"^[ \t]*+(?P<hash>[#;!][^\n]*+)",),
    "batch": (r"(?:^|&)[ \t]*+(?P<rem>(?i:@?rem\b|::)[^\n]*+)",),
    "basic": (r'"[^"\n]*+"?', r"(?P<quote>'[^\n]*+|(?i:\brem\b)[^\n]*+)"),
    "sql": (_QUOTED_WORDS, _STARRED, r"(?P<dashes>--[^\n]*+)"),
    "xml": (_CDATA, _ANGLED),
    "markdown": (_FENCE, _CODE, _ANGLED),
    "page": (_ANGLED,),
    "mustache": (_ANGLED, _MUSTACHE),
    "server": (_ANGLED, _SERVER, _STATEMENT_END),
    "razor": (_ANGLED, _RAZOR, _STATEMENT_END),
}  # fmt: skip

_BY_SUFFIX = {
    **dict.fromkeys(("go", "mod", "c", "h", "cpp", "hpp", "cc", "m", "mm", "rs", "scala", "proto"), "c"),
    **dict.fromkeys(("dart", "bicep", "bicepparam", "gradle", "groovy"), "script"),
    **dict.fromkeys(("json", "jsonc", "json5"), "json"),
    **dict.fromkeys(("fs", "fsx", "fsi"), "fsharp"),
    **dict.fromkeys(("py", "pyi", "toml"), "python"),
    **dict.fromkeys(("yaml", "yml", "env", "rb", "mk", "r"), "hash"),
    **dict.fromkeys(("sh", "bash", "zsh", "azcli"), "shell"),
    **dict.fromkeys(("ps1", "psm1", "psd1"), "powershell"),
    **dict.fromkeys(("properties", "ini", "conf", "cfg", "editorconfig"), "ini"),
    **dict.fromkeys(("bat", "cmd"), "batch"),
    **dict.fromkeys(("vb", "vbs", "bas"), "basic"),
    "sql": "sql",
    **dict.fromkeys(
        "config xml csproj fsproj vbproj props targets nuspec pubxml proj xaml plist storyboard resx svg".split(), "xml"
    ),
    **dict.fromkeys(("md", "markdown", "mdx"), "markdown"),
    **dict.fromkeys(("html", "htm", "vue", "svelte"), "page"),
    "hbs": "mustache",
    **dict.fromkeys(("ejs", "php", "jsp", "jspx", "aspx", "master", "ascx", "astro"), "server"),
    **dict.fromkeys(("cshtml", "razor"), "razor"),
}  # fmt: skip
_BY_NAME = (
    (re.compile(r"(.*\.)?dockerfile(\..*)?|.*requirements.*\.txt"), "lines"),
    (re.compile(r"\.env(\..*)?|makefile|podfile|gemfile"), "hash"),
    (re.compile(r"pipfile"), "python"),
    (re.compile(r"jenkinsfile"), "script"),
)
_TEXTS = frozenset(("f", "h"))  # groups that name the end of a text, not a comment
_PAGES = frozenset(("page", "mustache", "server", "razor"))


class Comment(Struct, frozen=True):
    """An interval of characters with the marks that open and close it; `closer` is empty for one that ends with its
    line."""

    start: int
    end: int
    opener: str
    closer: str


def syntax_of(path: str) -> str | None:
    """The name of the comment syntax of a file: a grammar, or a family of languages; None where none is known."""
    name = path.rpartition("/")[2].lower()
    for pattern, family in _BY_NAME:
        if pattern.fullmatch(name):
            return family
    suffix = name.rpartition(".")[2]
    return _GRAMMARS.get(suffix) or _BY_SUFFIX.get(suffix)


def comments_in(document: Document) -> list[Comment]:
    """Every comment of a document, in order; none where the syntax of its language is not known. Raises TooComplex."""
    syntax = syntax_of(document.path)
    if syntax is None:
        return []
    if syntax in _PATTERNS:
        intervals = _in_page(document, syntax) if syntax in _PAGES else _in(document.text, syntax, 0)
    else:
        intervals = _parsed(document, syntax)
    return [_comment(document.text, start, end) for start, end in intervals]


def _parsed(document: Document, language: str) -> Iterator[tuple[int, int]]:
    from asrs_lint.parse.syntax import parse, walk

    syntax = parse(document, language)
    for node in walk(syntax.root):
        if node.type.endswith("comment"):
            yield syntax.character(node.start_byte), syntax.character(node.end_byte)


@cache
def _pattern(syntax: str) -> re.Pattern[str]:
    return re.compile("|".join(_PATTERNS[syntax]), re.MULTILINE)


def _in(text: str, syntax: str, start: int, end: int | None = None) -> Iterator[tuple[int, int]]:
    for match in _pattern(syntax).finditer(text, start, len(text) if end is None else end):
        if match.lastgroup and match.lastgroup not in _TEXTS:
            yield match.span(match.lastgroup)


def _in_page(document: Document, syntax: str) -> Iterator[tuple[int, int]]:
    """Scripts have the comments of their language, what is between them those of the page."""
    inner = "razor script" if syntax == "razor" else "script"
    at = 0
    for script in scripts(document, razor=syntax == "razor"):
        yield from _in(document.text, syntax, at, script.body.start)
        yield from _in(document.text, inner, script.body.start, script.body.end)
        at = script.body.end
    yield from _in(document.text, syntax, at)


def _comment(text: str, start: int, end: int) -> Comment:
    for opener, closer in _MARKS:
        if text.startswith(opener, start):
            closed = text.endswith(closer, start + len(opener), end)
            return Comment(start, end, opener, closer if closed else "")
    mark = _LINE_MARK.match(text, start, end)
    stripped = start + len(text[start:end].rstrip("\r\n"))
    return Comment(start, stripped, mark[0] if mark else "", "")
