"""Scripts nobody wrote by hand in this repository: bundles, minified files, copies of the SignalR library."""

from __future__ import annotations

import re

LARGEST = 1_500_000  # characters; a hand-written script is far below
_LONG_LINE = 2_000
_DEFINES = re.compile(
    r"class\s+HubConnectionBuilder\b(?!\s*extends\s+\w*Mock)"
    r"|function\s+HubConnectionBuilder\s*\("
    r"|HubConnectionBuilder\.prototype\.\w+\s*="
    r"|ASP\.NET SignalR JavaScript Library"
    r"|\$\.signalR\s*=\s*signalR\b|\$\.connection\s*=\s*\$\.signalR\s*=",
)
_BUNDLER = re.compile(
    r"webpackJsonp|__webpack_require__|/\*{6}/|webpackChunk|parcelRequire\s*=|System\.register\(\[\],"
)
_MINIFIED_NAME = re.compile(r"[.-]min\.[cm]?js$", re.IGNORECASE)


def is_bundled(path: str, text: str) -> bool:
    """Whether a script is a build product or a copied library, by name, size, shape or what it defines."""
    if len(text) > LARGEST or _MINIFIED_NAME.search(path):
        return True
    return _is_minified(text) or bool(_DEFINES.search(text) or _BUNDLER.search(text))


def _is_minified(text: str) -> bool:
    """Most of a text of some size stands in lines no person would write (data URIs in strings aside)."""
    if len(text) < 8_000:
        return False
    long = sum(len(line) for line in text.split("\n") if len(line) > _LONG_LINE and "base64," not in line)
    return long * 2 > len(text)
