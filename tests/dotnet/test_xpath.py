from __future__ import annotations

import pytest
from msgspec.structs import replace

from asrs_lint.dotnet.xpath import UnknownPath, XmlNode, select
from asrs_lint.parse.xml import parse_xml
from asrs_lint.source import Document


@pytest.mark.parametrize("path", ["\x13", "a\0b", "//a[", "a::b", "*[*[*]]"])
def test_a_path_that_cannot_be_followed_is_unknown(path: str) -> None:
    base = parse_xml(Document("web.config", "<a><b/></a>"))
    document = XmlNode(replace(base, tag="#document", attributes=(), children=()), [], [XmlNode.of_element(base)])
    with pytest.raises(UnknownPath):
        select(document, path, document.children)
