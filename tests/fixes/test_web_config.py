"""Fixes in web.config: only what was meant is added, and every line stands where the file would have it."""

from __future__ import annotations

from dataclasses import dataclass
from xml.sax.saxutils import quoteattr

from hypothesis import given
from hypothesis import strategies as st

from asrs_lint.element import Element
from asrs_lint.parse.xml import parse_xml
from asrs_lint.source import Document
from tests.fixes.trying import Project, few

PATH = "Chat/Web.config"
PROJECT = """<Project Sdk="Microsoft.NET.Sdk.Web">
  <PropertyGroup>
    <TargetFramework>net48</TargetFramework>
  </PropertyGroup>
  <ItemGroup>
    <PackageReference Include="Microsoft.Azure.SignalR.AspNet" Version="1.25.1" />
  </ItemGroup>
</Project>
"""
STARTUP = """using Microsoft.AspNet.SignalR;
using Owin;

public class Startup
{
    public void Configuration(IAppBuilder app)
    {
        app.MapAzureSignalR(GetType().FullName);
    }
}

public class ChatHub : Hub
{
}
"""
FILES = {"Chat/Chat.csproj": PROJECT, "Chat/Startup.cs": STARTUP}

Node = tuple[str, dict[str, str], list["Node"]]


@dataclass(frozen=True)
class Style:
    """`unit` is one level of indentation, empty for all on one line. Empty elements end with `empty`."""

    unit: str
    newline: str
    empty: str
    comments: bool

    def written(self, node: Node, indent: str = "") -> str:
        tag, attributes, children = node
        start = indent + "<" + " ".join([tag, *(f"{name}={quoteattr(value)}" for name, value in attributes.items())])
        comment = " <!-- why -->" if self.comments and self.unit and "name" in attributes else ""
        newline = self.newline if self.unit else ""
        if not children:
            return f"{start}{self.empty}{comment}{newline}"
        inside = "".join(self.written(child, indent + self.unit) for child in children)
        return f"{start}>{newline}{inside}{indent}</{tag}>{newline}"


_styles = st.one_of(
    st.builds(
        Style,
        st.sampled_from(["  ", "    ", "\t"]),
        st.sampled_from(["\n", "\r\n"]),
        st.sampled_from([" />", "/>"]),
        st.booleans(),
    ),
    st.builds(Style, st.just(""), st.just("\n"), st.sampled_from([" />", "/>"]), st.just(False)),
)


def group(tag: str, *children: st.SearchStrategy[Node]) -> st.SearchStrategy[list[Node]]:
    """An element that may be missing, be empty or hold some of the children."""
    some = st.tuples(*(st.lists(child, max_size=1) for child in children)).map(
        lambda lists: [x for y in lists for x in y]
    )
    return st.lists(st.tuples(st.just(tag), st.just({}), some), max_size=1)


def element(tag: str, **attributes: str | st.SearchStrategy[str]) -> st.SearchStrategy[Node]:
    given = {name: st.just(value) if isinstance(value, str) else value for name, value in attributes.items()}
    return st.tuples(st.just(tag), st.fixed_dictionaries(given), st.just([]))


_WRITER = {"type": "System.Diagnostics.TextWriterTraceListener", "initializeData": "a&b.log"}
_levels = st.sampled_from(["Off", "Error", "Warning", "Information", "Verbose"])
_listeners = group("listeners", element("add", name="Known"), element("add", name="Own", **_WRITER))
_source = st.tuples(st.just("source"), st.fixed_dictionaries({"name": st.just("Microsoft.Azure.SignalR")}), _listeners)
_section = st.tuples(
    group("sources", element("source", name="SignalR.Connection"), _source),
    group("switches", element("add", name="SignalRSwitch", value=_levels)),
    group("sharedListeners", element("add", name="Known", **_WRITER)),
    st.lists(element("trace") | element("trace", autoflush=st.sampled_from(["true", "false"])), max_size=1),
).map(lambda groups: [x for y in groups for x in y])
_root = st.tuples(
    st.lists(element("configSections"), max_size=1),
    st.lists(st.tuples(st.just("system.diagnostics"), st.just({}), _section), max_size=1),
    st.lists(element("system.web") | element("appSettings"), min_size=1, max_size=1),
).map(lambda groups: ("configuration", {}, [x for y in groups for x in y]))


def tree(text: str) -> Node:
    def node(element: Element) -> Node:
        attributes = {a.name: a.value.value for a in element.attributes}
        return element.tag, attributes, [node(child) for child in element.children]

    return node(parse_xml(Document(PATH, text)))


def holds(new: Node, old: Node) -> bool:
    """Whether one tree is the other with elements and attributes added, and levels, flushing and names mended."""
    same = new[0] == old[0] and all(name in new[1] and _mended(name, new[1][name], old[1][name]) for name in old[1])
    rest = iter(new[2])
    return same and all(any(holds(candidate, child) for candidate in rest) for child in old[2])


def _mended(name: str, new: str, old: str) -> bool:
    return new == old or (name, new) in (("value", "Information"), ("autoflush", "true"), ("name", "Known"))


def unbroken(style: Style, text: str) -> bool:
    """Whether a text is as if it had been written in one go: comments apart, which are only at old elements."""
    plain = text.replace(" <!-- why -->", "")
    return plain == Style(style.unit, style.newline, style.empty, False).written(tree(text))


@few(30)
@given(root=_root, style=_styles)
def test_tracing_is_completed(root: Node, style: Style) -> None:
    before = style.written(root)
    project = Project({**FILES, PATH: before})
    project.check_every_fix()
    after = project.mended().files[PATH]
    assert holds(tree(after), root)
    assert after.count("<!--") == before.count("<!--")
    assert unbroken(style, after)


@few(8)
@given(section=_section.filter(bool), style=_styles)
def test_a_section_of_its_own_file_is_completed_there(section: list[Node], style: Style) -> None:
    main = Style("  ", "\n", " />", False).written(
        ("configuration", {}, [("system.diagnostics", {"configSource": "tracing.config"}, [])])
    )
    own = style.written(("system.diagnostics", {}, section))
    project = Project({**FILES, PATH: main, "Chat/tracing.config": own})
    project.check_every_fix()
    mended = project.mended().files
    assert mended[PATH] == main
    assert unbroken(style, mended["Chat/tracing.config"])
    assert 'name="Microsoft.Azure.SignalR"' in mended["Chat/tracing.config"]
