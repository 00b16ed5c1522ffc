"""What a project needs to use asrs-lint: a configuration, a hook, a job in its CI."""

from __future__ import annotations

from importlib.resources import files


def template(name: str) -> str:
    """A file as README.md shows it."""
    return (files("asrs_lint") / "adoption" / "templates" / name).read_text("utf-8")
