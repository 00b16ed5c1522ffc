from __future__ import annotations

import pytest

from asrs_lint.facts.code import Context
from asrs_lint.facts.server import ServiceAdded
from asrs_lint.reading.reach import Reach
from asrs_lint.reading.wanted import Wanted
from asrs_lint.source import Span


@pytest.mark.parametrize("text", ["services.AddChat();", "AddChat", "x = this.AddChat<T>()"])
def test_a_name_that_stands_as_a_word_is_found(text: str) -> None:
    assert Wanted({"dotnet": (b"AddChat",)}).search()("Program.cs", text.encode())


@pytest.mark.parametrize("text", ["services.AddChatter();", "TryAddChat()", "$AddChat", "AddChat_Works()"])
def test_a_part_of_a_longer_name_is_not(text: str) -> None:
    assert not Wanted({"dotnet": (b"AddChat",)}).search()("Program.cs", text.encode())


def test_names_that_anybody_gives_are_not_looked_for() -> None:
    def added(function: str) -> ServiceAdded:
        here = Span("Startup.cs", 0, 1)
        return ServiceAdded(here, "AddAzureSignalR", here, function, "Startup", Context.PLAIN, None)

    wanted = Reach().widen([added("Configuration"), added("CreateAsync"), added("CreateBuilder"), added("AddChat")])
    assert wanted.names == {"dotnet": (b"AddChat",)}
