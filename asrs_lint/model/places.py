"""What the path of a file tells: tests, and how near two places of a repository are."""

from __future__ import annotations

import re
from functools import lru_cache

_TEST_FOLDER = re.compile(
    r"(?:^|/)(?:tests?|specs?|__tests__|__mocks__|e2e|cypress|bench|benchmarks?|perf|load[-_]?tests?|stress|fixtures"
    r"|[^/]*[.\-_](?:unit|integration|functional)?[-_.]?tests?|[^/]*tests)/",
    re.IGNORECASE,
)
_TEST_FILE = re.compile(
    r"(?:\.(?:spec|test|stories|bench)\.[^/.]+|(?:^|/)test_[^/]*\.py|_test\.(?:py|go|dart)|Tests?\.(?:cs|java|kt|swift)"
    r"|(?:^|/)[^/]*(?:load|stress|smoke)[-_]?test[^/]*)$"
)


@lru_cache(maxsize=4096)
def is_test(path: str) -> bool:
    """Whether a path looks like test or load-generator code (client.md A6.6)."""
    return bool(_TEST_FOLDER.search(path) or _TEST_FILE.search(path))


def common_folder(one: str, other: str) -> str:
    """The deepest folder that holds both folders."""
    shared = []
    for a, b in zip(one.split("/"), other.split("/"), strict=False):
        if a != b or not a:
            break
        shared.append(a)
    return "/".join(shared)


def depth(folder: str) -> int:
    return folder.count("/") + 1 if folder else 0
