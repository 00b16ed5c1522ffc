from __future__ import annotations

import json
from collections.abc import Iterable

import pytest

from asrs_lint.extract.appsettings import extract
from asrs_lint.facts.base import Fact, Unreadable
from asrs_lint.facts.configuration import Room, Setting, SettingsFile, SettingsObject, Source
from asrs_lint.source import Document


def facts(text: str, path: str = "src/appsettings.json") -> list[Fact]:
    return list(extract(Document(path, text)))


def values(found: Iterable[Fact]) -> dict[str, tuple[str, str | None]]:
    return {fact.key: (fact.kind, fact.value) for fact in found if isinstance(fact, Setting)}


def test_every_leaf_under_the_roots_that_matter() -> None:
    found = values(
        facts(
            """{
  // levels
  "Logging": { "LogLevel": { "Default": "Information", "Microsoft.Azure.SignalR": null, }, "On": true, "N": 5 },
  "Serilog": { "Using": [ "Serilog.Sinks.Console" ], "Enrich": [], "WriteTo": [ { "Name": "Console" } ] },
  "AllowedHosts": "*",
  "Azure:SignalR:ConnectionString": "",
  "Azure__SignalR__ServerStickyMode": "Required",
  "Notification": { "Web": { "SignalR": { "Endpoint": "x" }, "Mail": "y" } },
  "Backend": "Endpoint=https://a.service.signalr.net;"
}"""
        )
    )
    assert found == {
        "Logging:LogLevel:Default": ("string", "Information"),
        "Logging:LogLevel:Microsoft.Azure.SignalR": ("null", None),
        "Logging:On": ("boolean", "true"),
        "Logging:N": ("number", "5"),
        "Serilog:Using:0": ("string", "Serilog.Sinks.Console"),
        "Serilog:Enrich": ("array", None),
        "Serilog:WriteTo:0:Name": ("string", "Console"),
        "Azure:SignalR:ConnectionString": ("string", ""),
        "Azure__SignalR__ServerStickyMode": ("string", "Required"),
        "Notification:Web:SignalR:Endpoint": ("string", "x"),
        "Backend": ("string", "Endpoint=https://a.service.signalr.net;"),
    }


def test_keys_stay_as_the_file_has_them_and_repeated_ones_are_all_there() -> None:
    found = [f for f in facts('{"Logging": {"A:B": "1", "a:b": "2"}}') if isinstance(f, Setting)]
    assert [(f.keys, f.value) for f in found] == [(("Logging", "A:B"), "1"), (("Logging", "a:b"), "2")]


def test_places() -> None:
    source = Document("appsettings.json", '{"Logging": {"LogLevel": {"Default" : "Warning"}}}')
    setting = next(fact for fact in extract(source) if isinstance(fact, Setting))
    assert [source.slice(s) for s in (setting.span, setting.key_span, setting.value_span)] == [
        '"Default" : "Warning"',
        '"Default"',
        '"Warning"',
    ]


@pytest.mark.parametrize(
    ("path", "source", "environment"),
    [
        ("appsettings.json", Source.APPSETTINGS, None),
        ("a/b/AppSettings.json", Source.APPSETTINGS, None),
        ("appsettings.production.json", Source.APPSETTINGS, "production"),
        ("appsettings.Staging.Local.json", Source.APPSETTINGS, "Staging.Local"),
        ("appsettings-old.json", Source.JSON, None),
    ],
)
def test_the_environment_is_in_the_name(path: str, source: Source, environment: str | None) -> None:
    file, setting = (
        next(f for f in facts('{"Logging": {"x": "y"}}', path) if isinstance(f, kind))
        for kind in (SettingsFile, Setting)
    )
    assert (file.source, file.environment) == (source, environment)
    assert (setting.source, setting.environment) == (source, environment)


def test_an_empty_file_is_a_file_without_objects() -> None:
    (file,) = facts("")
    assert isinstance(file, SettingsFile) and (file.span.start, file.span.end) == (0, 0)


def test_what_cannot_be_parsed_is_told_with_what_could_be_read() -> None:
    found = facts(
        '{\n  "Logging": {\n    "LogLevel": {\n      "Default": "Warning"\n      "System": "Error"\n    }\n  }\n}'
    )
    (error,) = [fact for fact in found if isinstance(fact, Unreadable)]
    assert error.reason == "This JSON cannot be read: a comma is missing."
    assert set(values(found)) == {"Logging:LogLevel:Default", "Logging:LogLevel:System"}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('{\n//#if (Https)\n  "Url": "a"\n//#else\n  "Url": "b"\n//#endif\n}', False),
        ('{\n  // #if (Https)\n  "Url": "a"\n  "Url": "b"\n  // #endif\n}', False),
        ('{\n//#if (Https)\n  "Url": "a"\n  "Url": "b"\n}', True),
        ('{\n// see #if\n  "Url": "a"\n  "Url": "b"\n// see #endif\n}', True),
        ('{\n  "Url": "a"\n  "Other": "b"\n//#if (Https)\n//#endif\n}', True),
    ],
)
def test_a_template_is_no_json_from_its_first_condition_on(text: str, told: bool) -> None:
    found = facts(text)
    assert any(isinstance(fact, Unreadable) for fact in found) is told


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            '{\n  "Logging": {\n    "LogLevel": {\n      "Default": "Warning"\n    }\n  }\n}\n',
            '{\n  "Logging": {\n    "LogLevel": {\n      "Default": "Warning",\n      "K": "V"\n    }\n  }\n}\n',
        ),
        ('{"Logging": {"LogLevel": {"a": "b"}}}', '{"Logging": {"LogLevel": {"a": "b", "K": "V"}}}'),
        (
            '{\r\n\t"Logging": {\r\n\t\t"LogLevel": {}\r\n\t}\r\n}',
            '{\r\n\t"Logging": {\r\n\t\t"LogLevel": {\r\n\t\t\t"K": "V"\r\n\t\t}\r\n\t}\r\n}',
        ),
        (
            '{\n  "Logging": {\n    "LogLevel": {\n    }\n  }\n}',
            '{\n  "Logging": {\n    "LogLevel": {\n      "K": "V"\n    }\n  }\n}',
        ),
        (
            '{\n  "Logging": {\n    "LogLevel": {\n      "a": "b", // why\n    }\n  }\n}',
            '{\n  "Logging": {\n    "LogLevel": {\n      "a": "b", // why\n      "K": "V",\n    }\n  }\n}',
        ),
    ],
)
def test_a_member_can_be_put_into_an_object(text: str, expected: str) -> None:
    found = next(f for f in facts(text) if isinstance(f, SettingsObject) and f.keys == ("Logging", "LogLevel"))
    assert with_member(text, found.room, '"K": "V"') == expected


def test_a_member_can_be_put_into_the_root() -> None:
    for text in ("{}", "{ }", '{\n    "AllowedHosts": "*"\n}'):
        (root,) = [f for f in facts(text) if isinstance(f, SettingsObject)]
        edited = with_member(text, root.room, '"K": {}')
        assert root.keys == () and "K" in json.loads(edited)
        assert f'\n{root.room.indent}"K"' in edited


def with_member(text: str, room: Room, member: str) -> str:
    return text[: room.insert.start] + room.prefix + member + room.suffix + text[room.insert.end :]
