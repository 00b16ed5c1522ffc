"""The C# of Razor files, at its place."""

from __future__ import annotations

import pytest

from asrs_lint.extract.razor import extract
from asrs_lint.facts.client import ClientBuilt, ConnectionStarted, HandlerAdded
from asrs_lint.facts.code import Function
from asrs_lint.source import Document

PAGE = """@page "/chat"
@using Microsoft.AspNetCore.SignalR.Client
@inject NavigationManager Nav
<h1 class="a">It's @title</h1>
@* @code { class Wrong { void No() { } } } *@
<a href="mailto:me@@code {x">ü</a>
@code {
    private HubConnection? hub; // don't }
    private string s = $"{a}}}" + '"' + @"\\";
    protected override async Task OnInitializedAsync()
    {
        hub = new HubConnectionBuilder().WithUrl(Nav.ToAbsoluteUri("/chat")).Build();
        hub.Closed += OnClosed;
        await hub.StartAsync();
    }
}
<script>var x = {};</script>
@functions {
    Task OnClosed(Exception? e) => Task.CompletedTask;
}
"""


def test_members_are_read_in_place() -> None:
    document = Document("Pages/Chat.razor", PAGE)
    facts = list(extract(document))
    (built,) = [f for f in facts if isinstance(f, ClientBuilt)]
    assert (built.owner, built.symbol, built.function) == ("Chat", "hub", "OnInitializedAsync")
    assert built.url is not None and document.slice(built.url.span) == '"/chat"'
    assert document.position(built.span.start).line == 12
    assert [f.target for f in facts if isinstance(f, HandlerAdded)] == ["OnClosed"]
    assert [f.receiver for f in facts if isinstance(f, ConnectionStarted)] == ["hub"]
    assert {f.name for f in facts if isinstance(f, Function)} == {"OnInitializedAsync", "OnClosed"}


def test_code_blocks_of_views() -> None:
    facts = extract(Document("Index.cshtml", '@{\n  ViewData["Title"] = Load("x");\n}\n<p>@Model.Name</p>'))
    (top,) = [f for f in facts if isinstance(f, Function)]
    assert [c.name for c in top.calls] == ["Load"]


@pytest.mark.parametrize("text", ["", "<p>@</p>", "@code {", '@{ " ', "@functions{ } } }", "@*", "@code{}@code{}" * 50])
def test_nothing_makes_it_crash(text: str) -> None:
    list(extract(Document("a.razor", text)))


def test_a_razor_comment_between_statements_is_none_of_them() -> None:
    commented = PAGE.replace("        hub = new", "        @* the only one *@\n        hub = new")
    (built,) = [f for f in extract(Document("Pages/Chat.razor", commented)) if isinstance(f, ClientBuilt)]
    assert (built.function, built.url is not None) == ("OnInitializedAsync", True)
