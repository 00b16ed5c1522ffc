from __future__ import annotations

import pytest

from asrs_lint.dotnet.versions import at_least, parse_range, parse_version, read_framework


@pytest.mark.parametrize(
    ("lower", "higher"),
    [
        ("1.0.0-alpha", "1.0.0"),
        ("1.0.0-alpha.2", "1.0.0-alpha.10"),
        ("1.0.0-1", "1.0.0-alpha"),
        ("1.0.0-alpha", "1.0.0-alpha.1"),
        ("1.9.0", "1.10.0"),
        ("1.0", "1.0.0.1"),
        ("1.0.0-preview1-10009", "1.0.0"),
    ],
)
def test_order(lower: str, higher: str) -> None:
    first, second = parse_version(lower), parse_version(higher)
    assert first and second
    assert first < second
    assert not second < first


def test_equal() -> None:
    assert parse_version("1.0") == parse_version("1.0.0.0+build")
    assert parse_version("1.0-RC1") == parse_version("1.0.0-rc1")
    assert parse_version("$(Version)") is None


@pytest.mark.parametrize(
    ("text", "version", "expected"),
    [
        ("1.21.0", "1.19.1", True),
        ("1.19.0", "1.19.1", False),
        ("[1.5.0]", "1.19.1", False),
        ("[1.20.0,2.0)", "1.19.1", True),
        ("(,2.0]", "1.19.1", None),
        ("1.*", "1.19.1", None),
        ("1.20.*", "1.19.1", True),
        ("*", "1.19.1", None),
        ("$(SignalRVersion)", "1.19.1", None),
        (None, "1.19.1", None),
    ],
)
def test_at_least(text: str | None, version: str, expected: bool | None) -> None:
    assert at_least(text, version) is expected


@pytest.mark.parametrize(
    ("text", "inside", "outside"),
    [("[1.0,2.0)", "1.5", "2.0"), ("(1.0,)", "1.1", "1.0"), ("[1.0]", "1.0", "1.1"), ("1.0", "3.0", "0.9")],
)
def test_ranges(text: str, inside: str, outside: str) -> None:
    asked, yes, no = parse_range(text), parse_version(inside), parse_version(outside)
    assert asked and yes and no
    assert asked.contains(yes)
    assert not asked.contains(no)


@pytest.mark.parametrize("text", ["", "[", "[a,b]", "[,]", "latest"])
def test_no_range(text: str) -> None:
    assert parse_range(text) is None


@pytest.mark.parametrize(
    ("moniker", "kind", "version", "modern"),
    [
        ("net8.0", "core", (8, 0), True),
        ("net8.0-windows10.0.19041", "core", (8, 0), True),
        ("netcoreapp3.1", "core", (3, 1), True),
        ("netcoreapp2.1", "core", (2, 1), False),
        ("net472", "framework", (4, 7, 2), False),
        ("net4.8", "framework", (4, 8), False),
        ("v4.7.2", "framework", (4, 7, 2), False),
        ("netstandard2.0", "standard", (2, 0), False),
        ("net10.0", "core", (10, 0), True),
    ],
)
def test_frameworks(moniker: str, kind: str, version: tuple[int, ...], modern: bool) -> None:
    framework = read_framework(moniker)
    assert framework
    assert (framework.kind, framework.version, framework.is_core_3_or_later) == (kind, version, modern)


def test_unknown_framework() -> None:
    assert read_framework("$(TargetFramework)") is None


def test_numbers_without_end_are_compared_and_are_no_framework() -> None:
    first, second = parse_version("1.0.0-" + "9" * 5000), parse_version("1.0.0-1" + "0" * 5000)
    assert first and second and first < second
    assert read_framework("net8." + "1" * 5000) is None
    assert read_framework("v" + "1" * 5000) is None
