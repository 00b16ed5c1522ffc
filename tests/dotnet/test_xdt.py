from __future__ import annotations

import pytest

from asrs_lint.dotnet.xdt import Transformed, transform
from asrs_lint.element import Element
from asrs_lint.parse.xml import parse_xml
from asrs_lint.source import Document

BASE = """<configuration>
  <appSettings><add key="a" value="1"/><add key="b" value="2"/></appSettings>
  <trace autoflush="true"/>
</configuration>"""


def apply(changes: str, base: str = BASE) -> Transformed:
    namespace = "http://schemas.microsoft.com/XML-Document-Transform"
    text = f'<configuration xmlns:xdt="{namespace}">{changes}</configuration>'
    return transform(parse_xml(Document("Web.config", base)), parse_xml(Document("Web.Release.config", text)))


def written(element: Element) -> str:
    """The tree in short: `appSettings(add[a=1])`."""
    values = ",".join(a.value.value for a in element.attributes)
    children = " ".join(written(child) for child in element.children)
    return element.tag + (f"[{values}]" if values else "") + (f"({children})" if children else "")


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ("", "appSettings(add[a,1] add[b,2]) trace[true]"),
        ('<trace xdt:Transform="Remove"/>', "appSettings(add[a,1] add[b,2])"),
        ('<appSettings><add xdt:Transform="Remove"/></appSettings>', "appSettings(add[b,2]) trace[true]"),
        ('<appSettings><add xdt:Transform="RemoveAll"/></appSettings>', "appSettings trace[true]"),
        ('<appSettings xdt:Transform="Replace"><add key="c"/></appSettings>', "appSettings(add[c]) trace[true]"),
        (
            '<appSettings><add key="b" value="9" xdt:Locator="Match(key)" xdt:Transform="SetAttributes"/>'
            "</appSettings>",
            "appSettings(add[a,1] add[b,9]) trace[true]",
        ),
        (
            '<appSettings><add key="x" value="9" xdt:Transform="SetAttributes(value)"/></appSettings>',
            "appSettings(add[a,9] add[b,9]) trace[true]",
        ),
        ('<trace xdt:Transform="RemoveAttributes(autoflush)"/>', "appSettings(add[a,1] add[b,2]) trace"),
        (
            '<appSettings><add key="c" xdt:Transform="Insert"/></appSettings>',
            "appSettings(add[a,1] add[b,2] add[c]) trace[true]",
        ),
        (
            '<trace xdt:Transform="InsertIfMissing"/><x xdt:Transform="InsertIfMissing"/>',
            "appSettings(add[a,1] add[b,2]) trace[true] x",
        ),
        (
            """<appSettings>
                 <add key="c" xdt:Transform="InsertBefore(/configuration/appSettings/add[@key='b'])"/>
               </appSettings>""",
            "appSettings(add[a,1] add[c] add[b,2]) trace[true]",
        ),
        (
            '<appSettings><add key="c" xdt:Transform="InsertAfter(/configuration/appSettings/add[1])"/></appSettings>',
            "appSettings(add[a,1] add[c] add[b,2]) trace[true]",
        ),
        (
            """<appSettings>
                 <add xdt:Transform="Remove" xdt:Locator="Condition(@key='b' or @value='7')"/>
               </appSettings>""",
            "appSettings(add[a,1]) trace[true]",
        ),
        (
            '<appSettings><add xdt:Transform="Remove" xdt:Locator="XPath(add[2])"/></appSettings>',
            "appSettings(add[a,1]) trace[true]",
        ),
        ('<missing><add xdt:Transform="Insert"/></missing>', "appSettings(add[a,1] add[b,2]) trace[true]"),
        ('<missing xdt:Transform="Remove"/>', "appSettings(add[a,1] add[b,2]) trace[true]"),
    ],
)
def test_transforms(changes: str, expected: str) -> None:
    root = apply(changes).root
    assert root and written(root) == f"configuration({expected})"


def test_spans_tell_the_file_that_decides() -> None:
    root = apply('<trace autoflush="false" xdt:Transform="SetAttributes"/><new xdt:Transform="Insert"/>').root
    assert root
    trace = root.find("trace")
    assert trace and trace.span.path == "Web.config"
    assert trace.attributes[0].span.path == "Web.Release.config"
    assert root.children[-1].span.path == "Web.Release.config"


@pytest.mark.parametrize(
    "changes",
    [
        '<trace xdt:Transform="Own.Transform"/>',
        '<trace xdt:Locator="Own(x)"/>',
        '<trace xdt:Locator="Condition(@a=)" xdt:Transform="Remove"/>',
        '<trace xdt:Locator="XPath(//a//b)" xdt:Transform="Remove"/>',
        '<trace xdt:Locator="XPath(/a[b[c]])" xdt:Transform="Remove"/>',
        '<trace xdt:Locator="Condition(ancestor::a)" xdt:Transform="Remove"/>',
        "<a>" * 80 + "</a>" * 80,
    ],
)
def test_what_cannot_be_followed_is_unknown(changes: str) -> None:
    result = apply(changes)
    assert result.root is None
    assert result.unknown


def test_a_transform_too_large_is_unknown() -> None:
    base = "<configuration>" + "<a/>" * 2000 + "</configuration>"
    assert "large" in apply("<a/>" * 2000, base).unknown


def test_another_root_is_unknown() -> None:
    other = parse_xml(Document("x", "<other/>"))
    assert transform(other, parse_xml(Document("y", "<configuration/>"))).root is None
