from __future__ import annotations

import pytest

from asrs_lint.dotnet.configuration import (
    Configuration,
    Leaf,
    environments,
    from_environment_variable,
    is_local,
    layers_for,
    split_key,
)


def leaf(key: str, value: str | None, origin: str = "") -> Leaf[str]:
    return Leaf(split_key([key]), value, origin)


FILES = [
    (None, leaf("Logging:LogLevel:Microsoft", "Warning", "base")),
    (None, leaf("Logging:LogLevel:Default", "Debug", "base")),
    ("Staging", leaf("logging:loglevel:MICROSOFT", "Error", "staging")),
    ("Development", leaf("Logging:LogLevel:Microsoft", "Debug", "development")),
]


@pytest.mark.parametrize(
    ("environment", "value", "hidden"),
    [("Production", "Warning", ()), ("staging", "Error", ("base",)), ("Development", "Debug", ("base",))],
)
def test_the_highest_layer_counts(environment: str, value: str, hidden: tuple[str, ...]) -> None:
    found = Configuration.of_layers(layers_for(environment, FILES)).get("Logging:LogLevel:Microsoft")
    assert found is not None
    assert found.leaf.value == value
    assert tuple(lower.payload for lower in found.hidden) == hidden


def test_siblings_survive_and_variables_come_last() -> None:
    merged = Configuration.of_layers(layers_for("Staging", FILES, [leaf("Logging:LogLevel:Microsoft", "", "env")]))
    values = {keys[-1].lower(): effective.leaf.value for keys, effective in merged.under("logging:LogLevel")}
    assert values == {"microsoft": "", "default": "Debug"}


def test_environments() -> None:
    assert environments([None, "Staging", "production", "Development", "staging", "example"]) == (
        "Production",
        "Development",
        "Staging",
    )


def test_only_developers_own_environments_are_local() -> None:
    assert [is_local(name) for name in ("Development", "development.Anna", "Local", "Staging", "Test")] == [
        True,
        True,
        True,
        False,
        False,
    ]


def test_names_of_variables() -> None:
    assert from_environment_variable("Logging__LogLevel__Default") == "Logging:LogLevel:Default"
