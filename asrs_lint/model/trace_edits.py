"""What mends a part of `<system.diagnostics>`, for the rules whose mending would be half without it."""

from __future__ import annotations

from asrs_lint.dotnet.trace_listener import INFORMATION_EVENT, Diagnostics
from asrs_lint.model.insertion import xml_child
from asrs_lint.source import Document, Located


def with_autoflush(document: Document, state: Diagnostics) -> Located[str] | None:
    """The text that makes .NET write the trace at once, and its place; None where it does so already."""
    if state.autoflush or state.section is None:
        return None
    if state.trace is None:
        return xml_child(document, state.section, [(0, '<trace autoflush="true" />')])
    autoflush = state.trace.attribute("autoflush")
    if autoflush:
        return Located("true", autoflush.value.span)
    name = state.trace.tag_span.start + len("<trace")
    return Located(' autoflush="true"', document.span(name, name))


def with_information(state: Diagnostics) -> Located[str] | None:
    """The level that lets pass what is traced at Information, and its place in the switch that is there; None where it
    passes already or there is no such switch."""
    value = state.switch.attribute("value") if state.switch else None
    if value is None or (state.level is not None and state.level & INFORMATION_EVENT):
        return None
    return Located("Information", value.value.span)
