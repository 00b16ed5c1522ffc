"""Settings that a host reads and that nobody here has read: what they say about levels is not known (server.md A3)."""

from __future__ import annotations

import re
from collections.abc import Iterable

from asrs_lint.facts.server import ConfigurationSourceAdded

_READ = re.compile(
    r"(?:^|[/\\])(?:appsettings[^/\\]*|local\.settings|launchSettings|secrets|ocelot[^/\\]*)\.json$", re.I
)


def unread_settings(sources: Iterable[ConfigurationSourceAdded]) -> str:
    """Why levels may come from elsewhere, empty when nothing suggests it. A file of a computed name suggests nothing:
    mostly it is appsettings.json in a folder that is computed."""
    for source in sources:
        if source.call == "AddJsonStream":
            return "settings are read from a stream too, and those may hold levels"
        if source.call == "AddJsonFile" and source.file and not _READ.search(source.file):
            return f"{source.file} is read too, and it may hold levels"
    return ""
