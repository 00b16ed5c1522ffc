"""The report in every format. A format's module is imported when it is asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import TYPE_CHECKING, TextIO

from msgspec import Struct

from asrs_lint.output.style import Style

if TYPE_CHECKING:
    from asrs_lint.finding import Report


class _Format(Struct, frozen=True):
    """The module of this package and the function in it that writes a report; `styled` when it takes a Style."""

    module: str
    function: str = "render"
    styled: bool = False

    def render(self, report: Report, style: Style) -> str:
        write: Callable[..., str] = getattr(import_module(f"asrs_lint.output.{self.module}"), self.function)
        return write(report, style) if self.styled else write(report)


_FORMATS: Mapping[str, _Format] = {
    "full": _Format("text", "render_full", styled=True),
    "concise": _Format("text", "render_concise", styled=True),
    "json": _Format("json"),
    "sarif": _Format("sarif"),
    "github": _Format("github"),
    "azure": _Format("azure"),
    "gitlab": _Format("gitlab"),
    "junit": _Format("junit"),
    "markdown": _Format("markdown"),
}
FORMATS = tuple(_FORMATS)


def write(report: Report, form: str, stream: TextIO) -> None:
    """Print the report in one of FORMATS, as the stream can show it."""
    stream.write(rendered(report, form, Style.of_stream(stream)))


def rendered(report: Report, form: str, style: Style) -> str:
    """The report in one of FORMATS."""
    return _FORMATS[form].render(report, style)
