"""How likely a value is a working access key: the points of client.md C5."""

from __future__ import annotations

import re
from base64 import b64decode
from binascii import Error
from collections import Counter
from itertools import pairwise
from math import log2

# 256 bit in Base64, or a key with a common annotation (Microsoft Security Utilities, SEC101/200).
SHAPE = r"[A-Za-z0-9+/]{43}=|[A-Za-z0-9+/]{52}JQQJ9[A-Za-z0-9+/]{27}(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{4}|==)?"
_SHAPE = re.compile(SHAPE)

_MARKS = ("<", ">", "{", "}", "$(", "#{", "%", "[", "]", "*", "...", "…", "__", "@microsoft")
_WORDS = (
    "your", "replace", "changeme", "change-me", "change_me", "todo", "dummy", "fake", "sample", "example", "redacted",
    "secret", "placeholder", "insert", "enter", "notreal", "not-real", "mock", "test", "demo", "foo", "base64",
)  # fmt: skip
_SHORT = ("xxx", "key", "abc", "123", "000")  # too short to mean anything inside 43 random characters
_APART = re.compile(
    r"(?:^|/)(?:tests?|specs?|__tests__|fixtures?|testdata|docs?)(?:/|$)|[._-](?:tests?|spec)s?\.|tests?\.\w+$"
)
_DOCUMENT = re.compile(r"\.(?:md|mdx|rst|adoc|txt)$")


def score(key: str, host: str | None, known_host: bool, path: str) -> int:
    """4 and above: real-looking; 2–3: possible; less: not to be spoken of."""
    points = _form(key) + (1 if known_host else 0)
    points -= 5 if host is not None and _local(host) else 0
    points -= 4 if _regular(key) else 0
    points -= 6 if _placeholder(key) else 0
    return points - (1 if _beside_the_product(path.lower()) else 0)


def _form(key: str) -> int:
    entropy = 1 if _entropy(key) >= 4.0 else 0
    if not _SHAPE.fullmatch(key):
        return entropy
    return 4 + entropy  # the shape itself, and the 32 bytes (or the annotation) in it


def _entropy(key: str) -> float:
    """Shannon's, in bits a character."""
    return -sum(n / len(key) * log2(n / len(key)) for n in Counter(key).values())


def _local(host: str) -> bool:
    name = host.partition(":")[0]
    return name in ("localhost", "127.0.0.1", "0.0.0.0", "host.docker.internal", "[", "") or name.endswith(".local")


def _regular(key: str) -> bool:
    """Runs of neighbours (ABCDEF, 654321; the emulator's well-known key too), one letter repeated, a short pattern."""
    body = key.rstrip("=")
    if not body or Counter(body).most_common(1)[0][1] > 0.3 * len(body) or _entropy(body) < 3.0:
        return True
    return _longest_run(body, 1) >= 6 or _longest_run(body, -1) >= 6


def _longest_run(text: str, step: int) -> int:
    longest = length = 1
    for left, right in pairwise(text):
        length = length + 1 if ord(right) - ord(left) == step else 1
        longest = max(longest, length)
    return longest


def _placeholder(key: str) -> bool:
    low = key.lower()
    if any(mark in low for mark in _MARKS):
        return True
    if _SHAPE.fullmatch(key):
        return _reads_as_text(key) or _longest_run(key, 1) >= 10 or any(word in low for word in _WORDS if len(word) > 4)
    return any(word in low for word in (*_WORDS, *_SHORT))


def _reads_as_text(key: str) -> bool:
    """Whether the bytes are printable: 32 random ones never are."""
    try:
        return all(32 <= byte < 127 for byte in b64decode(key, validate=True))
    except Error:
        return False


def _beside_the_product(path: str) -> bool:
    return bool(_APART.search(path) or _DOCUMENT.search(path))
