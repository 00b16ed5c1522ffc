from __future__ import annotations

import pytest

from asrs_lint import Document
from asrs_lint.redaction import mask, mask_line
from asrs_lint.testing import access_key

KEY = access_key()


@pytest.mark.parametrize(
    "text",
    [
        f"Endpoint=https://a.service.signalr.net;AccessKey={KEY};Version=1.0;",
        f'"accesskey": "{KEY}"',
        f"AccessKey = '{KEY}'",
        f"SharedAccessKey={KEY}",
        f"ACCESS_KEY={KEY}",
        f"access-key: {KEY}",
        f"a lone {KEY} in prose",
        f"=.0;ssKey={KEY}{KEY};Version=1",
        f"({KEY})",
    ],
)
def test_no_key_is_left(text: str) -> None:
    assert KEY not in mask(text)
    assert "***" in mask(text)


@pytest.mark.parametrize("text", ["AccessKey", "the access key is gone", "sha256 of 8 hex", "a" * 64, "AccessKey="])
def test_other_text_is_left_alone(text: str) -> None:
    assert mask(text) == text


def test_columns_follow_the_masked_text() -> None:
    document = Document("a.env", f"# x\nC=AccessKey={KEY};Version=1\n")
    line = mask_line(document, 2)
    assert line.text == "C=AccessKey=***;Version=1"
    assert [line.column(n) for n in (1, 13, 14, 13 + len(KEY), 14 + len(KEY))] == [1, 13, 16, 16, 17]


def test_found_keys_are_masked_whatever_their_shape() -> None:
    document = Document("a.env", "KEY=short-one rest")
    assert mask_line(document, 1, [document.span(4, 13)]).text == "KEY=*** rest"
