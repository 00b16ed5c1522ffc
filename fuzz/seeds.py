"""Where fuzzing begins: the fixtures, the examples on the pages of the rules, and texts for what neither has."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import kept
from targets import FILES

from asrs_lint.plugins import installed_rules
from asrs_lint.testing import examples

_FIXTURES = Path(__file__).parent.parent / "fixtures" / "projects"
_MOST = 80  # of one target: they are tried before anything else
_CONNECTION = b"Endpoint=https://chat.service.signalr.net;AccessKey="

# The kinds of files that hold what a parser reads.
_LIKE = {
    "json": (".json",),
    "xml": (".config", ".csproj", ".props"),
    "yaml": (".yaml", ".yml"),
    "html": (".html", ".vue", ".cshtml"),
    "bicep-parser": (".bicep", ".bicepparam"),
    "hcl": (".tf",),
    "xdt": (".config",),
    "template": (".html", ".cshtml", ".vue", ".razor"),
    "command_line": (".sh", ".ps1", ".yml"),
    "redaction": (".md", ".env", ".json"),
    "rewriting": (".cs",),
    "difference": (".cs",),
    "toml": (".toml",),
}
_OWN: dict[str, list[bytes]] = {
    "xpath": [
        b"/a/b[@c='1' and position()=1]/d|//b[last()]|../b[contains(@c,'2')]",
        b"@c='1'",
        b"@c='1' or not(@d)",
        b"count(d)>0",
    ],
    "connection_string": [
        _CONNECTION + b"x;Version=1.0;Port=80;ClientEndpoint=https://b;ServerEndpoint=https://c",
        b"Endpoint=https://a.service.signalr.net;AuthType=azure.app;ClientId=b;TenantId=c;ClientSecret=d",
    ],
    "redaction": [
        _CONNECTION + b"KEY;Version=1.0;",
        b'{"AccessKey": "KEY"}\n<add key="accessKey" value="KEY"/>\nAccessKey%3DKEY KEY',
        b'"Endpoint=https://a.service.signalr.net;Access" + "Key=KEY;"\nclient_secret = abcdefgh1234567890',
    ],
    "baseline": [
        b'{"version": 1, "findings": [{"rule": "ASRS401", "path": "a.ts", "fingerprint": "0123456789abcdef", '
        b'"message": "x"}]}'
    ],
    "cache": kept.snapshots(),
    "deployed": [
        b'[{"name": "a", "sku": {"name": "S1"}, "features": [{"flag": "ServiceMode", "value": "Default"}], '
        b'"resourceLogConfiguration": {"categories": [{"name": "ConnectivityLogs", "enabled": "true"}]}}]'
    ],
    "cached-facts": kept.packed(),
    "xdt": [
        b"<configuration><a><b name='1' c='2'/><b name='2'/></a></configuration>=====\n"
        b"<configuration xmlns:xdt='http://schemas.microsoft.com/XML-Document-Transform'><a>"
        b"<b name='1' e='1' xdt:Locator='Match(name)' xdt:Transform='SetAttributes(e)'/>"
        b"<b xdt:Locator='Condition(@name=2)' xdt:Transform='RemoveAttributes(name)'/>"
        b"<d xdt:Transform='InsertBefore(/configuration/a/b[1])'/><b xdt:Transform='RemoveAll'/>"
        b"<f xdt:Transform='InsertIfMissing'/><g xdt:Transform='Replace' xdt:Locator='XPath(//b)'/></a></configuration>"
    ],
    "difference": [b"a\nb\nc\n=====\nb\na\nc\nd\n"],
    "rewriting": [b"\0\1\2\3\0\5\0\4\0\11\3\0\0\20\1\1" + b"the quick brown fox jumps"],
}


# For languages of which there is no fixture: the programs in these tests.
_TESTS = Path(__file__).parent.parent / "tests" / "extract"
_TESTED = {
    **dict.fromkeys(("kotlin", "swift", "dart", "go"), "test_mobile_clients.py"),
    "fsharp": "test_fsharp.py",
    "java": "test_java.py",
    "markup": "test_markup.py",
    "razor": "test_razor.py",
}


def seeds(target: str) -> list[bytes]:
    found = [*_OWN.get(target, ())]
    if target in _LIKE:
        found += [data for name, data in _texts() if name.endswith(_LIKE[target])]
    elif target in FILES:
        found += _named(FILES[target])
    if target in _TESTED:
        found += _programs(_TESTS / _TESTED[target])
    return found[:: 1 + len(found) // _MOST]


def _named(names: tuple[str, ...]) -> Iterator[bytes]:
    """The texts of each kind of file, behind the byte that chooses its name where there are several."""
    for number, name in enumerate(names):
        suffix = Path(name).suffix or name
        alike = [data for other, data in _texts() if other.endswith(suffix)]
        yield from (bytes([number]) + data if len(names) > 1 else data for data in alike)


def _programs(file: Path) -> Iterator[bytes]:
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and len(node.value) > 60:
            yield node.value.encode()


@cache
def _texts() -> list[tuple[str, bytes]]:
    """The names of files and what they hold, the short ones first."""
    files = [(file.name, file.read_bytes()) for file in sorted(_FIXTURES.rglob("*")) if file.is_file()]
    pages = [file for rule in installed_rules() for example in examples(rule) for file in example.files]
    shown = [(path.rpartition("/")[2], text.encode()) for path, text in pages]
    return sorted({*files, *shown}, key=lambda file: (len(file[1]), file))
