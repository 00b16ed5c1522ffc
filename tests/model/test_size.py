"""What no person writes by hand costs time in proportion to its size, and is not judged."""

from __future__ import annotations

from time import perf_counter

from asrs_lint.testing import lint

SERVER = {
    "Chat.csproj": '<Project Sdk="Microsoft.NET.Sdk.Web"/>',
    "Program.cs": "var builder = WebApplication.CreateBuilder(args);\n"
    'builder.Services.AddSignalR().AddAzureSignalR(); var app = builder.Build(); app.MapHub<C>("/c"); app.Run();',
}


def lines(number: int) -> str:
    one = 'const c{0} = new signalR.HubConnectionBuilder().withUrl("/c").build(); c{0}.onclose(() => c{0}.start());'
    return "\n".join(one.format(i) for i in range(number))


def seconds(number: int) -> float:
    begun = perf_counter()
    lint({**SERVER, "a.js": lines(number)})
    return perf_counter() - begun


def test_many_connections_in_one_file_are_not_judged() -> None:
    assert (
        sum(f.id == "ASRS403" for f in lint({**SERVER, "a.js": lines(3) + "c0.start(); c1.start(); c2.start();"})) == 3
    )
    assert not any(f.id == "ASRS403" for f in lint({**SERVER, "a.js": lines(100)}))


def test_time_does_not_grow_with_the_square() -> None:
    seconds(10)
    small, large = seconds(200), seconds(1600)
    assert large < 30 * small + 1  # eight times the size; the square would be 64 times
