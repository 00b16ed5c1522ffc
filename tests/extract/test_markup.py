"""Scripts inside pages, and the packages their script tags load."""

from __future__ import annotations

import pytest

from asrs_lint.extract.markup import extract
from asrs_lint.facts.client import ClientBuilt, ConnectionStarted, HandlerAdded
from asrs_lint.facts.package import PackageReferenced
from asrs_lint.source import Document

BUILD = 'const c = new signalR.HubConnectionBuilder().withUrl("/chat").build();'


@pytest.mark.parametrize(
    ("source", "name", "version"),
    [
        ("https://unpkg.com/@aspnet/signalr@1.1.2/dist/browser/signalr.js", "@aspnet/signalr", "1.1.2"),
        ("https://unpkg.com/@aspnet/signalr", "@aspnet/signalr", None),
        (
            "https://cdn.jsdelivr.net/npm/@microsoft/signalr@8.0.0/dist/browser/signalr.min.js",
            "@microsoft/signalr",
            "8.0.0",
        ),
        ("https://cdn.jsdelivr.net/npm/@@aspnet/signalr@@1.0.3/x.js", "@aspnet/signalr", "1.0.3"),
        ("//cdnjs.cloudflare.com/ajax/libs/microsoft-signalr/3.1.7/signalr.min.js", "@microsoft/signalr", "3.1.7"),
        ("//cdnjs.cloudflare.com/ajax/libs/aspnet-signalr/1.1.4/signalr.min.js", "@aspnet/signalr", "1.1.4"),
        ("//cdnjs.cloudflare.com/ajax/libs/signalr.js/2.4.3/jquery.signalR.min.js", "signalr", "2.4.3"),
        ("https://ajax.aspnetcdn.com/ajax/signalr/jquery.signalr-2.2.0.min.js", "signalr", "2.2.0"),
        ("~/lib/@microsoft/signalr/dist/browser/signalr.js", "@microsoft/signalr", None),
        ("~/lib/aspnet/signalr/dist/browser/signalr.js", "@aspnet/signalr", None),
        ("/Scripts/jquery.signalR-2.4.1.js", "signalr", "2.4.1"),
    ],
)
def test_script_tags(source: str, name: str, version: str | None) -> None:
    document = Document("Views/Index.cshtml", f'<p>\n<script src="{source}"></script>')
    [found] = [f for f in extract(document) if isinstance(f, PackageReferenced)]
    assert (found.ecosystem, found.name, found.version) == ("script", name, version)
    assert document.slice(found.span) == f'<script src="{source}">'


@pytest.mark.parametrize(
    "text",
    [
        '<!-- <script src="https://unpkg.com/@aspnet/signalr"></script> -->',
        '<script src="/signalr/hubs"></script>',
        '<script src="/lib/microsoft-signalr/start.js"></script>',
        '<script src="https://unpkg.com/@microsoft/signalr-protocol-msgpack@8.0.0/dist/browser/x.js"></script>',
        '<script>const CACHE = ["https://unpkg.com/@aspnet/signalr@1.1.2/dist/browser/signalr.js"];</script>',
        '<a href="https://unpkg.com/@aspnet/signalr">',
    ],
)
def test_what_loads_nothing(text: str) -> None:
    assert [f for f in extract(Document("index.html", text)) if isinstance(f, PackageReferenced)] == []


@pytest.mark.parametrize(
    ("path", "page"),
    [
        ("index.html", "<p>ü – €</p>\r\n<script>\r\n{}\r\n</script>"),
        ("App.vue", '<template><b/></template>\n<script setup lang="ts">\nconst x: number = 1;\n{}\n</script>'),
        ("App.svelte", '<script lang="ts">let a: string; {}</script><h1>{{a}}</h1>'),
        ("Index.cshtml", "@model X\n@section scripts {{ <script>var u = @Html.Raw(Model.Y);\n{}</script> }}"),
        ("page.php", "<?php echo 1; ?><script>var u = <?= $u ?>; {}</script>"),
        ("page.ejs", '<script type="module"><% if (a) {{ %>{}<% }} %></script>'),
    ],
)
def test_places_stay(path: str, page: str) -> None:
    document = Document(path, page.replace("{}", BUILD).replace("{{", "{").replace("}}", "}"))
    [built] = [f for f in extract(document) if isinstance(f, ClientBuilt)]
    assert document.slice(built.span).startswith("new signalR.HubConnectionBuilder()")
    assert built.url and document.slice(built.url.span) == built.url.value == "/chat"


def test_scripts_of_a_page_share_their_names_but_not_their_statements() -> None:
    page = f"<script>{BUILD[:-1]}</script><script>(function () {{ c.onclose(again); }})()</script>"
    page += "\n<script>c.start()</script>"
    facts = list(extract(Document("index.html", page)))
    assert [f.symbol for f in facts if isinstance(f, ClientBuilt)] == ["c"]
    assert [f.target for f in facts if isinstance(f, HandlerAdded)] == ["again"]
    assert [f.receiver for f in facts if isinstance(f, ConnectionStarted)] == ["c"]


def test_an_address_written_by_the_server_is_no_literal() -> None:
    text = "<script>new signalR.HubConnectionBuilder().withUrl('@Url.Content(\"~/hub\")').build();</script>"
    [built] = [f for f in extract(Document("a.cshtml", text)) if isinstance(f, ClientBuilt)]
    assert (built.url, built.url_text) == (None, '@Url.Content("~/hub")')


@pytest.mark.parametrize("kind", ["application/json", "text/template", "importmap"])
def test_data_in_script_tags_is_not_read(kind: str) -> None:
    assert list(extract(Document("a.html", f'<script type="{kind}">{BUILD}</script>'))) == []
