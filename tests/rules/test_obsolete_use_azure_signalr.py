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


def test_startup() -> None:
    after = startup("app.UseRouting();", "app.UseEndpoints(endpoints =>", "{", '    endpoints.MapHub<A>("/a");', "});")
    before = startup('app.UseAzureSignalR(routes => routes.MapHub<A>("/a"));')
    assert fixed(ObsoleteUseAzureSignalR(), "Startup.cs", before, NET8) == after


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
