from __future__ import annotations

import time

import pytest

from asrs_lint.parse.xml import MAX_DEPTH, XmlError, parse_nodes, parse_xml
from asrs_lint.source import Document

XDT = "http://schemas.microsoft.com/XML-Document-Transform"


def test_places_of_elements_tags_and_attributes() -> None:
    source = Document(
        "web.config",
        f"""<?xml version="1.0" encoding="utf-16"?>
<!-- é > -->
<configuration xmlns:xdt="{XDT}" a = 'x>"y'>
  <add key="k"
       xdt:Transform="Replace" />
  <b></b ><c>é</c>
</configuration>
""",
    )
    root = parse_xml(source)
    add, b, c = root.children
    assert source.slice(root.span).startswith("<configuration") and source.slice(root.span).endswith("</configuration>")
    assert [source.slice(a.span) for a in root.attributes] == ["""a = 'x>"y'"""]
    assert source.slice(add.span) == '<add key="k"\n       xdt:Transform="Replace" />' == source.slice(add.tag_span)
    assert [(a.name, a.value.value, source.slice(a.value.span)) for a in add.attributes] == [
        ("key", "k", "k"),
        (f"{{{XDT}}}Transform", "Replace", "Replace"),
    ]
    assert (source.slice(b.span), source.slice(b.tag_span)) == ("<b></b >", "<b>")
    assert (source.slice(c.span), c.text) == ("<c>é</c>", "é")


def test_values_are_decoded_and_names_carry_their_namespace() -> None:
    root = parse_xml(
        Document("a.xml", '<p:a xmlns:p="urn:x" v="&lt;&#10;z"><b xmlns="urn:y"> <![CDATA[<t>]]> </b></p:a>')
    )
    assert (root.tag, root.get("v"), root.children[0].tag) == ("{urn:x}a", "<\nz", "{urn:y}b")
    assert root.children[0].text == " <t> "


@pytest.mark.parametrize(
    ("text", "offset", "reason"),
    [
        ("", 0, "empty"),
        ("<a>\n\n  <b></c></a>", 14, "mismatch"),
        ("<a b=1/>", 5, "AttValue"),
        ("<a>&unknown;</a>", 12, "not defined"),
        ("<x:a/>", 4, "prefix"),
        ('<!DOCTYPE a [<!ENTITY e "e">]><a>&e;</a>', 13, "entities"),
        ("<a>\x00</a>", 3, "Invalid|Char 0x0 out of allowed range"),  # by the version of libxml2
        ("<a>" * (MAX_DEPTH + 1) + "</a>" * (MAX_DEPTH + 1), 3 * MAX_DEPTH, "deeper"),
        ("<a>" * 10_000, 0, "depth"),
    ],
)
def test_what_is_refused(text: str, offset: int, reason: str) -> None:
    with pytest.raises(XmlError, match=reason) as caught:
        parse_xml(Document("a.xml", text))
    if offset:
        assert abs(caught.value.offset - offset) <= 1


def test_an_external_document_type_is_not_loaded() -> None:
    assert parse_xml(Document("a.xml", '<!DOCTYPE a SYSTEM "http://127.0.0.1:1/x.dtd"><a/>')).tag == "a"


def test_nodes_say_the_same_as_elements() -> None:
    document = Document("a.csproj", '<a xmlns="urn:x"><b c="1">é<!-- d -->f<e/>g</b><h/></a>')
    root, element = parse_nodes(document), parse_xml(document)
    b, h = root.children
    assert (b.name, b.text, b.get("c"), h.get("c")) == ("b", "éf", "1", None)
    assert [node.name for node in root.groups()] == ["a", "b"]
    assert (b.element(), h.element()) == element.children


def test_text_in_many_pieces_takes_no_longer_than_in_one() -> None:
    text = "<a>" + "x<!---->" * 200_000 + "</a>"
    begun = time.process_time()
    assert len(parse_nodes(Document("a.xml", text)).text) == 200_000
    assert time.process_time() - begun < 3
