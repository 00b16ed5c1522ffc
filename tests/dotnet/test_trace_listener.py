from __future__ import annotations

import pytest

from asrs_lint.dotnet.trace_listener import Diagnostics, TraceFault, evaluate, parse_source_levels
from asrs_lint.element import Element
from asrs_lint.parse.xml import parse_xml
from asrs_lint.source import Document

FILE = 'type="System.Diagnostics.TextWriterTraceListener" initializeData="asrs.log"'
SWITCH = '<switches><add name="SignalRSwitch" value="Information"/></switches>'


def diagnostics(inside: str) -> Diagnostics:
    text = f"<configuration><system.diagnostics>{inside}</system.diagnostics></configuration>"
    return evaluate(parse_xml(Document("Web.config", text)), lambda _: None)


def source(listeners: str, attributes: str = "") -> str:
    return (
        f'<sources><source name="Microsoft.Azure.SignalR" {attributes}>'
        f"<listeners>{listeners}</listeners></source></sources>"
    )


SHARED = f'<sharedListeners><add name="ASRS" {FILE}/></sharedListeners>'


def test_the_documented_block_is_healthy() -> None:
    found = diagnostics(source('<add name="ASRS"/>') + SWITCH + SHARED + '<trace autoflush="true"/>')
    assert (found.keeps, found.unflushed, found.level, found.defects) == (True, (), 15, ())


@pytest.mark.parametrize(
    ("listeners", "keeps"),
    [
        ("", False),
        ('<add name="Default" type="System.Diagnostics.DefaultTraceListener"/>', False),
        (f'<add name="F" {FILE}/>', True),
        (f'<add name="F" {FILE}/><clear/>', False),
        (f'<add name="F" {FILE}/><remove name="F"/>', False),
        ('<add name="O" type="Own.Listener, Own"/>', None),
        ('<add name="E" type="System.Diagnostics.EventLogTraceListener, System" initializeData="x"/>', True),
    ],
)
def test_what_keeps(listeners: str, keeps: bool | None) -> None:
    assert diagnostics(source(listeners)).keeps is keeps


@pytest.mark.parametrize(
    ("inside", "unflushed"),
    [
        (source(f'<add name="F" {FILE}/>'), 1),
        (source(f'<add name="F" {FILE}/>') + '<trace autoflush="True"/>', 0),
        (source(f'<add name="F" {FILE}/>') + '<trace autoflush="false"/>', 1),
        (source('<add name="E" type="System.Diagnostics.EventLogTraceListener" initializeData="x"/>'), 0),
    ],
)
def test_what_waits_for_a_flush(inside: str, unflushed: int) -> None:
    assert len(diagnostics(inside).unflushed) == unflushed


@pytest.mark.parametrize(
    ("inside", "faults"),
    [
        (source('<add name="asrs"/>') + SHARED, [TraceFault.UNDEFINED_LISTENER]),
        (source('<add name="ASRS" traceOutputOptions="DateTime"/>') + SHARED, [TraceFault.REFERENCE_WITH_ATTRIBUTES]),
        (source('<add name="ASRS"/>') + '<sharedListeners><add name="ASRS"/></sharedListeners>', [TraceFault.NO_TYPE]),
        (source('<add name="F" type="System.Diagnostics.TextWriterTraceListener"/>'), [TraceFault.NO_INITIALIZE_DATA]),
        ('<switches><add name="SignalRSwitch" value="Info"/></switches>', [TraceFault.INVALID_LEVEL]),
        (source("", 'switchName="SignalRSwitch" switchValue="All"'), [TraceFault.SWITCH_NAME_AND_VALUE]),
        ('<source name="Microsoft.Azure.SignalR"/>', [TraceFault.MISPLACED]),
    ],
)
def test_defects(inside: str, faults: list[TraceFault]) -> None:
    assert [defect.fault for defect in diagnostics(inside).defects] == faults


@pytest.mark.parametrize(
    ("inside", "level"),
    [("", None), (SWITCH, 15), ('<switches><add name="Other" value="All"/></switches>', None)],
)
def test_only_the_switch_of_signalr_counts(inside: str, level: int | None) -> None:
    assert diagnostics(source("", 'switchName="Other"') + inside).level == level


@pytest.mark.parametrize(
    ("text", "bits"),
    [("Information", 15), ("warning", 7), ("Critical, Error", 3), ("All", 0xFFFF), ("-1", 0xFFFF), ("31", 31)],
)
def test_levels(text: str, bits: int) -> None:
    assert parse_source_levels(text) == bits


@pytest.mark.parametrize("text", ["", "Info", "Debug", "--1", "1,", "²"])
def test_no_level(text: str) -> None:
    assert parse_source_levels(text) is None


def test_location_and_config_source() -> None:
    elsewhere = parse_xml(Document("diagnostics.config", f"<system.diagnostics>{source('')}</system.diagnostics>"))

    def follow(name: str) -> Element | None:
        return elsewhere if name == "diagnostics.config" else None

    def read(text: str) -> Diagnostics:
        return evaluate(parse_xml(Document("Web.config", f"<configuration>{text}</configuration>")), follow)

    followed = read('<system.diagnostics configSource="diagnostics.config"/>')
    assert followed.source and followed.source.span.path == "diagnostics.config"
    assert read('<system.diagnostics configSource="gone.config"/>').unknown
    assert read('<location path="admin"><system.diagnostics/></location>').section is None
    assert read('<location path="."><system.diagnostics/></location>').section is not None
