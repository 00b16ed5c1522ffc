from __future__ import annotations

from pathlib import PurePosixPath

import pytest

from asrs_lint.dotnet.trace_listener import Diagnostics
from asrs_lint.extract import web_config
from asrs_lint.facts.configuration import XmlConfiguration
from asrs_lint.facts.server import TraceLevelSet
from asrs_lint.model.tracing import TraceSetup, trace_setup
from asrs_lint.source import Document, Span

HEALTHY = """<configuration><system.diagnostics>
  <sources><source name="Microsoft.Azure.SignalR"><listeners><add name="ASRS"/></listeners></source></sources>
  <switches><add name="SignalRSwitch" value="Information"/></switches>
  <sharedListeners><add name="ASRS" type="System.Diagnostics.TextWriterTraceListener" initializeData="a.log"/>
  </sharedListeners>
  <trace autoflush="true"/>
</system.diagnostics></configuration>"""
EMPTY = "<configuration></configuration>"
XDT = '<configuration xmlns:xdt="http://schemas.microsoft.com/XML-Document-Transform">%s</configuration>'


def setup(files: dict[str, str], *code: TraceLevelSet) -> TraceSetup | None:
    found = [f for path, text in files.items() for f in web_config.extract(Document(path, text))]
    return trace_setup([f for f in found if isinstance(f, XmlConfiguration)], code)


def known(files: dict[str, str], *code: TraceLevelSet) -> TraceSetup:
    found = setup(files, *code)
    assert found is not None
    return found


def in_code(what: str, value: str | None = None) -> TraceLevelSet:
    return TraceLevelSet(Span("Startup.cs", 0, 1), what, value, None)


def no_source(state: Diagnostics) -> bool:
    return state.source is None


@pytest.mark.parametrize(
    ("files", "path", "web"),
    [
        ({"a/Web.config": EMPTY, "a/Views/Web.config": HEALTHY}, "a/Web.config", True),
        ({"a/App.config": EMPTY}, "a/App.config", False),
        ({"a/Views/Web.config": EMPTY}, None, None),
        ({"a/Web.Release.config": XDT % ""}, None, None),
        ({}, None, None),
    ],
)
def test_the_file_that_counts(files: dict[str, str], path: str | None, web: bool | None) -> None:
    found = setup(files)
    assert (found.file.path if found else None, found.web if found else None) == (path, web)


@pytest.mark.parametrize(
    ("base", "transforms", "lacking"),
    [
        (EMPTY, {}, True),
        (HEALTHY, {}, False),
        (EMPTY, {"Release": XDT % '<appSettings xdt:Transform="Remove"/>'}, True),
        (HEALTHY, {"Release": XDT % '<system.diagnostics xdt:Transform="Remove"/>'}, False),
        (
            EMPTY,
            {
                "Release": XDT
                % HEALTHY.removeprefix("<configuration>")
                .removesuffix("</configuration>")
                .replace("<system.diagnostics>", '<system.diagnostics xdt:Transform="Insert">')
            },
            False,
        ),
        (EMPTY, {"Release": XDT % '<system.web xdt:Transform="Own.Transform"/>'}, False),
        (EMPTY, {"Debug": XDT % '<system.web xdt:Transform="Own.Transform"/>'}, True),
    ],
)
def test_what_no_transform_mends(base: str, transforms: dict[str, str], lacking: bool) -> None:
    files = {"Web.config": base, **{f"Web.{name}.config": text for name, text in transforms.items()}}
    assert known(files).lacks(no_source) is lacking


def test_transforms_are_evaluated_apart() -> None:
    found = known({"Web.config": HEALTHY, "Web.Release.config": XDT % '<system.diagnostics xdt:Transform="Remove"/>'})
    assert found.base.source is not None
    assert [(s.configuration, s.diagnostics.source) for s in found.transformed] == [("Release", None)]


@pytest.mark.parametrize("what", ["listener", "logger-factory"])
def test_code_that_adds_listeners_leaves_nothing_to_say(what: str) -> None:
    found = known({"Web.config": EMPTY}, in_code(what))
    assert found.unknown
    assert not found.lacks(no_source)


@pytest.mark.parametrize(("value", "level"), [("Warning", 7), ("Verbose", 31), (None, None)])
def test_code_decides_about_the_level(value: str | None, level: int | None) -> None:
    assert known({"Web.config": HEALTHY}, in_code("level", value)).level == level


def test_config_source_is_followed() -> None:
    inner = HEALTHY.removeprefix("<configuration>").removesuffix("</configuration>")
    outer = '<configuration><system.diagnostics configSource="Config\\diagnostics.config"/></configuration>'
    found = known({"web/Web.config": outer, "web/Config/diagnostics.config": inner})
    assert found.base.source is not None
    assert PurePosixPath(found.base.source.span.path).name == "diagnostics.config"
    assert known({"web/Web.config": outer}).unknown
