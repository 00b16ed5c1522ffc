"""What `<system.diagnostics>` makes .NET Framework do with one trace source (server.md A8).

Follows ListenerElementsCollection, SourceElementsCollection and TraceUtils of System.Configuration, and TraceManager of
ASP.NET SignalR, which gives every source the one switch `SignalRSwitch`. Names compare with regard to case.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from enum import Enum

from msgspec import Struct

from asrs_lint.element import Element

SOURCE = "Microsoft.Azure.SignalR"
SWITCH = "SignalRSwitch"

SOURCE_LEVELS = {
    "off": 0,
    "critical": 1,
    "error": 3,
    "warning": 7,
    "information": 15,
    "verbose": 31,
    "activitytracing": 0xFF00,
    "all": 0xFFFF,
}
_INTEGER = re.compile(r"[+-]?[0-9]{1,10}")
INFORMATION_EVENT = 8  # TraceEventType.Information, the bit a level must hold


def parse_source_levels(text: str) -> int | None:
    """The bits of a SourceLevels value (a name, names joined by commas, an integer), None where .NET throws."""
    bits = 0
    for part in text.split(","):
        name = part.strip().lower()
        if name in SOURCE_LEVELS:
            bits |= SOURCE_LEVELS[name]
        elif _INTEGER.fullmatch(name):
            bits |= int(name) & 0xFFFF
        else:
            return None
    return bits


class TraceFault(Enum):
    """What .NET Framework rejects when the source is first used, at start; or what is silently read by nobody."""

    UNDEFINED_LISTENER = "no shared listener has this name"
    REFERENCE_WITH_ATTRIBUTES = "a reference to a shared listener may carry a name only"
    NO_TYPE = "a shared listener needs a type"
    NO_INITIALIZE_DATA = "this type of listener needs initializeData"
    INVALID_LEVEL = "no level of SourceLevels"
    SWITCH_NAME_AND_VALUE = "a source may have switchName or switchValue, not both"
    MISPLACED = "not allowed here"


class TraceDefect(Struct, frozen=True):
    fault: TraceFault
    element: Element


class Listener(Struct, frozen=True):
    """A listener of a source. `reference` is what the source holds, `definition` where its type stands (the same one
    or the shared one). `keeps`: what it writes outlives the moment; None when its type is not known. `buffers`: nothing
    is written until a flush."""

    name: str
    type: str
    reference: Element
    definition: Element
    keeps: bool | None
    buffers: bool


class Diagnostics(Struct, frozen=True):
    """A configuration, evaluated for the source. `unknown` says why nothing can be told. `listeners` are those of the
    source, `shared` those it could refer to. `level` is in bits, None when no switch or an invalid one is written."""

    section: Element | None = None
    source: Element | None = None
    listeners: tuple[Listener, ...] = ()
    shared: tuple[Listener, ...] = ()
    switch: Element | None = None
    level: int | None = None
    trace: Element | None = None
    autoflush: bool = False
    other_sources: tuple[str, ...] = ()
    defects: tuple[TraceDefect, ...] = ()
    unknown: str = ""

    def having(self, fault: TraceFault) -> tuple[TraceDefect, ...]:
        return tuple(defect for defect in self.defects if defect.fault is fault)

    @property
    def keeps(self) -> bool | None:
        """Whether any listener keeps anything; None when only listeners of unknown types could."""
        kept = [listener.keeps for listener in self.listeners]
        return True if True in kept else (None if None in kept else False)

    @property
    def unflushed(self) -> tuple[Listener, ...]:
        """The listeners whose file stays empty until the process ends."""
        return () if self.autoflush else tuple(x for x in self.listeners if x.keeps and x.buffers)


Follow = Callable[[str], Element | None]


def evaluate(configuration: Element, follow: Follow, source: str = SOURCE) -> Diagnostics:
    """Evaluate the root of a web.config or app.config. `follow` gives the root element of a configSource file, None
    when that file is not there."""
    section = _section(configuration)
    if section is None:
        return Diagnostics()
    outside = section.get("configSource")
    if outside is not None:
        followed = follow(outside)
        if followed is None or followed.tag != "system.diagnostics":
            return Diagnostics(section, unknown=f"{outside} cannot be read")
        section = followed
    return _evaluate(section, source)


def _section(configuration: Element) -> Element | None:
    """system.diagnostics of the application itself: at the top, or in a location without a path."""
    places = [configuration, *(x for x in configuration.all("location") if x.get("path") in (None, "", "."))]
    return next((found for place in places if (found := place.find("system.diagnostics"))), None)


def _evaluate(section: Element, name: str) -> Diagnostics:
    sources = [s for group in section.all("sources") for s in group.all("source")]
    source = next((s for s in sources if s.get("name") == name), None)
    shared = _collected(section.all("sharedListeners"))
    switch = _collected(section.all("switches")).get(SWITCH)
    level = parse_source_levels(switch.get("value") or "") if switch else None
    trace = section.find("trace")
    listeners, defects = _listeners(source, shared) if source else ((), ())
    if switch and level is None:
        defects = (*defects, TraceDefect(TraceFault.INVALID_LEVEL, switch))
    return Diagnostics(
        section=section,
        source=source,
        listeners=listeners,
        shared=tuple(_listener(name, element, element) for name, element in shared.items()),
        switch=switch,
        level=level,
        trace=trace,
        autoflush=trace is not None and (trace.get("autoflush") or "").lower() == "true",
        other_sources=tuple(s.get("name") or "" for s in sources if s is not source),
        defects=(*defects, *_malformed(section, source)),
    )


def _collected(groups: Sequence[Element]) -> dict[str, Element]:
    """The items of a collection by name, after its `add`, `remove` and `clear`."""
    items: dict[str, Element] = {}
    for element in (child for group in groups for child in group.children):
        name = element.get("name") or ""
        if element.tag == "clear":
            items.clear()
        elif element.tag == "remove":
            items.pop(name, None)
        elif element.tag == "add":
            items[name] = element
    return items


def _listeners(source: Element, shared: dict[str, Element]) -> tuple[tuple[Listener, ...], tuple[TraceDefect, ...]]:
    listeners: list[Listener] = []
    defects: list[TraceDefect] = []
    for name, element in _collected(source.all("listeners")).items():
        definition = element if element.get("type") else shared.get(name)
        if not element.get("type") and len(element.attributes) + len(element.children) > 1:
            defects.append(TraceDefect(TraceFault.REFERENCE_WITH_ATTRIBUTES, element))
        if definition is None:
            defects.append(TraceDefect(TraceFault.UNDEFINED_LISTENER, element))
            continue
        listeners.append(_listener(name, element, definition))
        defects += _definition_defects(definition)
    return tuple(listeners), tuple(defects)


def _listener(name: str, reference: Element, definition: Element) -> Listener:
    type_name = (definition.get("type") or "").partition(",")[0].strip()
    keeps, buffers = _TYPES.get(type_name, (None, False))
    if type_name == "System.Diagnostics.DefaultTraceListener" and definition.get("logfilename"):
        keeps = True
    if (definition.get("autoflush") or "").lower() == "true":  # an attribute of FileLogTraceListener
        buffers = False
    return Listener(name, type_name, reference, definition, keeps, buffers)


_FILES = {
    f"System.Diagnostics.{name}TraceListener" for name in ("TextWriter", "DelimitedList", "XmlWriter", "EventSchema")
}
# type → (keeps what is written, buffers until a flush)
_TYPES: dict[str, tuple[bool | None, bool]] = {
    **dict.fromkeys(_FILES, (True, True)),
    "Microsoft.VisualBasic.Logging.FileLogTraceListener": (True, True),
    "System.Diagnostics.EventLogTraceListener": (True, False),
    "System.Diagnostics.EventProviderTraceListener": (True, False),
    "System.Diagnostics.ConsoleTraceListener": (True, False),
    "System.Diagnostics.DefaultTraceListener": (False, False),
    "Microsoft.WindowsAzure.Diagnostics.DiagnosticMonitorTraceListener": (True, False),
    "Microsoft.ApplicationInsights.TraceListener.ApplicationInsightsTraceListener": (True, False),
}


def _definition_defects(definition: Element) -> Iterator[TraceDefect]:
    type_name = (definition.get("type") or "").partition(",")[0].strip()
    if not type_name:
        yield TraceDefect(TraceFault.NO_TYPE, definition)
    elif type_name in _FILES | {"System.Diagnostics.EventLogTraceListener"} and not definition.get("initializeData"):
        yield TraceDefect(TraceFault.NO_INITIALIZE_DATA, definition)


# parent → the children .NET Framework knows
_GRAMMAR = {
    "system.diagnostics": {"sources", "switches", "sharedListeners", "trace", "assert", "performanceCounters"},
    "sources": {"source", "clear", "remove", "add"},
    "source": {"listeners"},
    "switches": {"add", "clear", "remove"},
    "sharedListeners": {"add", "clear", "remove"},
    "listeners": {"add", "clear", "remove"},
    "trace": {"listeners"},
}


def _malformed(section: Element, source: Element | None) -> Iterator[TraceDefect]:
    for element in section.walk():
        known = _GRAMMAR.get(element.tag)
        if known is not None:
            yield from (TraceDefect(TraceFault.MISPLACED, c) for c in element.children if c.tag not in known)
    if source and source.get("switchName") and source.get("switchValue"):
        yield TraceDefect(TraceFault.SWITCH_NAME_AND_VALUE, source)
