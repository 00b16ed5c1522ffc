"""The rewriting of UseAzureSignalR, and where it is the right call."""

from __future__ import annotations

import pytest
from asrs_lint_rules.server.obsolete_use_azure_signalr import ObsoleteUseAzureSignalR

from tests.rules.rewriting import fixed, problems

NET8 = ("net8.0",)
BLOCK = 'app.UseAzureSignalR(routes =>\n{\n    routes.MapHub<A>("/a");\n    routes.MapHub<B>("/b");\n});\n'
MINIMAL = "var builder = WebApplication.CreateBuilder(args);\nvar app = builder.Build();\n"


def startup(*lines: str) -> str:
    body = "".join(f"        {line}\n" for line in lines)
    return f"public class Startup\n{{\n    public void Configure(IApplicationBuilder app)\n    {{\n{body}    }}\n}}\n"


def test_minimal_hosting() -> None:
    after = MINIMAL + 'app.MapHub<A>("/a");\napp.MapHub<B>("/b");\n'
    assert fixed(ObsoleteUseAzureSignalR(), "Program.cs", MINIMAL + BLOCK, NET8) == after


ROUTING = "app.UseRouting();"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            ['app.UseAzureSignalR(routes => routes.MapHub<A>("/a"));'],
            [ROUTING, 'app.UseEndpoints(endpoints => endpoints.MapHub<A>("/a"));'],
        ),
        (
            ["app.UseAzureSignalR(routes =>", "{", '    routes.MapHub<A>("/a");', "});"],
            [ROUTING, "app.UseEndpoints(endpoints =>", "{", '    endpoints.MapHub<A>("/a");', "});"],
        ),
        (
            ["app.UseAzureSignalR(routes => {", '    routes.MapHub<A>("/a");', "});"],
            [ROUTING, "app.UseEndpoints(endpoints => {", '    endpoints.MapHub<A>("/a");', "});"],
        ),
    ],
)
def test_startup_keeps_the_style_of_the_lambda(before: list[str], after: list[str]) -> None:
    assert fixed(ObsoleteUseAzureSignalR(), "Startup.cs", startup(*before), NET8) == startup(*after)


ENDPOINTS = ("app.UseEndpoints(e =>", "{", "    e.MapControllers();", "});")


def test_hubs_move_to_the_endpoints_that_are_there() -> None:
    before = startup('app.UseAzureSignalR(r => r.MapHub<A>("/a"));', ROUTING, "app.UseAuthorization();", *ENDPOINTS)
    mapped = (ENDPOINTS[0], "{", '    e.MapHub<A>("/a");', *ENDPOINTS[2:])
    after = startup(ROUTING, "app.UseAuthorization();", *mapped)
    assert fixed(ObsoleteUseAzureSignalR(), "Startup.cs", before, NET8) == after


def test_a_link_of_a_chain_goes_with_its_lines() -> None:
    chain = (
        "app.UseRouting()",
        "    .UseEndpoints(e =>",
        "    {",
        '        e.MapHub<A>("/a");',
        "        e.MapRazorPages();",
    )
    before = startup(chain[0], '    .UseAzureSignalR(r => r.MapHub<A>("/a"))', *chain[1:3], chain[4], "    });")
    assert fixed(ObsoleteUseAzureSignalR(), "Startup.cs", before, NET8) == startup(*chain, "    });")


@pytest.mark.parametrize(
    "lines",
    [
        ("app.UseAuthentication();", 'app.UseAzureSignalR(routes => routes.MapHub<A>("/a"));'),
        ("app.UseAzureSignalR(routes => Map(routes));",),
        ("app.UseAzureSignalR(routes => routes.MapHub<A>(path));",),
        ("app.UseAzureSignalR(Map);",),
    ],
)
def test_what_has_to_be_thought_about_is_only_shown(lines: tuple[str, ...]) -> None:
    assert fixed(ObsoleteUseAzureSignalR(), "Startup.cs", startup(*lines), NET8) is None


@pytest.mark.parametrize(
    ("frameworks", "count"),
    [
        (("net8.0",), 1),
        (("netcoreapp3.1",), 1),
        (("net8.0-windows",), 1),
        (("netcoreapp2.1",), 0),
        (("netstandard2.0",), 0),
        (("net472",), 0),
        (("netcoreapp2.1", "net6.0"), 0),
        ((), 0),
    ],
)
def test_frameworks(frameworks: tuple[str, ...], count: int) -> None:
    text = startup('app.UseAzureSignalR(routes => routes.MapHub<A>("/a"));')
    assert len(problems(ObsoleteUseAzureSignalR(), {"Startup.cs": text}, frameworks=frameworks)) == count
