"""What is inserted looks as if it had always stood there."""

from __future__ import annotations

import pytest
from lxml import etree

from asrs_lint.element import Element
from asrs_lint.extract import appsettings
from asrs_lint.facts.configuration import SettingsObject
from asrs_lint.model.insertion import json_member, json_object, xml_child, xml_first_child, xml_text
from asrs_lint.parse.xml import parse_xml
from asrs_lint.source import Document, Located


def changed(document: Document, edit: Located[str]) -> str:
    return document.text[: edit.span.start] + edit.value + document.text[edit.span.end :]


def settings_object(document: Document, *keys: str) -> SettingsObject:
    found = (f for f in appsettings.extract(document) if isinstance(f, SettingsObject) and f.keys == keys)
    return next(found)


@pytest.mark.parametrize(
    ("text", "keys", "names", "expected"),
    [
        (
            '{\n  "Logging": {\n    "LogLevel": {\n      "Default": "Debug" // why\n    }\n  }\n}\n',
            ("Logging", "LogLevel"),
            ["A.B"],
            '{\n  "Logging": {\n    "LogLevel": {\n      "Default": "Debug", // why\n      "A.B": "X"\n    }\n  }\n}\n',
        ),
        (
            '{\r\n\t"Logging": {\r\n\t}\r\n}\r\n',
            ("Logging",),
            ["LogLevel", "A"],
            '{\r\n\t"Logging": {\r\n\t\t"LogLevel": {\r\n\t\t\t"A": "X"\r\n\t\t}\r\n\t}\r\n}\r\n',
        ),
        ('{\n  "Logging": {}\n}', ("Logging",), ["A"], '{\n  "Logging": {\n    "A": "X"\n  }\n}'),
        ('{ "Logging": { "A": "1" } }', ("Logging",), ["B"], '{ "Logging": { "A": "1", "B": "X" } }'),
    ],
)
def test_json(text: str, keys: tuple[str, ...], names: list[str], expected: str) -> None:
    document = Document("appsettings.json", text)
    assert changed(document, json_member(settings_object(document, *keys), names, "X")) == expected


def test_json_object_in_place_of_a_value() -> None:
    document = Document("appsettings.json", '{\n  "Serilog": {\n    "MinimumLevel": "Error"\n  }\n}')
    members = ((["Default"], "Error"), (["Override", "A"], "X"))
    assert json_object(settings_object(document, "Serilog"), members) == (
        '{\n      "Default": "Error",\n      "Override": {\n        "A": "X"\n      }\n    }'
    )


def find(document: Document, *path: str) -> Element:
    found = parse_xml(document).find(*path)
    assert found is not None
    return found


LINES = [(0, "<b>"), (1, "<c />"), (0, "</b>")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<r>\n    <a />\n</r>", "<r>\n    <a />\n    <b>\n        <c />\n    </b>\n</r>"),
        ("<r>\n</r>", "<r>\n  <b>\n    <c />\n  </b>\n</r>"),
        ("<r></r>", "<r>\n  <b>\n    <c />\n  </b>\n</r>"),
        ("<r />", "<r>\n  <b>\n    <c />\n  </b>\n</r>"),
        ("\t<r/>\r\n", "\t<r>\r\n\t\t<b>\r\n\t\t\t<c/>\r\n\t\t</b>\r\n\t</r>\r\n"),
    ],
)
def test_xml(text: str, expected: str) -> None:
    document = Document("web.config", text)
    assert changed(document, xml_child(document, find(document), LINES)) == expected


def test_xml_in_front_and_behind() -> None:
    document = Document("web.config", "<r>\n  <configSections />\n  <z />\n</r>")
    root = find(document)
    first = changed(document, xml_first_child(document, root, [(0, "<b />")]))
    assert first == "<r>\n  <b />\n  <configSections />\n  <z />\n</r>"
    behind = changed(document, xml_child(document, root, [(0, "<b />")], after=root.children[0]))
    assert behind == "<r>\n  <configSections />\n  <b />\n  <z />\n</r>"


def test_a_value_in_an_attribute_is_read_as_it_was() -> None:
    value = "a<b> & \"c\" 'd'\r\n\te"
    for quote in "\"'":
        assert etree.fromstring(f"<a b={quote}{xml_text(value)}{quote}/>").get("b") == value
