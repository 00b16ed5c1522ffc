"""Fixes in appsettings.json: the file is as if the new member had been written with it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fixes.json_writing import Member, Style, Value, styles
from tests.fixes.trying import CORE, Project, few

CATEGORY = "Microsoft.Azure.SignalR"
NAMED = Member(CATEGORY, "Information")
MORE = Member(CATEGORY, "Debug")  # where that is logged already
PATH = "Chat/appsettings.json"

_comments = st.sampled_from(["", "", "", 'why: {not} this, "that"'])
_levels = st.sampled_from(["Warning", "Error", "Information", "None", "Debug"])
_rules = st.lists(
    st.builds(Member, st.sampled_from(["Default", "Microsoft", "System", "Microsoft.AspNetCore"]), _levels, _comments),
    unique_by=lambda m: m.key,
    max_size=3,
)
_other = st.builds(Member, st.sampled_from(["AllowedHosts", "Name"]), st.sampled_from(["*", "a{b"]), _comments)


@st.composite
def _settings(draw: st.DrawFn, section: tuple[str, ...], rules: st.SearchStrategy[Value]) -> list[Member]:
    """Settings with a section, or only the beginning of the path to it, among others."""
    depth = draw(st.integers(0, len(section)))
    value: Value = draw(rules) if depth == len(section) else []
    for key in reversed(section[1:depth]):
        beside = draw(st.lists(st.just(Member("IncludeScopes", "true")), max_size=1))
        value = [*beside, Member(key, value)]
    root = [Member(section[0], value, draw(_comments))] if depth else []
    others = draw(st.lists(_other, max_size=2, unique_by=lambda m: m.key))
    return draw(st.permutations([*root, *others]).filter(bool))  # nothing tells the style of an empty file


def with_category(root: list[Member], *section: str, named: Member = NAMED) -> list[Member]:
    """The same with the category at the end of the section, which is made where it is missing."""
    if not section:
        return [*root, named]
    if not any(m.key == section[0] for m in root):
        return [*root, Member(section[0], with_category([], *section[1:], named=named))]
    return [
        Member(m.key, with_category(m.value, *section[1:], named=named), m.comment)
        if m.key == section[0] and isinstance(m.value, list)
        else m
        for m in root
    ]


def check_addition(files: dict[str, str], root: list[Member], style: Style, section: tuple[str, ...]) -> None:
    project = Project({**files, PATH: style.written(root)})
    project.check_every_fix()
    for finding in project.fixable():
        expected = [style.written(with_category(root, *section, named=named)) for named in (NAMED, MORE)]
        assert project.tried(finding).texts[PATH] in expected


@few(30)
@given(root=_settings(("Logging", "LogLevel"), _rules), style=styles())
def test_a_level_is_added(root: list[Member], style: Style) -> None:
    check_addition(CORE, root, style, ("Logging", "LogLevel"))


SERILOG = CORE["Chat/Program.cs"].replace(
    "// logging", "builder.Host.UseSerilog((context, logger) => logger.ReadFrom.Configuration(context.Configuration));"
)


@few(18)
@given(root=_settings(("Serilog", "MinimumLevel", "Override"), _rules.filter(bool)), style=styles())
def test_an_override_of_serilog_is_added(root: list[Member], style: Style) -> None:
    check_addition({**CORE, "Chat/Program.cs": SERILOG}, root, style, ("Serilog", "MinimumLevel", "Override"))


@few(8)
@given(level=st.sampled_from(["Warning", "Error", "Fatal"]), style=styles(), others=st.lists(_other, max_size=1))
def test_one_level_of_serilog_becomes_a_default_and_an_override(level: str, style: Style, others: list[Member]) -> None:
    project = Project(
        {
            **CORE,
            "Chat/Program.cs": SERILOG,
            PATH: style.written([Member("Serilog", [Member("MinimumLevel", level)]), *others]),
        }
    )
    project.check_every_fix()
    (finding,) = project.fixable()
    levels: list[Member] = [Member("Default", level), Member("Override", [NAMED])]
    expected = [Member("Serilog", [Member("MinimumLevel", levels)]), *others]
    assert project.tried(finding).texts[PATH] == style.written(expected)


_wrong = st.sampled_from(
    [("Info", "Information"), ("warn", "Warning"), ("Verbose", "Trace"), ("Informaton", "Information")]
)


@few(15)
@given(wrong=st.lists(_wrong, min_size=1, max_size=3), style=styles(), comment=_comments)
def test_words_that_are_no_levels_are_replaced(wrong: list[tuple[str, str]], style: Style, comment: str) -> None:
    def written(which: int, *more: Member) -> str:
        names = ("Default", "Microsoft", "System")
        rules = [Member(name, pair[which], comment) for name, pair in zip(names, wrong, strict=False)]
        return style.written([Member("Logging", [Member("LogLevel", [*rules, *more])])])

    project = Project({**CORE, PATH: written(0)})
    project.check_every_fix()
    assert project.mended().files[PATH] == written(1, NAMED)


@pytest.mark.parametrize(
    ("text", "added"),
    [
        ('{"Logging:LogLevel:Default":"Error"}', '"Logging:LogLevel:Microsoft.Azure.SignalR":"Information"'),
        ('{"Logging":{"LogLevel:Default":"Error"}}', '"LogLevel:Microsoft.Azure.SignalR":"Information"'),
        ('{"Logging:LogLevel":{"Default":"Error"}}', '"Microsoft.Azure.SignalR":"Information"'),
    ],
)
def test_keys_that_hold_several_levels(text: str, added: str) -> None:
    project = Project({**CORE, PATH: text})
    project.check_every_fix()
    assert project.mended().files[PATH] == text.replace('"Error"', f'"Error",{added}')


@pytest.mark.parametrize(
    "text",
    [
        '{"Logging":{"LogLevel":{"Default":"Error","Microsoft.Azure.SignalR":null}}}',
        '{"Logging":["x"]}',
        '{"Logging":{"LogLevel":"Warning"}}',
        '{"Logging":{"LogLevel":[]}}',
    ],
)
def test_no_member_is_added_beside_one_of_its_name(text: str) -> None:
    assert Project({**CORE, PATH: text}).fixable() == []
